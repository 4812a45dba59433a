//! The one seam to cryptography: hashing and verifying, nothing else. Keys that sign are never here.
//!
//! A library is one file below this one that offers the same functions; the tables of [`crate::algorithm`] point to them. Which one it is,
//! the feature `aws-lc-rs` decides when the crate is built; `crypto/tests.rs` holds both to the same vectors.

#[cfg(feature = "aws-lc-rs")]
mod aws_lc;
mod rust_crypto;

#[cfg(feature = "aws-lc-rs")]
pub(crate) use aws_lc::{begin, digest, rsa_pkcs1v15};
pub(crate) use rust_crypto::sha_1;
#[cfg(not(feature = "aws-lc-rs"))]
pub(crate) use rust_crypto::{begin, digest, rsa_pkcs1v15};

use crate::algorithm::Digest;
use std::fmt::Debug;

/// What every library can hash with (FIPS 180-4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HashFunction {
    Sha256,
    Sha384,
    Sha512,
}

/// Octets of the longest hash, SHA-512's.
const LONGEST: usize = 64;

/// A hash value: as many octets as its function makes, then zeros.
pub(crate) type HashOctets = [u8; LONGEST];

/// A hash in progress.
pub(crate) trait Hash: Debug + Send + Sync {
    fn update(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> HashOctets;
}

/// The value of a hash, which is no longer than the longest.
pub(crate) fn padded(value: &[u8]) -> HashOctets {
    let mut octets = [0; LONGEST];
    for (octet, value) in octets.iter_mut().zip(value) {
        *octet = *value;
    }
    octets
}

/// A public key that is ready to verify.
pub(crate) trait VerifyDigest: Debug + Send + Sync {
    /// Is `signature` this key's signature of `digest`?
    fn verify(&self, digest: &Digest, signature: &[u8]) -> bool;

    /// Is `signature` one of the bare digest, without the DigestInfo that says which digest it is (RFC 8017 §9.2)? It is not valid; this
    /// tells why. Asked only where [`Self::verify`] has said no.
    fn is_bare(&self, digest: &Digest, signature: &[u8]) -> bool;
}

#[cfg(test)]
mod tests;
