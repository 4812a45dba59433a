//! The first half of a signature: from content and certificate to the digests that the card signs.

use super::signed_attributes;
use super::signing_time::SigningTime;
use crate::algorithm::{AlgorithmUnsupported, Digest, SignatureAlgorithm};
use crate::certificate::{Certificate, Kind};
use crate::facts::Facts;
use crate::unix_time::UnixTime;
use der::Encode;
use x509_cert::attr::Attributes;

/// What is signed, and whether it travels inside the signature.
#[derive(Clone, Debug)]
pub enum Content<'a> {
    /// The signature envelops the content; at most [`super::MAX_ATTACHED_CONTENT`] bytes.
    Attached(&'a [u8]),
    /// The content travels beside the signature.
    Detached(&'a [u8]),
    /// As [`Content::Detached`], hashed elsewhere.
    DetachedDigest(Digest),
}

/// Prepared attributes that wait for a signature. [`ToBeSigned::complete`] consumes it: one value, one signature.
#[derive(Debug)]
pub struct ToBeSigned {
    pub(super) content: Option<Box<[u8]>>,
    pub(super) certificate: Certificate,
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) attributes: Attributes,
    pub(super) digests: [Digest; 1],
}

/// Why nothing can be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// More content than an attached signature may hold. The site should ask for a detached one.
    #[error("the content is larger than {limit} bytes")]
    ContentTooLarge {
        /// Bytes that are allowed.
        limit: usize,
    },
    /// The certificate is not one for signatures: an authentication certificate, or a CA's.
    #[error("the certificate is not one for signatures")]
    NotForSigning,
    /// The signing time is outside the certificate's validity.
    #[error("the certificate is valid from {not_before} to {not_after}")]
    CertificateNotValid {
        /// First moment.
        not_before: UnixTime,
        /// Last second.
        not_after: UnixTime,
    },
    /// No row covers the certificate's key, or the digest is not the one that its key signs.
    #[error(transparent)]
    AlgorithmUnsupported(#[from] AlgorithmUnsupported),
    /// DER could not be written: a defect of Jitsuin.
    #[error("the signed attributes could not be encoded: {0}")]
    Encoding(#[from] der::Error),
}

/// Makes the signed attributes of CAdES-B-B (EN 319 122-1 §6.3): content-type (id-data), message-digest, signing-time and
/// signing-certificate-v2.
///
/// # Errors
/// `content-too-large`, `certificate-malformed` (not for signing), `certificate-not-valid`, `algorithm-unsupported`.
pub fn prepare(
    content: Content<'_>,
    certificate: &Certificate,
    signing_time: SigningTime,
) -> Result<ToBeSigned, PrepareError> {
    if certificate.kind() != Kind::Sign {
        return Err(PrepareError::NotForSigning);
    }
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    if signing_time.time() < not_before || signing_time.time() > not_after {
        return Err(PrepareError::CertificateNotValid { not_before, not_after });
    }
    let algorithm = certificate.key_algorithm()?;
    let (content, message_digest) = match content {
        Content::Attached(bytes) => {
            let limit = super::MAX_ATTACHED_CONTENT;
            if bytes.len() > limit {
                return Err(PrepareError::ContentTooLarge { limit });
            }
            (Some(bytes.into()), algorithm.digest().digest(bytes))
        }
        Content::Detached(bytes) => (None, algorithm.digest().digest(bytes)),
        Content::DetachedDigest(digest) => {
            if digest.algorithm() != algorithm.digest() {
                return Err(AlgorithmUnsupported { algorithm: digest.algorithm().name().into() }.into());
            }
            (None, digest)
        }
    };
    let attributes = signed_attributes::encode(&message_digest, signing_time, certificate)?;
    let digests = [algorithm.digest().digest(&attributes.to_der()?)];
    Ok(ToBeSigned { content, certificate: certificate.clone(), algorithm, attributes, digests })
}

impl ToBeSigned {
    /// What the card signs, in this order: the digest of the DER of the signed attributes (RFC 5652 §5.4).
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }
}

impl PrepareError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ContentTooLarge { .. } => "content-too-large",
            Self::NotForSigning => "certificate-malformed",
            Self::CertificateNotValid { .. } => "certificate-not-valid",
            Self::AlgorithmUnsupported(_) => "algorithm-unsupported",
            Self::Encoding(_) => "internal",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        match self {
            Self::ContentTooLarge { limit } => Facts { limit: Some(*limit), ..Facts::default() },
            Self::NotForSigning => {
                Facts { field: Some("keyUsage".into()), reason: Some(self.to_string()), ..Facts::default() }
            }
            Self::CertificateNotValid { not_before, not_after } => {
                Facts { not_before: Some(*not_before), not_after: Some(*not_after), ..Facts::default() }
            }
            Self::AlgorithmUnsupported(unsupported) => unsupported.into(),
            Self::Encoding(_) => Facts { reason: Some(self.to_string()), ..Facts::default() },
        }
    }
}
