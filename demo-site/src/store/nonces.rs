//! Nonces: numbers that this site gives out once and takes back once, so that a signed form is good for one submission. Each belongs
//! to the session that asked for it.

use super::{SessionId, Store, StoreError, millis, random};
use sqlx::{AnyConnection, Row};
use time::OffsetDateTime;

/// 32 random bytes in base64url: 43 characters that nobody guesses.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nonce(String);

impl Nonce {
    /// A fresh nonce.
    ///
    /// # Errors
    ///
    /// The operating system gives no randomness.
    pub fn random() -> Result<Self, StoreError> {
        random::<32>().map(Self)
    }

    /// As it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text can be a nonce of this site at all. What cannot is not put before a database.
fn can_be_nonce(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// What a form or a login says about its nonce.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The nonce.
    pub nonce: &'a str,
    /// The time limit with which it was given out.
    pub expires: OffsetDateTime,
    /// The session that sends it back.
    pub session: &'a SessionId,
}

/// What became of a nonce that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It was good, and is used up by this very call.
    Now,
    /// It was used up before.
    Before,
    /// This site never gave it out, gave it out so long ago that it is forgotten, or gave it to somebody else.
    Unknown,
    /// Its time has passed.
    Expired,
    /// It was given out with another time limit than the one it comes back with.
    OtherExpiry,
}

impl Store {
    /// Remembers that `nonce` is out until `expires`, for `session`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`]: too many are out, over all or for this session.
    pub async fn issue(
        &self,
        nonce: &Nonce,
        session: &SessionId,
        expires: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM nonces WHERE expires <= $1").bind(millis(now)).execute(&self.pool).await?;
        let counts = sqlx::query(
            "SELECT COUNT(*) AS every_one, COUNT(CASE WHEN session = $1 AND spent IS NULL THEN 1 END) AS open_ones FROM nonces",
        )
        .bind(session.as_str())
        .fetch_one(&self.pool)
        .await?;
        if counts.try_get::<i64, _>("every_one")? >= self.limits.nonces
            || counts.try_get::<i64, _>("open_ones")? >= self.limits.open_nonces
        {
            return Err(StoreError::Full);
        }
        sqlx::query("INSERT INTO nonces (nonce, session, expires) VALUES ($1, $2, $3)")
            .bind(nonce.as_str())
            .bind(session.as_str())
            .bind(millis(expires))
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes a nonce back. Of any number of calls at once, over all instances of the site, exactly one gets [`Spent::Now`].
    ///
    /// # Errors
    ///
    /// The store failed; the nonce counts as not accepted.
    pub async fn spend(&self, claim: Claim<'_>, now: OffsetDateTime) -> Result<Spent, StoreError> {
        let mut connection = self.pool.acquire().await?;
        spend(&mut connection, claim, now).await
    }

    /// What [`Store::spend`] would answer, without spending anything.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn look_at(&self, claim: Claim<'_>, now: OffsetDateTime) -> Result<Spent, StoreError> {
        let mut connection = self.pool.acquire().await?;
        look_at(&mut connection, claim, now).await
    }
}

/// One statement looks and marks at once: that is what makes it "once". The second of two waits for the first and then finds it spent.
pub(super) async fn spend(
    connection: &mut AnyConnection,
    claim: Claim<'_>,
    now: OffsetDateTime,
) -> Result<Spent, StoreError> {
    if !can_be_nonce(claim.nonce) {
        return Ok(Spent::Unknown);
    }
    let spent = sqlx::query(
        "UPDATE nonces SET spent = $1 WHERE nonce = $2 AND session = $3 AND expires = $4 AND expires > $1 AND spent IS NULL",
    )
    .bind(millis(now))
    .bind(claim.nonce)
    .bind(claim.session.as_str())
    .bind(millis(claim.expires))
    .execute(&mut *connection)
    .await?;
    match spent.rows_affected() {
        1 => Ok(Spent::Now),
        _ => match look_at(connection, claim, now).await? {
            // It was good an instant later only: somebody else's turn is over, and so is this one.
            Spent::Now => Ok(Spent::Before),
            other => Ok(other),
        },
    }
}

async fn look_at(
    connection: &mut AnyConnection,
    claim: Claim<'_>,
    now: OffsetDateTime,
) -> Result<Spent, StoreError> {
    if !can_be_nonce(claim.nonce) {
        return Ok(Spent::Unknown);
    }
    let row = sqlx::query("SELECT session, expires, spent FROM nonces WHERE nonce = $1")
        .bind(claim.nonce)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(Spent::Unknown) };
    let expires: i64 = row.try_get("expires")?;
    Ok(if row.try_get::<String, _>("session")? != claim.session.as_str() {
        Spent::Unknown
    } else if row.try_get::<Option<i64>, _>("spent")?.is_some() {
        Spent::Before
    } else if expires <= millis(now) {
        Spent::Expired
    } else if expires != millis(claim.expires) {
        Spent::OtherExpiry
    } else {
        Spent::Now
    })
}
