//! A report of core as it is kept: JSON, read again to be shown. What core adds later is passed over, so that old reports stay readable and
//! new ones do not stop an old site.

use serde::Deserialize;

/// As much of a report as pages show.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptReport {
    /// The verdict in the words of ETSI EN 319 102-1.
    pub indication: String,
    /// Its reason in those words, unless all passed.
    pub sub_indication: Option<String>,
    /// Check by check.
    pub findings: Vec<KeptFinding>,
    /// The certificate that signed.
    pub signer: Option<KeptCertificate>,
    /// When the signer says to have signed: RFC 3339.
    pub signing_time: Option<String>,
    /// Whether the certificate was revoked, and who said so.
    #[serde(default)]
    pub revocation: KeptRevocation,
    /// Who ran the verifier: `test`, `administrative` …
    pub mode: Option<String>,
}

/// What is known about the certificate. Beside `status`, everything is of the answer that decided.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KeptRevocation {
    /// `good`, `revoked`, `unknown` or `not-checked`.
    pub status: String,
    /// Who said so.
    pub source: Option<KeptSource>,
    /// From when the source's knowledge is: RFC 3339.
    pub this_update: Option<String>,
    /// When it answered.
    pub answered_at: Option<String>,
    /// Since when the certificate is revoked.
    pub revoked_at: Option<String>,
    /// Why, such as `affiliationChanged`.
    pub reason_code: Option<String>,
    /// Everybody who was asked.
    pub answers: Vec<KeptAnswer>,
}

/// One who was asked.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptAnswer {
    /// Who.
    pub source: KeptSource,
    /// Why the answer does not count, in English.
    pub explanation: Option<String>,
}

/// A source of revocation.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptSource {
    /// `ocsp`, `crl` or `operator`.
    pub kind: String,
    /// As the operator calls it.
    pub name: String,
}

/// One check and what came of it.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptFinding {
    /// `format`, `path`, `revocation` …
    pub check: String,
    /// `passed`, `indeterminate` or `failed`.
    pub outcome: String,
    /// The code of the reason.
    pub reason: String,
    /// The reason for a person.
    pub sentences: KeptSentences,
}

/// A sentence in both languages.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptSentences {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// A certificate.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptCertificate {
    /// `sign`, `auth` or `other`.
    pub kind: String,
    /// Whom a signing certificate names.
    pub holder: Option<KeptHolder>,
    /// RFC 4514.
    pub issuer: String,
    /// The identifier of the issuer's key, where the certificate names it.
    pub issuer_key: Option<String>,
    /// Hexadecimal.
    pub serial_number: String,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    /// Its key.
    pub public_key: KeptPublicKey,
    /// Issued by a test CA.
    pub test: bool,
}

/// 基本4情報, with the places of substituted characters (counted from 0).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptHolder {
    /// 氏名
    pub name: String,
    /// 住所
    pub address: String,
    /// 生年月日
    pub birth_date: KeptBirthDate,
    /// 性別: `male`, `female`, `unknown` or `not-applicable`.
    pub sex: String,
    /// In the name.
    pub name_substituted: Vec<usize>,
    /// In the address.
    pub address_substituted: Vec<usize>,
}

/// A date of birth, in parts that may be unknown.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptBirthDate {
    /// `showa`, `heisei` …
    pub era: String,
    /// Of the Gregorian calendar.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
}

/// A key, for people.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptPublicKey {
    /// Such as RSA-2048.
    pub algorithm: String,
    /// SHA-256, hexadecimal.
    pub sha256: String,
}

/// 突合 as it is kept: the verifier's comparison of a form with the certificate.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptMatch {
    /// `same`, `person-must-look` or `differs`.
    pub conclusion: String,
    /// Field by field.
    pub fields: Vec<KeptFieldMatch>,
}

/// One field of the comparison.
#[derive(Clone, Debug, Deserialize)]
pub struct KeptFieldMatch {
    /// `name`, `address`, `birth-date` or `sex`.
    pub attribute: String,
    /// `same`, `same-after`, `may-be-same`, `differs` or `not-comparable`.
    pub result: String,
    /// What that means, for a person.
    pub sentences: KeptSentences,
}
