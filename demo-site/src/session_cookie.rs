//! The cookie of a session, and the token that a form of this site's own pages carries because of it.

use crate::Site;
use crate::refusal::Refusal;
use crate::store::Session;
use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::Arc;

/// The session that a request belongs to, if it belongs to any.
pub struct Current(pub Option<Session>);

impl FromRequestParts<Arc<Site>> for Current {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Refusal> {
        match value(site, &parts.headers) {
            Some(cookie) => Ok(Self(site.store.session(cookie, (site.clock)()).await?)),
            None => Ok(Self(None)),
        }
    }
}

/// What an answer adds so that the browser has the session's cookie; nothing where it has it already.
pub type SetCookie = Option<[(HeaderName, HeaderValue); 1]>;

impl Current {
    /// The session, begun now where there was none.
    ///
    /// # Errors
    ///
    /// The store is full or failed.
    pub async fn or_begin(self, site: &Site) -> Result<(Session, SetCookie), Refusal> {
        match self.0 {
            Some(session) => Ok((session, None)),
            None => {
                let session = site.store.begin_session((site.clock)()).await?;
                let header = set(site, &session)?;
                Ok((session, Some(header)))
            }
        }
    }

    /// The session of somebody who got something from this site before.
    ///
    /// # Errors
    ///
    /// [`Refusal::SessionMissing`].
    pub fn required(self) -> Result<Session, Refusal> {
        self.0.ok_or(Refusal::SessionMissing)
    }
}

/// Puts the cookie into the browser: out of reach for scripts, never sent along by other sites' pages, gone with the browser.
///
/// # Errors
///
/// Never in practice: a cookie's value is base64url.
pub fn set(site: &Site, session: &Session) -> Result<[(HeaderName, HeaderValue); 1], Refusal> {
    header(site, &session.cookie, "")
}

/// Takes the cookie away again.
///
/// # Errors
///
/// As [`set`].
pub fn remove(site: &Site) -> Result<[(HeaderName, HeaderValue); 1], Refusal> {
    header(site, "", "; Max-Age=0")
}

fn header(site: &Site, value: &str, more: &str) -> Result<[(HeaderName, HeaderValue); 1], Refusal> {
    let secure = if site.origin.is_https() { "; Secure" } else { "" };
    let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(site));
    let value = HeaderValue::from_str(&text).map_err(|error| Refusal::SiteFailed(error.to_string()))?;
    Ok([(SET_COOKIE, value)])
}

/// Browsers take a cookie with this prefix only over https, only for this very host and the whole of it (RFC 6265bis §4.1.3.2).
fn name(site: &Site) -> &'static str {
    if site.origin.is_https() { "__Host-session" } else { "session" }
}

fn value<'a>(site: &Site, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = name(site);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() <= 64)
        .map(|(_, value)| value)
}

/// The token that forms of this session's pages carry: only a page that this site drew for this browser knows it.
#[must_use]
pub fn form_token(session: &Session) -> String {
    mac(session).map_or_else(String::new, |mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Holds a token against the session, in constant time.
///
/// # Errors
///
/// [`Refusal::FormOutdated`].
pub fn check_form_token(session: &Session, token: &str) -> Result<(), Refusal> {
    let given = URL_SAFE_NO_PAD.decode(token).map_err(|_| Refusal::FormOutdated)?;
    mac(session).ok_or(Refusal::FormOutdated)?.verify_slice(&given).map_err(|_| Refusal::FormOutdated)
}

fn mac(session: &Session) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(session.cookie.as_bytes()).ok()?;
    mac.update(b"form token");
    Some(mac)
}
