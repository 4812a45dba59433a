//! Asking again: about applications that wait for it, by themselves after a while or when somebody wants it; and 現況確認, what is known of a
//! certificate by now.

use crate::judgement::Judged;
use crate::refusal::Refusal;
use crate::store::{ApplicationId, CertificateState, Identity, Kept, Status};
use crate::{Site, consent, judgement};
use jitsuin_core::report::Report;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// How long one attempt may take before another instance may try.
const TURN: Duration = Duration::minutes(2);

/// Asks about every pending application that is due.
///
/// # Errors
///
/// The store failed. What nobody answers stays due for later.
pub async fn due(site: &Arc<Site>) -> Result<(), Refusal> {
    // Nobody to ask: whatever waits goes on waiting.
    if site.verifier.sources().next().is_none() {
        return Ok(());
    }
    let now = (site.clock)();
    while let Some(id) = site.store.take_due(now, now.saturating_add(TURN)).await? {
        let status = now_about(site, &id).await?;
        tracing::info!(?status, "asked again about an application");
    }
    Ok(())
}

/// Asks about one application now. Of a pending one, the answer decides; of another one, it is noted beside what was decided. `None`: there is
/// none of this id.
///
/// # Errors
///
/// The store failed.
pub async fn now_about(site: &Arc<Site>, id: &ApplicationId) -> Result<Option<Status>, Refusal> {
    let Some(kept) = site.store.application(id).await? else { return Ok(None) };
    let now = (site.clock)();
    if kept.status == Status::Pending {
        // What waits is judged for the time at which it came: nobody is late because nobody answered.
        let Some(mut judged) = judged_again(site, &kept, kept.received).await? else {
            return Ok(Some(kept.status));
        };
        if kept.application.consent.privacy != consent::PRIVACY.version {
            // Who agreed to another notice did not agree to this: the certificate stays with the application.
            judged.certificate.clear();
        }
        let status = match judgement::status_of(&judged.report) {
            Some(status) => status,
            None if judgement::is_final(&judged.report) => Status::Refused,
            None => Status::Pending,
        };
        let decision = judgement::decision(site, status, &judged, kept.checks, now).await?;
        site.store.decide(id, &decision).await?;
        return Ok(Some(status));
    }
    let Some(judged) = judged_again(site, &kept, now).await? else { return Ok(Some(kept.status)) };
    let state = state_of(&judged.report);
    site.store.note_application_state(id, &state.status, now).await?;
    if let Some(identity) = &kept.identity {
        note_state(site, identity, &judged.report, &state).await?;
    }
    Ok(Some(kept.status))
}

/// What is known by now of the signing certificate of a person (ACCEPTANCE.md P07, L10): a person who moved logs in as before, and the site learns
/// that the address may have changed. Where the certificate was not kept, nobody can be asked.
///
/// # Errors
///
/// The store failed.
pub async fn state_of_person(site: &Arc<Site>, identity: Identity) -> Result<Identity, Refusal> {
    let Some(report) = report_on(site, &identity).await? else { return Ok(identity) };
    let state = state_of(&report);
    note_state(site, &identity.id, &report, &state).await?;
    Ok(site.store.identity(&identity.id).await?.unwrap_or(identity))
}

/// What is known now of the certificate of a record. Records from before certificates were kept have it in their application, while that lives.
/// `None`: there is nobody to ask, or no certificate.
async fn report_on(site: &Arc<Site>, identity: &Identity) -> Result<Option<Report>, Refusal> {
    let now = (site.clock)();
    if site.verifier.sources().next().is_none() {
        return Ok(None);
    }
    if !identity.certificate.is_empty() {
        return judgement::of_certificate(site, &identity.certificate, now).await.map(Some);
    }
    let Some(id) = ApplicationId::from_text(&identity.application) else { return Ok(None) };
    let Some(kept) = site.store.application(&id).await? else { return Ok(None) };
    Ok(judged_again(site, &kept, now).await?.map(|judged| judged.report))
}

/// The verdict for a time, by what is known now. `None`: there is nobody to ask, or the evidence was not kept.
async fn judged_again(
    site: &Arc<Site>,
    kept: &Kept,
    time: OffsetDateTime,
) -> Result<Option<Judged>, Refusal> {
    let application = &kept.application;
    if application.signature.is_empty() || site.verifier.sources().next().is_none() {
        return Ok(None);
    }
    let (content, signature) =
        (Arc::from(application.content.as_slice()), Arc::from(application.signature.as_slice()));
    judgement::of_document(site, &content, &signature, time).await.map(Some)
}

/// An older certificate of the same person says nothing about the one that the record is of.
async fn note_state(
    site: &Site,
    identity: &str,
    report: &Report,
    state: &CertificateState,
) -> Result<(), Refusal> {
    let serial = report.signer.as_ref().map(|signer| signer.serial_number.as_str());
    let Some(record) = site.store.identity(identity).await? else { return Ok(()) };
    // That nobody answers takes away nothing that is known.
    if serial == Some(record.serial.as_str()) && state.status != "unknown" {
        site.store.note_state(identity, state, (site.clock)()).await?;
    }
    Ok(())
}

fn state_of(report: &Report) -> CertificateState {
    let status = judgement::text_of(&report.revocation.status);
    CertificateState {
        status: if status == "not-checked" { "unknown".to_owned() } else { status },
        reason: report.revocation.reason_code.map(|code| judgement::text_of(&code)),
    }
}
