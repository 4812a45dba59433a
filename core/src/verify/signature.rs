//! Did the certificate's key sign the signed attributes? (RFC 5652 §5.6, EN 319 102-1 §5.2.7)

use crate::algorithm::{NoRow, SignatureAlgorithm, is_weak, oid_name};
use crate::certificate::Certificate;
use crate::cms::SignedData;
use crate::report::Reason;

pub(super) fn check(signed_data: &SignedData<'_>, certificate: &Certificate) -> Reason {
    let signer = signed_data.signer();
    let key_type = &certificate.public_key().key_type;
    if key_type.is_weak() {
        return Reason::KeyWeak { key: key_type.name() };
    }
    let key = match certificate.load_key() {
        Ok(key) => key,
        Err(unsupported) => return unsupported.into(),
    };
    if is_weak(signer.digest_algorithm.oid) {
        return Reason::DigestWeak { algorithm: oid_name(signer.digest_algorithm.oid) };
    }
    let digest_algorithm = match signer.digest_algorithm.digest() {
        Ok(algorithm) => algorithm,
        Err(unsupported) => return unsupported.into(),
    };
    let algorithm = || oid_name(signer.signature_algorithm.oid);
    match SignatureAlgorithm::of_signer(key_type, signer.signature_algorithm.oid, digest_algorithm) {
        Ok(_) if signer.signature_algorithm.parameters.is_none() => {}
        Err(NoRow::Mismatch) => {
            return Reason::SignatureAlgorithmMismatch { algorithm: algorithm(), key: key_type.name() };
        }
        Ok(_) | Err(NoRow::Unsupported) => return Reason::AlgorithmUnsupported { algorithm: algorithm() },
    }
    let digest = digest_algorithm.digest(&signer.attributes.to_be_signed());
    if key.verify(&digest, signer.signature) {
        Reason::SignatureMatches { algorithm: key_type.name() }
    } else if key.is_bare(&digest, signer.signature) {
        Reason::SignatureRawHash
    } else {
        Reason::SignatureMismatch
    }
}
