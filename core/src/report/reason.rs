//! Every reason that a finding can have: a code that never changes, its facts, and an English sentence.
//!
//! Words for people in other languages belong to who shows them, keyed by these codes.

use super::{Outcome, SubIndication};
use crate::algorithm::AlgorithmUnsupported;
use crate::certificate::CertificateError;
use crate::cms::SignedDataError;
use crate::malformed::Malformed;
use crate::unix_time::UnixTime;
use serde::Serialize;

/// Why a finding is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "reason", content = "facts", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    // Passed.
    /// format
    #[error("The signature is CMS SignedData of the profile CAdES-B-B.")]
    FormatSupported,
    /// format, of a login
    #[error("The login is a token of the form jitsuin-authentication-v1.")]
    TokenSupported,
    /// integrity
    #[error("The content is the one that was signed.")]
    ContentMatches,
    /// signature
    #[error("The signature was made with the certificate's key ({algorithm}).")]
    SignatureMatches {
        /// Key type.
        algorithm: String,
    },
    /// signature, of a login
    #[error("The certificate's key signed this login: this site and this nonce ({algorithm}).")]
    LoginMatches {
        /// Key type.
        algorithm: String,
    },
    /// signing-certificate
    #[error("The signed attributes name this certificate.")]
    SigningCertificateMatches,
    /// certificate-kind
    #[error("The certificate is one for signatures.")]
    CertificateForSignatures,
    /// certificate-kind, of a login
    #[error("The certificate is one for logging in.")]
    CertificateForLogin,
    /// path
    #[error("The certificate was issued by the trust anchor {anchor}.")]
    PathToAnchor {
        /// Subject of the anchor.
        anchor: String,
        /// SHA-256 of the anchor's certificate.
        sha256: String,
    },
    /// validity
    #[error("The certificate is valid from {not_before} to {not_after}.")]
    WithinValidity {
        /// First moment.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_before: UnixTime,
        /// Last second.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_after: UnixTime,
    },

    // Any check.
    /// An earlier finding left nothing to look at.
    #[error("Not reached, because of an earlier finding.")]
    NotReached,
    /// An algorithm that no row of the tables covers.
    #[error("The algorithm {algorithm} is not supported.")]
    AlgorithmUnsupported {
        /// Its name, or its OID.
        algorithm: String,
    },

    // Format.
    /// Not DER, or not the structure of RFC 5652.
    #[error("The signature cannot be read: {field}: {explanation}.")]
    Malformed {
        /// Byte offset.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        position: Option<usize>,
        /// The field.
        field: String,
        /// What is wrong.
        explanation: String,
    },
    /// A signed attribute that the profile demands is not there.
    #[error("The signed attribute {attribute} is missing.")]
    AttributeMissing {
        /// Its name.
        attribute: String,
    },
    /// A signed attribute is there twice, or has more than one value.
    #[error("The signed attribute {attribute} is given more than once.")]
    AttributeRepeated {
        /// Its name.
        attribute: String,
    },
    /// There are no signed attributes.
    #[error("There are no signed attributes.")]
    AttributesMissing,
    /// RFC 5652 §11.1
    #[error("The content is of type {content}, but the content-type attribute says {attribute}.")]
    ContentTypeMismatch {
        /// OID of eContentType.
        content: String,
        /// OID in the attribute.
        attribute: String,
    },
    /// Not exactly one signer.
    #[error("There are {count} signers instead of one.")]
    SignerCount {
        /// How many.
        count: usize,
    },
    /// More certificates than are read.
    #[error("There are too many certificates.")]
    TooManyCertificates,
    /// More bytes than are read.
    #[error("The signature is too large.")]
    TooLarge,

    /// Not a token, or a login for an origin or a nonce that no token can be for.
    #[error("The login cannot be read: {field}: {explanation}.")]
    TokenMalformed {
        /// The member.
        field: String,
        /// What is wrong.
        explanation: String,
    },

    // Integrity.
    /// MD5 or SHA-1.
    #[error("The content was hashed with {algorithm}, which is no longer secure.")]
    DigestWeak {
        /// Its name.
        algorithm: String,
    },
    /// Detached, and no content was given.
    #[error("The signature is detached, and its content was not given.")]
    ContentMissing,
    /// Attached, and another content was given.
    #[error("The content inside the signature is not the one that was given.")]
    ContentDiffers,
    /// The message-digest attribute is not the content's.
    #[error("The content is not the one that was signed.")]
    MessageDigestMismatch,

    // Signature.
    /// The signer names a certificate that is not embedded.
    #[error("The certificate that signed is not in the signature.")]
    SignerCertificateMissing,
    /// It is embedded, but is not a certificate.
    #[error("The certificate that signed cannot be read: {field}: {explanation}.")]
    SignerCertificateMalformed {
        /// Byte offset in the signature.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        position: Option<usize>,
        /// The field.
        field: String,
        /// What is wrong.
        explanation: String,
    },
    /// The signature calls itself something that the key cannot make.
    #[error("The signature says it is {algorithm}, which a key of type {key} does not make here.")]
    SignatureAlgorithmMismatch {
        /// What `signatureAlgorithm` says.
        algorithm: String,
        /// The certificate's key type.
        key: String,
    },
    /// The signature is not one of the certificate's key.
    #[error("The signature was not made with the certificate's key, or the signed attributes were changed.")]
    SignatureMismatch,
    /// Another origin, another nonce, another certificate's key, or an altered signature: they cannot be told apart.
    #[error(
        "The certificate's key did not sign this login: it was for another site or another nonce, or it was changed."
    )]
    LoginMismatch,

    // Signing certificate.
    /// signing-certificate-v2 names another certificate.
    #[error("The signed attributes name another certificate.")]
    SigningCertificateMismatch,

    // Certificate kind.
    /// 利用者証明用電子証明書
    #[error("The certificate is one for logging in and must not sign documents.")]
    AuthenticationCertificate,
    /// Neither a signing nor an authentication certificate.
    #[error("The certificate is not one for signatures.")]
    NotForSignatures {
        /// Its key usage.
        key_usage: Vec<String>,
    },

    /// 署名用電子証明書
    #[error("The certificate is one for signing documents and must not log in.")]
    SignatureCertificate,
    /// Neither an authentication nor a signing certificate.
    #[error("The certificate is not one for logging in.")]
    NotForLogin {
        /// Its key usage.
        key_usage: Vec<String>,
    },

    // Path.
    /// No anchor has the issuer's name and key identifier.
    #[error("No trust anchor is the issuer {issuer}.")]
    AnchorMissing {
        /// The issuer's name.
        issuer: String,
    },
    /// Anchors of that name did not sign the certificate.
    #[error("The certificate names {issuer} as its issuer but was not signed by it.")]
    IssuerSignatureMismatch {
        /// The issuer's name.
        issuer: String,
    },
    /// The anchor must not sign certificates.
    #[error("The issuer's certificate is not one of a CA.")]
    IssuerNotCa,
    /// RFC 5280 §4.2
    #[error("A certificate has the critical extension {oid}, which is not understood.")]
    CriticalExtensionUnknown {
        /// The extension.
        oid: String,
    },

    // Validity.
    /// Before the certificate's first moment.
    #[error("The certificate is valid only from {not_before}.")]
    NotYetValid {
        /// First moment.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_before: UnixTime,
    },
    /// After the certificate's last second.
    #[error("The certificate expired after {not_after}.")]
    Expired {
        /// Last second.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_after: UnixTime,
    },
    /// The trust anchor itself is outside its validity.
    #[error("The issuer's certificate is valid only from {not_before} to {not_after}.")]
    IssuerOutsideValidity {
        /// First moment.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_before: UnixTime,
        /// Last second.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_after: UnixTime,
    },
    /// The signer claims a time at which the certificate was not valid.
    #[error("The signing time {signing_time} is outside the certificate's validity.")]
    SigningTimeOutsideValidity {
        /// The claim.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        signing_time: UnixTime,
    },
    /// The signer claims a time that has not come.
    #[error("The signing time {signing_time} has not come yet.")]
    SigningTimeInFuture {
        /// The claim.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        signing_time: UnixTime,
    },

    // Revocation.
    /// No source was asked.
    #[error("Revocation was not checked.")]
    RevocationNotChecked,
}

