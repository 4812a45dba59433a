//! What somebody agreed to before the first application (ACCEPTANCE.md R03, R04): the versions, and when.

use super::{SessionId, Store, StoreError, millis, moment};
use sqlx::Row;
use time::OffsetDateTime;

/// An agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Version of the terms.
    pub terms: String,
    /// Version of the privacy notice.
    pub privacy: String,
    /// When.
    pub at: OffsetDateTime,
}

impl Store {
    /// Notes that a session agrees; an earlier agreement is replaced.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn agree(&self, session: &SessionId, consent: &Consent) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO consents (session, terms, privacy, at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (session) DO UPDATE SET terms = $2, privacy = $3, at = $4",
        )
        .bind(session.as_str())
        .bind(consent.terms.as_str())
        .bind(consent.privacy.as_str())
        .bind(millis(consent.at))
        .execute(&self.pool)
        .await?;
        self.remember(session, consent.at).await
    }

    /// What a session agreed to.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn consent(&self, session: &SessionId) -> Result<Option<Consent>, StoreError> {
        let row = sqlx::query("SELECT terms, privacy, at FROM consents WHERE session = $1")
            .bind(session.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Consent {
                terms: row.try_get("terms")?,
                privacy: row.try_get("privacy")?,
                at: moment(row.try_get("at")?)?,
            })
        })
        .transpose()
    }
}
