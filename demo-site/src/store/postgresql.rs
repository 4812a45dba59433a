//! PostgreSQL: for a site of more than one instance. A statement that waits for another instance's row waits at most so long.

use sqlx::Executor;
use sqlx::any::AnyPoolOptions;
use std::time::Duration;

/// How the address of such a database begins.
pub(super) const SCHEMES: [&str; 2] = ["postgres:", "postgresql:"];

pub(super) fn pool() -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(10).acquire_timeout(Duration::from_secs(10)).after_connect(
        |connection, _| {
            Box::pin(async move {
                connection.execute("SET statement_timeout = '10s'").await?;
                Ok(())
            })
        },
    )
}
