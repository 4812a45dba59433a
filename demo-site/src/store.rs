//! What the site remembers, in a database: SQLite or PostgreSQL, with the same tables (`migrations/`) and the same statements.
//!
//! A database is a file beside `sqlite` and `postgresql`; what is kept is a file of its own, too.

mod applications;
mod common;
mod consents;
mod identities;
mod links;
mod logins;
mod nonces;
mod postgresql;
mod sessions;
mod sqlite;
mod staff;

pub use applications::{Application, ApplicationId, Decision, Evidence, Kept, Received, Status};
pub use consents::Consent;
pub use identities::{CertificateState, Identity, Proof};
pub use links::{Joined, Link, NewLink};
pub use logins::Login;
pub use nonces::{Claim, Nonce, Spent};
pub use sessions::{Entry, Session, SessionId};
pub use staff::{Filter, PAGE};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sqlx::AnyPool;
use sqlx::migrate::Migrator;
use time::{Duration, OffsetDateTime};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long who sent an application can see it at its address, and how long logins are kept.
pub const KEPT: Duration = Duration::DAY;

/// 保存期間: how long applications are kept, with their evidence. Then they are erased.
pub const RETENTION: Duration = Duration::days(30);

/// How long the record of a person is kept that has neither signed nor logged in.
pub const UNUSED: Duration = Duration::days(365);

/// The database, ready for use.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    limits: Limits,
    evidence: Evidence,
    /// What this database wants done so that erased rows are gone from the disk too.
    after_erasing: &'static [&'static str],
}

/// How much is kept at most. What is over is refused, so that nobody can fill the disk.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Nonces that have not expired.
    pub nonces: i64,
    /// Nonces of one session that have neither expired nor been used.
    pub open_nonces: i64,
    /// Applications.
    pub applications: i64,
    /// Bytes of all applications together.
    pub application_bytes: i64,
    /// Logins.
    pub logins: i64,
    /// Sessions.
    pub sessions: i64,
}

/// Why a store could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Everything that may be kept is kept already.
    #[error("the store is full")]
    Full,
    /// The address names neither SQLite nor PostgreSQL.
    #[error("a database is given as sqlite://FILE or postgres://…")]
    UnknownDatabase,
    /// The database refuses.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// Its tables could not be brought up to date.
    #[error("the database could not be prepared: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// What it gives back is not what was put in.
    #[error("the database holds something unreadable: {0}")]
    Unreadable(String),
    /// The file of the database cannot be made.
    #[error("the database's file: {0}")]
    File(#[from] std::io::Error),
    /// The operating system gives no randomness.
    #[error(transparent)]
    Randomness(#[from] getrandom::Error),
}

impl Store {
    /// Opens a database and brings its tables up to date: `sqlite://FILE?mode=rwc`, `sqlite::memory:` or `postgres://…`.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownDatabase`], or what the database says.
    pub async fn open(address: &str, limits: Limits, evidence: Evidence) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let mut after_erasing: &[&str] = &[];
        let options = if address.starts_with(sqlite::SCHEME) {
            sqlite::keep_from_others(address)?;
            after_erasing = &sqlite::AFTER_ERASING;
            sqlite::pool()
        } else if postgresql::SCHEMES.iter().any(|scheme| address.starts_with(scheme)) {
            postgresql::pool()
        } else {
            return Err(StoreError::UnknownDatabase);
        };
        let pool = options.connect(address).await?;
        MIGRATIONS.run(&pool).await?;
        if evidence == Evidence::Digest {
            // Those that were kept under another setting go, too.
            sqlx::query("UPDATE identities SET certificate = '' WHERE certificate <> ''")
                .execute(&pool)
                .await?;
        }
        Ok(Self { pool, limits, evidence, after_erasing })
    }

    /// What of the evidence is kept.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        self.evidence
    }

    /// Erases whatever has been kept long enough.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn erase_old(&self, now: OffsetDateTime) -> Result<(), StoreError> {
        for (statement, kept) in [
            ("DELETE FROM applications WHERE received <= $1", RETENTION),
            ("DELETE FROM logins WHERE at <= $1", KEPT),
            ("DELETE FROM identities WHERE used <= $1", UNUSED),
        ] {
            sqlx::query(statement).bind(millis(now - kept)).execute(&self.pool).await?;
        }
        for statement in
            ["DELETE FROM nonces WHERE expires <= $1", "DELETE FROM sessions WHERE expires <= $1"]
        {
            sqlx::query(statement).bind(millis(now)).execute(&self.pool).await?;
        }
        staff::erase_unneeded(&mut *self.pool.acquire().await?).await?;
        sqlx::query("DELETE FROM consents WHERE session NOT IN (SELECT id FROM sessions)")
            .execute(&self.pool)
            .await?;
        let mut connection = self.pool.acquire().await?;
        for statement in self.after_erasing {
            sqlx::query(*statement).execute(&mut *connection).await?;
        }
        Ok(())
    }
}

/// Random bytes in base64url: 32 for what must never be guessed, 16 for what is one of many.
fn random<const BYTES: usize>() -> Result<String, StoreError> {
    let mut bytes = [0_u8; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Milliseconds since 1970.
fn millis(time: OffsetDateTime) -> i64 {
    i64::try_from(time.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn moment(millis: i64) -> Result<OffsetDateTime, StoreError> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000)
        .map_err(|error| StoreError::Unreadable(error.to_string()))
}

fn bytes(text: &str) -> Result<Vec<u8>, StoreError> {
    STANDARD.decode(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}

/// A value of the site as the database has it, and back.
fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Unreadable(error.to_string()))
}
