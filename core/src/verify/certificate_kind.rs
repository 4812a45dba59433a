//! Is the certificate one for signatures, of a person? The authentication certificate never passes for a document (ACCEPTANCE.md M14).

use crate::certificate::{Certificate, Kind, key_usage_names};
use crate::report::Reason;

pub(super) fn check(certificate: &Certificate) -> Reason {
    match certificate.kind() {
        Kind::Sign if certificate.holder().is_none() => Reason::HolderMissing,
        Kind::Sign => Reason::CertificateForSignatures,
        Kind::Auth => Reason::AuthenticationCertificate,
        Kind::Other => Reason::NotForSignatures {
            key_usage: certificate.extensions().key_usage.as_ref().map(key_usage_names).unwrap_or_default(),
        },
    }
}
