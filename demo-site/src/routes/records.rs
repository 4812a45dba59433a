//! The record of one application: what was found, who signed what, and the evidence to take home.

pub(super) mod signer;

use super::findings::{self, FindingRow};
use super::pages::{not_found, page};
use crate::identity_links::WINDOW;
use crate::language::{Text, Visit};
use crate::refusal::Refusal;
use crate::session_cookie::{self, Current};
use crate::store::{ApplicationId, KEPT, Kept, Status};
use crate::words::contact;
use crate::{Site, headers, recheck, same_origin};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Redirect, Response};
use jitsuin_core::form::FormDocument;
use serde::Deserialize;
use serde_json::Value;
use signer::{Fact, time_in_japan};
use std::sync::Arc;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage<'a> {
    visit: Visit,
    kept: &'a Kept,
    received: String,
    /// Is there a source that can be asked about what is pending?
    somebody_answers: bool,
    /// Whose word on revocation counts, and from when it is.
    asked: Vec<(&'static str, String)>,
    /// Who is known by this application, and can be linked with a login now.
    can_link: bool,
    form_token: String,
    extension_id: Option<&'a str>,
    notice: &'static str,
    contact: &'static str,
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

impl RecordPage<'_> {
    fn check_path(&self) -> String {
        format!("/applications/{}/check", self.kept.application.id.as_str())
    }
}

pub(super) async fn page_of_record(
    State(site): State<Arc<Site>>,
    Current(session): Current,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    let Some(kept) = find(&site, &id).await? else { return Ok(not_found(visit)) };
    let now = (site.clock)();
    let own = session.as_ref().filter(|session| session.id.as_str() == kept.session);
    let content = &kept.application.content;
    // It was read when it came in, so it reads now; where only digests are kept there is nothing to read.
    let document = if content.is_empty() {
        None
    } else {
        Some(FormDocument::from_bytes(content).map_err(|error| Refusal::SiteFailed(error.to_string()))?)
    };
    let report = &kept.report;
    let in_japan = |text: &str| {
        OffsetDateTime::parse(text, &Rfc3339)
            .map_or_else(|_| text.to_owned(), |time| time_in_japan(time, visit.language))
    };
    let known_by_login = match &kept.identity {
        Some(identity) => site.store.links(identity).await?.iter().any(|link| link.until.is_none()),
        None => false,
    };
    let page = page(&RecordPage {
        received: time_in_japan(kept.received, visit.language),
        somebody_answers: site.verifier.sources().next().is_some(),
        asked: asked(&kept, &visit),
        can_link: own.is_some() && kept.identity.is_some() && !known_by_login && now - kept.received < WINDOW,
        form_token: own.map(session_cookie::form_token).unwrap_or_default(),
        extension_id: site.extension_id.as_deref(),
        notice: visit.text(&contact::LOGIN_NOTICE),
        contact: visit.text(&contact::CONTACT),
        findings: findings::rows(report, findings::of_application, &visit),
        indication: findings::indication(report),
        test_certificate: report.signer.as_ref().is_some_and(|signer| signer.test),
        signer: report
            .signer
            .as_ref()
            .map(|signer| signer::facts(signer, visit.language))
            .unwrap_or_default(),
        answers: document
            .iter()
            .flat_map(FormDocument::fields)
            .map(|field| (field.label.as_str(), field.value.as_str()))
            .collect(),
        origin: document.as_ref().map_or("", FormDocument::origin),
        nonce: document.as_ref().map_or("", FormDocument::nonce),
        expires: document.as_ref().map_or_else(String::new, |form| in_japan(&form.expires().to_string())),
        signing_time: report.signing_time.as_deref().map_or_else(String::new, in_japan),
        kept: &kept,
        visit,
    });
    Ok(headers::with_forms(page))
}

/// What the button to ask again sends.
#[derive(Deserialize)]
pub(super) struct Asking {
    token: String,
}

