//! The console of staff: what came in, one application with its evidence, 現況確認, and the end of it. There is none without a password file.

mod record;

use super::pages::{not_found, page};
use super::records::signer::time_in_japan;
use crate::language::{Text, Visit};
use crate::refusal::Refusal;
use crate::session_cookie::{self, Current};
use crate::staff_password::StaffPassword;
use crate::store::{Entry, Filter, Kept, PAGE, Session, Status};
use crate::{Site, headers, same_origin};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::Semaphore;

pub(super) fn router(site: &Site) -> Router<Arc<Site>> {
    Router::new()
        .route("/staff/login", post(log_in))
        .route_layer(site.passwords.layer())
        .merge(Router::new().route("/staff", get(list)).route_layer(site.requests.layer()))
        .route("/staff/applications/{id}", get(record::show))
        .route("/staff/applications/{id}/{file}", get(record::file))
        .route("/staff/applications/{id}/check", post(record::check))
        .route("/staff/applications/{id}/erase", post(record::erase))
}

#[derive(Template)]
#[template(path = "staff_login.html")]
struct LoginPage {
    visit: Visit,
    form_token: String,
    wrong: bool,
}

#[derive(Template)]
#[template(path = "staff_list.html")]
struct ListPage {
    visit: Visit,
    form_token: String,
    rows: Vec<Row>,
    waiting: i64,
    status: &'static str,
    wanted: String,
    /// The next page, if there may be one.
    below: Option<i64>,
}

struct Row {
    id: String,
    number: i64,
    status: &'static str,
    words: &'static str,
    form: &'static str,
    name: String,
    received: String,
    matching: Option<&'static str>,
}

/// How a status is called in the console.
fn status_words(status: Status) -> Text {
    match status {
        Status::Accepted => Text { ja: "受理", en: "Accepted" },
        Status::Pending => Text { ja: "確認待ち", en: "Pending" },
        Status::Refused => Text { ja: "不受理", en: "Refused" },
    }
}

/// How the comparison of form and certificate came out.
fn matching_words(conclusion: &str) -> Text {
    match conclusion {
        "same" => Text { ja: "一致", en: "The same" },
        "differs" => Text { ja: "不一致", en: "Differs" },
        "not-comparable" => Text { ja: "対象外", en: "Not compared" },
        _ => Text { ja: "要目視", en: "To be looked at" },
    }
}

/// The session of somebody of staff, who is in by the password that holds now.
fn staff(site: &Site, Current(session): Current) -> Result<Session, Refusal> {
    let password = site.staff.as_ref().map(StaffPassword::fingerprint);
    session.filter(|session| session.staff.is_some() && session.staff == password).ok_or(Refusal::StaffOnly)
}

/// The same for a form of the console, with its token.
fn staff_form(site: &Site, current: Current, headers: &HeaderMap, token: &str) -> Result<Session, Refusal> {
    same_origin::check(headers, &site.origin)?;
    let session = staff(site, current)?;
    session_cookie::check_form_token(&session, token)?;
    Ok(session)
}

/// What the list is asked for.
#[derive(Deserialize)]
struct Asked {
    status: Option<String>,
    q: Option<String>,
    below: Option<i64>,
}

async fn list(
    State(site): State<Arc<Site>>,
    current: Current,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    if site.staff.is_none() {
        return Ok(not_found(visit));
    }
    let session = match staff(&site, Current(current.0.clone())) {
        Ok(session) => session,
        Err(_) => return login_page(&site, current, visit, false).await,
    };
    let status = [Status::Pending, Status::Accepted, Status::Refused]
        .into_iter()
        .find(|status| asked.status.as_deref() == Some(status.word()));
    let wanted: String = asked.q.unwrap_or_default().chars().take(100).collect();
    let filter = Filter { status, wanted, below: asked.below };
    let found = site.store.list(&filter).await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == PAGE);
    let page = page(&ListPage {
        form_token: session_cookie::form_token(&session),
        waiting: site.store.waiting().await?,
        status: filter.status.map_or("", Status::word),
        wanted: filter.wanted,
        below: found.last().filter(|_| full).map(|kept| kept.number),
        rows: found.iter().map(|kept| row(kept, &visit)).collect(),
        visit,
    });
    Ok(headers::with_forms(page))
}

/// Who signed. Applications of before 0005 have the name in their report alone.
fn name_of(kept: &Kept) -> String {
    if !kept.application.holder.is_empty() {
        return kept.application.holder.clone();
    }
    let holder = kept.report.signer.as_ref().and_then(|signer| signer.holder.as_ref());
    holder.map(|holder| holder.name.clone()).unwrap_or_default()
}

fn row(kept: &Kept, visit: &Visit) -> Row {
    Row {
        id: kept.application.id.as_str().to_owned(),
        number: kept.number,
        status: kept.status.word(),
        words: visit.text(&status_words(kept.status)),
        form: visit.text(&kept.application.form.title),
        name: name_of(kept),
        received: time_in_japan(kept.received, visit.language),
        matching: record::matching(kept).map(|found| visit.text(&matching_words(&found.conclusion))),
    }
}

async fn login_page(site: &Site, current: Current, visit: Visit, wrong: bool) -> Result<Response, Refusal> {
    let (session, cookie) = current.or_begin(site).await?;
    let page = page(&LoginPage { visit, form_token: session_cookie::form_token(&session), wrong });
    let status = if wrong { StatusCode::FORBIDDEN } else { StatusCode::OK };
    Ok((status, cookie, headers::with_forms(page)).into_response())
}

/// What the page of the password sends.
#[derive(Deserialize)]
struct Entering {
    token: String,
    password: String,
}

async fn log_in(
    State(site): State<Arc<Site>>,
    current: Current,
    visit: Visit,
    headers: HeaderMap,
    Form(Entering { token, password }): Form<Entering>,
) -> Result<Response, Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let Some(staff) = site.staff.clone() else { return Ok(not_found(visit)) };
    let fingerprint = staff.fingerprint();
    let session = current.required()?;
    session_cookie::check_form_token(&session, &token)?;
    if !is(staff, password).await? {
        tracing::warn!("a wrong password of staff");
        return login_page(&site, Current(Some(session)), visit.at("/staff"), true).await;
    }
    let session = site.store.let_in(session, Entry::Staff(fingerprint), (site.clock)()).await?;
    tracing::info!("somebody of staff logged in");
    Ok((session_cookie::set(&site, &session)?, Redirect::to(&visit.link("/staff"))).into_response())
}

/// Passwords that are tried at once. Each takes 19 MiB and a processor for a while.
static TRIES: Semaphore = Semaphore::const_new(2);

/// A hash that is made to be slow: not on the threads that serve connections.
async fn is(staff: StaffPassword, password: String) -> Result<bool, Refusal> {
    let failed = |error: &dyn std::fmt::Display| Refusal::SiteFailed(error.to_string());
    let place = TRIES.acquire().await.map_err(|error| failed(&error))?;
    let trying = tokio::task::spawn_blocking(move || {
        // The place is taken until the work is done, also where nobody waits for the answer any more.
        let _place = place;
        staff.is(&password)
    });
    trying.await.map_err(|error| failed(&error))
}
