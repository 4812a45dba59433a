//! Judges a certificate by itself: 現況確認, whether it is still good, long after what it signed was judged (ACCEPTANCE.md L10, P22).

use super::{Examination, certificate_kind, path, policy, validity};
use crate::certificate::{Certificate, Kind};
use crate::report::{Check, Finding, Reason};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;

/// Makes every check of a certificate, for signatures or for logging in, for the time `at`, but that of revocation, for which the caller
/// asks its sources. The report names no holder: whoever asks has the certificate.
pub fn examine_certificate(certificate: Certificate, anchors: &[TrustAnchor], at: UnixTime) -> Examination {
    let (kind, for_its_kind) = match certificate.kind() {
        Kind::Auth => (Kind::Auth, Reason::CertificateForLogin),
        Kind::Sign | Kind::Other => (Kind::Sign, certificate_kind::check(&certificate)),
    };
    let (path, issuer) = path::check(&certificate, anchors);
    let findings = vec![
        Finding::new(Check::CertificateKind, for_its_kind),
        Finding::new(Check::Path, path),
        Finding::new(Check::Policy, policy::check(&certificate, kind, issuer)),
        Finding::new(Check::Validity, validity::check(&certificate, issuer, None, at)),
    ];
    let issuer = issuer.cloned();
    Examination { signer: Some(certificate), issuer, ..Examination::ended(&Check::CERTIFICATE, findings, at) }
}
