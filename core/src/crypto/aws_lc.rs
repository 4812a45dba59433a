//! AWS-LC by `aws-lc-rs`: the fastest that was measured on a server. Not in WASM.

use super::{Hash, VerifyDigest, rust_crypto};
use crate::algorithm::Digest;
use aws_lc_rs::digest::{Context, Digest as Imported, SHA256};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use std::fmt;

/// Begins a SHA-256 (FIPS 180-4).
pub(crate) fn sha_256() -> Box<dyn Hash> {
    Box::new(Sha256(Context::new(&SHA256)))
}

struct Sha256(Context);

impl Hash for Sha256 {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self: Box<Self>) -> Box<[u8]> {
        self.0.finish().as_ref().into()
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sha256")
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.2); `key` is an `RSAPublicKey` (RFC 8017 A.1.1).
///
/// `None`: not a key of this library.
pub(crate) fn rsa_pkcs1v15_sha_256(key: &[u8]) -> Option<Box<dyn VerifyDigest>> {
    let parsed = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).ok()?;
    Some(Box::new(RsaKey { parsed, der: key.into() }))
}

/// A key, and its bytes for the one question that this library does not answer.
struct RsaKey {
    parsed: ParsedPublicKey,
    der: Box<[u8]>,
}

impl VerifyDigest for RsaKey {
    fn verify(&self, digest: &Digest, signature: &[u8]) -> bool {
        Imported::import_less_safe(digest.value(), &SHA256)
            .is_ok_and(|digest| self.parsed.verify_digest_sig(&digest, signature).is_ok())
    }

    fn is_bare(&self, digest: &Digest, signature: &[u8]) -> bool {
        rust_crypto::rsa_pkcs1v15_sha_256(&self.der).is_some_and(|key| key.is_bare(digest, signature))
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaKey")
    }
}
