//! Has the certificate been revoked? (RFC 5280 §6.3, RFC 6960 §3.2, EN 319 102-1 §5.2.6.4)
//!
//! An answer counts only where it is of the certificate's own issuer, speaks for the certificate, and is fresh.

use crate::certificate::Certificate;
use crate::report::{AnswerSummary, Reason, Revocation, RevocationStatus, Source};
use crate::revocation::ocsp::{Response, SingleResponse};
use crate::revocation::{Answer, Crl, Issuer, Status};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use std::time::Duration;

/// How far a source's clock may be ahead of the caller's.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// What is asked.
pub(super) struct Question<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: Option<&'a TrustAnchor>,
    /// When it signed: what the signer claims, or the time of the login.
    pub(super) signed_at: UnixTime,
    /// The time for which the verdict holds.
    pub(super) at: UnixTime,
    pub(super) max_age: Duration,
}

/// What an answer says, and from when to when that holds.
struct Statement {
    status: Status,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
}

impl Question<'_> {
    /// The finding, and what the report says about revocation.
    pub(super) fn judge(&self, answers: &[Answer<'_>]) -> (Reason, Revocation) {
        let judged: Vec<_> = answers.iter().map(|answer| (answer, self.judge_one(answer))).collect();
        let summaries = judged.iter().map(|(answer, result)| summary(answer, result)).collect();
        let with_status = |wanted: fn(&Status) -> bool| {
            judged.iter().find_map(|(answer, result)| {
                result
                    .as_ref()
                    .ok()
                    .filter(|statement| wanted(&statement.status))
                    .map(|found| (answer, found))
            })
        };
        // Sources can contradict each other, an older list a newer response for instance. No yes is louder than a no. One that
        // does not know the certificate leaves the word to others (RFC 6960 §2.2).
        let decisive = with_status(|status| matches!(status, Status::Revoked(_)))
            .or_else(|| with_status(|status| matches!(status, Status::Good)));
        match (decisive, judged.first()) {
            (Some((answer, statement)), _) => {
                (self.reason(answer, statement), decided(answer, statement, summaries))
            }
            (None, Some((answer, Ok(statement)))) => {
                (self.reason(answer, statement), Revocation::undecided(summaries))
            }
            (None, Some((_, Err(reason)))) => (reason.clone(), Revocation::undecided(summaries)),
            (None, None) => (Reason::RevocationNotChecked, Revocation::not_checked()),
        }
    }

    /// What the answer states, or why it does not count.
    fn judge_one(&self, answer: &Answer<'_>) -> Result<Statement, Reason> {
        let statement = match answer {
            Answer::Crl { crl, .. } => {
                self.look_up(crl).map_err(|explanation| refused(answer, explanation))?
            }
            Answer::Ocsp { response, nonce, .. } => {
                self.find_response(response, *nonce).map_err(|explanation| refused(answer, explanation))?
            }
            Answer::Operator { status, this_update, .. } => {
                Statement { status: *status, this_update: *this_update, next_update: None }
            }
            Answer::Refused { explanation, .. } => return Err(refused(answer, explanation)),
            Answer::Unavailable { kind, source, explanation, .. } => {
                return Err(Reason::RevocationUnavailable {
                    kind: *kind,
                    source: (*source).to_owned(),
                    explanation: (*explanation).to_owned(),
                });
            }
        };
        // A verdict for a time in the past may rest on newer knowledge, but none on knowledge that its source cannot have had.
        let now = self.at.max(answer.at());
        if statement.this_update > now.saturating_add(CLOCK_TOLERANCE) {
            return Err(refused(answer, "its thisUpdate lies in the future"));
        }
        // A CA need not go on naming certificates that have expired (RFC 5280 §3.3).
        if matches!(statement.status, Status::Good) && statement.this_update > self.certificate.not_after() {
            return Err(refused(
                answer,
                "it was made after the certificate expired, when revocations need no longer be named",
            ));
        }
        let too_late = statement.next_update.is_some_and(|next_update| self.at > next_update);
        if too_late || self.at > statement.this_update.saturating_add(self.max_age) {
            return Err(Reason::RevocationAnswerStale {
                kind: answer.kind(),
                source: answer.source().to_owned(),
                this_update: statement.this_update,
                next_update: statement.next_update,
            });
        }
        Ok(statement)
    }

    fn look_up(&self, crl: &Crl) -> Result<Statement, &'static str> {
        if !self.issuer.is_some_and(|issuer| crl.is_of(issuer)) {
            return Err("the list is not of the certificate's issuer");
        }
        if !crl.covers(self.certificate) {
            return Err("the list is of another distribution point than the certificate's");
        }
        let status = crl.find(self.certificate.serial_number()).map_or(Status::Good, Status::Revoked);
        Ok(Statement { status, this_update: crl.this_update(), next_update: crl.next_update() })
    }

    fn find_response(&self, response: &Response, nonce: Option<&[u8]>) -> Result<Statement, &'static str> {
        let issuer = self
            .issuer
            .filter(|issuer| Issuer::of(issuer) == *response.issuer())
            .ok_or("the response is not of the certificate's issuer")?;
        match (nonce, response.nonce()) {
            (Some(_), None) => return Err("the response has no nonce"),
            (Some(sent), Some(came)) if sent != came => return Err("the response has another nonce"),
            _ => {}
        }
        if let Some(responder) = response.responder() {
            let valid = responder.not_before..=responder.not_after;
            if !valid.contains(&response.produced_at().whole_second())
                || self.at.whole_second() > responder.not_after
            {
                return Err("the responder's certificate is not valid");
            }
        }
        let mut found = response.find(self.certificate, issuer.certificate());
        let single = found.next().ok_or("the response is about another certificate")?;
        if found.next().is_some() {
            return Err("the response has two statements about the certificate");
        }
        if single.this_update > response.produced_at().saturating_add(CLOCK_TOLERANCE) {
            return Err("its thisUpdate is later than its producedAt");
        }
        let SingleResponse { status, this_update, next_update, .. } = *single;
        Ok(Statement { status, this_update, next_update })
    }

    fn reason(&self, answer: &Answer<'_>, statement: &Statement) -> Reason {
        let (kind, source) = (answer.kind(), answer.source().to_owned());
        match statement.status {
            Status::Good => Reason::NotRevoked { kind, source, this_update: statement.this_update },
            Status::Unknown => Reason::RevocationUnknown { kind, source },
            Status::Revoked(revoked) => Reason::Revoked {
                kind,
                source,
                revoked_at: revoked.at,
                reason_code: revoked.reason,
                certificate: self.certificate.kind(),
                before_signing: revoked.at <= self.signed_at,
            },
        }
    }
}

