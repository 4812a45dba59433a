//! `POST /v1/logins`: did this card log in, here and now?

use super::answer::verdict;
use super::refusal::Refusal;
use super::{Service, moment};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::Examination;
use serde::Deserialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use utoipa::ToSchema;

/// A login token with what it must have been made for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Login {
    /// The token, the JSON object that `authenticate()` of the npm package `jitsuin` gave the page.
    #[schema(value_type = Object)]
    token: Box<RawValue>,
    /// The site's own origin. Take it from the configuration, not from the request.
    #[schema(example = "https://city.example")]
    origin: String,
    /// The nonce that the site gave to this person's page. The site uses it up, whatever the verdict.
    nonce: String,
    /// The time for which the verdict is asked, RFC 3339 with Z; now, if it is not given.
    #[serde(default)]
    at: Option<String>,
}

fn examine(service: &Service, login: Login) -> Result<(Examination, UnixTime), Refusal> {
    let at = moment(login.at.as_deref()).map_err(|error| Refusal::malformed(format!("at: {error}")))?;
    let token = login.token.get().as_bytes();
    Ok((service.verifier.examine_login(token, &login.origin, &login.nonce, at), at))
}

/// Judges a login, with revocation
#[utoipa::path(
    post, path = "/v1/logins", operation_id = "verifyLogin", tag = "verdicts", request_body = Login,
    responses(
        (status = 200, description = "A verdict, also where the login is bad; it names no person", body = super::description::VerdictSchema),
        (status = 400, description = "Not the object above", body = Refusal),
        (status = 413, description = "The body is too large", body = Refusal),
        (status = 500, description = "The service is at fault", body = Refusal),
        (status = 503, description = "It took too long", body = Refusal),
    ),
)]
pub(super) async fn verify(
    State(service): State<Arc<Service>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    verdict(&service, body, examine).await
}
