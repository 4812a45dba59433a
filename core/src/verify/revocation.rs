//! Has the certificate been revoked? (RFC 5280 §6.3, RFC 6960 §3.2, EN 319 102-1 §5.2.6.4)
//!
//! An answer counts only where it is of the certificate's own issuer, speaks for the certificate, and is fresh.

use crate::certificate::Certificate;
use crate::report::{AnswerSummary, Outcome, Reason, Revocation, RevocationStatus, SignedAfter, Source};
use crate::revocation::ocsp::{Response, SingleResponse};
use crate::revocation::{Answer, Crl, ReasonCode, Revoked, Status};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use std::time::Duration;

/// How far a source's clock may be ahead of the caller's.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// A response that promises no next update says that something newer can be had at any time (RFC 6960 §4.2.2.1). Without a nonce that
/// shows it to be made for this question, it may have been made so long ago; J-LIS's knowledge is renewed every 15 minutes.
const RECENT: Duration = Duration::from_secs(15 * 60);

/// What is asked.
pub(super) struct Question<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: Option<&'a TrustAnchor>,
    /// When the signer claims to have signed; none for a login, which signs what the server has just given.
    pub(super) signing_time: Option<UnixTime>,
    /// The time for which the verdict holds.
    pub(super) at: UnixTime,
    pub(super) max_age: Duration,
}

/// What an answer says, and from when to when that holds.
struct Statement {
    status: Status,
    this_update: UnixTime,
    /// The last moment at which something that may change still counts.
    fresh_until: UnixTime,
    next_update: Option<UnixTime>,
}

