//! What members of staff ask of the store: lists, and the end of an application before its time.

use super::applications::kept;
use super::{ApplicationId, Kept, Status, Store, StoreError};
use sqlx::{AnyConnection, Row};

/// Applications on one page.
pub const PAGE: i64 = 50;

/// Which applications are listed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these.
    pub status: Option<Status>,
    /// Only this number, or part of the name of who signed.
    pub wanted: String,
    /// Only those below this number.
    pub below: Option<i64>,
}

impl Store {
    /// The newest applications that the filter lets through, at most [`PAGE`] of them.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn list(&self, filter: &Filter) -> Result<Vec<Kept>, StoreError> {
        // PostgreSQL takes no NUL in a text, and nobody's name has control characters.
        let wanted: String = filter.wanted.chars().filter(|character| !character.is_control()).collect();
        let wanted = wanted.trim();
        let number = wanted.parse::<i64>().unwrap_or(-1);
        // What somebody looks for is text, also where it has signs of LIKE.
        let pattern = format!("%{}%", wanted.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
        // Without the evidence, of which 50 applications may have 70 MB.
        let rows = sqlx::query(
            "SELECT id, number, session, status, reason, received, decided, checks, next_check, state, state_at, identity, form, \
             language, submission, '' AS content, '' AS signature, content_sha256, signature_sha256, terms, privacy, agreed, \
             matching, holder, report FROM applications \
             WHERE ($1 = '' OR status = $1) AND number < $2 \
             AND ($3 = '' OR number = $4 OR LOWER(holder) LIKE LOWER($5) ESCAPE '\\') \
             ORDER BY number DESC LIMIT $6",
        )
        .bind(filter.status.map_or("", Status::word))
        .bind(filter.below.unwrap_or(i64::MAX))
        .bind(wanted)
        .bind(number)
        .bind(pattern)
        .bind(PAGE)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(kept).collect()
    }

    /// How many applications wait.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn waiting(&self) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM applications WHERE status = 'pending'")
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get("n")?)
    }

    /// Erases an application with its evidence, and whatever nobody needs any more because of that.
    ///
    /// # Errors
    ///
    /// The store failed; nothing is erased.
    pub async fn erase(&self, id: &ApplicationId) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM applications WHERE id = $1")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        erase_unneeded(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }
}

/// The record of a person without an application and without a login goes, and so do the links of a person without a record.
///
/// An application that comes in at the same moment uses the record, which moves its `used`: such a record is not the one that was
/// found to be unneeded, and stays.
pub(super) async fn erase_unneeded(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let unneeded = sqlx::query(
        "SELECT id, used FROM identities \
         WHERE NOT EXISTS (SELECT 1 FROM applications WHERE applications.identity = identities.id) \
         AND NOT EXISTS (SELECT 1 FROM links WHERE links.identity = identities.id AND links.until IS NULL)",
    )
    .fetch_all(&mut *connection)
    .await?;
    for row in unneeded {
        sqlx::query("DELETE FROM identities WHERE id = $1 AND used = $2")
            .bind(row.try_get::<String, _>("id")?)
            .bind(row.try_get::<i64, _>("used")?)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(
        "DELETE FROM links WHERE NOT EXISTS (SELECT 1 FROM identities WHERE identities.id = links.identity)",
    )
    .execute(&mut *connection)
    .await?;
    Ok(())
}
