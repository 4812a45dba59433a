//! Whom a verifier asks whether a certificate was revoked. What an answer is worth, core judges.
//!
//! Every address is the operator's configuration. What a certificate says of distribution points or responders is never followed: who
//! signs must not choose whom the server talks to.

mod crl_file;
mod crl_folder;
mod crl_url;
mod http;
mod kept_crl;
mod list_file;
mod ocsp;
mod operator;
mod operator_http;

pub use crl_file::CrlFile;
pub use crl_folder::CrlFolder;
pub use crl_url::CrlUrl;
pub use http::{HttpClient, UrlError, configured_url};
pub use ocsp::Ocsp;
pub use operator::{Operator, OperatorError, OperatorWord, PlatformOperator};
pub use operator_http::HttpOperator;
pub use reqwest::Url;

use async_trait::async_trait;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::ocsp::Response;
use jitsuin_core::revocation::{Answer, Crl, SourceKind, Status};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::sync::Arc;
use std::time::SystemTime;

/// Somebody who can be asked about certificates.
#[async_trait]
pub trait RevocationSource: Send + Sync {
    /// How it answers.
    fn kind(&self) -> SourceKind;

    /// The name under which reports show it: a path, a URL.
    fn name(&self) -> &str;

    /// Gets ready before the first question: reads a file, fetches a list. What goes wrong is told when it is asked.
    async fn prepare(&self) {}

    /// Asks about a certificate that `issuer` signed. `None`: the source does not speak for this issuer, this kind of certificate or this
    /// distribution point. What
    /// goes wrong is an answer too: `Unavailable` or `Refused`.
    async fn ask(&self, certificate: &Certificate, issuer: &TrustAnchor, at: UnixTime)
    -> Option<OwnedAnswer>;
}

/// An [`Answer`] that lives by itself.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum OwnedAnswer {
    /// A list.
    Crl {
        /// Its signature is verified.
        crl: Arc<Crl>,
        /// Whose it is.
        source: Arc<str>,
        /// When it was read.
        at: UnixTime,
    },
    /// A responder's word.
    Ocsp {
        /// Its signature is verified.
        response: Arc<Response>,
        /// What the request had.
        nonce: Vec<u8>,
        /// The responder.
        source: Arc<str>,
        /// When it answered.
        at: UnixTime,
    },
    /// A platform operator's word.
    Operator {
        /// What it says.
        status: Status,
        /// From when its knowledge is.
        this_update: UnixTime,
        /// Who it is.
        source: Arc<str>,
        /// When it answered.
        at: UnixTime,
    },
    /// Something came that must not be believed.
    Refused {
        /// How the source answers.
        kind: SourceKind,
        /// Who it is.
        source: Arc<str>,
        /// An English clause.
        explanation: String,
        /// When it answered.
        at: UnixTime,
    },
    /// Nothing came.
    Unavailable {
        /// How the source answers.
        kind: SourceKind,
        /// Who it is.
        source: Arc<str>,
        /// An English clause.
        explanation: String,
        /// When it was asked.
        at: UnixTime,
    },
}

impl OwnedAnswer {
    /// The answer as core judges it.
    pub fn as_answer(&self) -> Answer<'_> {
        match self {
            Self::Crl { crl, source, at } => Answer::Crl { crl, source, at: *at },
            Self::Ocsp { response, nonce, source, at } => {
                Answer::Ocsp { response, nonce: Some(nonce), source, at: *at }
            }
            Self::Operator { status, this_update, source, at } => {
                Answer::Operator { status: *status, this_update: *this_update, source, at: *at }
            }
            Self::Refused { kind, source, explanation, at } => {
                Answer::Refused { kind: *kind, source, explanation, at: *at }
            }
            Self::Unavailable { kind, source, explanation, at } => {
                Answer::Unavailable { kind: *kind, source, explanation, at: *at }
            }
        }
    }
}

/// The moment of an answer, by the machine's clock. A clock that is set before 1970 or after 9999 gives 1970, which no freshness rule accepts.
#[expect(clippy::expect_used, reason = "the epoch itself is a time of the type's range")]
fn now() -> UnixTime {
    UnixTime::try_from(SystemTime::now())
        .unwrap_or_else(|_| UnixTime::from_milliseconds(0).expect("the epoch is in range"))
}
