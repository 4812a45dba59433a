//! What all instances of the site must have in common. The first one that starts lays it down.

use super::{Store, StoreError};
use sqlx::Row;

impl Store {
    /// Lays `value` down under `name`, if nothing is there yet. `false`: another value is.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn agree_on(&self, name: &str, value: &str) -> Result<bool, StoreError> {
        sqlx::query("INSERT INTO common (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(value)
            .execute(&self.pool)
            .await?;
        let row =
            sqlx::query("SELECT value FROM common WHERE name = $1").bind(name).fetch_one(&self.pool).await?;
        Ok(row.try_get::<String, _>("value")? == value)
    }
}
