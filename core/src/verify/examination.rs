//! Everything but revocation is judged; the examination waits for what sources answer.

use super::revocation;
use crate::certificate::{Certificate, CertificateSummary};
use crate::report::{Check, ContentSummary, Finding, Outcome, Reason, Report, Revocation};
use crate::revocation::Answer;
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use std::time::Duration;

/// A signature or a login, judged as far as it goes without asking anybody.
///
/// Whom to ask about is [`Self::signer`], whether it is worthwhile [`Self::revocation_decides`]; the verdict is [`Self::conclude`].
#[derive(Debug)]
pub struct Examination {
    pub(super) checks: &'static [Check],
    pub(super) findings: Vec<Finding>,
    pub(super) signer: Option<Certificate>,
    pub(super) issuer: Option<TrustAnchor>,
    pub(super) signing_time: Option<UnixTime>,
    pub(super) content: Option<ContentSummary>,
    pub(super) unjudged_attributes: Vec<String>,
    /// Does the report name the holder? That of a login never does.
    pub(super) with_holder: bool,
    pub(super) at: UnixTime,
}

impl Examination {
    /// One that ended before there was a certificate.
    pub(super) fn ended(checks: &'static [Check], findings: Vec<Finding>, at: UnixTime) -> Self {
        Self {
            checks,
            findings,
            signer: None,
            issuer: None,
            signing_time: None,
            content: None,
            unjudged_attributes: Vec::new(),
            with_holder: false,
            at,
        }
    }

    /// The certificate that the signature names.
    pub fn signer(&self) -> Option<&Certificate> {
        self.signer.as_ref()
    }

    /// The anchor that signed it.
    pub fn issuer(&self) -> Option<&TrustAnchor> {
        self.issuer.as_ref()
    }

    /// Has every other check passed? If not, no answer changes the verdict for the better, and nobody need be asked.
    pub fn revocation_decides(&self) -> bool {
        let passed = |check: &Check| {
            self.findings.iter().any(|finding| finding.check == *check && finding.outcome == Outcome::Passed)
        };
        self.checks.iter().filter(|check| **check != Check::Revocation).all(passed)
    }

    /// The verdict, by what sources answered. The first answer that decides counts, except that one that says revoked always does;
    /// all of them are named in the report. Answers may be as old as [`crate::revocation::MAX_AGE`]; a revocation that is for ever has no age.
    ///
    /// Whoever examined for a time in the past vouches that the signature was there then: a revocation after that time leaves it good.
    pub fn conclude(self, answers: &[Answer<'_>]) -> Report {
        self.conclude_within(answers, crate::revocation::MAX_AGE)
    }

    /// The same with another greatest age of an answer, counted from its thisUpdate. Its nextUpdate is obeyed in any case.
    pub fn conclude_within(self, answers: &[Answer<'_>], max_age: Duration) -> Report {
        let Self {
            checks,
            mut findings,
            signer,
            issuer,
            signing_time,
            content,
            unjudged_attributes,
            with_holder,
            at,
        } = self;
        let mut revocation = Revocation::not_checked();
        if let Some(certificate) = &signer {
            let reason = if answers.is_empty() {
                Reason::RevocationNotChecked
            } else {
                let question =
                    revocation::Question { certificate, issuer: issuer.as_ref(), signing_time, at, max_age };
                let (reason, decided) = question.judge(answers);
                revocation = decided;
                reason
            };
            findings.push(Finding::new(Check::Revocation, reason));
        }
        let signer = signer.map(|certificate| {
            let summary = CertificateSummary::from(certificate);
            if with_holder { summary } else { CertificateSummary { holder: None, ..summary } }
        });
        Report {
            signer,
            signing_time,
            content,
            unjudged_attributes,
            revocation,
            ..Report::new(checks, findings, at)
        }
    }
}
