//! A list in a file that somebody else brings up to date.

use super::list_file::{ListFile, stamp_at};
use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::SourceKind;
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// A CRL file, DER or PEM. It is read again when its time or its size changes; whoever replaces it should rename a whole file into place.
/// The list that was read before goes on being used while it is valid, and no older one takes its place.
pub struct CrlFile {
    path: PathBuf,
    name: Arc<str>,
    anchors: Vec<TrustAnchor>,
    file: RwLock<ListFile>,
    reading: Mutex<()>,
}

impl CrlFile {
    /// The list at `path`, signed by one of `anchors`. It is read when it is first asked.
    pub fn new(path: PathBuf, anchors: Vec<TrustAnchor>) -> Self {
        let name = path.display().to_string().into();
        Self { path, name, anchors, file: RwLock::default(), reading: Mutex::default() }
    }

    /// What is known of the file as it is now.
    async fn current(&self) -> ListFile {
        let stamp = stamp_at(&self.path);
        let before = self.read_before();
        if before.is_of(stamp) {
            return before;
        }
        let _one_at_a_time = self.reading.lock().await;
        let before = self.read_before();
        if before.is_of(stamp) {
            return before;
        }
        let (path, anchors, mut unread) = (self.path.clone(), self.anchors.clone(), before.clone());
        let file = tokio::task::spawn_blocking(move || before.read_again(&path, &anchors)).await;
        let file = file.unwrap_or_else(|error| {
            unread.known.fail(now(), false, format!("it was not read: {error}"));
            unread
        });
        *self.file.write().unwrap_or_else(PoisonError::into_inner) = file.clone();
        file
    }

    fn read_before(&self) -> ListFile {
        self.file.read().unwrap_or_else(PoisonError::into_inner).clone()
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

    async fn ask(&self, certificate: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        self.current().await.known.answer(self.name.clone(), certificate, issuer)
    }
}
