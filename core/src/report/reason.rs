//! Every reason that a finding can have: a code that never changes, and its facts. `reason/sentences.rs` has the words.

mod judgement;
mod sentences;

pub use sentences::Sentences;

use crate::algorithm::AlgorithmUnsupported;
use crate::certificate::{CertificateError, Kind};
use crate::cms::SignedDataError;
use crate::malformed::Malformed;
use crate::revocation::{ReasonCode, SourceKind};
use crate::trust_anchor::AnchorOrigin;
use crate::unix_time::UnixTime;
use serde::Serialize;

/// Why a finding is as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "reason", content = "facts", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    // Passed.
    /// format
    FormatSupported,
    /// format, of a login
    TokenSupported,
    /// integrity, where the signature is one of the certificate's key
    ContentMatches,
    /// integrity, where nothing proves that the digest in the attributes was signed
    DigestMatches,
    /// signature
    SignatureMatches {
        /// Key type.
        algorithm: String,
    },
    /// signature, of a login
    LoginMatches {
        /// Key type.
        algorithm: String,
    },
    /// signing-certificate
    SigningCertificateMatches,
    /// certificate-kind
    CertificateForSignatures,
    /// certificate-kind, of a login
    CertificateForLogin,
    /// path
    PathToAnchor {
        /// Subject of the anchor.
        anchor: String,
        /// SHA-256 of the anchor's certificate.
        sha256: String,
        /// Whose it is: J-LIS's, a test CA's or one that only the operator vouches for.
        origin: AnchorOrigin,
        /// J-LIS's file of that generation, such as `signca02`.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        generation: Option<String>,
    },
    /// policy
    PolicyListed {
        /// The policy, an OID in dots.
        policy: String,
        /// The policy of test certificates: they prove nothing about anyone.
        test: bool,
    },
    /// validity
    WithinValidity {
        /// First moment.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_before: UnixTime,
        /// Last second.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_after: UnixTime,
    },
    /// revocation
    NotRevoked {
        /// What kind of source said so.
        kind: SourceKind,
        /// Its name.
        source: String,
        /// From when its knowledge is.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        this_update: UnixTime,
    },

    /// revocation: at the time for which the verdict holds it was not revoked; it was later.
    RevokedLater {
        /// What kind of source said so.
        kind: SourceKind,
        /// Its name.
        source: String,
        /// Since when it is.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        revoked_at: UnixTime,
        /// From when on the source says that it is not to be trusted (RFC 5280 §5.3.2).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
        invalidity_date: Option<UnixTime>,
        /// RFC 5280 §5.3.1; without one, the source gave none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        reason_code: Option<ReasonCode>,
        /// The time for which the verdict holds.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        at: UnixTime,
    },

    // Any check.
    /// An earlier finding left nothing to look at.
    NotReached,
    /// An algorithm that no row of the tables covers.
    AlgorithmUnsupported {
        /// Its name, or its OID.
        algorithm: String,
    },

    // Format.
    /// Not DER, or not the structure of RFC 5652.
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
    /// BER, which RFC 5652 allows and which is not read here.
    BerEncoded {
        /// Byte offset of the first place that is not DER.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        position: Option<usize>,
        /// The field.
        field: String,
    },
    /// The signer wants to be judged by a signature policy, and none is known here (EN 319 102-1 §5.2.4).
    SignaturePolicyUnavailable {
        /// Its OID in dots; none where the content is said to name it.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        policy: Option<String>,
    },
    /// The signer says something else with the signature than to stand by the content, such as having received it.
    CommitmentOfOtherKind {
        /// The commitment type, an OID in dots (EN 319 122-1 §5.2.3).
        commitment: String,
    },
    /// A signed attribute that the profile demands is not there.
    AttributeMissing {
        /// Its name.
        attribute: String,
    },
    /// A signed attribute is there twice, or has more than one value.
    AttributeRepeated {
        /// Its name.
        attribute: String,
    },
    /// There are no signed attributes.
    AttributesMissing,
    /// RFC 5652 §11.1
    ContentTypeMismatch {
        /// OID of eContentType.
        content: String,
        /// OID in the attribute.
        attribute: String,
    },
    /// Not exactly one signer.
    SignerCount {
        /// How many.
        count: usize,
    },
    /// More certificates than are read.
    TooManyCertificates,
    /// More bytes than are read.
    TooLarge,

    /// Not a token.
    TokenMalformed {
        /// The member.
        field: String,
        /// What is wrong.
        explanation: String,
    },
    /// The verifier was asked about an origin or a nonce that no login can be for: its own configuration is wrong, not the login.
    LoginRequestUnfit {
        /// `origin` or `nonce`.
        field: String,
        /// What is wrong.
        explanation: String,
    },

    // Integrity.
    /// MD5 or SHA-1, of the content, of the certificate, or in the CA's signature of the certificate.
    DigestWeak {
        /// Its name.
        algorithm: String,
    },
    /// An RSA key below 2048 bits.
    KeyWeak {
        /// Its type.
        key: String,
    },
    /// Detached, and no content was given.
    ContentMissing,
    /// Attached, and another content was given.
    ContentDiffers,
    /// The message-digest attribute is not the content's.
    MessageDigestMismatch,

    // Signature.
    /// The signer names a certificate that is not embedded.
    SignerCertificateMissing,
    /// It is embedded, but is not a certificate.
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
    SignatureAlgorithmMismatch {
        /// What `signatureAlgorithm` says.
        algorithm: String,
        /// The certificate's key type.
        key: String,
    },
    /// The signature is not one of the certificate's key.
    SignatureMismatch,
    /// The key signed the bare hash, without the DigestInfo that names it (RFC 8017 §9.2): a card can be made to do that, and it is no
    /// signature.
    SignatureRawHash,
    /// Another origin, another nonce, another certificate's key, or an altered signature: they cannot be told apart.
    LoginMismatch,

    // Signing certificate.
    /// signing-certificate-v2 names another certificate.
    SigningCertificateMismatch,

    // Certificate kind.
    /// 利用者証明用電子証明書
    AuthenticationCertificate,
    /// A signing certificate that names nobody: it has not 基本4情報.
    HolderMissing,
    /// Neither a signing nor an authentication certificate.
    NotForSignatures {
        /// Its key usage.
        key_usage: Vec<&'static str>,
    },

    /// 署名用電子証明書
    SignatureCertificate,
    /// Neither an authentication nor a signing certificate.
    NotForLogin {
        /// Its key usage.
        key_usage: Vec<&'static str>,
    },

    // Path.
    /// No anchor has the issuer's name and key identifier.
    AnchorMissing {
        /// The issuer's name.
        issuer: String,
    },
    /// Anchors of that name did not sign the certificate.
    IssuerSignatureMismatch {
        /// The issuer's name.
        issuer: String,
    },
    /// The anchor must not sign certificates.
    IssuerNotCa,
    /// A CA for logging in issued a signing certificate, or the other way round.
    AnchorOfOtherKind {
        /// Subject of the anchor.
        anchor: String,
    },
    /// RFC 5280 §4.2.1.10: J-LIS's CAs have none, so a CA that has is refused and not half understood.
    NameConstraintsUnsupported,
    /// RFC 5280 §4.2
    CriticalExtensionUnknown {
        /// The extension.
        oid: String,
    },

    // Policy.
    /// The policy of an authentication certificate in one for signatures, or the other way round.
    PolicyOfOtherKind {
        /// The policy, an OID in dots.
        policy: String,
    },
    /// The policy of test certificates in one that a CA of J-LIS in production issued.
    PolicyOfTestsOnly {
        /// The policy, an OID in dots.
        policy: String,
    },
    /// None of the policies is in the table: another service's, or newer than this table.
    PolicyUnknown {
        /// The policies, OIDs in dots.
        policies: Vec<String>,
    },
    /// The certificate names no policy.
    PolicyMissing,

    // Validity.
    /// Before the certificate's first moment.
    NotYetValid {
        /// First moment.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_before: UnixTime,
    },
    /// After the certificate's last second.
    Expired {
        /// Last second.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_after: UnixTime,
    },
    /// The trust anchor itself is outside its validity.
    IssuerOutsideValidity {
        /// First moment.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_before: UnixTime,
        /// Last second.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        not_after: UnixTime,
    },
    /// The signer claims a time at which the certificate was not valid.
    SigningTimeOutsideValidity {
        /// The claim.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        signing_time: UnixTime,
    },
    /// The signer claims a time that has not come.
    SigningTimeInFuture {
        /// The claim.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        signing_time: UnixTime,
    },

    // Revocation.
    /// No source was asked.
    RevocationNotChecked,
    /// A source says that the certificate has been revoked.
    Revoked {
        /// What kind of source said so.
        kind: SourceKind,
        /// Its name.
        source: String,
        /// Since when.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        revoked_at: UnixTime,
        /// From when on the source says that it is not to be trusted (RFC 5280 §5.3.2).
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
        invalidity_date: Option<UnixTime>,
        /// RFC 5280 §5.3.1; without one, the source gave none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        reason_code: Option<ReasonCode>,
        /// Which certificate.
        certificate: Kind,
        /// Was it used after that?
        signed_after: SignedAfter,
    },
    /// A source says that the CA never issued the certificate (RFC 6960 §2.2).
    CertificateNeverIssued {
        /// What kind of source said so.
        kind: SourceKind,
        /// Its name.
        source: String,
    },
    /// A source answered that it does not know the certificate.
    RevocationUnknown {
        /// What kind of source.
        kind: SourceKind,
        /// Its name.
        source: String,
    },
    /// A source gave no answer.
    RevocationUnavailable {
        /// What kind of source.
        kind: SourceKind,
        /// Its name.
        source: String,
        /// Why, in English.
        explanation: String,
    },
    /// A source gave an answer that must not be believed.
    RevocationAnswerRefused {
        /// What kind of source.
        kind: SourceKind,
        /// Its name.
        source: String,
        /// Why, in English.
        explanation: String,
    },
    /// A source gave an answer that is too old.
    RevocationAnswerStale {
        /// What kind of source.
        kind: SourceKind,
        /// Its name.
        source: String,
        /// From when the answer is.
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        this_update: UnixTime,
        /// Until when it was good.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
        next_update: Option<UnixTime>,
    },
}

/// Was a signature made after its certificate had been revoked?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SignedAfter {
    /// It cannot have been made before: a login, or a revocation that is as old as the certificate.
    Certain,
    /// By its own word it was, and a PC's clock proves nothing.
    Claimed,
    /// It says otherwise, and nothing proves that either.
    Unproven,
}

impl From<SignedDataError> for Reason {
    fn from(error: SignedDataError) -> Self {
        match error {
            SignedDataError::Malformed(Malformed { position, field, reason })
            | SignedDataError::AttributesMalformed(Malformed { position, field, reason }) => {
                Self::Malformed { position, field: field.into_owned(), explanation: reason.into_owned() }
            }
            SignedDataError::BerEncoded(Malformed { position, field, .. }) => {
                Self::BerEncoded { position, field: field.into_owned() }
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
