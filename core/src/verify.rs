//! Judges a signature or a login: every check by itself, in the terms of ETSI EN 319 102-1. What is not checked is said to be not checked.
//!
//! Each check is a file and gives a [`Reason`]. Nothing here accepts a signature: a server does, by the whole report.

mod certificate;
mod certificate_kind;
mod examination;
mod format;
mod integrity;
mod login;
mod path;
mod policy;
mod revocation;
mod signature;
mod signing_certificate;
mod validity;

pub use certificate::examine_certificate;
pub use examination::Examination;
pub use login::{examine_login, verify_login};

use crate::certificate::{CertificateError, Kind};
use crate::cms::SignedData;
use crate::report::{Check, Finding, Reason, Report};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;

/// Judges the CMS signature `signed` for the time `at`, asking nobody about revocation.
///
/// `content` is what a detached signature signs; with an attached one it may be left out, and must be equal if it is given.
/// The best verdict is INDETERMINATE with TRY_LATER.
pub fn verify(signed: &[u8], content: Option<&[u8]>, anchors: &[TrustAnchor], at: UnixTime) -> Report {
    examine(signed, content, anchors, at).conclude(&[])
}

/// Makes every check of [`verify`] but that of revocation, for which the caller asks its sources.
pub fn examine(signed: &[u8], content: Option<&[u8]>, anchors: &[TrustAnchor], at: UnixTime) -> Examination {
    let signed_data = match SignedData::from_der(signed) {
        Ok(signed_data) => signed_data,
        Err(error) => {
            return Examination::ended(&Check::ALL, vec![Finding::new(Check::Format, error.into())], at);
        }
    };
    let signing_time = signed_data.signing_time();
    let (integrity, content) = integrity::check(&signed_data, content);
    let mut findings = vec![Finding::new(Check::Format, format::check(&signed_data))];
    let certificate = match signed_data.signer_certificate() {
        Some(certificate) => certificate.map_err(|malformed| CertificateError::Malformed(malformed).into()),
        None => Err(Reason::SignerCertificateMissing),
    };
    let (signer, issuer) = match certificate {
        Ok(certificate) => {
            let (path, issuer) = path::check(&certificate, anchors);
            let signature = signature::check(&signed_data, &certificate);
            findings.extend([
                Finding::new(Check::Integrity, integrity::with_signature(integrity, &signature)),
                Finding::new(Check::Signature, signature),
                Finding::new(
                    Check::SigningCertificate,
                    signing_certificate::check(&signed_data, &certificate),
                ),
                Finding::new(Check::CertificateKind, certificate_kind::check(&certificate)),
                Finding::new(Check::Path, path),
                Finding::new(Check::Policy, policy::check(&certificate, Kind::Sign, issuer)),
                Finding::new(Check::Validity, validity::check(&certificate, issuer, Some(signing_time), at)),
            ]);
            (Some(certificate), issuer.cloned())
        }
        Err(reason) => {
            findings
                .extend([Finding::new(Check::Integrity, integrity), Finding::new(Check::Signature, reason)]);
            (None, None)
        }
    };
    Examination {
        signer,
        issuer,
        signing_time: Some(signing_time.time()),
        content,
        unjudged_attributes: signed_data
            .signer()
            .attributes
            .unjudged
            .iter()
            .map(ToString::to_string)
            .collect(),
        with_holder: true,
        ..Examination::ended(&Check::ALL, findings, at)
    }
}

#[cfg(test)]
mod tests;
