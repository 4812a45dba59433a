//! What does not depend on a request: whom the service trusts and asks, whether it is alive, and its description.

use super::Service;
use super::answer::json;
use super::description::{AnchorsSchema, HealthSchema, description};
use crate::mode::Mode;
use axum::extract::State;
use axum::response::Response;
use jitsuin_core::certificate::Kind;
use jitsuin_core::revocation::SourceKind;
use jitsuin_core::trust_anchor::AnchorOrigin;
use jitsuin_core::unix_time::UnixTime;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Anchors<'a> {
    mode: Mode,
    anchors: Vec<Anchor<'a>>,
    sources: Vec<Source<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Anchor<'a> {
    name: &'a str,
    origin: AnchorOrigin,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    sha256: String,
    not_before: UnixTime,
    not_after: UnixTime,
}

#[derive(Serialize)]
struct Source<'a> {
    kind: SourceKind,
    name: &'a str,
}

/// Tells whom the service trusts, whom it asks about revocation, and in which mode it runs
#[utoipa::path(
    get, path = "/v1/anchors", operation_id = "listAnchors", tag = "service",
    responses((status = 200, description = "The configuration, as far as verdicts depend on it", body = AnchorsSchema)),
)]
pub(super) async fn anchors(State(service): State<Arc<Service>>) -> Response {
    let verifier = &service.verifier;
    let anchors = verifier.anchors().iter().map(|anchor| Anchor {
        name: anchor.name(),
        origin: anchor.origin(),
        generation: anchor.generation(),
        kind: anchor.kind(),
        sha256: anchor.certificate().summary().sha256,
        not_before: anchor.certificate().not_before(),
        not_after: anchor.certificate().not_after(),
    });
    json(&Anchors {
        mode: verifier.mode(),
        anchors: anchors.collect(),
        sources: verifier.sources().map(|(kind, name)| Source { kind, name }).collect(),
    })
}

/// Tells that the service answers. It asks nobody: a source that is down shows in verdicts
#[utoipa::path(
    get, path = "/healthz", operation_id = "checkHealth", tag = "service",
    responses((status = 200, description = "It answers", body = HealthSchema)),
)]
pub(super) async fn health() -> Response {
    json(&serde_json::json!({ "status": "ok" }))
}

/// This description
#[utoipa::path(get, path = "/openapi.json", operation_id = "describe", tag = "service", responses((status = 200, description = "OpenAPI 3.1", body = Object)))]
pub(super) async fn openapi() -> Response {
    json(&description())
}
