//! What a certificate says, in the order in which people are shown it (ACCEPTANCE.md S05).

use super::Certificate;
use super::extensions::Extensions;
use super::holder::Holder;
use super::public_key::PublicKeySummary;
use super::serial_number::SerialNumber;
use crate::algorithm::dotted;
use crate::unix_time::UnixTime;
use base16ct::lower::encode_string as hex;
use serde::Serialize;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 署名用電子証明書: its key signs documents (nonRepudiation).
    Sign,
    /// 利用者証明用電子証明書: its key logs in, and never signs a document.
    Auth,
    /// Another one, such as that of a CA.
    Other,
}

/// A certificate for people and for JSON. Names are RFC 4514 texts, times RFC 3339, fingerprints SHA-256 in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CertificateSummary {
    /// What it is for.
    pub kind: Kind,
    /// 氏名, 生年月日, 性別, 住所; only in a signing certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub holder: Option<Holder>,
    /// 発行者
    pub issuer: String,
    /// The identifier of the issuer's key (RFC 5280 §4.2.1.1), hexadecimal: what tells generations of a CA apart, which have one name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub issuer_key: Option<String>,
    /// The subject's name; it is opaque (CARD.md §4.2) and names no one.
    pub subject: String,
    /// 発行年月日, the first moment of 有効期間.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub not_before: UnixTime,
    /// The last second of 有効期間.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub not_after: UnixTime,
    /// 発行番号, hexadecimal.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub serial_number: SerialNumber,
    /// 署名用公開鍵
    pub public_key: PublicKeySummary,
    /// SHA-256 of the whole certificate.
    pub sha256: String,
    /// Names of RFC 5280 §4.2.1.3, in their order.
    pub key_usage: Vec<&'static str>,
    /// Certificate policies, OIDs in dots.
    pub policies: Vec<String>,
    /// Issued by a test CA: it proves nothing about anyone.
    pub test: bool,
}

impl From<Certificate> for CertificateSummary {
    /// What can be moved is not copied: each verdict has one.
    fn from(certificate: Certificate) -> Self {
        let (kind, sha256) = (certificate.kind(), hex(certificate.fingerprint().value()));
        let serial_number = SerialNumber::of(certificate.serial_number());
        let Certificate {
            issuer_text,
            subject_text,
            not_before,
            not_after,
            public_key,
            test,
            extensions,
            ..
        } = certificate;
        let Extensions { holder, authority_key_identifier, key_usage, policies, .. } = extensions;
        Self {
            kind,
            holder,
            issuer: issuer_text,
            issuer_key: authority_key_identifier.as_deref().map(hex),
            subject: subject_text,
            not_before,
            not_after,
            serial_number,
            public_key: public_key.into(),
            sha256,
            key_usage: key_usage.as_ref().map(key_usage_names).unwrap_or_default(),
            policies: policies.iter().map(dotted).collect(),
            test,
        }
    }
}

/// The names that RFC 5280 §4.2.1.3 gives the bits.
pub(crate) fn key_usage_names(key_usage: &KeyUsage) -> Vec<&'static str> {
    let name = |usage| match usage {
        KeyUsages::DigitalSignature => "digitalSignature",
        KeyUsages::NonRepudiation => "nonRepudiation",
        KeyUsages::KeyEncipherment => "keyEncipherment",
        KeyUsages::DataEncipherment => "dataEncipherment",
        KeyUsages::KeyAgreement => "keyAgreement",
        KeyUsages::KeyCertSign => "keyCertSign",
        KeyUsages::CRLSign => "cRLSign",
        KeyUsages::EncipherOnly => "encipherOnly",
        KeyUsages::DecipherOnly => "decipherOnly",
    };
    key_usage.0.into_iter().map(name).collect()
}
