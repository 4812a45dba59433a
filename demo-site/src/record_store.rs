//! Applications that were accepted or wait for something, with the evidence.
//!
//! A database is one more file beside `memory`.

pub mod memory;

use crate::forms::Form;
use crate::language::Language;
pub use crate::nonce_store::StoreError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jitsuin_core::report::Report;
use std::sync::Arc;
use time::OffsetDateTime;

/// The key to one record: 16 random bytes in base64url, 22 characters. Who knows it may see the record, so it must not
/// be guessed, logged or sent on.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(String);

impl RecordId {
    /// A fresh id.
    ///
    /// # Errors
    ///
    /// The operating system gives no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The id in an address, or `None` if the text cannot be one.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let fits = text.len() == 22
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// As it stands in an address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How far an application has come (ACCEPTANCE.md P04). A refused one is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every check passed, revocation too.
    Accepted,
    /// Every check passed, and nobody has asked yet whether the certificate was revoked.
    Pending,
}

/// One application.
pub struct Record {
    /// The key to it.
    pub id: RecordId,
    /// How far it has come.
    pub status: Status,
    /// When it arrived.
    pub received: OffsetDateTime,
    /// Which form it is.
    pub form: &'static Form,
    /// The language in which the form was filled in.
    pub language: Language,
    /// Exactly what was signed.
    pub content: Vec<u8>,
    /// The signature: DER of CMS SignedData.
    pub signature: Vec<u8>,
    /// What verification found at `received`.
    pub report: Report,
}

/// A place that keeps records.
#[async_trait::async_trait]
pub trait RecordStore: Send + Sync {
    /// Keeps a record. The answer is its number at the counter (受付番号): 1 for the first, then upwards; no secret.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`]; the record is not kept.
    async fn keep(&self, record: Record) -> Result<u64, StoreError>;

    /// The record with this id and its number, while it is kept.
    ///
    /// # Errors
    ///
    /// The store failed.
    async fn find(
        &self,
        id: &RecordId,
        now: OffsetDateTime,
    ) -> Result<Option<(u64, Arc<Record>)>, StoreError>;
}
