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
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How long a responder may take, where the operator says nothing else.
const TIME_LIMIT: Duration = Duration::from_secs(5);

/// After a failure nobody waits for the same responder again for so long.
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
    failure: RwLock<Option<(UnixTime, String)>>,
}

impl Ocsp {
    /// The responder at `url`, for certificates of one kind, or of every kind. J-LIS has one for each of its two CAs.
    pub fn new(url: Url, certificates: Option<Kind>, http: HttpClient) -> Self {
        let name = url.as_str().into();
        Self { url, name, certificates, http, time_limit: TIME_LIMIT, failure: RwLock::default() }
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
            let explanation = format!("no random numbers for a nonce: {error}");
            return OwnedAnswer::Unavailable { kind, source, explanation, at: now() };
        }
        let request = ocsp::request(certificate, issuer, Some(&nonce));
        let limits = Limits { bytes: MAX_RESPONSE, time: self.time_limit };
        let body = self
            .http
            .post(&self.url, "application/ocsp-request", request, "application/ocsp-response", limits)
            .await;
        let at = now();
        match body {
            Ok(body) => match Response::from_der(&body, issuer) {
                Ok(response) => OwnedAnswer::Ocsp { response: Arc::new(response), nonce, source, at },
                // It says that it cannot answer now; that is no answer that could be false.
                Err(error @ OcspError::NotSuccessful { .. }) => {
                    OwnedAnswer::Unavailable { kind, source, explanation: error.to_string(), at }
                }
                Err(error) => OwnedAnswer::Refused { kind, source, explanation: error.to_string(), at },
            },
            Err(error @ HttpError::ContentType { .. }) => {
                OwnedAnswer::Refused { kind, source, explanation: error.to_string(), at }
            }
            Err(error) => OwnedAnswer::Unavailable { kind, source, explanation: error.to_string(), at },
        }
    }

    fn just_failed(&self, at: UnixTime) -> Option<String> {
        let failure = self.failure.read().unwrap_or_else(PoisonError::into_inner);
        failure
            .as_ref()
            .filter(|(failed_at, _)| at <= failed_at.saturating_add(PAUSE))
            .map(|(_, explanation)| explanation.clone())
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
        if let Some(explanation) = self.just_failed(now()) {
            let (kind, source) = (SourceKind::Ocsp, self.name.clone());
            return Some(OwnedAnswer::Unavailable { kind, source, explanation, at: now() });
        }
        let answer = self.post(certificate, issuer).await;
        let failure = match &answer {
            OwnedAnswer::Unavailable { explanation, at, .. } => Some((*at, explanation.clone())),
            _ => None,
        };
        *self.failure.write().unwrap_or_else(PoisonError::into_inner) = failure;
        Some(answer)
    }
}
