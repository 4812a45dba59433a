//! A platform operator's interface (公的個人認証サービスのプラットフォーム事業者, ACCEPTANCE.md M08, L06–L08). Each operator has its own, under
//! contract; an adapter implements [`PlatformOperator`].

use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::{Certificate, SerialNumber};
use jitsuin_core::revocation::{SourceKind, Status};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::sync::Arc;
use std::time::Duration;

/// What an operator says of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorWord {
    /// Revoked, good, or unknown to it.
    pub status: Status,
    /// From when its knowledge is; `None` where its interface does not say.
    pub this_update: Option<UnixTime>,
}

/// Why an operator gave no word; an English clause without personal data, for the report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OperatorError(pub String);

/// The interface of a platform operator.
#[async_trait]
pub trait PlatformOperator: Send + Sync {
    /// Its name, as reports show it.
    fn name(&self) -> &str;

    /// ⑤⑥ and ⑤'⑥': is the certificate valid, for a verdict of the time `at`?
    ///
    /// # Errors
    /// No word was to be had.
    async fn status(
        &self,
        certificate: &Certificate,
        issuer: &TrustAnchor,
        at: UnixTime,
    ) -> Result<OperatorWord, OperatorError>;

    /// ⑦⑧: the serial number (発行番号) of the authentication certificate that belongs to a signing certificate's. `None`: there is none, or
    /// the operator may not tell.
    ///
    /// # Errors
    /// No word was to be had.
    async fn linked_auth_serial(
        &self,
        sign_serial: &SerialNumber,
    ) -> Result<Option<SerialNumber>, OperatorError>;
}

/// How long an operator may take for a word, where nothing else is said.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// An operator as a source. A clone asks the same one.
#[derive(Clone)]
pub struct Operator {
    operator: Arc<dyn PlatformOperator>,
    name: Arc<str>,
    time_limit: Duration,
}

impl Operator {
    /// The operator behind an adapter.
    pub fn new(operator: Arc<dyn PlatformOperator>) -> Self {
        let name = operator.name().into();
        Self { operator, name, time_limit: TIME_LIMIT }
    }

    /// The same with another limit for one word.
    #[must_use]
    pub fn with_time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    /// [`PlatformOperator::linked_auth_serial`], within the time limit.
    ///
    /// # Errors
    /// No word was to be had in time.
    pub async fn linked_auth_serial(
        &self,
        sign_serial: &SerialNumber,
    ) -> Result<Option<SerialNumber>, OperatorError> {
        self.in_time(self.operator.linked_auth_serial(sign_serial)).await
    }

    /// An adapter that hangs must not keep verdicts, or whoever asks again about what is pending, for ever.
    async fn in_time<Word>(
        &self,
        word: impl Future<Output = Result<Word, OperatorError>>,
    ) -> Result<Word, OperatorError> {
        match tokio::time::timeout(self.time_limit, word).await {
            Ok(word) => word,
            Err(_) => Err(OperatorError("no word: timed out".to_owned())),
        }
    }
}

#[async_trait]
impl RevocationSource for Operator {
    fn kind(&self) -> SourceKind {
        SourceKind::Operator
    }

    fn name(&self) -> &str {
        &self.name
    }

    async fn ask(
        &self,
        certificate: &Certificate,
        issuer: &TrustAnchor,
        at: UnixTime,
    ) -> Option<OwnedAnswer> {
        let word = self.in_time(self.operator.status(certificate, issuer, at)).await;
        let (at, source) = (now(), self.name.clone());
        Some(match word {
            Ok(OperatorWord { status, this_update }) => {
                OwnedAnswer::Operator { status, this_update: this_update.unwrap_or(at), source, at }
            }
            Err(OperatorError(explanation)) => {
                OwnedAnswer::Unavailable { kind: SourceKind::Operator, source, explanation, at }
            }
        })
    }
}
