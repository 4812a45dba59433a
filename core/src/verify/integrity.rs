//! Is the content the one that was signed? (RFC 5652 §5.4, EN 319 102-1 §5.2.7)

use crate::algorithm::{Digest, DigestAlgorithm, is_weak, oid_name};
use crate::cms::SignedData;
use crate::report::{ContentSummary, Reason};
use base16ct::lower::encode_string as hex;

pub(super) fn check(signed_data: &SignedData<'_>, given: Option<&[u8]>) -> (Reason, Option<ContentSummary>) {
    let attached = signed_data.content();
    let Some(content) = attached.or(given) else { return (Reason::ContentMissing, None) };
    let sha_256 = DigestAlgorithm::SHA_256.digest(content);
    let summary =
        ContentSummary { size: content.len(), sha256: hex(sha_256.value()), attached: attached.is_some() };
    (judge(signed_data, content, given, sha_256), Some(summary))
}

/// That the digests agree proves that the content is the one that was signed only where the digest in the attributes was.
pub(super) fn with_signature(integrity: Reason, signature: &Reason) -> Reason {
    match (integrity, signature) {
        (Reason::DigestMatches, Reason::SignatureMatches { .. }) => Reason::ContentMatches,
        (integrity, _) => integrity,
    }
}

/// `sha_256` is the content's, which is hashed once where that is the signer's algorithm.
fn judge(signed_data: &SignedData<'_>, content: &[u8], given: Option<&[u8]>, sha_256: Digest) -> Reason {
    let signer = signed_data.signer();
    if is_weak(signer.digest_algorithm.oid) {
        return Reason::DigestWeak { algorithm: oid_name(signer.digest_algorithm.oid) };
    }
    let algorithm = match signer.digest_algorithm.digest() {
        Ok(algorithm) => algorithm,
        Err(unsupported) => return unsupported.into(),
    };
    if given.is_some_and(|given| given != content) {
        return Reason::ContentDiffers;
    }
    let digest = if algorithm == sha_256.algorithm() { sha_256 } else { algorithm.digest(content) };
    if digest.value() == signer.attributes.message_digest {
        Reason::DigestMatches
    } else {
        Reason::MessageDigestMismatch
    }
}
