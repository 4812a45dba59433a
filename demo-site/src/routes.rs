//! Every address of the site.

mod assets;
mod consent;
mod findings;
mod intake;
mod members;
mod pages;
mod records;
mod staff;

use crate::language::Visit;
use crate::refusal::{Refusal, Shown};
use crate::{Site, headers};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;

pub use intake::LARGEST_BODY;

/// How long one request may take, its body included.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The whole site.
pub fn router(site: Arc<Site>) -> Router {
    let limited = Router::new()
        .route("/api/requests", post(intake::request))
        .route("/api/applications", post(intake::application))
        .route("/api/logins", post(intake::login))
        .route("/api/links", post(intake::link))
        .route("/applications/{id}/check", post(records::check_now))
        .route("/forms/{name}/consent", get(consent::show).post(consent::agree))
        .route_layer(site.requests.layer());
    Router::new()
        .route("/", get(pages::top))
        .route("/forms/{name}", get(pages::form))
        .route("/login", get(members::login))
        .route("/members", get(members::member))
        .route("/members/erase", post(members::erase))
        .route("/logout", post(members::log_out))
        .route("/developers", get(pages::developers))
        .merge(limited)
        .merge(staff::router(&site))
        .route("/applications/{id}", get(records::page_of_record))
        .route("/applications/{id}/application.json", get(records::content))
        .route("/applications/{id}/application.p7s", get(records::signature))
        .route("/applications/{id}/report.json", get(records::report))
        .route("/jitsuin.js", get(assets::api))
        .route("/sign-form.js", get(assets::sign_form))
        .route("/form.js", get(assets::form))
        .route("/fill-in.js", get(assets::fill_in))
        .route("/log-in.js", get(assets::log_in))
        .route("/login.js", get(assets::login))
        .route("/link.js", get(assets::link))
        .route("/tell.js", get(assets::tell))
        .route("/words/{file}", get(assets::words))
        .route("/site.css", get(assets::style))
        .route("/icon.svg", get(assets::icon))
        .fallback(nothing)
        .method_not_allowed_fallback(async || Refusal::MethodNotAllowed)
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .layer(from_fn(as_page))
        .layer(from_fn_with_state(site.clone(), protect))
        .with_state(site)
}

/// The outermost layer, so that refusals and time-outs carry the headers too.
async fn protect(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers::protect(&site, response.headers_mut());
    response
}

/// Scripts get a code, people a page: whatever is refused outside `/api/`.
async fn as_page(visit: Visit, request: Request, next: Next) -> Response {
    let is_script = request.uri().path().starts_with("/api/");
    // Where a form was sent to there is no page to come back to, in the other language for instance.
    let visit = if request.method() == Method::GET { visit } else { visit.at("/") };
    let mut response = next.run(request).await;
    let refused = response.extensions_mut().remove::<Shown>();
    // Of an answer that only a program would write, such as that a form lacks a field, there is nothing but the status.
    let bare = response.status().is_client_error() && !is_html(&response);
    if is_script || (refused.is_none() && !bare) {
        return response;
    }
    let words = refused.and_then(|Shown(words)| words);
    let (mut parts, _) = response.into_parts();
    let shown = pages::refused(visit, words);
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(shown.headers().clone());
    Response::from_parts(parts, shown.into_body())
}

fn is_html(response: &Response) -> bool {
    let media_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.starts_with("text/html"))
}

/// Scripts get a code, people a page.
async fn nothing(visit: Visit, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        Refusal::NotFound.into_response()
    } else {
        pages::not_found(visit)
    }
}
