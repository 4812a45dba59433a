//! SQLite: a file beside the program, with nothing to set up. It has one writer at a time, so one connection is the whole pool: who
//! waits, waits in our queue and not for a lock of the file.

use sqlx::Executor;
use sqlx::any::AnyPoolOptions;
use std::fs::OpenOptions;
use std::io;

/// How the address of such a database begins.
pub(super) const SCHEME: &str = "sqlite:";

/// What was erased is overwritten in the database (`secure_delete`), but stays in the write-ahead log until that is used again.
pub(super) const AFTER_ERASING: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// Makes the file of a new database for its owner's eyes only, as it holds names, addresses and certificates. SQLite gives the files beside it
/// (`-wal`, `-shm`) the same permissions.
pub(super) fn keep_from_others(address: &str) -> io::Result<()> {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path = path.strip_prefix(SCHEME).unwrap_or(path);
    let path = path.strip_prefix("//").unwrap_or(path);
    let is_made = query.split('&').any(|pair| pair == "mode=rwc");
    if !is_made || path.is_empty() || path == ":memory:" {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
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
                // Another program that reads the file does not stop this one; another instance of the site is waited for.
                connection.execute("PRAGMA journal_mode = WAL").await?;
                connection.execute("PRAGMA busy_timeout = 10000").await?;
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
        let file = folder.path().join("site.sqlite3");
        for slashes in ["", "//"] {
            keep_from_others(&format!("sqlite:{slashes}{}?mode=rwc", file.display())).unwrap();
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            // A second start finds it.
            keep_from_others(&format!("sqlite:{slashes}{}?mode=rwc", file.display())).unwrap();
            std::fs::remove_file(&file).unwrap();
        }
        keep_from_others(&format!("sqlite://{}", file.display())).unwrap();
        keep_from_others("sqlite::memory:").unwrap();
        assert!(!file.exists(), "only where a database is to be made");
    }
}
