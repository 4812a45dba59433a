//! The sub-indications of EN 319 102-1 §5.1.3, as far as a check here leads to them.

use super::Indication;
use serde::Serialize;

/// Why the indication is not TOTAL-PASSED.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum SubIndication {
    /// The signature conforms to no standard that is known here.
    FormatFailure,
    /// The content is not the one that was signed.
    HashFailure,
    /// The signature is not one of the certificate's key.
    SigCryptoFailure,
    /// The signature was there before its certificate was valid.
    NotYetValid,
    /// A signed attribute contradicts the policy.
    SigConstraintsFailure,
    /// A certificate of the path contradicts the policy, such as its key usage.
    ChainConstraintsFailure,
    /// The path does not verify.
    CertificateChainGeneralFailure,
    /// An algorithm is not, or no longer, accepted.
    CryptoConstraintsFailureNoPoe,
    /// The certificate that signed is not there, or not the one that the attributes name.
    NoSigningCertificateFound,
    /// No trust anchor issued the certificate.
    NoCertificateChainFound,
    /// A certificate has expired, and nothing proves that the signature is older.
    OutOfBoundsNoPoe,
    /// The certificate had been revoked when it signed, and the signature cannot be older.
    Revoked,
    /// The certificate has been revoked, and nothing proves that the signature is older.
    RevokedNoPoe,
    /// Revocation is not known yet.
    TryLater,
    /// The content was not given.
    SignedDataNotFound,
    /// The signer names a signature policy that is not known here.
    SignaturePolicyNotAvailable,
    /// Another reason, which the finding names. (Earlier editions of the standard call it GENERIC.)
    Custom,
}

impl SubIndication {
    /// The indication that the standard puts it under.
    pub fn indication(self) -> Indication {
        match self {
            Self::FormatFailure
            | Self::HashFailure
            | Self::SigCryptoFailure
            | Self::NotYetValid
            | Self::Revoked => Indication::TotalFailed,
            Self::SigConstraintsFailure
            | Self::ChainConstraintsFailure
            | Self::CertificateChainGeneralFailure
            | Self::CryptoConstraintsFailureNoPoe
            | Self::NoSigningCertificateFound
            | Self::NoCertificateChainFound
            | Self::OutOfBoundsNoPoe
            | Self::RevokedNoPoe
            | Self::TryLater
            | Self::SignedDataNotFound
            | Self::SignaturePolicyNotAvailable
            | Self::Custom => Indication::Indeterminate,
        }
    }
}
