//! From what was sent to a decision: what the verifier finds, how far that carries, and what is kept of it.

use crate::Site;
use crate::refusal::Refusal;
use crate::store::{Decision, NewLink, Proof, Status};
use jitsuin_core::certificate::{BirthDate, Certificate, CertificateSummary};
use jitsuin_core::report::{Check, Finding, Indication, Outcome, Report, RevocationStatus};
use jitsuin_core::unix_time::UnixTime;
use jitsuin_verifier::revocation::RevocationSource;
use jitsuin_verifier::verdict::Verdict;
use serde_json::Value;
use std::sync::Arc;
use std::time::SystemTime;
use time::{Duration, OffsetDateTime};

/// How long after the first attempt somebody is asked again; then twice as long each time, up to an hour.
const FIRST_PAUSE: Duration = Duration::seconds(30);
const LONGEST_PAUSE: Duration = Duration::hours(1);

/// What came of a signed form.
#[derive(Debug)]
pub struct Judged {
    /// What the verifier found.
    pub report: Report,
    /// The certificate that the signature names, DER; empty where there is none, or none is to be kept.
    pub certificate: Vec<u8>,
}

/// Judges a signed form by the clock of the site, and asks about revocation.
///
/// # Errors
///
/// The site failed.
pub async fn of_document(
    site: &Arc<Site>,
    content: &Arc<[u8]>,
    signature: &Arc<[u8]>,
    now: OffsetDateTime,
) -> Result<Judged, Refusal> {
    let at = unix_time(now)?;
    let (verifier, content, signature) = (site.clone(), content.clone(), signature.clone());
    // Hashing and two RSA verifications: not on the threads that serve connections.
    let examination = tokio::task::spawn_blocking(move || {
        verifier.verifier.examine_document(&signature, Some(&content), at)
    })
    .await
    .map_err(failed)?;
    let certificate = examination.signer().map(|certificate| certificate.der().to_vec()).unwrap_or_default();
    Ok(Judged { report: site.verifier.conclude(examination, at).await, certificate })
}

/// Judges a certificate by itself, DER, by the clock of the site, and asks about revocation (現況確認).
///
/// # Errors
///
/// The site failed, or the bytes are no certificate.
pub async fn of_certificate(
    site: &Arc<Site>,
    certificate: &[u8],
    now: OffsetDateTime,
) -> Result<Report, Refusal> {
    let at = unix_time(now)?;
    let certificate = Certificate::from_der(certificate).map_err(failed)?;
    let verifier = site.clone();
    let examination =
        tokio::task::spawn_blocking(move || verifier.verifier.examine_certificate(certificate, at))
            .await
            .map_err(failed)?;
    Ok(site.verifier.conclude(examination, at).await)
}

/// Judges a login, for this site's own origin, and asks about revocation.
///
/// # Errors
///
/// The site failed.
pub async fn of_login(
    site: &Arc<Site>,
    token: Vec<u8>,
    nonce: String,
    now: OffsetDateTime,
) -> Result<Report, Refusal> {
    let at = unix_time(now)?;
    let verifier = site.clone();
    let examination = tokio::task::spawn_blocking(move || {
        verifier.verifier.examine_login(&token, verifier.origin.as_str(), &nonce, at)
    })
    .await
    .map_err(failed)?;
    Ok(site.verifier.conclude(examination, at).await)
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
    if report.revocation.status == RevocationStatus::Revoked {
        Err(Refusal::SignatureRevoked { sub_indication, report: whole })
    } else if is_final(report) {
        Err(Refusal::SignatureRefused { sub_indication, report: whole })
    } else {
        Err(Refusal::SignatureUndetermined { sub_indication, report: whole })
    }
}

/// A check that was made and not met is a no, also where the standard leaves it to a policy. What could not be made may be made later.
#[must_use]
pub fn is_final(report: &Report) -> bool {
    report.indication == Indication::TotalFailed || report.refusal().is_some()
}

/// How far a report carries, of an application or of a login. `None`: not at all.
#[must_use]
pub fn status_of(report: &Report) -> Option<Status> {
    let only_revocation_is_open = report.findings.iter().all(|finding| match finding.check {
        Check::Revocation => finding.outcome == Outcome::Indeterminate,
        _ => finding.outcome == Outcome::Passed,
    });
    match report.indication {
        Indication::TotalPassed => Some(Status::Accepted),
        Indication::Indeterminate if only_revocation_is_open => Some(Status::Pending),
        Indication::Indeterminate | Indication::TotalFailed => None,
    }
}

