//! The verifier over HTTP, for sites in any language. `GET /openapi.json` describes it (OpenAPI 3.1).
//!
//! It is meant for a machine's own programs: it listens where it is told, answers no browser of another site (no CORS), keeps nothing
//! and logs no content, no name and no serial number.

mod answer;
mod certificates;
mod description;
mod documents;
mod limits;
mod logins;
mod matches;
mod refusal;
mod request_id;
mod standing;

pub use description::description;
pub use limits::Limits;

use crate::verifier::Verifier;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use jitsuin_core::unix_time::{UnixTime, UnixTimeError};
use std::sync::Arc;
use std::time::SystemTime;

/// Everything that requests share.
pub struct Service {
    verifier: Verifier,
    limits: Limits,
}

impl Service {
    /// A service around a verifier.
    pub fn new(verifier: Verifier, limits: Limits) -> Self {
        Self { verifier, limits }
    }

    /// The routes.
    pub fn router(self) -> Router {
        let limits = self.limits;
        Router::new()
            .route("/v1/documents", post(documents::verify))
            .route("/v1/logins", post(logins::verify))
            .route("/v1/certificates", post(certificates::verify))
            .route("/v1/matches", post(matches::compare))
            .route("/v1/anchors", get(standing::anchors))
            .route("/healthz", get(standing::health))
            .route("/openapi.json", get(standing::openapi))
            .fallback(refusal::no_such_path)
            .method_not_allowed_fallback(refusal::no_such_method)
            .layer(DefaultBodyLimit::max(limits.body))
            .layer(middleware::from_fn_with_state(limits::Memory::of(limits), limits::in_memory))
            .layer(middleware::from_fn_with_state(limits, limits::in_time))
            .layer(middleware::from_fn(request_id::name_and_log))
            .with_state(Arc::new(self))
    }
}

/// The time for which a verdict is asked: the caller's word, or now.
fn moment(at: Option<&str>) -> Result<UnixTime, UnixTimeError> {
    match at {
        Some(text) => text.parse(),
        None => UnixTime::try_from(SystemTime::now()),
    }
}
