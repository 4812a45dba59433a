//! Logins, each under the pseudonym of who it was.

use super::{KEPT, Status, Store, StoreError, from_json, millis, moment, random};
use crate::kept_report::KeptReport;
use crate::pseudonym::Pseudonym;
use sqlx::Row;
use time::OffsetDateTime;

/// One login, as it is kept.
pub struct Login {
    /// Who it was.
    pub pseudonym: String,
    /// Whether anything is open.
    pub status: Status,
    /// When.
    pub at: OffsetDateTime,
    /// What verification found at that time.
    pub report: KeptReport,
    /// How many of this pseudonym were kept then, this one included.
    pub visits: i64,
}

impl Store {
    /// Keeps a login. The answer is its name in the store.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`]; the login is not kept.
    pub async fn keep_login(
        &self,
        pseudonym: &Pseudonym,
        status: Status,
        report: &str,
        now: OffsetDateTime,
    ) -> Result<String, StoreError> {
        sqlx::query("DELETE FROM logins WHERE at <= $1").bind(millis(now - KEPT)).execute(&self.pool).await?;
        let count: i64 =
            sqlx::query("SELECT COUNT(*) AS n FROM logins").fetch_one(&self.pool).await?.try_get("n")?;
        if count >= self.limits.logins {
            return Err(StoreError::Full);
        }
        let id = random::<16>()?;
        sqlx::query("INSERT INTO logins (id, pseudonym, status, at, report) VALUES ($1, $2, $3, $4, $5)")
            .bind(id.as_str())
            .bind(pseudonym.to_string())
            .bind(status.word())
            .bind(millis(now))
            .bind(report)
            .execute(&self.pool)
            .await?;
        Ok(id)
    }

    /// The login of this name, while it is kept.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn login(&self, id: &str, now: OffsetDateTime) -> Result<Option<Login>, StoreError> {
        let row = sqlx::query(
            "SELECT pseudonym, status, at, report, \
             (SELECT COUNT(*) FROM logins AS earlier WHERE earlier.pseudonym = logins.pseudonym AND earlier.at <= logins.at \
             AND earlier.at > $2) AS visits FROM logins WHERE id = $1 AND at > $2",
        )
        .bind(id)
        .bind(millis(now - KEPT))
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(Login {
                pseudonym: row.try_get("pseudonym")?,
                status: Status::from_word(&row.try_get::<String, _>("status")?)?,
                at: moment(row.try_get("at")?)?,
                report: from_json(&row.try_get::<String, _>("report")?)?,
                visits: row.try_get("visits")?,
            })
        })
        .transpose()
    }
}
