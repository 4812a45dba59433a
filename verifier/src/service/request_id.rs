//! Each request has a name, which its answer carries and the log shows: the caller's `X-Request-Id`, or one of ours.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use std::time::Instant;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Characters of the longest name that is taken over.
const MOST: usize = 64;

/// Octets of a name of ours.
const OCTETS: usize = 8;

/// Logs method, path, status and time. Nothing of the body.
pub(super) async fn name_and_log(request: Request, next: Next) -> Response {
    let id = request.headers().get(HEADER).filter(|id| is_name(id)).cloned().or_else(random);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let start = Instant::now();
    let mut response = next.run(request).await;
    tracing::info!(
        id = id.as_ref().and_then(|id| id.to_str().ok()),
        %method,
        path,
        status = response.status().as_u16(),
        milliseconds = start.elapsed().as_millis(),
    );
    if let Some(id) = id {
        response.headers_mut().insert(HEADER, id);
    }
    response
}

fn is_name(id: &HeaderValue) -> bool {
    (1..=MOST).contains(&id.len())
        && id.as_bytes().iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Without random numbers the request goes on without a name.
fn random() -> Option<HeaderValue> {
    let mut octets = [0; OCTETS];
    getrandom::fill(&mut octets).ok()?;
    HeaderValue::from_str(&base16ct::lower::encode_string(&octets)).ok()
}
