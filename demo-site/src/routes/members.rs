//! Logging in, and the page of who has: it shows what a site learns from a login, and what it does not.

use super::findings::{self, FindingRow};
use super::pages::page;
use super::records::signer::{self, Fact, time_in_japan};
use crate::language::{Text, Visit};
use crate::refusal::Refusal;
use crate::session_cookie::{self, Current};
use crate::store::{Identity, Login, Session};
use crate::words::contact;
use crate::{Site, headers, judgement, same_origin};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::sync::Arc;
use time::OffsetDateTime;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    visit: Visit,
    extension_id: Option<&'a str>,
    notice: &'static str,
    contact: &'static str,
}

#[derive(Template)]
#[template(path = "member.html")]
struct MemberPage<'a> {
    visit: Visit,
    login: &'a Login,
    form_token: String,
    /// Who it is, where a link says so.
    identity: Option<&'a Identity>,
    sex: &'static Text,
    verified: String,
    state_at: String,
    at: String,
    findings: Vec<FindingRow>,
    indication: String,
    test_certificate: bool,
    certificate: Vec<Fact>,
}

pub(super) async fn login(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    page(&LoginPage {
        extension_id: site.extension_id.as_deref(),
        notice: visit.text(&contact::LOGIN_NOTICE),
        contact: visit.text(&contact::CONTACT),
        visit,
    })
}

/// Who is logged in. Without a login there is nothing to see here.
pub(super) async fn member(
    State(site): State<Arc<Site>>,
    Current(session): Current,
    visit: Visit,
) -> Result<Response, Refusal> {
    let Some((session, login)) = logged_in(&site, session).await? else {
        return Ok(Redirect::to(&visit.link("/login")).into_response());
    };
    let report = &login.report;
    let signer = report.signer.as_ref();
    let identity = identity_of(&site, &login).await?;
    let time = |time: Option<OffsetDateTime>| time.map(|time| time_in_japan(time, visit.language));
    let page = page(&MemberPage {
        sex: signer::sex(identity.as_ref().map_or("", |identity| identity.sex.as_str())),
        verified: time(identity.as_ref().map(|identity| identity.verified)).unwrap_or_default(),
        state_at: time(identity.as_ref().map(|identity| identity.state_at)).unwrap_or_default(),
        identity: identity.as_ref(),
        at: time_in_japan(login.at, visit.language),
        findings: findings::rows(report, findings::of_login, &visit),
        indication: findings::indication(report),
        test_certificate: signer.is_some_and(|signer| signer.test),
        certificate: signer.map(|signer| signer::facts(signer, visit.language)).unwrap_or_default(),
        form_token: session_cookie::form_token(&session),
        login: &login,
        visit,
    });
    Ok(headers::with_forms(page))
}

/// Who logged in, where a link says so.
async fn identity_of(site: &Site, login: &Login) -> Result<Option<Identity>, Refusal> {
    let Some(signer) = login.report.signer.as_ref() else { return Ok(None) };
    let issuer = judgement::issuer_of(&signer.issuer, signer.issuer_key.as_deref());
    Ok(site.store.identity_of_login(&issuer, &signer.serial_number).await?)
}

async fn logged_in(site: &Site, session: Option<Session>) -> Result<Option<(Session, Login)>, Refusal> {
    let Some(session) = session else { return Ok(None) };
    let Some(id) = session.login.as_deref() else { return Ok(None) };
    let login = site.store.login(id, (site.clock)()).await?;
    Ok(login.map(|login| (session, login)))
}

/// What the button to erase one's record sends.
#[derive(Deserialize)]
pub(super) struct Erasing {
    token: String,
    sure: Option<String>,
}

/// Erases the record of who is logged in, with its links: the person's own wish. A box must be ticked for it. The login goes on, as one that
/// the site knows nothing more of.
pub(super) async fn erase(
    State(site): State<Arc<Site>>,
    Current(session): Current,
    visit: Visit,
    headers: HeaderMap,
    Form(Erasing { token, sure }): Form<Erasing>,
) -> Result<Response, Refusal> {
    same_origin::check(&headers, &site.origin)?;
    if let Some((session, login)) = logged_in(&site, session).await? {
        session_cookie::check_form_token(&session, &token)?;
        if let (Some(identity), Some(_)) = (identity_of(&site, &login).await?, sure) {
            site.store.erase_identity(&identity.id).await?;
            tracing::info!("a person erased their record");
        }
    }
    Ok(Redirect::to(&visit.link("/members")).into_response())
}

/// What the button to log out sends.
#[derive(Deserialize)]
pub(super) struct Leaving {
    token: String,
}

/// Ends the session. A link could do it in somebody's name; only the button of this site's own page can.
pub(super) async fn log_out(
    State(site): State<Arc<Site>>,
    Current(session): Current,
    visit: Visit,
    headers: HeaderMap,
    Form(Leaving { token }): Form<Leaving>,
) -> Result<Response, Refusal> {
    same_origin::check(&headers, &site.origin)?;
    if let Some(session) = session {
        session_cookie::check_form_token(&session, &token)?;
        site.store.end_session(&session).await?;
    }
    Ok((session_cookie::remove(&site)?, Redirect::to(&visit.link("/"))).into_response())
}
