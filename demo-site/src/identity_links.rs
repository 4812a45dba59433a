//! The link between a person's two certificates, made from both of them in one session of the same browser (ACCEPTANCE.md L05): who has just
//! had a signed application accepted proves the authentication certificate of the same card, and from then on logs in with it.
//!
//! The login must be fresh, for a nonce of this session: somebody who was logged in here before, on a shared PC for instance, is not
//! linked with whoever signs next.

use crate::Site;
use crate::logins::{self, Admission, Attempt};
use crate::refusal::Refusal;
use crate::store::{ApplicationId, Joined, Link, NewLink, Session, Status};
use std::sync::Arc;
use time::Duration;

/// How long after an application its signer can be linked. Nothing but the session shows that it is still the same person at the PC, so
/// the time is short.
pub const WINDOW: Duration = Duration::minutes(10);

/// What stands as the source of such a link.
pub const ONE_SESSION: &str = "one-session";

/// Links the signer of `application` with who makes this login, and lets them in.
///
/// # Errors
///
/// The application is not of this session, too old or not accepted; the login is not one that lets anybody in; the authentication
/// certificate belongs to another person.
pub async fn join(
    site: &Arc<Site>,
    session: &Session,
    application: &str,
    attempt: Attempt,
) -> Result<Admission, Refusal> {
    let now = (site.clock)();
    let id = ApplicationId::from_text(application).ok_or(Refusal::NotFound)?;
    let kept = site.store.application(&id).await?.ok_or(Refusal::NotFound)?;
    let identity = kept.identity.filter(|_| {
        kept.status == Status::Accepted && kept.session == session.id.as_str() && now - kept.received < WINDOW
    });
    let identity = identity.ok_or(Refusal::NotLinked { reason: "application-not-accepted" })?;
    let signer = kept.report.signer.ok_or(Refusal::NotLinked { reason: "application-not-accepted" })?;

    let login = logins::verify(site, session, attempt).await?;
    if login.status != Status::Accepted {
        return Err(Refusal::NotLinked { reason: "application-not-accepted" });
    }
    // One session is not one person: nobody is put in the place of who is linked already.
    let held = site.store.links(&identity).await?;
    let is_other = |held: &Link| {
        held.auth_serial != login.serial || !(held.auth_issuer.is_empty() || held.auth_issuer == login.issuer)
    };
    if held.iter().any(|held| held.until.is_none() && is_other(held)) {
        return Err(Refusal::NotLinked { reason: "other-certificate" });
    }
    let link = NewLink {
        sign_serial: signer.serial_number,
        auth_serial: login.serial.clone(),
        auth_issuer: login.issuer.clone(),
        source: ONE_SESSION.to_owned(),
    };
    match site.store.link(&identity, &link, now).await? {
        Joined::Holds => logins::keep(site, login).await,
        Joined::Taken => Err(Refusal::NotLinked { reason: "other-person" }),
    }
}
