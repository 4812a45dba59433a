//! `POST /v1/documents`: is this signature valid?

use super::answer::{Base64, verdict};
use super::refusal::Refusal;
use super::{Service, moment};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::Examination;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A signature with what it signs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedDocument {
    /// CMS SignedData (RFC 5652, DER).
    #[schema(value_type = String, content_encoding = "base64")]
    signature: Base64,
    /// What a detached signature signs.
    #[serde(default)]
    #[schema(value_type = Option<String>, content_encoding = "base64")]
    content: Option<Base64>,
    /// The time for which the verdict is asked, RFC 3339 with Z; now, if it is not given.
    #[serde(default)]
    #[schema(example = "2026-01-31T23:59:59Z")]
    at: Option<String>,
}

impl SignedDocument {
    pub(super) fn examine(&self, service: &Service) -> Result<(Examination, UnixTime), Refusal> {
        let at = moment(self.at.as_deref()).map_err(|error| Refusal::malformed(format!("at: {error}")))?;
        let content = self.content.as_ref().map(|content| content.0.as_slice());
        Ok((service.verifier.examine_document(&self.signature.0, content, at), at))
    }
}

/// Judges the signature of a document, with revocation
#[utoipa::path(
    post, path = "/v1/documents", operation_id = "verifyDocument", tag = "verdicts", request_body = SignedDocument,
    responses(
        (status = 200, description = "A verdict, also where the signature is bad", body = super::description::VerdictSchema),
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
    verdict(&service, body, |service, document: SignedDocument| document.examine(service)).await
}
