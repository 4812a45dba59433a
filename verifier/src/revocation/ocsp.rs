//! An OCSP responder (RFC 6960), asked by POST with a nonce (RFC 9654).

use super::http::{HttpClient, HttpError, Limits};
use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::{Certificate, Kind};
use jitsuin_core::revocation::SourceKind;
use jitsuin_core::revocation::ocsp::{self, MAX_RESPONSE, OcspError, Response};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use reqwest::Url;
use std::fmt::Display;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How long a responder may take, where the operator says nothing else.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// After the responder let the time pass, nobody waits for it again for so long. One that answers at once, if only that it cannot, or that is
/// not there at all, costs no time and is asked by everybody.
const PAUSE: Duration = Duration::from_secs(2);

/// RFC 9654 §2.1 recommends 32 octets.
const NONCE_OCTETS: usize = 32;

/// One responder. It is asked each time: its answer is of now.
pub struct Ocsp {
    url: Url,
    name: Arc<str>,
    certificates: Option<Kind>,
    http: HttpClient,
    time_limit: Duration,
    /// When it last let the time pass.
    silent_at: RwLock<Option<UnixTime>>,
}

impl Ocsp {
    /// The responder at `url`, for certificates of one kind, or of every kind. J-LIS has one for each of its two CAs.
    pub fn new(url: Url, certificates: Option<Kind>, http: HttpClient) -> Self {
        let name = url.as_str().into();
        Self { url, name, certificates, http, time_limit: TIME_LIMIT, silent_at: RwLock::default() }
    }

    /// The same with another limit for one answer.
    #[must_use]
    pub fn with_time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    async fn post(&self, certificate: &Certificate, issuer: &TrustAnchor) -> OwnedAnswer {
        let (kind, source) = (SourceKind::Ocsp, self.name.clone());
        let mut nonce = vec![0; NONCE_OCTETS];
        if let Err(error) = getrandom::fill(&mut nonce) {
            return self.unavailable(&format!("no random numbers for a nonce: {error}"));
        }
        let request = ocsp::request(certificate, issuer, Some(&nonce));
        let limits = Limits { bytes: MAX_RESPONSE, time: self.time_limit };
        let body = self
            .http
            .post(&self.url, "application/ocsp-request", request, "application/ocsp-response", limits)
            .await;
        let at = now();
        *self.silent_at.write().unwrap_or_else(PoisonError::into_inner) =
            matches!(body, Err(HttpError::TimedOut)).then_some(at);
        match body {
            Ok(body) => match Response::from_der(&body, issuer) {
                Ok(response) => OwnedAnswer::Ocsp { response: Arc::new(response), nonce, source, at },
                // It says that it cannot answer now; that is no answer that could be false.
                Err(error @ OcspError::NotSuccessful { .. }) => self.unavailable(&error),
                Err(error) => OwnedAnswer::Refused { kind, source, explanation: error.to_string(), at },
            },
            Err(error @ HttpError::ContentType { .. }) => {
                OwnedAnswer::Refused { kind, source, explanation: error.to_string(), at }
            }
            Err(error) => self.unavailable(&error),
        }
    }

    fn unavailable(&self, explanation: &dyn Display) -> OwnedAnswer {
        OwnedAnswer::Unavailable {
            kind: SourceKind::Ocsp,
            source: self.name.clone(),
            explanation: explanation.to_string(),
            at: now(),
        }
    }

    fn just_let_the_time_pass(&self) -> bool {
        let silent_at = *self.silent_at.read().unwrap_or_else(PoisonError::into_inner);
        silent_at.is_some_and(|silent_at| now() <= silent_at.saturating_add(PAUSE))
    }
}

#[async_trait]
impl RevocationSource for Ocsp {
    fn kind(&self) -> SourceKind {
        SourceKind::Ocsp
    }

    fn name(&self) -> &str {
        &self.name
    }

    async fn ask(&self, certificate: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        if self.certificates.is_some_and(|kind| kind != certificate.kind()) {
            return None;
        }
        if self.just_let_the_time_pass() {
            return Some(self.unavailable(&HttpError::TimedOut));
        }
        Some(self.post(certificate, issuer).await)
    }
}
