//! The intake of a login: what must hold before a page says "you are logged in", in the order of checking.

use crate::Site;
use crate::applications::{good, moment, status_of, text_of};
use crate::pseudonym::Pseudonym;
use crate::refusal::Refusal;
use crate::store::{Claim, Session, Status};
use jitsuin_core::authentication::{Token, TokenError};
use jitsuin_core::report::Report;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::verify_login;
use std::sync::Arc;
use std::time::SystemTime;

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
    /// Accepted, or pending because nobody has been asked about revocation.
    pub status: Status,
    /// What verification found. It names nobody.
    pub report: Report,
}

/// Lets somebody in, or says why not. A nonce that has been used is used up even if the login turns out to be bad.
///
/// # Errors
///
/// The first [`Refusal`] in the order of the code below.
pub async fn admit(site: &Arc<Site>, session: &Session, attempt: Attempt) -> Result<Admission, Refusal> {
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

    let at = UnixTime::try_from(SystemTime::from(now)).map_err(failed)?;
    let verifier = site.clone();
    // Two RSA verifications: not on the threads that serve connections. The origin is this site's own, never the page's word.
    let report = tokio::task::spawn_blocking(move || {
        verify_login(&token, verifier.origin.as_str(), &nonce, &verifier.anchors, at)
    })
    .await
    .map_err(failed)?;
    let status = judge(&report)?;

    let signer = report.signer.as_ref().ok_or_else(|| failed("a good login without a certificate"))?;
    let pseudonym = Pseudonym::of(&site.pseudonym_key, &signer.issuer, &signer.serial_number);
    let text = serde_json::to_string(&report).map_err(failed)?;
    let login = site.store.keep_login(&pseudonym, status, &text, now).await?;
    Ok(Admission { login, status, report })
}

/// The same rule as for an application: nothing but revocation may be open. A site with something to protect lets nobody in before
/// that is known too.
///
/// # Errors
///
/// A report that failed, or that leaves open anything besides revocation.
pub fn judge(report: &Report) -> Result<Status, Refusal> {
    match status_of(report) {
        Some(status) => Ok(status),
        None => Err(Refusal::LoginRefused {
            sub_indication: text_of(&report.sub_indication),
            report: serde_json::to_value(report).map_err(failed)?,
        }),
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
