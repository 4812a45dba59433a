//! Files that pages load: embedded in the program, except for the API, which comes from the folder of `--api`.

use crate::language::{Language, Visit};
use crate::{Site, words};
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The module that signs and sends. `/developers` shows this very text.
pub(super) const SIGN_FORM: &str = include_str!("../../assets/sign-form.js");

/// The module that reads from the card what a form asks for, and the one that logs in. `/developers` shows them too.
pub(super) const FILL_IN: &str = include_str!("../../assets/fill-in.js");
pub(super) const LOG_IN: &str = include_str!("../../assets/log-in.js");

pub(super) async fn api(State(site): State<Arc<Site>>) -> Response {
    file(SCRIPT, site.api.clone())
}

pub(super) async fn sign_form() -> Response {
    file(SCRIPT, SIGN_FORM)
}

pub(super) async fn form() -> Response {
    file(SCRIPT, include_str!("../../assets/form.js"))
}

pub(super) async fn fill_in() -> Response {
    file(SCRIPT, FILL_IN)
}

pub(super) async fn log_in() -> Response {
    file(SCRIPT, LOG_IN)
}

pub(super) async fn login() -> Response {
    file(SCRIPT, include_str!("../../assets/login.js"))
}

pub(super) async fn link() -> Response {
    file(SCRIPT, include_str!("../../assets/link.js"))
}

pub(super) async fn tell() -> Response {
    file(SCRIPT, include_str!("../../assets/tell.js"))
}

pub(super) async fn style() -> Response {
    file("text/css; charset=utf-8", include_str!("../../assets/site.css"))
}

pub(super) async fn icon() -> Response {
    file("image/svg+xml", include_str!("../../assets/icon.svg"))
}

pub(super) async fn words(Path(name): Path<String>, visit: Visit) -> Response {
    match name.strip_suffix(".js").and_then(Language::from_tag) {
        Some(language) => file(SCRIPT, words::module(language)),
        None => super::pages::not_found(visit),
    }
}

/// Browsers may keep these files, and ask each time whether they still hold.
fn file(content_type: &'static str, text: impl IntoResponse) -> Response {
    ([(CONTENT_TYPE, content_type), (CACHE_CONTROL, "no-cache")], text).into_response()
}
