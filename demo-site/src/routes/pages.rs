//! Pages that hold nothing of anybody.

use super::assets::{FILL_IN, LOG_IN, SIGN_FORM};
use crate::forms::{self, Form};
use crate::language::Visit;
use crate::refusal::Refusal;
use crate::session_cookie::Current;
use crate::words::{self, ErrorWords, contact};
use crate::{Site, consent};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "top.html")]
struct Top {
    visit: Visit,
    forms: &'static [&'static Form],
    /// Whether there is anybody to ask about revocation.
    asks: bool,
}

#[derive(Template)]
#[template(path = "form.html")]
struct FormPage<'a> {
    visit: Visit,
    form: &'static Form,
    extension_id: Option<&'a str>,
    purpose: &'static str,
    contact: &'static str,
}

#[derive(Template)]
#[template(path = "developers.html")]
struct Developers<'a> {
    visit: Visit,
    script: &'static str,
    fill_in: &'static str,
    log_in: &'static str,
    origin: &'a str,
    refusals: &'static [ErrorWords],
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    visit: Visit,
    title: &'a str,
    explanation: &'a str,
}

pub(super) async fn top(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    page(&Top { visit, forms: forms::ALL, asks: site.verifier.sources().next().is_some() })
}

/// A form. Who has not agreed to the terms yet comes to them first.
pub(super) async fn form(
    State(site): State<Arc<Site>>,
    Current(session): Current,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    let Some(form) = Form::named(&name) else { return Ok(not_found(visit)) };
    let agreed = match &session {
        Some(session) => consent::of(&site, session).await,
        None => Err(Refusal::ConsentMissing),
    };
    match agreed {
        Ok(_) => {}
        Err(Refusal::ConsentMissing) => {
            return Ok(Redirect::to(&visit.link(&form.consent_path())).into_response());
        }
        Err(other) => return Err(other),
    }
    Ok(page(&FormPage {
        form,
        extension_id: site.extension_id.as_deref(),
        purpose: visit.text(&contact::FILL_IN_PURPOSE),
        contact: visit.text(&contact::CONTACT),
        visit,
    }))
}

pub(super) async fn developers(State(site): State<Arc<Site>>, visit: Visit) -> Response {
    page(&Developers {
        visit,
        script: SIGN_FORM,
        fill_in: FILL_IN,
        log_in: LOG_IN,
        origin: site.origin.as_str(),
        refusals: words::INTAKE_ERRORS,
    })
}

pub(super) fn not_found(visit: Visit) -> Response {
    let title = visit.say("ページが見つかりません", "There is no such page").to_owned();
    let explanation = visit
        .say(
            "アドレスが違うか、保存期間（24時間）が過ぎています。",
            "The address is wrong, or what was there has been erased after 24 hours.",
        )
        .to_owned();
    (StatusCode::NOT_FOUND, page(&Message { visit, title: &title, explanation: &explanation }))
        .into_response()
}

/// What was refused, for a person: what happened, and what to do. Without words: what was sent is not what a page of this site sends.
pub(super) fn refused(visit: Visit, words: Option<&ErrorWords>) -> Response {
    let (title, explanation) = match words {
        Some(words) => (words.what.of(visit.language), words.then.of(visit.language)),
        None => (
            visit.say("受け付けられない内容でした。", "This cannot be taken."),
            visit.say("前のページに戻って、もう一度お試しください。", "Go back and try again."),
        ),
    };
    page(&Message { visit: visit.clone(), title, explanation })
}

/// A template as a page.
pub(super) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => Refusal::SiteFailed(error.to_string()).into_response(),
    }
}
