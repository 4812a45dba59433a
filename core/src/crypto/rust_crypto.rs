//! `sha2`, `sha1` and `rsa`: pure Rust, the same code natively and in WASM. Public keys only (RUSTSEC-2023-0071 is about private ones).

#[cfg(any(test, not(feature = "aws-lc-rs")))]
use super::{Hash, HashOctets, padded};
use super::{HashFunction, VerifyDigest};
use crate::algorithm::Digest;
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::{Pkcs1v15Sign, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// Begins a hash.
#[cfg(any(test, not(feature = "aws-lc-rs")))]
pub(crate) fn begin(function: HashFunction) -> Box<dyn Hash> {
    match function {
        HashFunction::Sha256 => Box::new(Sha256::new()),
        HashFunction::Sha384 => Box::new(Sha384::new()),
        HashFunction::Sha512 => Box::new(Sha512::new()),
    }
}

/// Hashes bytes that are all here.
#[cfg(any(test, not(feature = "aws-lc-rs")))]
pub(crate) fn digest(function: HashFunction, bytes: &[u8]) -> HashOctets {
    match function {
        HashFunction::Sha256 => padded(&Sha256::digest(bytes)),
        HashFunction::Sha384 => padded(&Sha384::digest(bytes)),
        HashFunction::Sha512 => padded(&Sha512::digest(bytes)),
    }
}

/// SHA-1 (FIPS 180-4), for the names that OCSP has for certificates and for nothing else.
pub(crate) fn sha_1(bytes: &[u8]) -> Box<[u8]> {
    Sha1::digest(bytes).as_slice().into()
}

#[cfg(any(test, not(feature = "aws-lc-rs")))]
impl<T: sha2::Digest + std::fmt::Debug + Send + Sync> Hash for T {
    fn update(&mut self, bytes: &[u8]) {
        sha2::Digest::update(self, bytes);
    }

    fn finish(self: Box<Self>) -> HashOctets {
        padded(&self.finalize())
    }
}

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2); `key` is an `RSAPublicKey` (RFC 8017 A.1.1).
///
/// `None`: not a key, or an even modulus or exponent, or an exponent of 1 or above 2^33.
pub(crate) fn rsa_pkcs1v15(key: &[u8]) -> Option<Box<dyn VerifyDigest>> {
    Some(Box::new(RsaKey(RsaPublicKey::from_pkcs1_der(key).ok()?)))
}

#[derive(Debug)]
struct RsaKey(RsaPublicKey);

impl VerifyDigest for RsaKey {
    fn verify(&self, digest: &Digest, signature: &[u8]) -> bool {
        let padding = match digest.algorithm().function() {
            HashFunction::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            HashFunction::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
            HashFunction::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        };
        self.0.verify(padding, digest.value(), signature).is_ok()
    }

    fn is_bare(&self, digest: &Digest, signature: &[u8]) -> bool {
        self.0.verify(Pkcs1v15Sign::new_unprefixed(), digest.value(), signature).is_ok()
    }
}
