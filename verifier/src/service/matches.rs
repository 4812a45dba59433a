//! `POST /v1/matches`: is what the person declared what the certificate says? (ACCEPTANCE.md L03)

use super::Service;
use super::answer::{first_half, json};
use super::documents::SignedDocument;
use super::refusal::Refusal;
use crate::matching::{self, DeclaredAttributes, MatchReport};
use crate::verdict::Verdict;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::response::Response;
use jitsuin_core::certificate::Certificate;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// A form, and the signature that carries the certificate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Comparison {
    /// What the person declared.
    #[schema(value_type = super::description::DeclaredAttributesSchema)]
    form: DeclaredAttributes,
    /// The signature with the certificate. It is judged too: a match with a certificate that does not count says nothing.
    document: SignedDocument,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(rename = "match")]
    comparison: MatchReport,
    verdict: Verdict<'a>,
}

/// Compares a form with the signer's certificate, and judges the signature
#[utoipa::path(
    post, path = "/v1/matches", operation_id = "compareForm", tag = "verdicts", request_body = Comparison,
    responses(
        (status = 200, description = "Both; use the match only where the verdict accepts", body = super::description::MatchAnswerSchema),
        (status = 400, description = "Not the object above", body = Refusal),
        (status = 413, description = "The body is too large", body = Refusal),
        (status = 500, description = "The service is at fault", body = Refusal),
        (status = 503, description = "It took too long", body = Refusal),
    ),
)]
pub(super) async fn compare(
    State(service): State<Arc<Service>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let examine = |service: &Service, question: Comparison| {
        let (examination, at) = question.document.examine(service)?;
        let holder = examination.signer().and_then(Certificate::holder);
        let comparison = matching::compare(&question.form, holder);
        Ok((examination, at, comparison))
    };
    let (examination, at, comparison) = first_half(&service, body, examine).await?;
    let report = service.verifier.conclude(examination, at).await;
    let verdict = Verdict { mode: service.verifier.mode(), report: &report };
    Ok(json(&Answer { comparison, verdict }))
}
