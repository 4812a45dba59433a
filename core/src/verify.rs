//! Judges a signature or a login: every check by itself, in the terms of ETSI EN 319 102-1. What is not checked is said to be not checked.
//!
//! Each check is a file and gives a [`Reason`]. Nothing here accepts a signature: a server does, by the whole report.

mod certificate_kind;
mod integrity;
mod login;
mod path;
mod signature;
mod signing_certificate;
mod validity;

pub use login::verify_login;

use crate::certificate::CertificateError;
use crate::cms::SignedData;
use crate::report::{Check, Finding, Reason, Report};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;

/// Judges the CMS signature `signed` for the time `at`.
///
/// `content` is what a detached signature signs; with an attached one it may be left out, and must be equal if it is given.
/// Revocation is not checked, so the best verdict is INDETERMINATE with TRY_LATER.
pub fn verify(signed: &[u8], content: Option<&[u8]>, anchors: &[TrustAnchor], at: UnixTime) -> Report {
    let signed_data = match SignedData::from_der(signed) {
        Ok(signed_data) => signed_data,
        Err(error) => return Report::new(&Check::ALL, vec![Finding::new(Check::Format, error.into())], at),
    };
    let signing_time = signed_data.signing_time();
    let (integrity, content) = integrity::check(&signed_data, content);
    let mut findings =
        vec![Finding::new(Check::Format, Reason::FormatSupported), Finding::new(Check::Integrity, integrity)];
    let certificate = match signed_data.signer_certificate() {
        Some(certificate) => certificate.map_err(|malformed| CertificateError::Malformed(malformed).into()),
        None => Err(Reason::SignerCertificateMissing),
    };
    let signer = match certificate {
        Ok(certificate) => {
            let (path, anchor) = path::check(&certificate, anchors);
            findings.extend([
                Finding::new(Check::Signature, signature::check(&signed_data, &certificate)),
                Finding::new(
                    Check::SigningCertificate,
                    signing_certificate::check(&signed_data, &certificate),
                ),
                Finding::new(Check::CertificateKind, certificate_kind::check(&certificate)),
                Finding::new(Check::Path, path),
                Finding::new(Check::Validity, validity::check(&certificate, anchor, Some(signing_time), at)),
                Finding::new(Check::Revocation, Reason::RevocationNotChecked),
            ]);
            Some(certificate.summary())
        }
        Err(reason) => {
            findings.push(Finding::new(Check::Signature, reason));
            None
        }
    };
    Report {
        signer,
        signing_time: Some(signing_time.time()),
        content,
        ..Report::new(&Check::ALL, findings, at)
    }
}

#[cfg(test)]
mod tests;
