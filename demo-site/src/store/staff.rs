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
    /// Only this number, or part of the name in the identity record.
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
        let wanted = filter.wanted.trim();
        let number = wanted.parse::<i64>().unwrap_or(-1);
        // What somebody looks for is text, also where it has signs of LIKE.
        let pattern = format!("%{}%", wanted.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_"));
        let rows = sqlx::query(
            "SELECT applications.* FROM applications LEFT JOIN identities ON identities.id = applications.identity \
             WHERE ($1 = '' OR applications.status = $1) AND applications.number < $2 \
             AND ($3 = '' OR applications.number = $4 OR identities.name LIKE $5 ESCAPE '\\') \
             ORDER BY applications.number DESC LIMIT $6",
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
pub(super) async fn erase_unneeded(connection: &mut AnyConnection) -> Result<(), StoreError> {
    for statement in [
        "DELETE FROM identities WHERE NOT EXISTS (SELECT 1 FROM applications WHERE applications.identity = identities.id) \
         AND NOT EXISTS (SELECT 1 FROM links WHERE links.identity = identities.id AND links.until IS NULL)",
        "DELETE FROM links WHERE NOT EXISTS (SELECT 1 FROM identities WHERE identities.id = links.identity)",
    ] {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    Ok(())
}
