//! Applications that were accepted or wait for something, with the evidence.

use super::{
    Claim, KEPT, SessionId, Spent, Store, StoreError, bytes, from_json, millis, moment, nonces, random,
};
use crate::forms::Form;
use crate::kept_report::KeptReport;
use crate::language::Language;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sqlx::Row;
use sqlx::any::AnyRow;
use time::OffsetDateTime;

/// The key to one application: 16 random bytes in base64url, 22 characters. Who knows it may see the application, so it must not
/// be guessed, logged or sent on.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ApplicationId(String);

impl ApplicationId {
    /// A fresh id.
    ///
    /// # Errors
    ///
    /// The operating system gives no randomness.
    pub fn random() -> Result<Self, StoreError> {
        random::<16>().map(Self)
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

/// How far an application or a login has come (ACCEPTANCE.md P04). A refused login is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every check passed, revocation too.
    Accepted,
    /// Every check passed, and it is not known yet whether the certificate was revoked.
    Pending,
}

/// One application, as it comes in.
pub struct Application {
    /// The key to it.
    pub id: ApplicationId,
    /// How far it has come.
    pub status: Status,
    /// When it arrived.
    pub received: OffsetDateTime,
    /// Which form it is.
    pub form: &'static Form,
    /// The language in which the form was filled in.
    pub language: Language,
    /// SHA-256 of content and signature, hexadecimal: a submission that is sent again has the same.
    pub submission: String,
    /// Exactly what was signed.
    pub content: Vec<u8>,
    /// The signature: DER of CMS SignedData.
    pub signature: Vec<u8>,
    /// What verification found: core's report, JSON.
    pub report: String,
}

/// One application, as it is kept.
pub struct Kept {
    /// What came in.
    pub application: Application,
    /// 受付番号: 1 for the first, then upwards; no secret.
    pub number: i64,
    /// The report, read.
    pub report: KeptReport,
}

/// What became of an application that was to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is kept under this number, and its nonce is spent.
    Kept(i64),
    /// Its nonce is not good, and nothing was kept.
    Refused(Spent),
}

const COLUMNS: &str = "id, number, status, received, form, language, submission, content, signature, report";

impl Store {
    /// Spends the nonce and keeps the application: both, or neither.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`], or the store failed; then the nonce is still good.
    pub async fn receive(&self, claim: Claim<'_>, application: &Application) -> Result<Received, StoreError> {
        let now = application.received;
        let mut transaction = self.pool.begin().await?;
        match nonces::spend(&mut transaction, claim, now).await? {
            Spent::Now => {}
            other => return Ok(Received::Refused(other)),
        }
        sqlx::query("DELETE FROM applications WHERE received <= $1")
            .bind(millis(now - KEPT))
            .execute(&mut *transaction)
            .await?;
        let size = i64::try_from(application.content.len().saturating_add(application.signature.len()))
            .unwrap_or(i64::MAX);
        let row = sqlx::query(
            "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS size FROM applications",
        )
        .fetch_one(&mut *transaction)
        .await?;
        let (count, sizes): (i64, i64) = (row.try_get("n")?, row.try_get("size")?);
        if count >= self.limits.applications || sizes.saturating_add(size) > self.limits.application_bytes {
            return Err(StoreError::Full);
        }
        let number: i64 =
            sqlx::query("UPDATE counters SET last = last + 1 WHERE name = 'application' RETURNING last")
                .fetch_one(&mut *transaction)
                .await?
                .try_get("last")?;
        sqlx::query(
            "INSERT INTO applications (id, number, session, status, received, form, language, submission, content, signature, \
             bytes, report) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(application.id.as_str())
        .bind(number)
        .bind(claim.session.as_str())
        .bind(application.status.word())
        .bind(millis(now))
        .bind(application.form.name)
        .bind(application.language.tag())
        .bind(application.submission.as_str())
        .bind(STANDARD.encode(&application.content))
        .bind(STANDARD.encode(&application.signature))
        .bind(size)
        .bind(application.report.as_str())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Received::Kept(number))
    }

    /// The application with this id, while it is kept.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn application(&self, id: &ApplicationId) -> Result<Option<Kept>, StoreError> {
        let row =
            sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM applications WHERE id = $1")))
                .bind(id.as_str())
                .fetch_optional(&self.pool)
                .await?;
        row.as_ref().map(kept).transpose()
    }

    /// The application that came of the same content and signature, sent by the same session before.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn same_submission(
        &self,
        submission: &str,
        session: &SessionId,
    ) -> Result<Option<Kept>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM applications WHERE submission = $1 AND session = $2"
        )))
        .bind(submission)
        .bind(session.as_str())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(kept).transpose()
    }
}

fn kept(row: &AnyRow) -> Result<Kept, StoreError> {
    let unreadable = |what: &str| StoreError::Unreadable(what.to_owned());
    let text = |column: &str| row.try_get::<String, _>(column);
    let report = text("report")?;
    Ok(Kept {
        number: row.try_get("number")?,
        report: from_json(&report)?,
        application: Application {
            id: ApplicationId(text("id")?),
            status: Status::from_word(&text("status")?)?,
            received: moment(row.try_get("received")?)?,
            form: Form::named(&text("form")?).ok_or_else(|| unreadable("a form that is no longer here"))?,
            language: Language::from_tag(&text("language")?).ok_or_else(|| unreadable("a language"))?,
            submission: text("submission")?,
            content: bytes(&text("content")?)?,
            signature: bytes(&text("signature")?)?,
            report,
        },
    })
}

impl Status {
    /// As pages, scripts and the store have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Pending => "pending",
        }
    }

    pub(super) fn from_word(word: &str) -> Result<Self, StoreError> {
        [Self::Accepted, Self::Pending]
            .into_iter()
            .find(|status| status.word() == word)
            .ok_or_else(|| StoreError::Unreadable(format!("the status {word:?}")))
    }
}
