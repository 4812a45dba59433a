//! From bytes to a verdict with revocation.

use crate::anchors::{self, AnchorsError};
use crate::mode::Mode;
use crate::revocation::{OwnedAnswer, RevocationSource};
use futures_util::future::join_all;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::report::Report;
use jitsuin_core::revocation::{MAX_AGE, SourceKind, distribution_point_text};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::{self, Examination};
use std::time::Duration;

/// Trusted CAs, sources of revocation, and who runs it. Shared by all requests of a server.
pub struct Verifier {
    anchors: Vec<TrustAnchor>,
    sources: Vec<Box<dyn RevocationSource>>,
    mode: Mode,
    max_age: Duration,
}

/// Why a configuration is refused. Nothing runs with it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// The anchors do not fit the mode.
    #[error(transparent)]
    Anchors(#[from] AnchorsError),
    /// A service provider has nobody to ask (ACCEPTANCE.md P05).
    #[error("mode service-provider needs the adapter of a platform operator: it may not ask J-LIS itself")]
    OperatorMissing,
    /// A service provider would ask J-LIS itself.
    #[error("mode service-provider may not ask {source_name}: only its platform operator may be asked")]
    SourceNotAllowed {
        /// The source.
        source_name: String,
    },
}

impl Verifier {
    /// Puts a verifier together. The report names every source that answered, in the order of `sources`.
    ///
    /// # Errors
    /// [`ConfigurationError`]: anchors of the wrong kind for the mode, or sources that the mode may not ask.
    pub fn new(
        anchors: Vec<TrustAnchor>,
        sources: Vec<Box<dyn RevocationSource>>,
        mode: Mode,
    ) -> Result<Self, ConfigurationError> {
        anchors::check(&anchors, mode)?;
        if mode == Mode::ServiceProvider {
            if let Some(source) = sources.iter().find(|source| source.kind() != SourceKind::Operator) {
                return Err(ConfigurationError::SourceNotAllowed { source_name: source.name().to_owned() });
            }
            if sources.is_empty() {
                return Err(ConfigurationError::OperatorMissing);
            }
        }
        Ok(Self { anchors, sources, mode, max_age: MAX_AGE })
    }

    /// The same with another greatest age of an answer, counted from its thisUpdate; without, it is [`MAX_AGE`]. Its nextUpdate is obeyed in
    /// any case, and a revocation that is for ever has no age.
    #[must_use]
    pub fn with_max_age(self, max_age: Duration) -> Self {
        Self { max_age, ..self }
    }

    /// Reads files and fetches lists, so that the first verdict need not wait for them.
    pub async fn prepare(&self) {
        join_all(self.sources.iter().map(|source| source.prepare())).await;
    }

    /// Judges the CMS signature `signed` for the time `at`. `content` is what a detached one signs.
    pub async fn verify_document(&self, signed: &[u8], content: Option<&[u8]>, at: UnixTime) -> Report {
        self.conclude(self.examine_document(signed, content, at), at).await
    }

    /// Judges the login `token`. `origin` is the server's own, `nonce` the one that it gave, and that it uses up.
    pub async fn verify_login(&self, token: &[u8], origin: &str, nonce: &str, at: UnixTime) -> Report {
        self.conclude(self.examine_login(token, origin, nonce, at), at).await
    }

    /// The first half of [`Self::verify_document`]: everything that needs nobody. A large content belongs on a thread that may be busy.
    pub fn examine_document(&self, signed: &[u8], content: Option<&[u8]>, at: UnixTime) -> Examination {
        verify::examine(signed, content, &self.anchors, at)
    }

    /// The first half of [`Self::verify_login`].
    pub fn examine_login(&self, token: &[u8], origin: &str, nonce: &str, at: UnixTime) -> Examination {
        verify::examine_login(token, origin, nonce, &self.anchors, at)
    }

    /// Judges a certificate by itself (現況確認) for the time `at`.
    pub async fn verify_certificate(&self, certificate: Certificate, at: UnixTime) -> Report {
        self.conclude(self.examine_certificate(certificate, at), at).await
    }

    /// The first half of [`Self::verify_certificate`].
    pub fn examine_certificate(&self, certificate: Certificate, at: UnixTime) -> Examination {
        verify::examine_certificate(certificate, &self.anchors, at)
    }

    /// The second half: asks every source about the certificate, all at once, and sums up. Nobody is asked where no answer could help.
    pub async fn conclude(&self, examination: Examination, at: UnixTime) -> Report {
        let answers = match (examination.signer(), examination.issuer()) {
            (Some(certificate), Some(issuer)) if examination.revocation_decides() => {
                let answers =
                    join_all(self.sources.iter().map(|source| source.ask(certificate, issuer, at))).await;
                let answers: Vec<OwnedAnswer> = answers.into_iter().flatten().collect();
                if answers.is_empty() { self.nobody_speaks_for(certificate, at) } else { answers }
            }
            _ => Vec::new(),
        };
        let answers: Vec<_> = answers.iter().map(OwnedAnswer::as_answer).collect();
        examination.conclude_within(&answers, self.max_age)
    }

    /// To ask and get no answer is not the same as not to ask: a list of another CA in the right one's place must not pass for no source.
    fn nobody_speaks_for(&self, certificate: &Certificate, at: UnixTime) -> Vec<OwnedAnswer> {
        let point = distribution_point_text(certificate)
            .map_or_else(String::new, |point| format!(" and its distribution point {point}"));
        let silent = |source: &dyn RevocationSource| OwnedAnswer::Unavailable {
            kind: source.kind(),
            source: source.name().into(),
            explanation: match source.kind() {
                SourceKind::Crl => format!("a list for the certificate's issuer{point} is not there"),
                _ => "it does not speak for certificates of this kind".to_owned(),
            },
            at,
        };
        self.sources.iter().map(|source| silent(source.as_ref())).collect()
    }

    /// Whose CAs count.
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.anchors
    }

    /// Who is asked, by name.
    pub fn sources(&self) -> impl Iterator<Item = (SourceKind, &str)> {
        self.sources.iter().map(|source| (source.kind(), source.name()))
    }

    /// Who runs it.
    pub fn mode(&self) -> Mode {
        self.mode
    }
}
