//! Requests that get no verdict: a code that never changes, and a sentence for the developer.

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// Why there is no verdict. A bad signature is none of these: it has a report.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    /// The code.
    code: RefusalCode,
    /// What is wrong, in English.
    message: String,
}

/// One row for each way to be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RefusalCode {
    /// The body is not the JSON object that the description shows.
    BodyMalformed,
    /// The body is larger than this service takes.
    BodyTooLarge,
    /// There is no such path.
    PathUnknown,
    /// The path does not take this method.
    MethodNotAllowed,
    /// It took too long.
    Timeout,
    /// The service is at fault.
    Internal,
}

impl Refusal {
    fn new(status: StatusCode, code: RefusalCode, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, RefusalCode::BodyMalformed, message)
    }

    pub(super) fn too_slow(limit: Duration) -> Self {
        let message = format!("no verdict within {} seconds", limit.as_secs());
        Self::new(StatusCode::SERVICE_UNAVAILABLE, RefusalCode::Timeout, message)
    }

    pub(super) fn internal(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, RefusalCode::Internal, message)
    }
}

impl From<BytesRejection> for Refusal {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                RefusalCode::BodyTooLarge,
                "the body is larger than this service takes",
            );
        }
        Self::malformed(rejection.body_text())
    }
}

impl From<JsonRejection> for Refusal {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::BytesRejection(rejection) => rejection.into(),
            other => Self::malformed(other.body_text()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

pub(super) async fn no_such_path() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, RefusalCode::PathUnknown, "GET /openapi.json lists the paths")
}

pub(super) async fn no_such_method() -> Refusal {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        RefusalCode::MethodNotAllowed,
        "GET /openapi.json lists the methods",
    )
}
