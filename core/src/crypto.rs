//! The one seam to cryptography: hashing and verifying, nothing else. Keys that sign are never here.
//!
//! A library is one file below this one that offers the same functions; the tables of [`crate::algorithm`] point to them.

mod rust_crypto;

pub(crate) use rust_crypto::{rsa_pkcs1v15_sha_256, sha_1, sha_256};

use crate::algorithm::Digest;
use std::fmt::Debug;

/// A hash in progress.
pub(crate) trait Hash: Debug + Send + Sync {
    fn update(&mut self, bytes: &[u8]);
    fn finish(self: Box<Self>) -> Box<[u8]>;
}

/// A public key that is ready to verify.
pub(crate) trait VerifyDigest: Debug + Send + Sync {
    /// Is `signature` this key's signature of `digest`?
    fn verify(&self, digest: &Digest, signature: &[u8]) -> bool;
}