/// What is kept of a report: with who signed where it is accepted, with the next attempt where it is pending.
///
/// # Errors
///
/// The site failed.
pub async fn decision(
    site: &Site,
    status: Status,
    judged: &Judged,
    checks: i64,
    now: OffsetDateTime,
) -> Result<Decision, Refusal> {
    let report = &judged.report;
    let proof = match (status, &report.signer) {
        (Status::Accepted, Some(signer)) => proof(site, signer, &judged.certificate, report).await,
        _ => None,
    };
    Ok(Decision {
        status,
        reason: (status != Status::Accepted).then(|| reason(report)),
        report: kept(site, report)?,
        proof,
        // Also where there is nobody to be asked: somebody may be configured by then.
        next_check: (status == Status::Pending).then(|| now.saturating_add(pause(checks))),
        at: now,
    })
}

/// A report as it is kept and answered: with the mode of the verifier (ACCEPTANCE.md B10).
///
/// # Errors
///
/// The site failed.
pub fn kept(site: &Site, report: &Report) -> Result<String, Refusal> {
    serde_json::to_string(&Verdict { mode: site.verifier.mode(), report }).map_err(failed)
}

/// An issuer as the site keeps it: by its name and, because all generations of a CA have one name (CARD.md §4.1), the identifier of its key.
#[must_use]
pub fn issuer_of(name: &str, key: Option<&str>) -> String {
    format!("{name} {}", key.unwrap_or_default())
}

/// The code of the first finding that is not met; else of the first that is open.
fn reason(report: &Report) -> String {
    let open = || report.findings.iter().find(|finding| finding.outcome != Outcome::Passed);
    report.refusal().or_else(open).map(code).unwrap_or_default()
}

fn code(finding: &Finding) -> String {
    match serde_json::to_value(finding) {
        Ok(Value::Object(members)) => {
            members.get("reason").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

/// Who signed, by the certificate (ACCEPTANCE.md L09); and which authentication certificate belongs to it, if there is an operator to be
/// asked (L08). What an operator does not say now keeps nobody from applying.
async fn proof(
    site: &Site,
    signer: &CertificateSummary,
    certificate: &[u8],
    report: &Report,
) -> Option<Proof> {
    let holder = signer.holder.as_ref()?;
    let link = match &site.operator {
        Some(operator) => match operator.linked_auth_serial(&signer.serial_number).await {
            Ok(serial) => serial.map(|serial| NewLink {
                sign_serial: signer.serial_number.to_string(),
                auth_serial: serial.to_string(),
                auth_issuer: String::new(),
                source: operator.name().to_owned(),
            }),
            Err(error) => {
                tracing::warn!("{} names no linked certificate: {error}", operator.name());
                None
            }
        },
        None => None,
    };
    Some(Proof {
        name: holder.name.clone(),
        address: holder.address.clone(),
        birth_date: birth_date(&holder.birth_date),
        sex: text_of(&holder.sex),
        issuer: issuer_of(&signer.issuer, signer.issuer_key.as_deref()),
        serial: signer.serial_number.to_string(),
        certificate: certificate.to_vec(),
        source: report.revocation.source.as_ref().map(|source| source.name.clone()).unwrap_or_default(),
        link,
    })
}

fn birth_date(date: &BirthDate) -> String {
    let two = |part: Option<u8>| part.map(|number| format!("{number:02}")).unwrap_or_default();
    let year = date.year.map(|year| format!("{year:04}")).unwrap_or_default();
    format!("{year}-{}-{}", two(date.month), two(date.day))
}

fn pause(checks: i64) -> Duration {
    let doubled = u32::try_from(checks.clamp(0, 7)).unwrap_or(7);
    (FIRST_PAUSE * 2_i32.pow(doubled)).min(LONGEST_PAUSE)
}

/// A value of core as its JSON has it, such as `TRY_LATER`; empty where there is none.
#[must_use]
pub fn text_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(text)) => text,
        _ => String::new(),
    }
}

fn unix_time(now: OffsetDateTime) -> Result<UnixTime, Refusal> {
    UnixTime::try_from(SystemTime::from(now)).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Refusal {
    Refusal::SiteFailed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::pause;
    use time::Duration;

    #[test]
    fn pauses_grow_up_to_an_hour() {
        let pauses: Vec<Duration> = (0..10).map(pause).collect();
        assert_eq!(pauses[..3], [Duration::seconds(30), Duration::minutes(1), Duration::minutes(2)]);
        assert_eq!(pauses[9], Duration::hours(1));
        assert!(pauses.is_sorted());
    }
}
