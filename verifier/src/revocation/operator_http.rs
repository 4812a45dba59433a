//! A platform operator that runs `jitsuin serve`: a service provider asks its `POST /v1/certificates` (ACCEPTANCE.md P05, M08).
//!
//! Operators with an interface of their own need an adapter of their own; this one is the pattern.

use super::http::{HttpClient, HttpError, Limits};
use super::operator::{OperatorError, OperatorWord, PlatformOperator};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_core::certificate::{Certificate, SerialNumber};
use jitsuin_core::revocation::{ReasonCode, Revoked, Status};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use reqwest::Url;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A verdict has some kilobytes. The operator asks its own sources meanwhile, each of which has five seconds.
const LIMITS: Limits = Limits { bytes: 256 * 1024, time: Duration::from_secs(10) };

const JSON: &str = "application/json";

/// The operator at an address, which its name is.
pub struct HttpOperator {
    url: Url,
    http: HttpClient,
}

/// What the operator is asked.
#[derive(Serialize)]
struct Question {
    certificate: String,
    at: String,
}

/// What counts of its verdict. Its other findings the service provider makes itself.
#[derive(Deserialize)]
struct Verdict {
    signer: Signer,
    revocation: Revocation,
}

/// The certificate that it judged.
#[derive(Deserialize)]
struct Signer {
    sha256: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Revocation {
    status: String,
    this_update: Option<String>,
    revoked_at: Option<String>,
    invalidity_date: Option<String>,
    reason_code: Option<String>,
}

impl HttpOperator {
    /// The operator whose service is at `base`: `https://operator.example/` is asked at `https://operator.example/v1/certificates`.
    ///
    /// Its answers are not signed: what says whose they are is https, or that it is on this machine.
    ///
    /// # Errors
    /// `base` is neither https nor of this machine, or cannot be the beginning of another URL; an English sentence.
    pub fn new(base: &Url, http: HttpClient) -> Result<Self, String> {
        let is_here = base.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        if base.scheme() != "https" && !is_here {
            return Err("the operator's answers are not signed, so its address must be https".to_owned());
        }
        let mut url = base.clone();
        url.set_query(None);
        url.path_segments_mut()
            .map_err(|()| "the operator's address cannot have a path".to_owned())?
            .pop_if_empty()
            .extend(["v1", "certificates"]);
        Ok(Self { url, http })
    }
}

#[async_trait]
impl PlatformOperator for HttpOperator {
    fn name(&self) -> &str {
        self.url.as_str()
    }

    async fn status(
        &self,
        certificate: &Certificate,
        _: &TrustAnchor,
        at: UnixTime,
    ) -> Result<OperatorWord, OperatorError> {
        let question = Question { certificate: STANDARD.encode(certificate.der()), at: at.to_string() };
        let question = serde_json::to_vec(&question).map_err(|error| told(&error))?;
        let answer = self.http.post(&self.url, JSON, question, JSON, LIMITS).await;
        let answer = answer.map_err(|error: HttpError| told(&error))?;
        let Verdict { signer, revocation } = serde_json::from_slice(&answer)
            .map_err(|_| OperatorError("its answer is no verdict of this service".to_owned()))?;
        if signer.sha256 != base16ct::lower::encode_string(certificate.fingerprint().value()) {
            return Err(OperatorError("its verdict is on another certificate".to_owned()));
        }
        revocation.word()
    }

    /// The service says nothing of other certificates: which belong together J-LIS tells its operators, each by its own contract.
    async fn linked_auth_serial(&self, _: &SerialNumber) -> Result<Option<SerialNumber>, OperatorError> {
        Ok(None)
    }
}

impl Revocation {
    fn word(self) -> Result<OperatorWord, OperatorError> {
        let this_update = time(self.this_update)?;
        let status = match (self.status.as_str(), time(self.revoked_at)?) {
            // Also where it says that it was revoked later than the time that was asked about.
            ("good", _) if this_update.is_some() => Status::Good,
            ("revoked", Some(at)) => Status::Revoked(Revoked {
                at,
                invalidity_date: time(self.invalidity_date)?,
                // A reason that is not known is none: revoked it is all the same.
                reason: self
                    .reason_code
                    .and_then(|code| serde_json::from_value::<ReasonCode>(code.into()).ok()),
            }),
            // There is no date where the CA never issued it.
            ("revoked", None) => Status::NeverIssued,
            // It asked, or could not ask, and does not know either.
            _ => return Err(OperatorError("the operator does not know".to_owned())),
        };
        Ok(OperatorWord { status, this_update })
    }
}

fn time(text: Option<String>) -> Result<Option<UnixTime>, OperatorError> {
    text.map(|text| text.parse().map_err(|_| OperatorError("a time in its answer is no time".to_owned())))
        .transpose()
}

fn told(error: &dyn std::fmt::Display) -> OperatorError {
    OperatorError(error.to_string())
}