impl Reason {
    /// Was the check met, not met, or not possible?
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::FormatSupported
            | Self::TokenSupported
            | Self::ContentMatches
            | Self::SignatureMatches { .. }
            | Self::LoginMatches { .. }
            | Self::SigningCertificateMatches
            | Self::CertificateForSignatures
            | Self::CertificateForLogin
            | Self::PathToAnchor { .. }
            | Self::WithinValidity { .. } => Outcome::Passed,
            Self::NotReached
            | Self::ContentMissing
            | Self::SignerCertificateMissing
            | Self::AnchorMissing { .. }
            | Self::RevocationNotChecked => Outcome::Indeterminate,
            _ => Outcome::Failed,
        }
    }

    /// What EN 319 102-1 calls it.
    pub fn sub_indication(&self) -> Option<SubIndication> {
        Some(match self {
            Self::FormatSupported
            | Self::TokenSupported
            | Self::ContentMatches
            | Self::SignatureMatches { .. }
            | Self::LoginMatches { .. }
            | Self::SigningCertificateMatches
            | Self::CertificateForSignatures
            | Self::CertificateForLogin
            | Self::PathToAnchor { .. }
            | Self::WithinValidity { .. }
            | Self::NotReached => return None,
            Self::AlgorithmUnsupported { .. } | Self::DigestWeak { .. } => {
                SubIndication::CryptoConstraintsFailureNoPoe
            }
            Self::Malformed { .. }
            | Self::AttributeMissing { .. }
            | Self::AttributeRepeated { .. }
            | Self::AttributesMissing
            | Self::ContentTypeMismatch { .. }
            | Self::SignerCount { .. }
            | Self::TokenMalformed { .. }
            | Self::TooManyCertificates
            | Self::TooLarge => SubIndication::FormatFailure,
            Self::ContentMissing => SubIndication::SignedDataNotFound,
            Self::ContentDiffers | Self::MessageDigestMismatch => SubIndication::HashFailure,
            Self::SignerCertificateMissing
            | Self::SignerCertificateMalformed { .. }
            | Self::SigningCertificateMismatch => SubIndication::NoSigningCertificateFound,
            Self::SignatureAlgorithmMismatch { .. } | Self::SignatureMismatch | Self::LoginMismatch => {
                SubIndication::SigCryptoFailure
            }
            Self::AuthenticationCertificate
            | Self::NotForSignatures { .. }
            | Self::SignatureCertificate
            | Self::NotForLogin { .. }
            | Self::IssuerNotCa
            | Self::CriticalExtensionUnknown { .. } => SubIndication::ChainConstraintsFailure,
            Self::AnchorMissing { .. } => SubIndication::NoCertificateChainFound,
            Self::IssuerSignatureMismatch { .. } => SubIndication::CertificateChainGeneralFailure,
            Self::NotYetValid { .. } => SubIndication::NotYetValid,
            Self::Expired { .. } | Self::IssuerOutsideValidity { .. } => SubIndication::OutOfBoundsNoPoe,
            Self::SigningTimeOutsideValidity { .. } | Self::SigningTimeInFuture { .. } => {
                SubIndication::SigConstraintsFailure
            }
            Self::RevocationNotChecked => SubIndication::TryLater,
        })
    }
}

