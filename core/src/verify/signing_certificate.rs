//! Is the embedded certificate the one that the signed attributes name? (RFC 5035 §3, EN 319 102-1 §5.2.3)

use crate::algorithm::{DigestAlgorithm, is_weak, oid_name};
use crate::certificate::Certificate;
use crate::cms::{EssCertIdV2, SignedData};
use crate::report::Reason;

pub(super) fn check(signed_data: &SignedData<'_>, certificate: &Certificate) -> Reason {
    let EssCertIdV2 { hash_algorithm, hash, issuer_serial } =
        &signed_data.signer().attributes.signing_certificate;
    if is_weak(*hash_algorithm) {
        return Reason::DigestWeak { algorithm: oid_name(*hash_algorithm) };
    }
    let algorithm = match DigestAlgorithm::by_oid(*hash_algorithm) {
        Ok(algorithm) => algorithm,
        Err(unsupported) => return unsupported.into(),
    };
    let names_another = issuer_serial.is_some_and(|(issuer, serial_number)| {
        issuer != certificate.issuer_der() || serial_number != certificate.serial_number()
    });
    if names_another || certificate.digest(algorithm).value() != *hash {
        return Reason::SigningCertificateMismatch;
    }
    Reason::SigningCertificateMatches
}
