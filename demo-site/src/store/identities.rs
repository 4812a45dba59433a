//! 本人確認記録: who a person is, once a signed application has been accepted (ACCEPTANCE.md L09, X09).

use super::links::{self, NewLink};
use super::{Evidence, Store, StoreError, bytes, millis, moment, random};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
    /// Who issued the signing certificate, by name and key.
    pub issuer: String,
    /// 発行番号 of the signing certificate, hexadecimal.
    pub serial: String,
    /// The signing certificate, DER. It is kept as evidence is ([`super::Evidence`]).
    pub certificate: Vec<u8>,
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
    /// The signing certificate, DER; empty where it was not kept.
    pub certificate: Vec<u8>,
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
             WHERE links.auth_serial = $1 AND links.auth_issuer IN ($2, '') AND links.until IS NULL \
             ORDER BY links.auth_issuer DESC LIMIT 1",
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

    /// Notes that the person of this record was here: it is kept for [`super::UNUSED`] from now.
    ///
    /// # Errors
    ///
    /// The store failed.
    pub async fn note_use(&self, identity: &str, now: OffsetDateTime) -> Result<(), StoreError> {
        sqlx::query("UPDATE identities SET used = $1 WHERE id = $2")
            .bind(millis(now))
            .bind(identity)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Erases the record of a person with its links. Applications stay, and no longer lead to it.
    ///
    /// # Errors
    ///
    /// The store failed; nothing is erased.
    pub async fn erase_identity(&self, identity: &str) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        for statement in [
            "UPDATE applications SET identity = NULL WHERE identity = $1",
            "DELETE FROM links WHERE identity = $1",
            "DELETE FROM identities WHERE id = $1",
        ] {
            sqlx::query(statement).bind(identity).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
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
    evidence: Evidence,
    now: OffsetDateTime,
) -> Result<String, StoreError> {
    let certificate = match evidence {
        Evidence::Full => STANDARD.encode(&proof.certificate),
        Evidence::Digest => String::new(),
    };
    if let Some(link) = &proof.link
        && let Some(known) = links::identity_of(connection, link).await?
        && !is_known(connection, proof).await?
    {
        // The same person with a renewed certificate: from here on the record is of that one.
        sqlx::query("UPDATE identities SET issuer = $2, serial = $3 WHERE id = $1")
            .bind(known)
            .bind(proof.issuer.as_str())
            .bind(proof.serial.as_str())
            .execute(&mut *connection)
            .await?;
    }
    // Whichever of two instances comes second finds the record of the first: one person is one record.
    let row = sqlx::query(
        "INSERT INTO identities (id, name, address, birth_date, sex, issuer, serial, application, verified, source, state, \
         state_at, used, certificate) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'good', $9, $9, $11) \
         ON CONFLICT (serial, issuer) DO UPDATE SET name = excluded.name, address = excluded.address, \
         birth_date = excluded.birth_date, sex = excluded.sex, application = excluded.application, \
         verified = excluded.verified, source = excluded.source, state = excluded.state, state_reason = NULL, \
         state_at = excluded.state_at, used = excluded.used, certificate = excluded.certificate RETURNING id",
    )
    .bind(random::<16>()?)
    .bind(proof.name.as_str())
    .bind(proof.address.as_str())
    .bind(proof.birth_date.as_str())
    .bind(proof.sex.as_str())
    .bind(proof.issuer.as_str())
    .bind(proof.serial.as_str())
    .bind(application)
    .bind(millis(now))
    .bind(proof.source.as_str())
    .bind(certificate)
    .fetch_one(&mut *connection)
    .await?;
    let id: String = row.try_get("id")?;
    if let Some(link) = &proof.link {
        links::join(connection, &id, link, now).await?;
    }
    Ok(id)
}

async fn is_known(connection: &mut AnyConnection, proof: &Proof) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) AS n FROM identities WHERE serial = $1 AND issuer = $2")
        .bind(proof.serial.as_str())
        .bind(proof.issuer.as_str())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>("n")? > 0)
}

fn identity(row: &AnyRow) -> Result<Identity, StoreError> {
    Ok(Identity {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        address: row.try_get("address")?,
        birth_date: row.try_get("birth_date")?,
        sex: row.try_get("sex")?,
        serial: row.try_get("serial")?,
        certificate: bytes(&row.try_get::<String, _>("certificate")?)?,
        application: row.try_get("application")?,
        verified: moment(row.try_get("verified")?)?,
        source: row.try_get("source")?,
        state: CertificateState { status: row.try_get("state")?, reason: row.try_get("state_reason")? },
        state_at: moment(row.try_get("state_at")?)?,
    })
}
