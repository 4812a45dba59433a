//! Applications that were accepted or wait for something, with the evidence.

use super::identities::{self, Proof};
use super::{
    Claim, Consent, SessionId, Spent, Store, StoreError, bytes, from_json, millis, moment, nonces, random,
};
use crate::forms::Form;
use crate::kept_report::KeptReport;
use crate::language::Language;
use crate::sha256::sha256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
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
    /// It was pending, and by now a check has failed.
    Refused,
}

/// What of the evidence is kept once an application is decided (FIELD.md finding 5), and whether the record of a person has the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Content and signature, with the certificate in it: who may keep certificates can show them again.
    Full,
    /// Their SHA-256 and the report: for who may not keep them.
    Digest,
}

/// What was found out about an application.
#[derive(Clone, Debug)]
pub struct Decision {
    /// How far it has come.
    pub status: Status,
    /// Why it is not accepted: the code of a reason.
    pub reason: Option<String>,
    /// What verification found: core's report with the verifier's mode, JSON.
    pub report: String,
    /// Who signed, where it is accepted.
    pub proof: Option<Proof>,
    /// When somebody is asked again, where it is pending.
    pub next_check: Option<OffsetDateTime>,
    /// When all this was found out.
    pub at: OffsetDateTime,
}

/// One application, as it comes in.
pub struct Application {
    /// The key to it.
    pub id: ApplicationId,
    /// Which form it is.
    pub form: &'static Form,
    /// The language in which the form was filled in.
    pub language: Language,
    /// SHA-256 of content and signature, hexadecimal: a submission that is sent again has the same.
    pub submission: String,
    /// What its sender had agreed to.
    pub consent: Consent,
    /// 突合: the form beside the certificate, JSON of the verifier's `MatchReport`.
    pub matching: String,
    /// 氏名 of who signed, by the certificate; empty where it names nobody.
    pub holder: String,
    /// Exactly what was signed.
    pub content: Vec<u8>,
    /// The signature: DER of CMS SignedData.
    pub signature: Vec<u8>,
}

