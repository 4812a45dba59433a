//! A folder of lists: J-LIS's certificates name a distribution point for each municipality (CARD.md §4), so there are thousands of lists.

use super::list_file::{ListFile, stamp_at};
use super::{OwnedAnswer, RevocationSource, now};
use async_trait::async_trait;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::{SourceKind, distribution_point_text, distribution_points};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::sync::Mutex;

/// The endings of files with lists; everything else in the folder is left alone.
const ENDINGS: [&str; 3] = ["crl", "der", "pem"];

/// A folder that changed so short ago may change again without another time of change: file systems count in steps.
const STEP_OF_TIMES: Duration = Duration::from_secs(2);

/// Every CRL file in a folder (`.crl`, `.der`, `.pem`), DER or PEM, as one source: the one that speaks for the certificate answers. Files are
/// read again when they change, as with [`super::CrlFile`]; rename whole files into place.
pub struct CrlFolder {
    path: PathBuf,
    name: Arc<str>,
    anchors: Vec<TrustAnchor>,
    listing: RwLock<Arc<Listing>>,
    reading: Mutex<()>,
}

/// What is in the folder.
#[derive(Clone, Debug, Default)]
struct Listing {
    /// The folder's own time of change when it was listed; `None` where it must be listed again in any case.
    changed_at: Option<SystemTime>,
    /// Why it could not be listed.
    failure: Option<String>,
    files: BTreeMap<PathBuf, ListFile>,
    /// The files of each distribution point, by the DER of its name.
    by_point: HashMap<Box<[u8]>, Vec<PathBuf>>,
    /// Those whose list is for all certificates of its issuer.
    for_all: Vec<PathBuf>,
}

impl CrlFolder {
    /// The lists in `path`, each signed by one of `anchors`. They are read when the folder is first asked.
    pub fn new(path: PathBuf, anchors: Vec<TrustAnchor>) -> Self {
        let name = path.display().to_string().into();
        Self { path, name, anchors, listing: RwLock::default(), reading: Mutex::default() }
    }

    /// What is in the folder now, as far as it matters for a certificate with these distribution points.
    async fn current(&self, points: &[Box<[u8]>]) -> Arc<Listing> {
        let before = self.listed_before();
        if before.is_as_it_was(&self.path, points) {
            return before;
        }
        let _one_at_a_time = self.reading.lock().await;
        let before = self.listed_before();
        if before.is_as_it_was(&self.path, points) {
            return before;
        }
        let (path, anchors, unread) = (self.path.clone(), self.anchors.clone(), before.clone());
        let listing = tokio::task::spawn_blocking(move || before.list_again(&path, &anchors)).await;
        let listing = Arc::new(listing.unwrap_or_else(|error| Listing {
            changed_at: None,
            failure: Some(format!("it was not read: {error}")),
            ..Listing::clone(&unread)
        }));
        *self.listing.write().unwrap_or_else(PoisonError::into_inner) = listing.clone();
        listing
    }

