//! How much a request may be and how long it may take.

use super::refusal::Refusal;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;

/// The bounds of one request.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the largest body. A content takes 4/3 of its size in base64.
    pub body: usize,
    /// Until the whole body has come, sources have answered, and the verdict is there.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 32 * 1024 * 1024, time: Duration::from_secs(60) }
    }
}

pub(super) async fn in_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limits.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::too_slow(limits.time).into_response(),
    }
}
