//! One application, for staff: everything that is known of it, asked about now, taken home, erased.

use super::super::findings::{self, FindingRow};
use super::super::pages::{not_found, page};
use super::super::records::signer::{self, Fact, time_in_japan};
use super::super::records::{self, asked};
use super::{matching_words, staff, staff_form, status_words};
use crate::kept_report::KeptMatch;
use crate::language::{Text, Visit};
use crate::refusal::Refusal;
use crate::session_cookie::{self, Current};
use crate::store::{Identity, Kept, RETENTION};
use crate::{Site, headers, recheck};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use jitsuin_core::form::FormDocument;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "staff_record.html")]
struct RecordPage<'a> {
    visit: Visit,
    form_token: String,
    kept: &'a Kept,
    /// Can somebody be asked about the certificate? Not where it was not kept.
    can_ask: bool,
    status_words: &'static str,
    received: String,
    decided: String,
    next_check: String,
    agreed: String,
    until: String,
    asked: Vec<(&'static str, String)>,
    /// 現況: the certificate by now, and when that was asked.
    state: Option<(&'static str, String)>,
    findings: Vec<FindingRow>,
    indication: String,
    signer: Vec<Fact>,
    matching: Vec<MatchRow>,
    answers: Vec<(&'a str, &'a str)>,
    identity: Option<Identity>,
    verified: String,
    links: Vec<LinkRow>,
}

impl RecordPage<'_> {
    fn path(&self) -> String {
        format!("/staff/applications/{}", self.kept.application.id.as_str())
    }
}

struct MatchRow {
    attribute: &'static str,
    result: String,
    words: &'static str,
    sentence: String,
}

struct LinkRow {
    sign_serial: String,
    auth_serial: String,
    source: String,
    since: String,
    until: Option<String>,
}

/// The comparison of form and certificate that was made when the application came in.
pub(super) fn matching(kept: &Kept) -> Option<KeptMatch> {
    serde_json::from_str(&kept.application.matching).ok()
}

