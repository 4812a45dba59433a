//! The intake of a signed application: what must hold before the city counts it as received, in the order of checking.

use crate::Site;
use crate::forms::Form;
use crate::nonce_store::{Spent, StoreError};
use crate::record_store::{Record, RecordId, Status};
use crate::refusal::Refusal;
use jitsuin_core::form::{self, FormDocument, FormError};
use jitsuin_core::report::{Check, Indication, Outcome, Report};
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify;
use std::sync::Arc;
use std::time::SystemTime;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The most bytes of a signed form. The signing window has the same limit.
pub const LARGEST_CONTENT: usize = form::MAX_FORM_DOCUMENT;

/// The most bytes of its detached signature, which holds a certificate or a few.
pub const LARGEST_SIGNATURE: usize = 64 * 1024;

/// What a page sends.
pub struct Submission {
    /// The exact bytes that were signed: a form document.
    pub content: Vec<u8>,
    /// DER of CMS SignedData over them.
    pub signature: Vec<u8>,
}

/// The receipt of an application.
pub struct Receipt {
    /// The key to its record.
    pub id: RecordId,
    /// Accepted or pending; nothing else is received.
    pub status: Status,
    /// What verification found.
    pub report: Report,
}

/// Receives an application, or says why not. Whatever is refused leaves nothing behind, except that a nonce which has been
/// used is used up even if the signature turns out to be bad.
///
/// # Errors
///
/// The first [`Refusal`] in the order of the code below.
pub async fn receive(site: &Arc<Site>, submission: Submission) -> Result<Receipt, Refusal> {
    let now = (site.clock)();
    let Submission { content, signature } = submission;

    // Not "a JSON text that says the same": the very bytes that were signed.
    let document = FormDocument::from_bytes(&content)?;
    if document.origin() != site.origin.as_str() {
        return Err(Refusal::OtherOrigin { origin: document.origin().to_owned() });
    }
    let unknown = |field: &str, reason| Refusal::FormUnknown { field: field.to_owned(), reason };
    let (asked, language) =
        Form::titled(document.title()).ok_or_else(|| unknown("title", "no form has this title"))?;
    let answers = document
        .fields()
        .iter()
        .map(|field| (field.name.as_str(), field.label.as_str(), field.value.as_str()));
    asked.check(language, answers).map_err(|misfit| unknown(&misfit.field, misfit.reason))?;

    let expires = moment(document.expires())?;
    if expires <= now {
        return Err(Refusal::RequestExpired);
    }
    match site.nonces.spend(document.nonce(), expires, now).await? {
        Spent::Now => {}
        Spent::Before => return Err(Refusal::NonceUsed),
        Spent::Unknown => return Err(Refusal::NonceUnknown),
        Spent::Expired => return Err(Refusal::RequestExpired),
        Spent::OtherExpiry => return Err(Refusal::ExpiresAltered),
    }

    let at = UnixTime::try_from(SystemTime::from(now)).map_err(failed)?;
    let verifier = site.clone();
    // Hashing and two RSA verifications: not on the threads that serve connections.
    let (content, signature, report) = tokio::task::spawn_blocking(move || {
        let report = verify::verify(&signature, Some(&content), &verifier.anchors, at);
        (content, signature, report)
    })
    .await
    .map_err(failed)?;
    let status = judge(&report)?;

    let id = RecordId::random().map_err(failed)?;
    site.records
        .keep(Record {
            id: id.clone(),
            status,
            received: now,
            form: asked,
            language,
            content,
            signature,
            report: report.clone(),
        })
        .await?;
    Ok(Receipt { id, status, report })
}

/// The rule of ACCEPTANCE.md P04: an application is effective once the certificate is known to be good, and not before.
///
/// # Errors
///
/// A report that failed, or that leaves open anything besides revocation.
pub fn judge(report: &Report) -> Result<Status, Refusal> {
    if let Some(status) = status_of(report) {
        return Ok(status);
    }
    let sub_indication = text_of(&report.sub_indication);
    let whole = serde_json::to_value(report).map_err(failed)?;
    // A check that was made and not met is a no, also where the standard leaves it to a policy.
    if report.indication == Indication::TotalFailed || report.refusal().is_some() {
        Err(Refusal::SignatureRefused { sub_indication, report: whole })
    } else {
        Err(Refusal::SignatureUndetermined { sub_indication, report: whole })
    }
}

/// How far a report carries, of an application or of a login. `None`: not at all.
pub(crate) fn status_of(report: &Report) -> Option<Status> {
    match report.indication {
        Indication::TotalPassed => Some(Status::Accepted),
        Indication::Indeterminate if only_revocation_is_open(report) => Some(Status::Pending),
        Indication::Indeterminate | Indication::TotalFailed => None,
    }
}

fn only_revocation_is_open(report: &Report) -> bool {
    report.findings.iter().all(|finding| match finding.check {
        Check::Revocation => finding.outcome == Outcome::Indeterminate,
        _ => finding.outcome == Outcome::Passed,
    })
}

/// A value of core as its JSON has it, such as `TRY_LATER`; empty where there is none.
pub(crate) fn text_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

/// Exact to the millisecond, so that an altered expiry cannot pass as the one that was given out.
pub(crate) fn moment(time: UnixTime) -> Result<OffsetDateTime, Refusal> {
    OffsetDateTime::parse(&time.to_string(), &Rfc3339).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::SiteFailed(error.to_string())
}

impl From<FormError> for Refusal {
    fn from(error: FormError) -> Self {
        match (&error, serde_json::to_value(error.facts())) {
            (FormError::TooLarge { limit }, _) => Self::BodyTooLarge { limit: *limit },
            (_, Ok(serde_json::Value::Object(facts))) => Self::ContentMalformed { facts },
            _ => Self::ContentMalformed { facts: serde_json::Map::new() },
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::SiteBusy,
        }
    }
}