fn refused(answer: &Answer<'_>, explanation: &str) -> Reason {
    Reason::RevocationAnswerRefused {
        kind: answer.kind(),
        source: answer.source().to_owned(),
        explanation: explanation.to_owned(),
    }
}

fn source(answer: &Answer<'_>) -> Source {
    Source { kind: answer.kind(), name: answer.source().to_owned() }
}

fn status(status: &Status) -> RevocationStatus {
    match status {
        Status::Good => RevocationStatus::Good,
        Status::Revoked(_) => RevocationStatus::Revoked,
        Status::Unknown => RevocationStatus::Unknown,
    }
}

fn summary(answer: &Answer<'_>, result: &Result<Statement, Reason>) -> AnswerSummary {
    let (status, explanation) = match result {
        Ok(statement) => (status(&statement.status), None),
        Err(reason) => (RevocationStatus::Unknown, Some(reason.to_string())),
    };
    AnswerSummary { source: source(answer), status, explanation, answered_at: answer.at() }
}

fn decided(answer: &Answer<'_>, statement: &Statement, answers: Vec<AnswerSummary>) -> Revocation {
    let revoked = match statement.status {
        Status::Revoked(revoked) => Some(revoked),
        Status::Good | Status::Unknown => None,
    };
    Revocation {
        status: status(&statement.status),
        source: Some(source(answer)),
        this_update: Some(statement.this_update),
        next_update: statement.next_update,
        answered_at: Some(answer.at()),
        revoked_at: revoked.map(|revoked| revoked.at),
        reason_code: revoked.and_then(|revoked| revoked.reason),
        answers,
    }
}
