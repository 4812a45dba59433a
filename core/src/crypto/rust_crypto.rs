//! `sha2`, `sha1` and `rsa`: pure Rust, the same code natively and in WASM. Public keys only (RUSTSEC-2023-0071 is about private ones).

#[cfg(any(test, not(feature = "aws-lc-rs")))]
use super::Hash;
use super::VerifyDigest;
use crate::algorithm::Digest;
use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::hazmat::PrehashVerifier;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// Begins a SHA-256 (FIPS 180-4).
#[cfg(any(test, not(feature = "aws-lc-rs")))]
pub(crate) fn sha_256() -> Box<dyn Hash> {
    Box::new(Sha256::new())
}

/// SHA-1 (FIPS 180-4), for the names that OCSP has for certificates and for nothing else.
pub(crate) fn sha_1(bytes: &[u8]) -> Box<[u8]> {
    Sha1::digest(bytes).as_slice().into()
}

#[cfg(any(test, not(feature = "aws-lc-rs")))]
impl Hash for Sha256 {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }

    fn finish(self: Box<Self>) -> Box<[u8]> {
        self.finalize().as_slice().into()
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.2); `key` is an `RSAPublicKey` (RFC 8017 A.1.1).
///
/// `None`: not a key, or an even modulus or exponent, or an exponent of 1 or above 2^33.
pub(crate) fn rsa_pkcs1v15_sha_256(key: &[u8]) -> Option<Box<dyn VerifyDigest>> {
    Some(Box::new(VerifyingKey::<Sha256>::new(RsaPublicKey::from_pkcs1_der(key).ok()?)))
}

impl VerifyDigest for VerifyingKey<Sha256> {
    fn verify(&self, digest: &Digest, signature: &[u8]) -> bool {
        is_signature(self, digest, signature)
    }

    fn is_bare(&self, digest: &Digest, signature: &[u8]) -> bool {
        is_signature(&Self::new_unprefixed(self.as_ref().clone()), digest, signature)
    }
}

fn is_signature(key: &VerifyingKey<Sha256>, digest: &Digest, signature: &[u8]) -> bool {
    Signature::try_from(signature)
        .and_then(|signature| key.verify_prehash(digest.value(), &signature))
        .is_ok()
}
