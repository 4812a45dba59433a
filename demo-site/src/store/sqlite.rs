//! SQLite: a file beside the program, with nothing to set up. It has one writer at a time, so one connection is the whole pool: who
//! waits, waits in our queue and not for a lock of the file.

use sqlx::Executor;
use sqlx::any::AnyPoolOptions;

/// How the address of such a database begins.
pub(super) const SCHEME: &str = "sqlite:";

pub(super) fn pool() -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(1)
        // A database in memory is gone with its connection.
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // Another program that reads the file does not stop this one; another instance of the site is waited for.
                connection.execute("PRAGMA journal_mode = WAL").await?;
                connection.execute("PRAGMA busy_timeout = 10000").await?;
                connection.execute("PRAGMA secure_delete = ON").await?;
                Ok(())
            })
        })
}
