//! How much a request may be and how long it may take.

use super::refusal::Refusal;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// The bounds of one request.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the largest body. A content takes 4/3 of its size in base64.
    pub body: usize,
    /// Until the whole body has come, sources have answered, and the verdict is there.
    pub time: Duration,
    /// Bytes of all bodies together, with what is decoded of them. Who comes when they are taken waits for a turn.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 32 * 1024 * 1024, time: Duration::from_secs(60), memory: 1024 * 1024 * 1024 }
    }
}

/// What of [`Limits::memory`] is free.
#[derive(Clone)]
pub(super) struct Memory {
    limits: Limits,
    free: Arc<Semaphore>,
}

/// Bodies of so many bytes at most, such as logins, wait for nobody: all connections together have few of them.
const SMALL: usize = 64 * 1024;

/// The memory is counted in pieces of so many bytes.
const PIECE: usize = 1024;

impl Memory {
    pub(super) fn of(limits: Limits) -> Self {
        let pieces = (limits.memory / PIECE).min(Semaphore::MAX_PERMITS);
        Self { limits, free: Arc::new(Semaphore::new(pieces)) }
    }

    /// What a body of so many bytes takes: itself, and 3/4 of it where it is decoded. At most everything, so that each gets its turn.
    fn pieces(&self, body: usize) -> u32 {
        if body <= SMALL {
            return 0;
        }
        let bytes = body.saturating_add(body / 4 * 3).min(self.limits.memory);
        u32::try_from(bytes / PIECE).unwrap_or(u32::MAX)
    }
}

/// Many large bodies at once, up to one for each connection, would be more than a machine has. Within [`in_time`]: who waits too long gets
/// 503.
pub(super) async fn in_memory(State(memory): State<Memory>, request: Request, next: Next) -> Response {
    let announced = request.body().size_hint().upper().and_then(|upper| usize::try_from(upper).ok());
    let body = announced.unwrap_or(usize::MAX).min(memory.limits.body);
    let turn = memory.free.clone().acquire_many_owned(memory.pieces(body)).await;
    let response = next.run(request).await;
    drop(turn);
    response
}

pub(super) async fn in_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limits.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::too_slow(limits.time).into_response(),
    }
}
