//! The link between a person's two certificates, S–R, with its history (ACCEPTANCE.md L05). It is used to find who logs in, and for
//! nothing else (公的個人認証法 52条).

use super::{Store, StoreError, millis, moment, random};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use time::OffsetDateTime;

/// A link that is to be made.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// 発行番号 of the signing certificate, hexadecimal.
    pub sign_serial: String,
    /// 発行番号 of the authentication certificate, hexadecimal.
    pub auth_serial: String,
    /// Who issued that, by name and key; empty where an operator named the number alone.
    pub auth_issuer: String,
    /// `one-session`, or the operator that said so.
    pub source: String,
}

/// One link, or one that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// 発行番号 of the signing certificate.
    pub sign_serial: String,
    /// 発行番号 of the authentication certificate.
    pub auth_serial: String,
    /// Who issued that, by name and key; empty where an operator named the number alone.
    pub auth_issuer: String,
    /// Who said so.
    pub source: String,
    /// From when.
    pub since: OffsetDateTime,
    /// Until when; `None` while it holds.
    pub until: Option<OffsetDateTime>,
}

/// What became of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It holds, from now or from before.
    Holds,
    /// The authentication certificate is linked with another person.
    Taken,
}

impl Store {
    /// Links two certificates of a person; an earlier link of theirs ends.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn link(
        &self,
        identity: &str,
        link: &NewLink,
        now: OffsetDateTime,
    ) -> Result<Joined, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let joined = join(&mut transaction, identity, link, now).await?;
        sqlx::query("UPDATE identities SET used = $1 WHERE id = $2")
            .bind(millis(now))
            .bind(identity)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(joined)
    }

    /// Every link of a person, the newest first.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn links(&self, identity: &str) -> Result<Vec<Link>, StoreError> {
        let rows = sqlx::query("SELECT * FROM links WHERE identity = $1 ORDER BY since DESC, id")
            .bind(identity)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(read).collect()
    }
}

/// The person whom the authentication certificate of a link belongs to already. A number alone, which more than one issuer has given out,
/// tells nobody.
pub(super) async fn identity_of(
    connection: &mut AnyConnection,
    link: &NewLink,
) -> Result<Option<String>, StoreError> {
    let rows = sqlx::query(
        "SELECT DISTINCT identity FROM links WHERE auth_serial = $1 AND until IS NULL \
         AND (auth_issuer IN ($2, '') OR $2 = '') LIMIT 2",
    )
    .bind(link.auth_serial.as_str())
    .bind(link.auth_issuer.as_str())
    .fetch_all(connection)
    .await?;
    match rows.as_slice() {
        [row] => Ok(Some(row.try_get("identity")?)),
        _ => Ok(None),
    }
}

pub(super) async fn join(
    connection: &mut AnyConnection,
    identity: &str,
    link: &NewLink,
    now: OffsetDateTime,
) -> Result<Joined, StoreError> {
    match identity_of(connection, link).await? {
        Some(known) if known != identity => return Ok(Joined::Taken),
        _ => {}
    }
    sqlx::query(
        "UPDATE links SET until = $1 WHERE identity = $2 AND until IS NULL AND NOT (sign_serial = $3 AND auth_serial = $4 AND auth_issuer IN ($5, ''))",
    )
    .bind(millis(now))
    .bind(identity)
    .bind(link.sign_serial.as_str())
    .bind(link.auth_serial.as_str())
    .bind(link.auth_issuer.as_str())
    .execute(&mut *connection)
    .await?;
    if identity_of(connection, link).await?.is_some() {
        return Ok(Joined::Holds);
    }
    let made = sqlx::query(
        "INSERT INTO links (id, identity, sign_serial, auth_serial, auth_issuer, source, since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(random::<16>()?)
    .bind(identity)
    .bind(link.sign_serial.as_str())
    .bind(link.auth_serial.as_str())
    .bind(link.auth_issuer.as_str())
    .bind(link.source.as_str())
    .bind(millis(now))
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 1 {
        return Ok(Joined::Holds);
    }
    // Another instance linked the certificate a moment ago, with this person or with another.
    let known = identity_of(connection, link).await?;
    Ok(if known.as_deref() == Some(identity) { Joined::Holds } else { Joined::Taken })
}

fn read(row: &AnyRow) -> Result<Link, StoreError> {
    Ok(Link {
        sign_serial: row.try_get("sign_serial")?,
        auth_serial: row.try_get("auth_serial")?,
        auth_issuer: row.try_get("auth_issuer")?,
        source: row.try_get("source")?,
        since: moment(row.try_get("since")?)?,
        until: row.try_get::<Option<i64>, _>("until")?.map(moment).transpose()?,
    })
}