    fn listed_before(&self) -> Arc<Listing> {
        self.listing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Listing {
    /// Are the folder, and the files that matter, as they were when they were read?
    fn is_as_it_was(&self, folder: &Path, points: &[Box<[u8]>]) -> bool {
        self.changed_at.is_some()
            && self.changed_at == changed_at(folder)
            && self.of(points).chain(self.unread()).all(|(path, file)| file.is_of(stamp_at(path)))
    }

    /// The files for certificates with these distribution points.
    fn of<'a>(&'a self, points: &'a [Box<[u8]>]) -> impl Iterator<Item = (&'a PathBuf, &'a ListFile)> {
        let named = points.iter().filter_map(|point| self.by_point.get(point)).flatten();
        named.chain(&self.for_all).filter_map(|path| self.files.get_key_value(path))
    }

    /// The files that hold no list that could be used: any of them may be the one that is wanted, once it is mended.
    fn unread(&self) -> impl Iterator<Item = (&PathBuf, &ListFile)> {
        self.files.iter().filter(|(_, file)| file.known.kept.is_none())
    }

    /// Lists the folder, and reads those files that changed.
    fn list_again(&self, folder: &Path, anchors: &[TrustAnchor]) -> Self {
        let listed_at = SystemTime::now();
        let long_ago =
            |changed: &SystemTime| listed_at.duration_since(*changed).is_ok_and(|age| age > STEP_OF_TIMES);
        let changed_at = changed_at(folder).filter(long_ago);
        let paths = match paths_in(folder) {
            Ok(paths) => paths,
            // What is known goes on counting, and keeps guarding against older lists.
            Err(error) => {
                return Self { changed_at: None, failure: Some(error.to_string()), ..self.clone() };
            }
        };
        let mut listing = Self { changed_at, ..Self::default() };
        for path in paths {
            let before = self.files.get(&path).cloned().unwrap_or_default();
            let file = match before.is_of(stamp_at(&path)) {
                true => before,
                false => before.read_again(&path, anchors),
            };
            listing.add(path, file);
        }
        listing
    }

    fn add(&mut self, path: PathBuf, file: ListFile) {
        if let Some(kept) = &file.known.kept {
            let points = kept.crl.distribution_points();
            if points.is_empty() {
                self.for_all.push(path.clone());
            }
            for point in points {
                self.by_point.entry(point.clone()).or_default().push(path.clone());
            }
        }
        self.files.insert(path, file);
    }

    /// Why nobody here speaks for the certificate; `None` where the folder is for certificates of other issuers.
    fn absence(&self, certificate: &Certificate, issuer: &TrustAnchor) -> Option<String> {
        if let Some(failure) = &self.failure {
            return Some(failure.clone());
        }
        let of_issuer = |file: &ListFile| file.known.kept.as_ref().is_some_and(|kept| kept.crl.is_of(issuer));
        let unread: Vec<_> =
            self.files.iter().filter_map(|(path, file)| Some((path, file.known.failure.as_ref()?))).collect();
        if !self.files.is_empty() && unread.is_empty() && !self.files.values().any(of_issuer) {
            return None;
        }
        let mut explanation = match distribution_point_text(certificate) {
            Some(point) => format!("the list for the certificate's distribution point {point} is not there"),
            None => "a list for the certificate's issuer is not there".to_owned(),
        };
        if let Some((path, failure)) = unread.first() {
            explanation.push_str(&format!(
                "; {} of the files could not be used, the first of them {}: {}",
                unread.len(),
                path.display(),
                failure.explanation
            ));
        }
        Some(explanation)
    }
}

#[async_trait]
impl RevocationSource for CrlFolder {
    fn kind(&self) -> SourceKind {
        SourceKind::Crl
    }

    fn name(&self) -> &str {
        &self.name
    }

    async fn prepare(&self) {
        let _told_when_asked = self.current(&[]).await;
    }

    async fn ask(&self, certificate: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        let points = distribution_points(certificate);
        let listing = self.current(&points).await;
        // Where two files speak for the certificate, the newer list does.
        let newest = listing
            .of(&points)
            .filter_map(|(path, file)| Some((path, file, file.known.kept.as_ref()?)))
            .filter(|(.., kept)| kept.speaks_for(certificate, issuer))
            .max_by_key(|(.., kept)| kept.crl.this_update());
        match newest {
            Some((path, file, _)) => {
                let source = path.display().to_string().into();
                file.known.clone().answer(source, certificate, issuer)
            }
            None => Some(OwnedAnswer::Unavailable {
                kind: SourceKind::Crl,
                source: self.name.clone(),
                explanation: listing.absence(certificate, issuer)?,
                at: now(),
            }),
        }
    }
}

fn changed_at(folder: &Path) -> Option<SystemTime> {
    std::fs::metadata(folder).ok()?.modified().ok()
}

fn paths_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let has_ending = |path: &PathBuf| {
        path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
    };
    let paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    Ok(paths.into_iter().filter(has_ending).collect())
}
