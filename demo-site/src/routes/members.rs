//! Logging in, and the page of who has: it shows what a site learns from a login, and what it does not.

use super::findings::{self, FindingRow};
use super::pages::{not_found, page};
use super::records::signer::{self, Fact, time_in_japan};
use crate::Site;
use crate::language::Visit;
use crate::login_store::Login;
use crate::record_store::RecordId;
use crate::refusal::Refusal;
use crate::words::contact;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;

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
    visits: u64,
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

/// Without a login there is nothing to see here.
pub(super) async fn nobody(visit: Visit) -> Response {
    Redirect::to(&visit.link("/login")).into_response()
}

pub(super) async fn member(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    let Some(id) = RecordId::from_text(&id) else { return Ok(not_found(visit)) };
    let Some((visits, login)) = site.logins.find(&id, (site.clock)()).await? else {
        return Ok(not_found(visit));
    };
    let report = &login.report;
    let signer = report.signer.as_ref();
    Ok(page(&MemberPage {
        login: &login,
        visits,
        at: time_in_japan(login.at, visit.language),
        findings: findings::rows(report, findings::of_login, &visit),
        indication: findings::indication(report),
        test_certificate: signer.is_some_and(|signer| signer.test),
        certificate: signer.map(|signer| signer::facts(signer, visit.language)).unwrap_or_default(),
        visit,
    }))
}
