//! What each reason means for the verdict (EN 319 102-1 §5.1.3).

use super::{Reason, SignedAfter};
use crate::report::{Outcome, SubIndication};

impl Reason {
    /// Was the check met, not met, or not possible?
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::FormatSupported
            | Self::TokenSupported
            | Self::ContentMatches
            | Self::DigestMatches
            | Self::SignatureMatches { .. }
            | Self::LoginMatches { .. }
            | Self::SigningCertificateMatches
            | Self::CertificateForSignatures
            | Self::CertificateForLogin
            | Self::PathToAnchor { .. }
            | Self::PolicyListed { .. }
            | Self::WithinValidity { .. }
            | Self::NotRevoked { .. }
            | Self::RevokedLater { .. } => Outcome::Passed,
            Self::NotReached
            | Self::AlgorithmUnsupported { .. }
            | Self::BerEncoded { .. }
            | Self::TooManyCertificates
            | Self::TooLarge
            | Self::SignaturePolicyUnavailable { .. }
            | Self::LoginRequestUnfit { .. }
            | Self::ContentMissing
            | Self::SignerCertificateMissing
            | Self::AnchorMissing { .. }
            | Self::PolicyUnknown { .. }
            | Self::RevocationNotChecked
            | Self::RevocationUnknown { .. }
            | Self::RevocationUnavailable { .. }
            | Self::RevocationAnswerRefused { .. }
            | Self::RevocationAnswerStale { .. } => Outcome::Indeterminate,
            _ => Outcome::Failed,
        }
    }

    /// What EN 319 102-1 calls it.
    pub fn sub_indication(&self) -> Option<SubIndication> {
        Some(match self {
            Self::FormatSupported
            | Self::TokenSupported
            | Self::ContentMatches
            | Self::DigestMatches
            | Self::SignatureMatches { .. }
            | Self::LoginMatches { .. }
            | Self::SigningCertificateMatches
            | Self::CertificateForSignatures
            | Self::CertificateForLogin
            | Self::PathToAnchor { .. }
            | Self::PolicyListed { .. }
            | Self::WithinValidity { .. }
            | Self::NotRevoked { .. }
            | Self::RevokedLater { .. }
            | Self::NotReached => return None,
            Self::AlgorithmUnsupported { .. } | Self::DigestWeak { .. } | Self::KeyWeak { .. } => {
                SubIndication::CryptoConstraintsFailureNoPoe
            }
            Self::Malformed { .. }
            | Self::AttributeMissing { .. }
            | Self::AttributeRepeated { .. }
            | Self::AttributesMissing
            | Self::ContentTypeMismatch { .. }
            | Self::SignerCount { .. }
            | Self::TokenMalformed { .. } => SubIndication::FormatFailure,
            // Nothing in the standards is against it; it is only not read here.
            Self::BerEncoded { .. }
            | Self::TooManyCertificates
            | Self::TooLarge
            | Self::LoginRequestUnfit { .. } => SubIndication::Custom,
            Self::SignaturePolicyUnavailable { .. } => SubIndication::SignaturePolicyNotAvailable,
            Self::ContentMissing => SubIndication::SignedDataNotFound,
            Self::ContentDiffers | Self::MessageDigestMismatch => SubIndication::HashFailure,
            Self::SignerCertificateMissing
            | Self::SignerCertificateMalformed { .. }
            | Self::SigningCertificateMismatch => SubIndication::NoSigningCertificateFound,
            Self::SignatureAlgorithmMismatch { .. }
            | Self::SignatureMismatch
            | Self::SignatureRawHash
            | Self::LoginMismatch => SubIndication::SigCryptoFailure,
            Self::AuthenticationCertificate
            | Self::HolderMissing
            | Self::NotForSignatures { .. }
            | Self::SignatureCertificate
            | Self::NotForLogin { .. }
            | Self::IssuerNotCa
            | Self::AnchorOfOtherKind { .. }
            | Self::NameConstraintsUnsupported
            | Self::PolicyOfOtherKind { .. }
            | Self::PolicyOfTestsOnly { .. }
            | Self::PolicyUnknown { .. }
            | Self::PolicyMissing
            | Self::CriticalExtensionUnknown { .. } => SubIndication::ChainConstraintsFailure,
            Self::AnchorMissing { .. } => SubIndication::NoCertificateChainFound,
            Self::IssuerSignatureMismatch { .. } => SubIndication::CertificateChainGeneralFailure,
            Self::NotYetValid { .. } => SubIndication::NotYetValid,
            Self::Expired { .. } | Self::IssuerOutsideValidity { .. } => SubIndication::OutOfBoundsNoPoe,
            Self::CommitmentOfOtherKind { .. }
            | Self::SigningTimeOutsideValidity { .. }
            | Self::SigningTimeInFuture { .. } => SubIndication::SigConstraintsFailure,
            Self::Revoked { signed_after: SignedAfter::Certain, .. }
            | Self::CertificateNeverIssued { .. } => SubIndication::Revoked,
            Self::Revoked { .. } => SubIndication::RevokedNoPoe,
            Self::RevocationNotChecked
            | Self::RevocationUnknown { .. }
            | Self::RevocationUnavailable { .. }
            | Self::RevocationAnswerRefused { .. }
            | Self::RevocationAnswerStale { .. } => SubIndication::TryLater,
        })
    }
}
