//! Sessions: the browser holds a cookie that nobody guesses, the store its SHA-256 and everything that the cookie stands for. Who
//! reads the database cannot log in with it.

use super::{Store, StoreError, millis, random};
use crate::sha256::sha256;
use sqlx::Row;
use time::{Duration, OffsetDateTime};

/// How long a browser is remembered that only looked at a page.
const GLANCE: Duration = Duration::hours(2);

/// How long somebody is remembered who agreed to the terms or logged in: filling in a form may take a day's pauses.
const VISIT: Duration = Duration::hours(12);

/// How long after the last request somebody is still logged in. The visit goes on after it, as of somebody who is not.
const LOGGED_IN: Duration = Duration::minutes(30);

/// The end of a login is moved when it would come so much earlier than it should; not at each request.
const STEP: Duration = Duration::minutes(1);

/// What a session is called in the store. It is no secret and never leaves the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionId(String);

/// One session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its name in the store.
    pub id: SessionId,
    /// The value of the cookie. It has no place in a log.
    pub cookie: String,
    /// The login by which a member is in.
    pub login: Option<String>,
    /// Of a member of staff: the fingerprint of the password by which they are in.
    pub staff: Option<String>,
}

/// Who is let into a session.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A member, by this login.
    Member(String),
    /// Staff, by the password of this fingerprint.
    Staff(String),
}

impl SessionId {
    /// As it stands in the store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Store {
    /// Begins a session for somebody who is nobody yet.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`].
    pub async fn begin_session(&self, now: OffsetDateTime) -> Result<Session, StoreError> {
        sqlx::query("DELETE FROM sessions WHERE expires <= $1").bind(millis(now)).execute(&self.pool).await?;
        let count: i64 =
            sqlx::query("SELECT COUNT(*) AS n FROM sessions").fetch_one(&self.pool).await?.try_get("n")?;
        if count >= self.limits.sessions {
            return Err(StoreError::Full);
        }
        let session =
            Session { id: SessionId(random::<16>()?), cookie: random::<32>()?, login: None, staff: None };
        sqlx::query("INSERT INTO sessions (id, cookie, began, expires) VALUES ($1, $2, $3, $4)")
            .bind(session.id.as_str())
            .bind(digest(&session.cookie))
            .bind(millis(now))
            .bind(millis(now.saturating_add(GLANCE)))
            .execute(&self.pool)
            .await?;
        Ok(session)
    }

    /// The session of a cookie, while it lasts. Who is logged in stays so from here on for another while.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn session(&self, cookie: &str, now: OffsetDateTime) -> Result<Option<Session>, StoreError> {
        let row = sqlx::query(
            "SELECT id, expires, login, staff_password, login_until FROM sessions WHERE cookie = $1 AND expires > $2",
        )
        .bind(digest(cookie))
        .bind(millis(now))
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let session = Session {
            id: SessionId(row.try_get("id")?),
            cookie: cookie.to_owned(),
            login: row.try_get("login")?,
            staff: row.try_get("staff_password")?,
        };
        if session.login.is_none() && session.staff.is_none() {
            return Ok(Some(session));
        }
        let until: i64 = row.try_get::<Option<i64>, _>("login_until")?.unwrap_or_default();
        if until <= millis(now) {
            self.end_login(&session.id, now).await?;
            return Ok(Some(Session { login: None, staff: None, ..session }));
        }
        let end = millis(now.saturating_add(LOGGED_IN)).min(row.try_get("expires")?);
        if end - until >= millis(OffsetDateTime::UNIX_EPOCH.saturating_add(STEP)) {
            sqlx::query("UPDATE sessions SET login_until = $1 WHERE id = $2")
                .bind(end)
                .bind(session.id.as_str())
                .execute(&self.pool)
                .await?;
        }
        Ok(Some(session))
    }

    /// Ends a login whose time is over, and not one that has just begun in its place.
    async fn end_login(&self, id: &SessionId, now: OffsetDateTime) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE sessions SET login = NULL, staff_password = NULL, login_until = NULL WHERE id = $1 AND login_until <= $2",
        )
        .bind(id.as_str())
        .bind(millis(now))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Lets somebody into a session. The session gets another cookie, so that one which was put into a browser beforehand is worth nothing
    /// (session fixation).
    ///
    /// # Errors
    ///
    /// The store failed; nobody is in.
    pub async fn let_in(
        &self,
        session: Session,
        entry: Entry,
        now: OffsetDateTime,
    ) -> Result<Session, StoreError> {
        let cookie = random::<32>()?;
        let (login, staff) = match entry {
            Entry::Member(login) => (Some(login), None),
            Entry::Staff(password) => (None, Some(password)),
        };
        sqlx::query(
            "UPDATE sessions SET cookie = $1, began = $2, expires = $3, login = $4, staff_password = $5, login_until = $6 \
             WHERE id = $7",
        )
        .bind(digest(&cookie))
        .bind(millis(now))
        .bind(millis(now.saturating_add(VISIT)))
        .bind(login.as_deref())
        .bind(staff.as_deref())
        .bind(millis(now.saturating_add(LOGGED_IN)))
        .bind(session.id.as_str())
        .execute(&self.pool)
        .await?;
        Ok(Session { cookie, login, staff, ..session })
    }

    /// Remembers a session for a whole visit from now.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub(super) async fn remember(&self, id: &SessionId, now: OffsetDateTime) -> Result<(), StoreError> {
        sqlx::query("UPDATE sessions SET expires = $1 WHERE id = $2 AND expires < $1")
            .bind(millis(now.saturating_add(VISIT)))
            .bind(id.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Ends a session, for good.
    ///
    /// # Errors
    ///
    /// The store failed; the session may go on.
    pub async fn end_session(&self, session: &Session) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE id = $1")
            .bind(session.id.as_str())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// The cookie has 32 random bytes: a plain hash is enough.
fn digest(cookie: &str) -> String {
    sha256(cookie)
}
