//! A list that is fetched by HTTP and kept until its next update.

use super::http::{Download, HttpClient, Limits, Validators};
use super::kept_crl::KeptCrl;
use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::{MAX_CRL, SourceKind};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use reqwest::Url;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;

const LIMITS: Limits = Limits { bytes: MAX_CRL, time: Duration::from_secs(120) };

/// After so long a newer list is looked for, although the kept one is still valid: a CA may publish one early.
const REVALIDATE_AFTER: Duration = Duration::from_secs(60 * 60);

/// After a failure nobody waits for the same server again for so long.
const PAUSE: Duration = Duration::from_secs(15);

/// A CRL behind http or https. One download at a time; the kept list goes on being used while it is valid, whatever the server does.
#[derive(Clone)]
pub struct CrlUrl(Arc<Inner>);

struct Inner {
    url: Url,
    name: Arc<str>,
    anchors: Vec<TrustAnchor>,
    http: HttpClient,
    state: RwLock<State>,
    downloading: Mutex<Validators>,
}

#[derive(Clone, Default)]
struct State {
    kept: Option<KeptCrl>,
    /// When the server last said that it has nothing newer, or gave it.
    confirmed_at: Option<UnixTime>,
    failure: Option<Failure>,
}

#[derive(Clone)]
struct Failure {
    at: UnixTime,
    /// Did something come that must not be believed?
    refused: bool,
    explanation: String,
}

impl CrlUrl {
    /// The list at `url`, signed by one of `anchors`. It is fetched when it is first asked.
    pub fn new(url: Url, anchors: Vec<TrustAnchor>, http: HttpClient) -> Self {
        let name = url.as_str().into();
        let (state, downloading) = (RwLock::default(), Mutex::default());
        Self(Arc::new(Inner { url, name, anchors, http, state, downloading }))
    }
}

impl Inner {
    fn state(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn fetch_if_due(&self) {
        let mut validators = self.downloading.lock().await;
        // Whoever held the lock before may have done it.
        if !self.state().is_due(now()) {
            return;
        }
        let outcome = self.download(&validators).await;
        let at = now();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(Some((new, _)))
                if state.kept.as_ref().is_some_and(|kept| !new.may_replace(kept, &self.anchors)) =>
            {
                let explanation = "the server gave an older list than before, or another CA's".to_owned();
                state.failure = Some(Failure { at, refused: true, explanation });
            }
            Ok(new) => {
                if let Some((kept, new_validators)) = new {
                    state.kept = Some(kept);
                    *validators = new_validators;
                }
                state.confirmed_at = Some(at);
                state.failure = None;
            }
            Err((refused, explanation)) => state.failure = Some(Failure { at, refused, explanation }),
        }
    }

    /// A newer list, if there is one.
    async fn download(
        &self,
        validators: &Validators,
    ) -> Result<Option<(KeptCrl, Validators)>, (bool, String)> {
        let unavailable = |error: &dyn std::fmt::Display| (false, error.to_string());
        match self.http.get(&self.url, validators, LIMITS).await {
            Err(error) => Err(unavailable(&error)),
            Ok(Download::NotModified) => Ok(None),
            Ok(Download::New { body, validators }) => {
                let anchors = self.anchors.clone();
                let kept = tokio::task::spawn_blocking(move || KeptCrl::read(body, &anchors))
                    .await
                    .map_err(|error| unavailable(&error))?
                    .map_err(|error| (true, error.to_string()))?;
                Ok(Some((kept, validators)))
            }
        }
    }
}

impl State {
    /// Is there reason to ask the server?
    fn is_due(&self, at: UnixTime) -> bool {
        let just_failed = self.failure.as_ref().is_some_and(|failure| at <= failure.at.saturating_add(PAUSE));
        let confirmed =
            self.confirmed_at.is_some_and(|confirmed| at <= confirmed.saturating_add(REVALIDATE_AFTER));
        !(just_failed || self.is_late(at) || confirmed && self.is_usable(at))
    }

    /// Did the server just give a list whose time had passed? Then it is not asked again for every verdict.
    fn is_late(&self, at: UnixTime) -> bool {
        self.confirmed_at.zip(self.kept.as_ref()).is_some_and(|(confirmed, kept)| {
            !kept.is_current(confirmed) && at <= confirmed.saturating_add(PAUSE)
        })
    }

    fn is_usable(&self, at: UnixTime) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.is_current(at))
    }
}

#[async_trait]
impl RevocationSource for CrlUrl {
    fn kind(&self) -> SourceKind {
        SourceKind::Crl
    }

    fn name(&self) -> &str {
        &self.0.name
    }

    async fn prepare(&self) {
        self.0.fetch_if_due().await;
    }

    async fn ask(&self, _: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        let inner = &self.0;
        let state = inner.state();
        let at = now();
        if state.is_due(at) {
            // On its own, so that a request that is given up does not end a download that others wait for.
            let fetching = {
                let inner = inner.clone();
                tokio::spawn(async move { inner.fetch_if_due().await })
            };
            // Nobody waits for a list that may be newer.
            if !state.is_usable(at) {
                let _what_came_is_in_the_state = fetching.await;
            }
        }
        let (kind, source, state) = (SourceKind::Crl, inner.name.clone(), inner.state());
        match (state.kept, state.failure) {
            (Some(kept), _) if !kept.is_of(issuer) => None,
            (Some(kept), None) => Some(OwnedAnswer::Crl { crl: kept.crl, source, at: kept.read_at }),
            (Some(kept), Some(_)) if kept.is_current(at) => {
                Some(OwnedAnswer::Crl { crl: kept.crl, source, at: kept.read_at })
            }
            (_, Some(Failure { at, refused: true, explanation })) => {
                Some(OwnedAnswer::Refused { kind, source, explanation, at })
            }
            (_, Some(Failure { at, refused: false, explanation })) => {
                Some(OwnedAnswer::Unavailable { kind, source, explanation, at })
            }
            (None, None) => {
                let explanation = "nothing was fetched".to_owned();
                Some(OwnedAnswer::Unavailable { kind, source, explanation, at })
            }
        }
    }
}
