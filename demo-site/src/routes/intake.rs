//! What pages call: a nonce before the card is asked, the application or the login after it.

use crate::applications::{self, LARGEST_CONTENT, LARGEST_SIGNATURE, Submission};
use crate::logins::{self, Admission, Attempt};
use crate::refusal::Refusal;
use crate::session_cookie::{self, Current, SetCookie};
use crate::store::{Entry, Nonce, Session, Status};
use crate::{Site, consent, identity_links, same_origin};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_core::report::Report;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use time::Duration;
use time::format_description::well_known::Rfc3339;

/// The most bytes of a request: both parts in base64, and the JSON around them.
pub const LARGEST_BODY: usize = (LARGEST_CONTENT + LARGEST_SIGNATURE) / 3 * 4 + 1024;

/// How long a person has from the click to the submission. Long enough to look for the card and for the password
/// (WCAG 2.2, 2.2.1); who needs longer presses the button again and gets a new nonce.
const TIME_TO_SIGN: Duration = Duration::minutes(30);

/// The body of `POST /api/requests`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestBody {
    /// The form that is to be signed. Whoever has not agreed to the terms is told so now, and not after typing the password.
    #[serde(default)]
    form: Option<String>,
}

/// The answer to `POST /api/requests`.
#[derive(Debug, Serialize)]
pub(super) struct RequestAnswer {
    nonce: String,
    /// RFC 3339, UTC.
    expires: String,
}

/// The body of `POST /api/applications`, in base64 (RFC 4648 §4, padded).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplicationBody {
    content: String,
    signature: String,
}

/// The answer to `POST /api/applications`.
#[derive(Serialize)]
pub(super) struct ApplicationAnswer {
    id: String,
    status: Status,
    report: Value,
}

/// The body of `POST /api/logins`: the token as the signing window gave it, and what `POST /api/requests` answered before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginBody {
    token: Value,
    nonce: String,
    expires: String,
}

/// The body of `POST /api/links`: a login, and the application whose signer it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    application: String,
    token: Value,
    nonce: String,
    expires: String,
}

/// The answer to `POST /api/logins` and to `POST /api/links`.
#[derive(Serialize)]
pub(super) struct LoginAnswer {
    status: Status,
    report: Report,
}

pub(super) async fn request(
    State(site): State<Arc<Site>>,
    current: Current,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(SetCookie, Json<RequestAnswer>), Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let RequestBody { form } = json(&headers, body)?;
    if form.is_some() {
        let session = current.0.as_ref().ok_or(Refusal::ConsentMissing)?;
        consent::of(&site, session).await?;
    }
    let now = (site.clock)();
    // Whole seconds: what a form writes and what is remembered must be equal.
    let expires = now.replace_nanosecond(0).map_err(failed)?.saturating_add(TIME_TO_SIGN);
    let (session, cookie) = current.or_begin(&site).await?;
    let nonce = Nonce::random()?;
    site.store.issue(&nonce, &session.id, expires, now).await?;
    let answer = RequestAnswer {
        nonce: nonce.as_str().to_owned(),
        expires: expires.format(&Rfc3339).map_err(failed)?,
    };
    Ok((cookie, Json(answer)))
}

pub(super) async fn application(
    State(site): State<Arc<Site>>,
    current: Current,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ApplicationAnswer>, Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let ApplicationBody { content, signature } = json(&headers, body)?;
    let submission = Submission {
        content: base64(&content, LARGEST_CONTENT, "content")?,
        signature: base64(&signature, LARGEST_SIGNATURE, "signature")?,
    };
    let receipt = applications::receive(&site, &current.required()?, submission).await?;
    tracing::info!(status = ?receipt.status, "an application was received");
    Ok(Json(ApplicationAnswer {
        id: receipt.id.as_str().to_owned(),
        status: receipt.status,
        report: receipt.report,
    }))
}

pub(super) async fn login(
    State(site): State<Arc<Site>>,
    current: Current,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<LoginAnswer>), Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let LoginBody { token, nonce, expires } = json(&headers, body)?;
    let attempt = Attempt { token: token.to_string().into_bytes(), nonce, expires };
    let session = current.required()?;
    let admission = logins::admit(&site, &session, attempt).await?;
    let_in(&site, session, admission).await
}

pub(super) async fn link(
    State(site): State<Arc<Site>>,
    current: Current,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<LoginAnswer>), Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let LinkBody { application, token, nonce, expires } = json(&headers, body)?;
    let attempt = Attempt { token: token.to_string().into_bytes(), nonce, expires };
    let session = current.required()?;
    let admission = identity_links::join(&site, &session, &application, attempt).await?;
    let_in(&site, session, admission).await
}

async fn let_in(
    site: &Site,
    session: Session,
    admission: Admission,
) -> Result<([(HeaderName, HeaderValue); 1], Json<LoginAnswer>), Refusal> {
    let session = site.store.let_in(session, Entry::Member(admission.login), (site.clock)()).await?;
    tracing::info!(status = ?admission.status, "somebody logged in");
    let answer = LoginAnswer { status: admission.status, report: admission.report };
    Ok((session_cookie::set(site, &session)?, Json(answer)))
}

/// A body that is declared as JSON, within the limit, and of the documented form.
fn json<T: serde::de::DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<T, Refusal> {
    let declared = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = declared.split(';').next().unwrap_or("").trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::ContentTypeUnsupported);
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::BodyTooLarge { limit: LARGEST_BODY },
        _ => Refusal::BodyMalformed { reason: "the body did not arrive whole".to_owned() },
    })?;
    // The parser quotes what it was sent, which may be long.
    serde_json::from_slice(&body)
        .map_err(|error| Refusal::BodyMalformed { reason: error.to_string().chars().take(200).collect() })
}

fn base64(text: &str, limit: usize, member: &str) -> Result<Vec<u8>, Refusal> {
    let bytes = STANDARD
        .decode(text)
        .map_err(|_| Refusal::BodyMalformed { reason: format!("{member} is not base64") })?;
    // The body is bounded already, so this bounds what is kept, not what is decoded.
    if bytes.len() > limit { Err(Refusal::BodyTooLarge { limit }) } else { Ok(bytes) }
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::SiteFailed(error.to_string())
}
