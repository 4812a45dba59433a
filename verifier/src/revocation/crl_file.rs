//! A list in a file that somebody else brings up to date.

use super::kept_crl::KeptCrl;
use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::{MAX_CRL, SourceKind};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use tokio::sync::Mutex;

/// A CRL file, DER or PEM. It is read again when its time or its size changes; whoever replaces it should rename a whole file into place.
pub struct CrlFile {
    path: PathBuf,
    name: Arc<str>,
    anchors: Vec<TrustAnchor>,
    state: RwLock<Option<State>>,
    reading: Mutex<()>,
}

/// What was read, and of which state of the file.
#[derive(Clone)]
struct State {
    stamp: Option<Stamp>,
    read: Result<KeptCrl, Failure>,
}

type Stamp = (SystemTime, u64);

#[derive(Clone)]
enum Failure {
    Unavailable(String),
    Refused(String),
}

impl CrlFile {
    /// The list at `path`, signed by one of `anchors`. It is read when it is first asked.
    pub fn new(path: PathBuf, anchors: Vec<TrustAnchor>) -> Self {
        let name = path.display().to_string().into();
        Self { path, name, anchors, state: RwLock::default(), reading: Mutex::default() }
    }

    /// What is known of the file as it is now.
    async fn current(&self) -> Result<KeptCrl, Failure> {
        let stamp = std::fs::metadata(&self.path).ok().as_ref().and_then(stamp);
        if let Some(known) = self.known(stamp) {
            return known;
        }
        let _one_at_a_time = self.reading.lock().await;
        if let Some(known) = self.known(stamp) {
            return known;
        }
        let (path, anchors) = (self.path.clone(), self.anchors.clone());
        let state = tokio::task::spawn_blocking(move || read(&path, &anchors)).await;
        let state = state.unwrap_or_else(|error| State {
            stamp: None,
            read: Err(Failure::Unavailable(format!("it was not read: {error}"))),
        });
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Some(state.clone());
        state.read
    }

    fn known(&self, stamp: Option<Stamp>) -> Option<Result<KeptCrl, Failure>> {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.as_ref().filter(|state| stamp.is_some() && state.stamp == stamp).map(|state| state.read.clone())
    }
}

#[async_trait]
impl RevocationSource for CrlFile {
    fn kind(&self) -> SourceKind {
        SourceKind::Crl
    }

    fn name(&self) -> &str {
        &self.name
    }

    async fn prepare(&self) {
        let _told_when_asked = self.current().await;
    }

    async fn ask(&self, _: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        let (kind, source) = (SourceKind::Crl, self.name.clone());
        Some(match self.current().await {
            Ok(kept) if !kept.is_of(issuer) => return None,
            Ok(kept) => OwnedAnswer::Crl { crl: kept.crl, source, at: kept.read_at },
            Err(Failure::Unavailable(explanation)) => {
                OwnedAnswer::Unavailable { kind, source, explanation, at: now() }
            }
            Err(Failure::Refused(explanation)) => {
                OwnedAnswer::Refused { kind, source, explanation, at: now() }
            }
        })
    }
}

/// The stamp is taken from the file that was opened, so that what is replaced meanwhile is read the next time.
fn read(path: &Path, anchors: &[TrustAnchor]) -> State {
    let (stamp, bytes) = match open_and_read(path) {
        Ok(read) => read,
        Err(error) => {
            return State { stamp: None, read: Err(Failure::Unavailable(error.to_string())) };
        }
    };
    let read = KeptCrl::read(bytes, anchors).map_err(|error| Failure::Refused(error.to_string()));
    State { stamp, read }
}

fn open_and_read(path: &Path) -> std::io::Result<(Option<Stamp>, Vec<u8>)> {
    let file = File::open(path)?;
    let stamp = stamp(&file.metadata()?);
    let most = u64::try_from(MAX_CRL).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((stamp, bytes))
}

fn stamp(metadata: &Metadata) -> Option<Stamp> {
    Some((metadata.modified().ok()?, metadata.len()))
}
