//! The outcome of a verification in the terms of ETSI EN 319 102-1: one indication, and beside it every finding by itself.

mod finding;
mod reason;
mod revocation;
mod sub_indication;

pub use finding::Finding;
pub use reason::{Reason, Sentences, SignedAfter};
pub use revocation::{AnswerSummary, Revocation, RevocationStatus, Source};
pub use sub_indication::SubIndication;

#[cfg(feature = "typescript")]
pub(crate) use finding::FindingInWords;

use crate::certificate::CertificateSummary;
use crate::unix_time::UnixTime;
use serde::Serialize;

/// EN 319 102-1 §5.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "SCREAMING-KEBAB-CASE")]
pub enum Indication {
    /// Every check passed.
    TotalPassed,
    /// What is known does not decide. It is not an acceptance.
    Indeterminate,
    /// The signature is not valid.
    TotalFailed,
}

/// What was asked of the signature. The order is the order of the findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// CMS `SignedData` of the profile CAdES-B-B that asks for no other rules and says nothing else than that the signer stands by the
    /// content; or a login token.
    Format,
    /// The content is the one that was signed (message-digest).
    Integrity,
    /// The signature is one of the certificate's key; of a login, also over this origin and this nonce.
    Signature,
    /// The signed attributes name this certificate (signing-certificate-v2).
    SigningCertificate,
    /// The certificate is one for signatures and names a person; of a login, one for logging in.
    CertificateKind,
    /// A trust anchor for certificates of this kind issued the certificate.
    Path,
    /// The certificate was issued under a policy for certificates of this kind.
    Policy,
    /// The certificate is valid at the time in question.
    Validity,
    /// The certificate has not been revoked.
    Revocation,
}

/// What came of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The check was made and met.
    Passed,
    /// The check could not be made: something that it needs is not there.
    Indeterminate,
    /// The check was made and not met.
    Failed,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ContentSummary {
    /// Bytes.
    pub size: usize,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Was it inside the signature?
    pub attached: bool,
}

/// The whole outcome. Without `signer` and `signing_time` the signature could not be read that far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The worst that any finding leads to.
    pub indication: Indication,
    /// Of the finding that led to the indication.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub sub_indication: Option<SubIndication>,
    /// One for each of [`Check::ALL`], of [`Check::LOGIN`] or of [`Check::CERTIFICATE`], in their order.
    #[cfg_attr(feature = "typescript", ts(as = "Vec<FindingInWords<'static>>"))]
    pub findings: Vec<Finding>,
    /// The certificate that the signature names. Believe it only as far as the findings go. That of a login has no holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub signer: Option<CertificateSummary>,
    /// When the signer says to have signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub signing_time: Option<UnixTime>,
    /// What was signed, as far as it was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub content: Option<ContentSummary>,
    /// Signed attributes on which no check looks, OIDs in dots: what they say is the signer's word, and nobody's judgement.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<Vec<String>>"))]
    pub unjudged_attributes: Vec<String>,
    /// Whether the certificate has been revoked, and who said so.
    pub revocation: Revocation,
    /// The time for which the verdict holds.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub at: UnixTime,
}

impl Check {
    /// All checks, those of a document's signature, in their order.
    pub const ALL: [Self; 9] = [
        Self::Format,
        Self::Integrity,
        Self::Signature,
        Self::SigningCertificate,
        Self::CertificateKind,
        Self::Path,
        Self::Policy,
        Self::Validity,
        Self::Revocation,
    ];

    /// Those of a certificate by itself, in their order.
    pub const CERTIFICATE: [Self; 5] =
        [Self::CertificateKind, Self::Path, Self::Policy, Self::Validity, Self::Revocation];

    /// Those of a login in their order. Its signature covers the certificate, and there is no content beside it.
    pub const LOGIN: [Self; 7] = [
        Self::Format,
        Self::Signature,
        Self::CertificateKind,
        Self::Path,
        Self::Policy,
        Self::Validity,
        Self::Revocation,
    ];
}

impl Report {
    /// Sums up. Those of `checks` without a finding were not reached.
    pub(crate) fn new(checks: &[Check], mut findings: Vec<Finding>, at: UnixTime) -> Self {
        for check in checks {
            if !findings.iter().any(|finding| finding.check == *check) {
                findings.push(Finding::new(*check, Reason::NotReached));
            }
        }
        findings.sort_by_key(|finding| checks.iter().position(|check| *check == finding.check));
        let worst = findings.iter().map(Finding::indication).max().unwrap_or(Indication::TotalFailed);
        let sub_indication = findings
            .iter()
            .filter(|finding| finding.indication() == worst)
            .find_map(|finding| finding.sub_indication);
        Self {
            indication: worst,
            sub_indication,
            findings,
            signer: None,
            signing_time: None,
            content: None,
            unjudged_attributes: Vec::new(),
            revocation: Revocation::not_checked(),
            at,
        }
    }

    /// What came of a check.
    pub fn finding(&self, check: Check) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.check == check)
    }

    /// The first check that was made and not met. Where there is one, the signature must not be accepted, now or later: also
    /// where the standard's indication is INDETERMINATE because another policy could decide otherwise.
    pub fn refusal(&self) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.outcome == Outcome::Failed)
    }
}