impl From<SignedDataError> for Reason {
    fn from(error: SignedDataError) -> Self {
        match error {
            SignedDataError::Malformed(Malformed { position, field, reason }) => {
                Self::Malformed { position, field: field.into_owned(), explanation: reason.into_owned() }
            }
            SignedDataError::AttributeMissing { attribute } => {
                Self::AttributeMissing { attribute: attribute.into() }
            }
            SignedDataError::AttributeRepeated { attribute } => {
                Self::AttributeRepeated { attribute: attribute.into() }
            }
            SignedDataError::AttributesMissing => Self::AttributesMissing,
            SignedDataError::ContentTypeMismatch { content, attribute } => {
                Self::ContentTypeMismatch { content, attribute }
            }
            SignedDataError::SignerCount { count } => Self::SignerCount { count },
            SignedDataError::TooManyCertificates => Self::TooManyCertificates,
            SignedDataError::TooLarge => Self::TooLarge,
        }
    }
}

impl From<CertificateError> for Reason {
    fn from(error: CertificateError) -> Self {
        let CertificateError::Malformed(Malformed { position, field, reason }) = error;
        Self::SignerCertificateMalformed {
            position,
            field: field.into_owned(),
            explanation: reason.into_owned(),
        }
    }
}

impl From<AlgorithmUnsupported> for Reason {
    fn from(unsupported: AlgorithmUnsupported) -> Self {
        Self::AlgorithmUnsupported { algorithm: unsupported.algorithm }
    }
}
