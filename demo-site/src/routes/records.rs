//! The record of one application: what was found, who signed what, and the evidence to take home.

pub(super) mod signer;

use super::findings::{self, FindingRow};
use super::pages::{not_found, page};
use crate::Site;
use crate::language::Visit;
use crate::refusal::Refusal;
use crate::store::{Application, ApplicationId, KEPT, Kept};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jitsuin_core::form::FormDocument;
use serde_json::Value;
use signer::{Fact, time_in_japan};
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage<'a> {
    visit: Visit,
    record: &'a Application,
    number: i64,
    received: String,
    findings: Vec<FindingRow>,
    indication: String,
    test_certificate: bool,
    signer: Vec<Fact>,
    answers: Vec<(&'a str, &'a str)>,
    origin: &'a str,
    nonce: &'a str,
    expires: String,
    signing_time: String,
}

pub(super) async fn page_of_record(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    let Some(Kept { application: record, number, report }) = find(&site, &id).await? else {
        return Ok(not_found(visit));
    };
    // It was read when it came in, so it reads now.
    let document =
        FormDocument::from_bytes(&record.content).map_err(|error| Refusal::SiteFailed(error.to_string()))?;
    let in_japan = |text: &str| {
        OffsetDateTime::parse(text, &Rfc3339)
            .map_or_else(|_| text.to_owned(), |time| time_in_japan(time, visit.language))
    };
    Ok(page(&RecordPage {
        record: &record,
        number,
        received: time_in_japan(record.received, visit.language),
        findings: findings::rows(&report, findings::of_application, &visit),
        indication: findings::indication(&report),
        test_certificate: report.signer.as_ref().is_some_and(|signer| signer.test),
        signer: report
            .signer
            .as_ref()
            .map(|signer| signer::facts(signer, visit.language))
            .unwrap_or_default(),
        answers: document.fields().iter().map(|field| (field.label.as_str(), field.value.as_str())).collect(),
        origin: document.origin(),
        nonce: document.nonce(),
        expires: in_japan(&document.expires().to_string()),
        signing_time: report.signing_time.as_deref().map_or_else(String::new, in_japan),
        visit,
    }))
}

pub(super) async fn content(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    evidence(&site, &id, visit, "application/json", "application.json", |record| Ok(record.content.clone()))
        .await
}

pub(super) async fn signature(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    // RFC 5751 §3.2.1
    let media_type = "application/pkcs7-signature";
    evidence(&site, &id, visit, media_type, "application.p7s", |record| Ok(record.signature.clone())).await
}

pub(super) async fn report(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    evidence(&site, &id, visit, "application/json", "report.json", |record| {
        let failed = |error: serde_json::Error| Refusal::SiteFailed(error.to_string());
        let report: Value = serde_json::from_str(&record.report).map_err(failed)?;
        serde_json::to_vec_pretty(&report).map_err(failed)
    })
    .await
}

async fn evidence(
    site: &Site,
    id: &str,
    visit: Visit,
    media_type: &'static str,
    file_name: &'static str,
    part: impl FnOnce(&Application) -> Result<Vec<u8>, Refusal>,
) -> Result<Response, Refusal> {
    let Some(Kept { application: record, .. }) = find(site, id).await? else { return Ok(not_found(visit)) };
    let bytes = part(&record)?;
    // Saved, never shown: what a stranger sent does not become a page of this site.
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\""))
        .map_err(|error| Refusal::SiteFailed(error.to_string()))?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(media_type)), (CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// Who knows the id may look, for a day.
async fn find(site: &Site, id: &str) -> Result<Option<Kept>, Refusal> {
    let Some(id) = ApplicationId::from_text(id) else { return Ok(None) };
    let kept = site.store.application(&id).await?;
    Ok(kept.filter(|kept| kept.application.received.saturating_add(KEPT) > (site.clock)()))
}
