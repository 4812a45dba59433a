//! The intake of a signed application: what must hold before the city counts it as received, in the order of checking.

use crate::forms::Form;
use crate::refusal::Refusal;
use crate::sha256::sha256;
use crate::store::{Application, ApplicationId, Claim, Received, Session, Spent, Status, StoreError};
use crate::{Site, consent, judgement};
use jitsuin_core::form::{self, FormDocument, FormError};
use jitsuin_core::unix_time::UnixTime;
use jitsuin_verifier::matching;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::Arc;
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
    pub id: ApplicationId,
    /// Accepted or pending; nothing else is received.
    pub status: Status,
    /// What verification found: core's report.
    pub report: Value,
}

/// Receives an application, or says why not. Whatever is refused leaves nothing behind, except that a nonce which has been
/// used is used up even if the signature turns out to be bad.
///
/// The same bytes sent again by the same session get the same receipt: the first answer may have been lost on its way.
///
/// # Errors
///
/// The first [`Refusal`] in the order of the code below.
pub async fn receive(
    site: &Arc<Site>,
    session: &Session,
    submission: Submission,
) -> Result<Receipt, Refusal> {
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

    let submission = digest(&content, &signature);
    if let Some(receipt) = receipt_of(site, session, &submission).await? {
        return Ok(receipt);
    }
    let expires = moment(document.expires())?;
    let claim = Claim { nonce: document.nonce(), expires, session: &session.id };
    let spent = if expires <= now { Spent::Expired } else { site.store.look_at(claim, now).await? };
    if spent != Spent::Now {
        return receipt_or_refusal(site, session, &submission, spent).await;
    }

    let consent = consent::of(site, session).await?;
    let (content, signature) = (Arc::<[u8]>::from(content), Arc::<[u8]>::from(signature));
    let judged = judgement::of_document(site, &content, &signature, now).await?;
    let status = match judgement::judge(&judged.report) {
        Ok(status) => status,
        Err(refusal) => {
            good(site.store.spend(claim, now).await?)?;
            return Err(refusal);
        }
    };

    let decision = judgement::decision(site, status, &judged, 0, now).await?;
    let declared =
        asked.declared(document.fields().iter().map(|field| (field.name.as_str(), field.value.as_str())));
    let holder = judged.report.signer.as_ref().and_then(|signer| signer.holder.as_ref());
    let matching = serde_json::to_string(&matching::compare(&declared, holder)).map_err(failed)?;
    let answered = serde_json::from_str(&decision.report).map_err(failed)?;
    let id = ApplicationId::random()?;
    let application = Application {
        id: id.clone(),
        form: asked,
        language,
        submission,
        consent,
        matching,
        holder: holder.map(|holder| holder.name.clone()).unwrap_or_default(),
        content: content.to_vec(),
        signature: signature.to_vec(),
    };
    match site.store.receive(claim, &application, &decision).await? {
        Received::Kept(_) => Ok(Receipt { id, status, report: answered }),
        Received::Refused(spent) => receipt_or_refusal(site, session, &application.submission, spent).await,
    }
}

/// The same form may have come twice at once: then the nonce is spent, and the receipt is there by now.
async fn receipt_or_refusal(
    site: &Site,
    session: &Session,
    submission: &str,
    spent: Spent,
) -> Result<Receipt, Refusal> {
    match receipt_of(site, session, submission).await? {
        Some(receipt) => Ok(receipt),
        None => Err(good(spent).err().unwrap_or(Refusal::NonceUsed)),
    }
}

async fn receipt_of(site: &Site, session: &Session, submission: &str) -> Result<Option<Receipt>, Refusal> {
    let Some(kept) = site.store.same_submission(submission, &session.id).await? else { return Ok(None) };
    let report = serde_json::from_str(&kept.report_text).map_err(failed)?;
    Ok(Some(Receipt { id: kept.application.id, status: kept.status, report }))
}

/// Nothing to refuse, if the nonce was good.
///
/// # Errors
///
/// What was wrong with it.
pub(crate) fn good(spent: Spent) -> Result<(), Refusal> {
    match spent {
        Spent::Now => Ok(()),
        Spent::Before => Err(Refusal::NonceUsed),
        Spent::Unknown => Err(Refusal::NonceUnknown),
        Spent::Expired => Err(Refusal::RequestExpired),
        Spent::OtherExpiry => Err(Refusal::ExpiresAltered),
    }
}

/// SHA-256 over both parts, each by its own hash, so that no byte can move from one to the other.
fn digest(content: &[u8], signature: &[u8]) -> String {
    sha256([Sha256::digest(content), Sha256::digest(signature)].concat())
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
            (_, Ok(Value::Object(facts))) => Self::ContentMalformed { facts },
            _ => Self::ContentMalformed { facts: serde_json::Map::new() },
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::SiteBusy,
            other => Self::SiteFailed(other.to_string()),
        }
    }
}