pub(super) async fn show(
    State(site): State<Arc<Site>>,
    current: Current,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Refusal> {
    let session = match staff(&site, current) {
        Ok(session) => session,
        Err(_) => return Ok(Redirect::to(&visit.link("/staff")).into_response()),
    };
    let Some(kept) = records::any(&site, &id).await? else { return Ok(not_found(visit)) };
    let document = FormDocument::from_bytes(&kept.application.content).ok();
    let identity = match &kept.identity {
        Some(identity) => site.store.identity(identity).await?,
        None => None,
    };
    let links = match &identity {
        Some(identity) => site.store.links(&identity.id).await?,
        None => Vec::new(),
    };
    let time = |time| time_in_japan(time, visit.language);
    let page = page(&RecordPage {
        form_token: session_cookie::form_token(&session),
        can_ask: !kept.application.signature.is_empty() && site.verifier.sources().next().is_some(),
        status_words: visit.text(&status_words(kept.status)),
        received: time(kept.received),
        decided: kept.decided.map(time).unwrap_or_default(),
        next_check: kept
            .next_check
            .filter(|_| site.verifier.sources().next().is_some())
            .map(time)
            .unwrap_or_default(),
        agreed: time(kept.application.consent.at),
        until: time(kept.received.saturating_add(RETENTION)),
        asked: asked(&kept, &visit),
        state: kept.state.as_ref().map(|(state, at)| (visit.text(&state_words(state)), time(*at))),
        findings: findings::rows(&kept.report, findings::of_application, &visit),
        indication: findings::indication(&kept.report),
        signer: kept.report.signer.as_ref().map(|s| signer::facts(s, visit.language)).unwrap_or_default(),
        matching: matching(&kept).map(|found| rows(&found, &visit)).unwrap_or_default(),
        answers: document
            .iter()
            .flat_map(FormDocument::fields)
            .map(|field| (field.label.as_str(), field.value.as_str()))
            .collect(),
        verified: identity.as_ref().map(|identity| time(identity.verified)).unwrap_or_default(),
        identity,
        links: links
            .into_iter()
            .map(|link| LinkRow {
                sign_serial: link.sign_serial,
                auth_serial: link.auth_serial,
                source: link.source,
                since: time(link.since),
                until: link.until.map(time),
            })
            .collect(),
        kept: &kept,
        visit: visit.clone(),
    });
    Ok(headers::with_forms(page))
}

fn rows(found: &KeptMatch, visit: &Visit) -> Vec<MatchRow> {
    let attribute = |name: &str| match name {
        "name" => Text { ja: "氏名", en: "Name" },
        "address" => Text { ja: "住所", en: "Address" },
        "birth-date" => Text { ja: "生年月日", en: "Date of birth" },
        _ => Text { ja: "性別", en: "Sex" },
    };
    let conclusion = |result: &str| match result {
        "same" | "same-after" => "same",
        "differs" => "differs",
        "not-comparable" => "not-comparable",
        _ => "person-must-look",
    };
    found
        .fields
        .iter()
        .map(|field| MatchRow {
            attribute: visit.text(&attribute(&field.attribute)),
            result: field.result.clone(),
            words: visit.text(&matching_words(conclusion(&field.result))),
            sentence: visit.say(&field.sentences.ja, &field.sentences.en).to_owned(),
        })
        .collect()
}

fn state_words(state: &str) -> Text {
    match state {
        "good" => Text { ja: "失効していません", en: "not revoked" },
        "revoked" => Text {
            ja: "失効しています（住所や氏名が変わっている可能性があります）",
            en: "revoked (address or name may have changed)",
        },
        _ => Text { ja: "確認できません", en: "not known" },
    }
}

pub(super) async fn file(
    State(site): State<Arc<Site>>,
    current: Current,
    Path((id, name)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Refusal> {
    staff(&site, current)?;
    let Some(kept) = records::any(&site, &id).await? else { return Ok(not_found(visit)) };
    let application = kept.application;
    match name.as_str() {
        "application.json" => {
            records::file("application/json", "application.json", application.content, visit)
        }
        "application.p7s" => {
            records::file("application/pkcs7-signature", "application.p7s", application.signature, visit)
        }
        "report.json" => {
            records::file("application/json", "report.json", kept.report_text.into_bytes(), visit)
        }
        _ => Ok(not_found(visit)),
    }
}

/// What the buttons of the page send.
#[derive(Deserialize)]
pub(super) struct Pressed {
    token: String,
    sure: Option<String>,
}

/// 現況確認
pub(super) async fn check(
    State(site): State<Arc<Site>>,
    current: Current,
    Path(id): Path<String>,
    visit: Visit,
    headers: HeaderMap,
    Form(Pressed { token, .. }): Form<Pressed>,
) -> Result<Response, Refusal> {
    staff_form(&site, current, &headers, &token)?;
    let Some(kept) = records::any(&site, &id).await? else { return Ok(not_found(visit)) };
    recheck::now_about(&site, &kept.application.id).await?;
    Ok(Redirect::to(&visit.link(&format!("/staff/applications/{id}"))).into_response())
}

/// Erases an application before its time. A box must be ticked for it.
pub(super) async fn erase(
    State(site): State<Arc<Site>>,
    current: Current,
    Path(id): Path<String>,
    visit: Visit,
    headers: HeaderMap,
    Form(Pressed { token, sure }): Form<Pressed>,
) -> Result<Response, Refusal> {
    staff_form(&site, current, &headers, &token)?;
    let Some(kept) = records::any(&site, &id).await? else { return Ok(not_found(visit)) };
    if sure.is_none() {
        return Ok(Redirect::to(&visit.link(&format!("/staff/applications/{id}"))).into_response());
    }
    site.store.erase(&kept.application.id).await?;
    tracing::info!(number = kept.number, "an application was erased by staff");
    Ok(Redirect::to(&visit.link("/staff")).into_response())
}
