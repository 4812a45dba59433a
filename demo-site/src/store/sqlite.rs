//! SQLite: a file beside the program, with nothing to set up. It has one writer at a time, so one connection is the whole pool: who
//! waits, waits in our queue and not for a lock of the file.

use super::StoreError;
use sqlx::Executor;
use sqlx::any::AnyPoolOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::fs::OpenOptions;
use std::io;
use std::str::FromStr;

/// How the address of such a database begins.
pub(super) const SCHEME: &str = "sqlite:";

/// What was erased is overwritten in the database (`secure_delete`), but stays in the write-ahead log until that is used again. Where another
/// program reads the file just then, nobody waits for it: the next time is soon.
pub(super) const AFTER_ERASING: [&str; 3] =
    ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", BUSY_TIMEOUT];

/// Another instance of the site is waited for.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 10000";

/// Makes the file of a new database for its owner's eyes only, as it holds names, addresses and certificates. SQLite gives the files beside it
/// (`-wal`, `-shm`) the same permissions.
pub(super) fn keep_from_others(address: &str) -> Result<(), StoreError> {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let file = SqliteConnectOptions::from_str(address)?.get_filename().to_owned();
    let is_made = query.split('&').any(|pair| pair == "mode=rwc");
    if !is_made || address.contains(":memory:") {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

pub(super) fn pool() -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(1)
        // A database in memory is gone with its connection.
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(|connection, _| {
            Box::pin(async move {
                // Another program that reads the file does not stop this one.
                connection.execute("PRAGMA journal_mode = WAL").await?;
                connection.execute(BUSY_TIMEOUT).await?;
                connection.execute("PRAGMA secure_delete = ON").await?;
                Ok(())
            })
        })
}

#[cfg(all(test, unix))]
mod tests {
    use super::keep_from_others;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_new_database_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("the site.sqlite3");
        let address = folder.path().join("the%20site.sqlite3");
        for slashes in ["", "//"] {
            keep_from_others(&format!("sqlite:{slashes}{}?mode=rwc", address.display())).unwrap();
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            // A second start finds it.
            keep_from_others(&format!("sqlite:{slashes}{}?mode=rwc", address.display())).unwrap();
            std::fs::remove_file(&file).unwrap();
        }
        keep_from_others(&format!("sqlite://{}", address.display())).unwrap();
        keep_from_others("sqlite::memory:").unwrap();
        assert!(!file.exists(), "only where a database is to be made");
    }
}
