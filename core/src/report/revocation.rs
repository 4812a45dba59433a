//! Whether the certificate has been revoked: what was decided, who said so, from when the word is, and everybody who was asked.

use crate::revocation::{ReasonCode, SourceKind};
use crate::unix_time::UnixTime;
use serde::Serialize;

/// What is known about the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum RevocationStatus {
    /// A source that may be believed says that it is not revoked, or was not yet at the time for which the verdict holds.
    Good,
    /// A source that may be believed says that it is revoked, or that it was never issued.
    Revoked,
    /// Sources were asked, and none of them decides.
    Unknown,
    /// No source was asked.
    NotChecked,
}

/// Who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RevocationSource"))]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// How it answers.
    pub kind: SourceKind,
    /// Its name, as the operator calls it: a file, a URL.
    pub name: String,
}

/// One answer, also where it does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RevocationAnswer"))]
#[serde(rename_all = "camelCase")]
pub struct AnswerSummary {
    /// Who was asked.
    pub source: Source,
    /// What came of it; `unknown` also where the answer must not be believed.
    pub status: RevocationStatus,
    /// Why the answer does not count, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub explanation: Option<String>,
    /// When it was given.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub answered_at: UnixTime,
}

/// What was decided. Beside `status`, everything is of the answer that decided, and absent where none did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Revocation {
    /// What is known about the certificate.
    pub status: RevocationStatus,
    /// Who said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub source: Option<Source>,
    /// From when the source's knowledge is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub this_update: Option<UnixTime>,
    /// When newer knowledge will be there at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub next_update: Option<UnixTime>,
    /// When the source answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub answered_at: Option<UnixTime>,
    /// Since when the certificate is revoked. With the status `good`: since later than the time for which the verdict holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub revoked_at: Option<UnixTime>,
    /// From when on the source says that the certificate is not to be trusted, if it does (RFC 5280 §5.3.2).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub invalidity_date: Option<UnixTime>,
    /// Why, if the source says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub reason_code: Option<ReasonCode>,
    /// Every answer, in the order in which they were given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<AnswerSummary>>"))]
    pub answers: Vec<AnswerSummary>,
}

impl Revocation {
    /// Nobody was asked.
    pub(crate) fn not_checked() -> Self {
        Self { status: RevocationStatus::NotChecked, ..Self::undecided(Vec::new()) }
    }

    /// Nobody decided.
    pub(crate) fn undecided(answers: Vec<AnswerSummary>) -> Self {
        Self {
            status: RevocationStatus::Unknown,
            source: None,
            this_update: None,
            next_update: None,
            answered_at: None,
            revoked_at: None,
            invalidity_date: None,
            reason_code: None,
            answers,
        }
    }
}
