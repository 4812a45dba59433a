//! `POST /v1/certificates`: is this certificate still good? For who keeps a certificate, and for who asks as a service provider.

use super::answer::{Base64, verdict};
use super::refusal::Refusal;
use super::{Service, moment};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::Examination;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// A certificate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JudgedCertificate {
    /// DER (RFC 5280).
    #[schema(value_type = String, content_encoding = "base64")]
    certificate: Base64,
    /// The time for which the verdict is asked, RFC 3339 with Z; now, if it is not given.
    #[serde(default)]
    at: Option<String>,
}

fn examine(service: &Service, judged: JudgedCertificate) -> Result<(Examination, UnixTime), Refusal> {
    let at = moment(judged.at.as_deref()).map_err(|error| Refusal::malformed(format!("at: {error}")))?;
    let certificate = Certificate::from_der(&judged.certificate.0)
        .map_err(|error| Refusal::malformed(format!("certificate: {error}")))?;
    Ok((service.verifier.examine_certificate(certificate, at), at))
}

/// Judges a certificate by itself, with revocation (現況確認)
#[utoipa::path(
    post, path = "/v1/certificates", operation_id = "verifyCertificate", tag = "verdicts", request_body = JudgedCertificate,
    responses(
        (status = 200, description = "A verdict, also where the certificate is bad; it names no person", body = super::description::VerdictSchema),
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
