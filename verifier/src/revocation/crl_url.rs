//! A list that is fetched by HTTP and kept until its next update.

use super::http::{Download, HttpClient, Limits, Validators};
use super::kept_crl::{KeptCrl, Known};
use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::{MAX_CRL, SourceKind};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use reqwest::Url;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

const LIMITS: Limits = Limits { bytes: MAX_CRL, time: Duration::from_secs(120) };

/// After so long a newer list is looked for, although the kept one is still valid: a CA may publish one early.
const REVALIDATE_AFTER: Duration = Duration::from_secs(60 * 60);

/// After a failure nobody waits for the same server again for so long.
const PAUSE: Duration = Duration::from_secs(15);

/// While the kept list is valid, the pause doubles with each failure, so often: up to two minutes. A list may be large. It is not longer, because
/// a list that is valid may be too old for the verifier by now.
const DOUBLINGS: u32 = 3;

/// What is said of a download that ended in a way that nobody foresaw.
const BROKE_OFF: &str = "the download broke off";

/// A verdict waits so long for a download, from its begin; then it says that the list is still being fetched, and the download goes on.
const WAIT: Duration = Duration::from_secs(3);

/// A CRL behind http or https. One download at a time; the kept list goes on being used while it is valid, whatever the server does.
#[derive(Clone)]
pub struct CrlUrl(Arc<Inner>);

struct Inner {
    url: Url,
    name: Arc<str>,
    anchors: Vec<TrustAnchor>,
    http: HttpClient,
    state: RwLock<State>,
    /// Told when a download has ended.
    ended: Notify,
}

#[derive(Clone, Default)]
struct State {
    known: Known,
    validators: Validators,
    /// When the server last said that it has nothing newer, or gave it.
    confirmed_at: Option<UnixTime>,
    /// When the download began that is under way.
    began: Option<Instant>,
    /// How often in a row nothing came that counts.
    failures: u32,
}

impl CrlUrl {
    /// The list at `url`, signed by one of `anchors`. It is fetched when it is first asked.
    pub fn new(url: Url, anchors: Vec<TrustAnchor>, http: HttpClient) -> Self {
        let name = url.as_str().into();
        let (state, ended) = (RwLock::default(), Notify::new());
        Self(Arc::new(Inner { url, name, anchors, http, state, ended }))
    }
}

impl Inner {
    fn state(&self) -> State {
        self.state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Begins a download, unless one is under way. It runs on its own, so that a request that is given up does not end what others wait for.
    fn begin_if_due(self: &Arc<Self>) {
        let mut due = None;
        self.change(|state| {
            if state.began.is_none() && state.is_due(now()) {
                state.began = Some(Instant::now());
                due = Some(state.validators.clone());
            }
        });
        if let Some(validators) = due {
            let inner = self.clone();
            tokio::spawn(async move {
                let downloading = inner.clone();
                // A task of its own: whatever becomes of it, the next download can begin.
                let download = tokio::spawn(async move { downloading.download(&validators).await });
                let outcome = download.await.unwrap_or_else(|_| Err((false, BROKE_OFF.to_owned())));
                inner.change(|state| state.end(outcome));
                inner.ended.notify_waiters();
            });
        }
    }

    /// Waits until no download is under way, or until the one that is has taken this long.
    async fn wait(&self, limit: Duration) {
        // Before the look at the state, so that an end in between is not missed.
        let ended = self.ended.notified();
        if let Some(began) = self.state().began {
            let _either_way_the_state_tells =
                tokio::time::timeout_at(began.checked_add(limit).unwrap_or(began), ended).await;
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
                    .map_err(|_| unavailable(&BROKE_OFF))?
                    .map_err(|error| (true, error.to_string()))?;
                Ok(Some((kept, validators)))
            }
        }
    }
}

impl State {
    /// Takes what came of a download.
    fn end(&mut self, outcome: Result<Option<(KeptCrl, Validators)>, (bool, String)>) {
        let at = now();
        self.began = None;
        match outcome {
            Ok(None) => {
                self.confirmed_at = Some(at);
                self.known.failure = None;
            }
            Ok(Some((new, validators))) => {
                self.known.take(new);
                if self.known.failure.is_none() {
                    self.confirmed_at = Some(at);
                    self.validators = validators;
                }
            }
            Err((refused, explanation)) => self.known.fail(at, refused, explanation),
        }
        self.failures = if self.known.failure.is_some() { self.failures.saturating_add(1) } else { 0 };
    }

    /// Is there reason to ask the server?
    fn is_due(&self, at: UnixTime) -> bool {
        let failure = self.known.failure.as_ref();
        let just_failed = failure.is_some_and(|failure| at <= failure.at.saturating_add(self.pause(at)));
        let confirmed =
            self.confirmed_at.is_some_and(|confirmed| at <= confirmed.saturating_add(REVALIDATE_AFTER));
        !(just_failed || self.is_late(at) || confirmed && self.known.is_usable(at))
    }

    /// How long nobody asks after the last failure.
    fn pause(&self, at: UnixTime) -> Duration {
        let doublings =
            if self.known.is_usable(at) { self.failures.saturating_sub(1).min(DOUBLINGS) } else { 0 };
        PAUSE.saturating_mul(2_u32.saturating_pow(doublings))
    }

    /// Did the server just give a list whose time had passed? Then it is not asked again for every verdict.
    fn is_late(&self, at: UnixTime) -> bool {
        self.confirmed_at.zip(self.known.kept.as_ref()).is_some_and(|(confirmed, kept)| {
            !kept.is_current(confirmed) && at <= confirmed.saturating_add(PAUSE)
        })
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
        self.0.begin_if_due();
        self.0.wait(LIMITS.time).await;
    }

    async fn ask(&self, certificate: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        let inner = &self.0;
        inner.begin_if_due();
        // Nobody waits for a list that may be newer.
        if !inner.state().known.is_usable(now()) {
            inner.wait(WAIT).await;
        }
        inner.state().known.answer(inner.name.clone(), certificate, issuer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jitsuin_test_pki::{Authority, Declaration, Hierarchy, Purpose};
    use time::OffsetDateTime;

    fn kept() -> KeptCrl {
        let folder = tempfile::tempdir().unwrap();
        let now = OffsetDateTime::now_utc();
        let declaration = Declaration::from_toml(include_str!("../../../tests/pki/jpki-test.toml")).unwrap();
        let hierarchy = Hierarchy::open_or_create(declaration, folder.path(), now).unwrap();
        let anchors = TrustAnchor::from_pem(&hierarchy.anchors_pem().unwrap()).unwrap();
        let authority = Authority::open(folder.path(), Purpose::Sign).unwrap();
        let list = authority.revocation_list(now, now + time::Duration::DAY).unwrap();
        KeptCrl::read(list.sign(authority.key()).unwrap(), &anchors).unwrap()
    }

    #[test]
    fn a_server_that_goes_on_failing_is_asked_less_often_while_there_is_a_list() {
        let fail = |state: &mut State| state.end(Err((true, "an older list".to_owned())));
        let mut state = State::default();
        for _ in 0..9 {
            fail(&mut state);
            assert_eq!(state.pause(now()), PAUSE, "nothing is known: asked again as soon as may be");
        }
        state.end(Ok(Some((kept(), Validators::default()))));
        let pauses: Vec<_> = (0..9)
            .map(|_| {
                fail(&mut state);
                state.pause(now()).as_secs()
            })
            .collect();
        assert_eq!(pauses, [15, 30, 60, 120, 120, 120, 120, 120, 120]);
        state.end(Ok(None));
        fail(&mut state);
        assert_eq!(state.pause(now()), PAUSE);
    }
}