/// Asks about revocation now. Only the browser that sent the application can.
pub(super) async fn check_now(
    State(site): State<Arc<Site>>,
    Current(session): Current,
    Path(id): Path<String>,
    visit: Visit,
    headers: HeaderMap,
    Form(Asking { token }): Form<Asking>,
) -> Result<Response, Refusal> {
    same_origin::check(&headers, &site.origin)?;
    let session = session.ok_or(Refusal::SessionMissing)?;
    session_cookie::check_form_token(&session, &token)?;
    let Some(kept) = find(&site, &id).await? else { return Ok(not_found(visit)) };
    if kept.session == session.id.as_str() && kept.status == Status::Pending {
        recheck::now_about(&site, &kept.application.id).await?;
    }
    Ok(Redirect::to(&visit.link(&format!("/applications/{id}"))).into_response())
}

/// Who said that the certificate is good, and how fresh that is (ACCEPTANCE.md L06).
pub(super) fn asked(kept: &Kept, visit: &Visit) -> Vec<(&'static str, String)> {
    let revocation = &kept.report.revocation;
    let in_japan = |text: &String| {
        OffsetDateTime::parse(text, &Rfc3339)
            .map_or_else(|_| text.clone(), |time| time_in_japan(time, visit.language))
    };
    let mut facts = Vec::new();
    if let Some(source) = &revocation.source {
        facts
            .push((Text { ja: "照会先", en: "Who was asked" }, format!("{} ({})", source.name, source.kind)));
    }
    let times = [
        (Text { ja: "回答の日時", en: "Answered" }, &revocation.answered_at),
        (Text { ja: "失効情報の日時", en: "Knowledge from" }, &revocation.this_update),
        (Text { ja: "失効した日時", en: "Revoked" }, &revocation.revoked_at),
    ];
    facts.extend(times.into_iter().filter_map(|(label, time)| Some((label, in_japan(time.as_ref()?)))));
    facts.into_iter().map(|(label, value)| (visit.text(&label), value)).collect()
}

/// An application of any age; who asks must be allowed to.
pub(super) async fn any(site: &Site, id: &str) -> Result<Option<Kept>, Refusal> {
    let Some(id) = ApplicationId::from_text(id) else { return Ok(None) };
    Ok(site.store.application(&id).await?)
}

pub(super) async fn content(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    evidence(&site, &id, visit, "application/json", "application.json", |kept| {
        Ok(kept.application.content.clone())
    })
    .await
}

pub(super) async fn signature(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    // RFC 5751 §3.2.1
    let media_type = "application/pkcs7-signature";
    evidence(&site, &id, visit, media_type, "application.p7s", |kept| Ok(kept.application.signature.clone()))
        .await
}

pub(super) async fn report(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    evidence(&site, &id, visit, "application/json", "report.json", |kept| {
        let failed = |error: serde_json::Error| Refusal::SiteFailed(error.to_string());
        let report: Value = serde_json::from_str(&kept.report_text).map_err(failed)?;
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
    part: impl FnOnce(&Kept) -> Result<Vec<u8>, Refusal>,
) -> Result<Response, Refusal> {
    let Some(kept) = find(site, id).await? else { return Ok(not_found(visit)) };
    file(media_type, file_name, part(&kept)?, visit)
}

/// A file to take home. Where it is not kept there is nothing at its address.
pub(super) fn file(
    media_type: &'static str,
    file_name: &'static str,
    bytes: Vec<u8>,
    visit: Visit,
) -> Result<Response, Refusal> {
    if bytes.is_empty() {
        return Ok(not_found(visit));
    }
    // Saved, never shown: what a stranger sent does not become a page of this site.
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\""))
        .map_err(|error| Refusal::SiteFailed(error.to_string()))?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(media_type)), (CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

/// Who knows the id may look, for a day.
async fn find(site: &Site, id: &str) -> Result<Option<Kept>, Refusal> {
    let kept = any(site, id).await?;
    Ok(kept.filter(|kept| kept.received.saturating_add(KEPT) > (site.clock)()))
}
