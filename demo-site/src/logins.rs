//! The intake of a login: what must hold before a page says "you are logged in", in the order of checking.

use crate::applications::{good, moment};
use crate::pseudonym::Pseudonym;
use crate::refusal::Refusal;
use crate::store::{Claim, Session, Status};
use crate::{Site, judgement, recheck};
use jitsuin_core::authentication::{Token, TokenError};
use jitsuin_core::report::{Report, RevocationStatus};
use jitsuin_core::unix_time::UnixTime;
use std::sync::Arc;

/// What a page sends.
pub struct Attempt {
    /// The token, JSON, as the signing window gave it to the page.
    pub token: Vec<u8>,
    /// The nonce that this site gave out for it.
    pub nonce: String,
    /// Until when it was good, as it was given out with the nonce.
    pub expires: String,
}

/// The receipt of a login.
pub struct Admission {
    /// Its name in the store, for the session.
    pub login: String,
    /// Accepted, or pending because this site has nobody to ask about revocation.
    pub status: Status,
    /// What verification found. It names nobody.
    pub report: Report,
}

/// A login that may be let in, and is not kept yet.
pub struct Verified {
    /// Accepted, or pending because this site has nobody to ask about revocation.
    pub status: Status,
    /// What verification found.
    pub report: Report,
    /// Who issued the certificate, by name and key.
    pub issuer: String,
    /// 発行番号 of the certificate.
    pub serial: String,
}

/// Lets somebody in, or says why not. A nonce that has been used is used up even if the login turns out to be bad.
///
/// # Errors
///
/// The first [`Refusal`] in the order of the code below.
pub async fn admit(site: &Arc<Site>, session: &Session, attempt: Attempt) -> Result<Admission, Refusal> {
    keep(site, verify(site, session, attempt).await?).await
}

/// Judges a login, and uses its nonce up.
///
/// # Errors
///
/// As [`admit`].
pub async fn verify(site: &Arc<Site>, session: &Session, attempt: Attempt) -> Result<Verified, Refusal> {
    let now = (site.clock)();
    let Attempt { token, nonce, expires } = attempt;

    // Nothing is spent on what is no token at all.
    Token::from_json(&token)?;
    let expires: UnixTime = expires
        .parse()
        .map_err(|_| Refusal::BodyMalformed { reason: "expires is not a time in UTC".to_owned() })?;
    let expires = moment(expires)?;
    if expires <= now {
        return Err(Refusal::RequestExpired);
    }
    good(site.store.spend(Claim { nonce: &nonce, expires, session: &session.id }, now).await?)?;

    let report = judgement::of_login(site, token, nonce, now).await?;
    let status = judge(&report, site.verifier.sources().next().is_some())?;
    let signer = report.signer.as_ref().ok_or_else(|| failed("a good login without a certificate"))?;
    let issuer = judgement::issuer_of(&signer.issuer, signer.issuer_key.as_deref());
    let serial = signer.serial_number.to_string();
    Ok(Verified { status, report, issuer, serial })
}

/// Keeps a login that is let in.
///
/// # Errors
///
/// The store is full or failed.
pub async fn keep(site: &Arc<Site>, login: Verified) -> Result<Admission, Refusal> {
    let now = (site.clock)();
    let Verified { status, report, issuer, serial } = login;
    let pseudonym = Pseudonym::of(&site.pseudonym_key, &issuer, &serial);
    let text = judgement::kept(site, &report)?;
    let login = site.store.keep_login(&pseudonym, status, &text, now).await?;
    if let Some(identity) = site.store.identity_of_login(&issuer, &serial).await? {
        site.store.note_use(&identity.id, now).await?;
        recheck::state_of_person(site, identity).await?;
    }
    Ok(Admission { login, status, report })
}

/// A stricter rule than for an application, which can wait: nobody is let in before it is known that the certificate was not revoked. Where
/// nobody can be asked at all, this demo lets people into a session that is plainly marked; a site with something to protect does not.
///
/// # Errors
///
/// A report that failed, or that leaves anything open.
pub fn judge(report: &Report, has_sources: bool) -> Result<Status, Refusal> {
    let sub_indication = judgement::text_of(&report.sub_indication);
    let whole = || serde_json::to_value(report).map_err(failed);
    match judgement::status_of(report) {
        Some(Status::Accepted) => Ok(Status::Accepted),
        Some(_) if !has_sources && report.revocation.status == RevocationStatus::NotChecked => {
            Ok(Status::Pending)
        }
        Some(_) => Err(Refusal::RevocationUnknown { sub_indication, report: whole()? }),
        None if report.revocation.status == RevocationStatus::Revoked => {
            Err(Refusal::LoginRevoked { sub_indication, report: whole()? })
        }
        None => Err(Refusal::LoginRefused { sub_indication, report: whole()? }),
    }
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::SiteFailed(error.to_string())
}

impl From<TokenError> for Refusal {
    fn from(error: TokenError) -> Self {
        match serde_json::to_value(error.facts()) {
            Ok(serde_json::Value::Object(facts)) => Self::TokenMalformed { facts },
            _ => Self::TokenMalformed { facts: serde_json::Map::new() },
        }
    }
}
