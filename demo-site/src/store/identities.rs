//! 本人確認記録: who a person is, once a signed application has been accepted (ACCEPTANCE.md L09, X09).

use super::links::{self, NewLink};
use super::{Store, StoreError, millis, moment, random};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row};
use time::OffsetDateTime;

/// What an accepted application says of its signer.
#[derive(Clone, Debug)]
pub struct Proof {
    /// 氏名
    pub name: String,
    /// 住所
    pub address: String,
    /// 生年月日, `1990-04-29`; unknown parts are empty.
    pub birth_date: String,
    /// 性別: `male`, `female`, `unknown`, `not-applicable`.
    pub sex: String,
    /// Who issued the signing certificate.
    pub issuer: String,
    /// 発行番号 of the signing certificate, hexadecimal.
    pub serial: String,
    /// Who said that the certificate was not revoked.
    pub source: String,
    /// ⑦⑧: what a platform operator calls the authentication certificate of the same person.
    pub link: Option<NewLink>,
}

/// One record.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its name in the store.
    pub id: String,
    /// 氏名
    pub name: String,
    /// 住所
    pub address: String,
    /// 生年月日
    pub birth_date: String,
    /// 性別
    pub sex: String,
    /// 発行番号 of the signing certificate.
    pub serial: String,
    /// The application by which it was verified last.
    pub application: String,
    /// When.
    pub verified: OffsetDateTime,
    /// By whose word on revocation.
    pub source: String,
    /// What is known of the signing certificate by now.
    pub state: CertificateState,
    /// Since when that is known.
    pub state_at: OffsetDateTime,
}

/// What is known of a signing certificate by now, and the reason that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateState {
    /// `good`, `revoked` or `unknown`.
    pub status: String,
    /// Such as `affiliationChanged`.
    pub reason: Option<String>,
}

impl Store {
    /// The person whose authentication certificate this is, if a link says so.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn identity_of_login(
        &self,
        auth_issuer: &str,
        auth_serial: &str,
    ) -> Result<Option<Identity>, StoreError> {
        let row = sqlx::query(
            "SELECT identities.* FROM links JOIN identities ON identities.id = links.identity \
             WHERE links.auth_serial = $1 AND links.auth_issuer IN ($2, '') AND links.until IS NULL",
        )
        .bind(auth_serial)
        .bind(auth_issuer)
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(identity).transpose()
    }

    /// The record of this name.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn identity(&self, id: &str) -> Result<Option<Identity>, StoreError> {
        let row =
            sqlx::query("SELECT * FROM identities WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(identity).transpose()
    }

    /// Notes what is known of the signing certificate by now.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn note_state(
        &self,
        identity: &str,
        state: &CertificateState,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE identities SET state = $1, state_reason = $2, state_at = $3 WHERE id = $4")
            .bind(state.status.as_str())
            .bind(state.reason.as_deref())
            .bind(millis(now))
            .bind(identity)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

/// Makes the record of a person, or brings it up to date: the same signing certificate is the same person, and so is another one that an
/// operator links with an authentication certificate which is known already. Everybody else is somebody new.
pub(super) async fn record(
    connection: &mut AnyConnection,
    application: &str,
    proof: &Proof,
    now: OffsetDateTime,
) -> Result<String, StoreError> {
    let known = match by_serial(connection, proof).await? {
        Some(id) => Some(id),
        None => match &proof.link {
            Some(link) => links::identity_of(connection, link).await?,
            None => None,
        },
    };
    let (id, statement) = match known {
        Some(id) => (
            id,
            "UPDATE identities SET name = $2, address = $3, birth_date = $4, sex = $5, issuer = $6, serial = $7, \
             application = $8, verified = $9, source = $10, state = 'good', state_reason = NULL, state_at = $9 WHERE id = $1",
        ),
        None => (
            random::<16>()?,
            "INSERT INTO identities (id, name, address, birth_date, sex, issuer, serial, application, verified, source, state, \
             state_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'good', $9)",
        ),
    };
    sqlx::query(statement)
        .bind(id.as_str())
        .bind(proof.name.as_str())
        .bind(proof.address.as_str())
        .bind(proof.birth_date.as_str())
        .bind(proof.sex.as_str())
        .bind(proof.issuer.as_str())
        .bind(proof.serial.as_str())
        .bind(application)
        .bind(millis(now))
        .bind(proof.source.as_str())
        .execute(&mut *connection)
        .await?;
    if let Some(link) = &proof.link {
        links::join(connection, &id, link, now).await?;
    }
    Ok(id)
}

async fn by_serial(connection: &mut AnyConnection, proof: &Proof) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT id FROM identities WHERE serial = $1 AND issuer = $2")
        .bind(proof.serial.as_str())
        .bind(proof.issuer.as_str())
        .fetch_optional(connection)
        .await?;
    Ok(row.map(|row| row.try_get("id")).transpose()?)
}

fn identity(row: &AnyRow) -> Result<Identity, StoreError> {
    Ok(Identity {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        address: row.try_get("address")?,
        birth_date: row.try_get("birth_date")?,
        sex: row.try_get("sex")?,
        serial: row.try_get("serial")?,
        application: row.try_get("application")?,
        verified: moment(row.try_get("verified")?)?,
        source: row.try_get("source")?,
        state: CertificateState { status: row.try_get("state")?, reason: row.try_get("state_reason")? },
        state_at: moment(row.try_get("state_at")?)?,
    })
}
