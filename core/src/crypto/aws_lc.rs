//! AWS-LC by `aws-lc-rs`: the fastest that was measured on a server. Not in WASM.

use super::{Hash, HashFunction, HashOctets, VerifyDigest, padded, rust_crypto};
use crate::algorithm::Digest;
use aws_lc_rs::digest::{self, Context, Digest as Imported, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaParameters,
};
use std::fmt;

/// Begins a hash.
pub(crate) fn begin(function: HashFunction) -> Box<dyn Hash> {
    let (algorithm, _) = algorithms(function);
    Box::new(InProgress { context: Context::new(algorithm), function })
}

/// Hashes bytes that are all here.
pub(crate) fn digest(function: HashFunction, bytes: &[u8]) -> HashOctets {
    let (algorithm, _) = algorithms(function);
    padded(digest::digest(algorithm, bytes).as_ref())
}

/// How this library names the function alone, and RSASSA-PKCS1-v1_5 with it.
fn algorithms(function: HashFunction) -> (&'static digest::Algorithm, &'static RsaParameters) {
    match function {
        HashFunction::Sha256 => (&SHA256, &RSA_PKCS1_2048_8192_SHA256),
        HashFunction::Sha384 => (&SHA384, &RSA_PKCS1_2048_8192_SHA384),
        HashFunction::Sha512 => (&SHA512, &RSA_PKCS1_2048_8192_SHA512),
    }
}

struct InProgress {
    context: Context,
    function: HashFunction,
}

impl Hash for InProgress {
    fn update(&mut self, bytes: &[u8]) {
        self.context.update(bytes);
    }

    fn finish(self: Box<Self>) -> HashOctets {
        padded(self.context.finish().as_ref())
    }
}

impl fmt::Debug for InProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.function.fmt(f)
    }
}

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2); `key` is an `RSAPublicKey` (RFC 8017 A.1.1).
///
/// `None`: not a key of this library.
pub(crate) fn rsa_pkcs1v15(key: &[u8]) -> Option<Box<dyn VerifyDigest>> {
    let with_sha_256 = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key).ok()?;
    Some(Box::new(RsaKey { with_sha_256, der: key.into() }))
}

/// A key. This library ties one to a digest: it is ready for the card's, and made ready for another when one comes.
struct RsaKey {
    with_sha_256: ParsedPublicKey,
    der: Box<[u8]>,
}

impl VerifyDigest for RsaKey {
    fn verify(&self, digest: &Digest, signature: &[u8]) -> bool {
        let function = digest.algorithm().function();
        let (algorithm, parameters) = algorithms(function);
        let Ok(imported) = Imported::import_less_safe(digest.value(), algorithm) else { return false };
        match function {
            HashFunction::Sha256 => self.with_sha_256.verify_digest_sig(&imported, signature).is_ok(),
            HashFunction::Sha384 | HashFunction::Sha512 => ParsedPublicKey::new(parameters, &*self.der)
                .is_ok_and(|key| key.verify_digest_sig(&imported, signature).is_ok()),
        }
    }

    fn is_bare(&self, digest: &Digest, signature: &[u8]) -> bool {
        rust_crypto::rsa_pkcs1v15(&self.der).is_some_and(|key| key.is_bare(digest, signature))
    }
}

impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaKey")
    }
}