/// One application, as it is kept.
pub struct Kept {
    /// What came in. Content and signature are empty where only their digests are kept.
    pub application: Application,
    /// When it arrived.
    pub received: OffsetDateTime,
    /// How far it has come.
    pub status: Status,
    /// Why it is not accepted: the code of a reason.
    pub reason: Option<String>,
    /// When it was accepted or refused.
    pub decided: Option<OffsetDateTime>,
    /// How often somebody was asked again.
    pub checks: i64,
    /// When somebody is asked again.
    pub next_check: Option<OffsetDateTime>,
    /// 現況確認: what was known of the certificate when it was last asked about, and when that was.
    pub state: Option<(String, OffsetDateTime)>,
    /// The record of the person, once it is accepted.
    pub identity: Option<String>,
    /// The session that sent it.
    pub session: String,
    /// SHA-256 of content and of signature, hexadecimal.
    pub digests: (String, String),
    /// The report as it was made, JSON.
    pub report_text: String,
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

impl Store {
    /// Spends the nonce, keeps the application with what was found out, and makes the record of the person: all of it, or nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`], or the store failed; then the nonce is still good.
    pub async fn receive(
        &self,
        claim: Claim<'_>,
        application: &Application,
        decision: &Decision,
    ) -> Result<Received, StoreError> {
        let mut transaction = self.pool.begin().await?;
        match nonces::spend(&mut transaction, claim, decision.at).await? {
            Spent::Now => {}
            other => return Ok(Received::Refused(other)),
        }
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
             bytes, content_sha256, signature_sha256, terms, privacy, agreed, matching, holder, report) \
             VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '')",
        )
        .bind(application.id.as_str())
        .bind(number)
        .bind(claim.session.as_str())
        .bind(millis(decision.at))
        .bind(application.form.name)
        .bind(application.language.tag())
        .bind(application.submission.as_str())
        .bind(STANDARD.encode(&application.content))
        .bind(STANDARD.encode(&application.signature))
        .bind(size)
        .bind(sha256(&application.content))
        .bind(sha256(&application.signature))
        .bind(application.consent.terms.as_str())
        .bind(application.consent.privacy.as_str())
        .bind(millis(application.consent.at))
        .bind(application.matching.as_str())
        .bind(application.holder.as_str())
        .execute(&mut *transaction)
        .await?;
        decide(&mut transaction, &application.id, decision, self.evidence).await?;
        transaction.commit().await?;
        Ok(Received::Kept(number))
    }

    /// Notes what was found out about an application that was pending. `false`: it no longer is, and nothing changes.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn decide(&self, id: &ApplicationId, decision: &Decision) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let decided = decide(&mut transaction, id, decision, self.evidence).await?;
        transaction.commit().await?;
        Ok(decided)
    }

    /// Takes the turn to ask about a pending application that is due, so that no other instance asks at the same time. If this one
    /// never comes back, the turn is free again at `again`.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn take_due(
        &self,
        now: OffsetDateTime,
        again: OffsetDateTime,
    ) -> Result<Option<ApplicationId>, StoreError> {
        let row = sqlx::query(
            "UPDATE applications SET next_check = $2 WHERE id = (SELECT id FROM applications WHERE status = 'pending' \
             AND next_check <= $1 ORDER BY next_check LIMIT 1) AND status = 'pending' AND next_check <= $1 RETURNING id",
        )
        .bind(millis(now))
        .bind(millis(again))
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.map(|row| row.try_get("id").map(ApplicationId)).transpose()?)
    }

    /// Notes what is known of the certificate of a decided application by now.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn note_application_state(
        &self,
        id: &ApplicationId,
        state: &str,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE applications SET state = $1, state_at = $2 WHERE id = $3")
            .bind(state)
            .bind(millis(now))
            .bind(id.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The application with this id, while it is kept.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn application(&self, id: &ApplicationId) -> Result<Option<Kept>, StoreError> {
        let row = sqlx::query("SELECT * FROM applications WHERE id = $1")
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
        let row = sqlx::query("SELECT * FROM applications WHERE submission = $1 AND session = $2")
            .bind(submission)
            .bind(session.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(kept).transpose()
    }
}

/// Changes a pending application, once.
async fn decide(
    connection: &mut AnyConnection,
    id: &ApplicationId,
    decision: &Decision,
    evidence: Evidence,
) -> Result<bool, StoreError> {
    let decided = (decision.status != Status::Pending).then(|| millis(decision.at));
    let changed = sqlx::query(
        "UPDATE applications SET status = $1, reason = $2, report = $3, next_check = $4, decided = $5, checks = checks + 1 \
         WHERE id = $6 AND status = 'pending'",
    )
    .bind(decision.status.word())
    .bind(decision.reason.as_deref())
    .bind(decision.report.as_str())
    .bind(decision.next_check.map(millis))
    .bind(decided)
    .bind(id.as_str())
    .execute(&mut *connection)
    .await?;
    if changed.rows_affected() != 1 {
        return Ok(false);
    }
    if let Some(proof) = &decision.proof {
        let identity = identities::record(connection, id.as_str(), proof, evidence, decision.at).await?;
        sqlx::query("UPDATE applications SET identity = $1 WHERE id = $2")
            .bind(identity)
            .bind(id.as_str())
            .execute(&mut *connection)
            .await?;
    }
    // A pending one still needs them.
    if evidence == Evidence::Digest && decided.is_some() {
        sqlx::query("UPDATE applications SET content = '', signature = '', bytes = 0 WHERE id = $1")
            .bind(id.as_str())
            .execute(connection)
            .await?;
    }
    Ok(true)
}

pub(super) fn kept(row: &AnyRow) -> Result<Kept, StoreError> {
    let unreadable = |what: &str| StoreError::Unreadable(what.to_owned());
    let text = |column: &str| row.try_get::<String, _>(column);
    let time = |column: &str| row.try_get::<Option<i64>, _>(column)?.map(moment).transpose();
    let report_text = text("report")?;
    let state_at = time("state_at")?;
    Ok(Kept {
        number: row.try_get("number")?,
        received: moment(row.try_get("received")?)?,
        status: Status::from_word(&text("status")?)?,
        reason: row.try_get("reason")?,
        decided: time("decided")?,
        checks: row.try_get("checks")?,
        next_check: time("next_check")?,
        state: row.try_get::<Option<String>, _>("state")?.zip(state_at),
        identity: row.try_get("identity")?,
        session: text("session")?,
        digests: (text("content_sha256")?, text("signature_sha256")?),
        report: from_json(&report_text)?,
        report_text,
        application: Application {
            id: ApplicationId(text("id")?),
            form: Form::named(&text("form")?).ok_or_else(|| unreadable("a form that is no longer here"))?,
            language: Language::from_tag(&text("language")?).ok_or_else(|| unreadable("a language"))?,
            submission: text("submission")?,
            consent: Consent {
                terms: text("terms")?,
                privacy: text("privacy")?,
                at: moment(row.try_get("agreed")?)?,
            },
            matching: text("matching")?,
            holder: text("holder")?,
            content: bytes(&text("content")?)?,
            signature: bytes(&text("signature")?)?,
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
            Self::Refused => "refused",
        }
    }

    pub(super) fn from_word(word: &str) -> Result<Self, StoreError> {
        [Self::Accepted, Self::Pending, Self::Refused]
            .into_iter()
            .find(|status| status.word() == word)
            .ok_or_else(|| StoreError::Unreadable(format!("the status {word:?}")))
    }
}