impl Question<'_> {
    /// The finding, and what the report says about revocation.
    ///
    /// Sources can contradict each other, an older list a newer response for instance. No yes is louder than a no. One that does not know
    /// the certificate leaves the word to others (RFC 6960 §2.2): beside an "unknown", a good answer of another source counts.
    pub(super) fn judge(&self, answers: &[Answer<'_>]) -> (Reason, Revocation) {
        let judged: Vec<_> = answers
            .iter()
            .map(|answer| {
                let result = self.judge_one(answer, answers);
                (answer, result.map(|statement| (self.reason(answer, &statement), statement)))
            })
            .collect();
        let summaries = judged.iter().map(|(answer, result)| self.summary(answer, result)).collect();
        let first_with = |outcome: Outcome| {
            judged.iter().find_map(|(answer, result)| {
                let (reason, statement) = result.as_ref().ok()?;
                (reason.outcome() == outcome).then_some((answer, reason, statement))
            })
        };
        match (first_with(Outcome::Failed).or_else(|| first_with(Outcome::Passed)), judged.first()) {
            (Some((answer, reason, statement)), _) => {
                (reason.clone(), self.decided(answer, statement, summaries))
            }
            (None, Some((_, Ok((reason, _)) | Err(reason)))) => {
                (reason.clone(), Revocation::undecided(summaries))
            }
            (None, None) => (Reason::RevocationNotChecked, Revocation::not_checked()),
        }
    }

    /// What the answer states, or why it does not count. `answers` are all that are at hand.
    fn judge_one(&self, answer: &Answer<'_>, answers: &[Answer<'_>]) -> Result<Statement, Reason> {
        // A verdict for a time in the past may rest on newer knowledge, but none on knowledge that its source cannot have had.
        let now = self.at.max(answer.at());
        let statement = match answer {
            Answer::Crl { crl, .. } => {
                self.look_up(crl).map_err(|explanation| refused(answer, explanation))?
            }
            Answer::Ocsp { response, nonce, .. } => self
                .find_response(response, *nonce, answers, now)
                .map_err(|explanation| refused(answer, explanation))?,
            Answer::Operator { status, this_update, .. } => self.statement(*status, *this_update, None),
            Answer::Refused { explanation, .. } => return Err(refused(answer, explanation)),
            Answer::Unavailable { kind, source, explanation, .. } => {
                return Err(Reason::RevocationUnavailable {
                    kind: *kind,
                    source: (*source).to_owned(),
                    explanation: (*explanation).to_owned(),
                });
            }
        };
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
        // What was revoked for ever stays revoked, however old the word is.
        if !statement.status.is_final() && self.at > statement.fresh_until {
            return Err(Reason::RevocationAnswerStale {
                kind: answer.kind(),
                source: answer.source().to_owned(),
                this_update: statement.this_update,
                next_update: statement.next_update,
            });
        }
        Ok(statement)
    }

    /// A statement that counts until its next update, and no longer than the greatest age.
    fn statement(&self, status: Status, this_update: UnixTime, next_update: Option<UnixTime>) -> Statement {
        let oldest = this_update.saturating_add(self.max_age);
        let fresh_until = next_update.map_or(oldest, |next_update| next_update.min(oldest));
        Statement { status, this_update, fresh_until, next_update }
    }

    fn look_up(&self, crl: &Crl) -> Result<Statement, &'static str> {
        if !self.issuer.is_some_and(|issuer| crl.is_of(issuer)) {
            return Err("the list is not of the certificate's issuer");
        }
        if !crl.covers(self.certificate) {
            return Err("the list is of another distribution point than the certificate's");
        }
        let status = crl.find(self.certificate.serial_number()).map_or(Status::Good, Status::Revoked);
        Ok(self.statement(status, crl.this_update(), crl.next_update()))
    }

    fn find_response(
        &self,
        response: &Response,
        nonce: Option<&[u8]>,
        answers: &[Answer<'_>],
        now: UnixTime,
    ) -> Result<Statement, &'static str> {
        let issuer = self
            .issuer
            .filter(|issuer| response.issuer().is(issuer))
            .ok_or("the response is not of the certificate's issuer")?;
        match (nonce, response.nonce()) {
            (Some(_), None) => return Err("the response has no nonce"),
            (Some(sent), Some(came)) if sent != came => return Err("the response has another nonce"),
            _ => {}
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
        let statement = self.statement(status, this_update, next_update);
        if let Some(responder) = response.responder() {
            self.check_responder(responder, issuer, response.produced_at(), &statement, answers)?;
        }
        let made_for_this = nonce.is_some() || now <= response.produced_at().saturating_add(RECENT);
        Ok(match next_update {
            None if !made_for_this => {
                let fresh_until = statement.fresh_until.min(this_update.saturating_add(RECENT));
                Statement { fresh_until, ..statement }
            }
            _ => statement,
        })
    }

    /// May the responder's own certificate be believed?
    ///
    /// RFC 6960 §4.2.2.2.1 leaves a certificate that says nothing about its own revocation to the client's policy, which is here: nothing
    /// good is believed of a key that may be in other hands. Either the CA promises that nobody need ask (id-pkix-ocsp-nocheck), or a fresh
    /// list at hand speaks for the responder. A key that a list names is not believed at all.
    fn check_responder(
        &self,
        responder: &Certificate,
        issuer: &TrustAnchor,
        produced_at: UnixTime,
        statement: &Statement,
        answers: &[Answer<'_>],
    ) -> Result<(), &'static str> {
        let valid = responder.not_before()..=responder.not_after();
        if !valid.contains(&produced_at.whole_second()) || self.at.whole_second() > responder.not_after() {
            return Err("the responder's certificate is not valid");
        }
        let lists = || {
            answers.iter().filter_map(|answer| match answer {
                Answer::Crl { crl, .. } if crl.is_of(issuer) => Some(*crl),
                _ => None,
            })
        };
        if lists().any(|crl| crl.find(responder.serial_number()).is_some()) {
            return Err("the responder's certificate has been revoked");
        }
        let speaks_for_it = |crl: &Crl| {
            let fresh_until = self.statement(Status::Good, crl.this_update(), crl.next_update()).fresh_until;
            crl.covers(responder) && self.at <= fresh_until
        };
        let is_checked = responder.extensions().ocsp_nocheck || lists().any(speaks_for_it);
        // Also "revoked later" is good for this verdict.
        if self.status(statement) == RevocationStatus::Good && !is_checked {
            return Err("whether the responder's own certificate was revoked was not checked: it has no \
                        id-pkix-ocsp-nocheck, and no list speaks for it");
        }
        Ok(())
    }

    fn reason(&self, answer: &Answer<'_>, statement: &Statement) -> Reason {
        let (kind, source) = (answer.kind(), answer.source().to_owned());
        match statement.status {
            Status::Good => Reason::NotRevoked { kind, source, this_update: statement.this_update },
            Status::Unknown => Reason::RevocationUnknown { kind, source },
            Status::NeverIssued => Reason::CertificateNeverIssued { kind, source },
            Status::Revoked(Revoked { at, reason, invalidity_date }) if self.was_revoked_later(statement) => {
                Reason::RevokedLater {
                    kind,
                    source,
                    revoked_at: at,
                    invalidity_date,
                    reason_code: reason,
                    at: self.at,
                }
            }
            Status::Revoked(revoked) => Reason::Revoked {
                kind,
                source,
                revoked_at: revoked.at,
                invalidity_date: revoked.invalidity_date,
                reason_code: revoked.reason,
                certificate: self.certificate.kind(),
                signed_after: self.signed_after(revoked.since()),
            },
        }
    }

    /// Was the certificate still good at the time for which the verdict is asked? Whoever names a time in the past vouches that the
    /// signature was there then.
    ///
    /// Not if the two moments are too close for clocks to tell which came first, if the revocation is of a date to come, or if the
    /// signer's own word is later; and not if the key may have been in other hands since nobody knows when: only a reason that says
    /// otherwise, or a date of invalidity, tells.
    fn was_revoked_later(&self, statement: &Statement) -> bool {
        let Status::Revoked(revoked) = statement.status else { return false };
        let is_dated =
            revoked.invalidity_date.is_some() || revoked.reason.is_some_and(ReasonCode::leaves_the_key_safe);
        let since = revoked.since();
        let used_before = self.signing_time.is_none_or(|claimed| claimed < since);
        is_dated
            && used_before
            && since > self.at.saturating_add(CLOCK_TOLERANCE)
            && since <= statement.this_update
    }

    /// Was it used after that moment? A signature cannot be older than its certificate, which it names; a login is of now.
    fn signed_after(&self, revoked: UnixTime) -> SignedAfter {
        let earliest = match self.signing_time {
            Some(_) => self.certificate.not_before(),
            None => self.at,
        };
        if revoked <= earliest {
            SignedAfter::Certain
        } else if self.signing_time.is_some_and(|claimed| revoked <= claimed) {
            SignedAfter::Claimed
        } else {
            SignedAfter::Unproven
        }
    }

    fn status(&self, statement: &Statement) -> RevocationStatus {
        match statement.status {
            Status::Good => RevocationStatus::Good,
            Status::Revoked(_) if self.was_revoked_later(statement) => RevocationStatus::Good,
            Status::Revoked(_) | Status::NeverIssued => RevocationStatus::Revoked,
            Status::Unknown => RevocationStatus::Unknown,
        }
    }

    fn summary(&self, answer: &Answer<'_>, result: &Result<(Reason, Statement), Reason>) -> AnswerSummary {
        let (status, explanation) = match result {
            Ok((_, statement)) => (self.status(statement), None),
            Err(reason) => (RevocationStatus::Unknown, Some(reason.to_string())),
        };
        AnswerSummary { source: source(answer), status, explanation, answered_at: answer.at() }
    }

    fn decided(&self, answer: &Answer<'_>, statement: &Statement, answers: Vec<AnswerSummary>) -> Revocation {
        let revoked = match statement.status {
            Status::Revoked(revoked) => Some(revoked),
            Status::Good | Status::NeverIssued | Status::Unknown => None,
        };
        Revocation {
            status: self.status(statement),
            source: Some(source(answer)),
            this_update: Some(statement.this_update),
            next_update: statement.next_update,
            answered_at: Some(answer.at()),
            revoked_at: revoked.map(|revoked| revoked.at),
            invalidity_date: revoked.and_then(|revoked| revoked.invalidity_date),
            reason_code: revoked.and_then(|revoked| revoked.reason),
            answers,
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
