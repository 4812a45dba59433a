//! A file with a list, and of which state of the file it was read.

use super::kept_crl::{KeptCrl, Known};
use super::now;
use jitsuin_core::revocation::MAX_CRL;
use jitsuin_core::trust_anchor::TrustAnchor;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

/// When the file was changed, and its size.
pub(super) type Stamp = (SystemTime, u64);

/// What is known of the list in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct ListFile {
    stamp: Option<Stamp>,
    pub(super) known: Known,
}

impl ListFile {
    /// Is the file as it was when it was read?
    pub(super) fn is_of(&self, stamp: Option<Stamp>) -> bool {
        stamp.is_some() && self.stamp == stamp
    }

    /// Reads the file again. The stamp is taken from the file that was opened, so that what is replaced meanwhile is read the next time.
    #[must_use]
    pub(super) fn read_again(mut self, path: &Path, anchors: &[TrustAnchor]) -> Self {
        match open_and_read(path) {
            Ok((stamp, bytes)) => {
                self.stamp = stamp;
                match KeptCrl::read(bytes, anchors) {
                    Ok(new) => self.known.take(new),
                    Err(error) => self.known.fail(now(), true, error.to_string()),
                }
            }
            Err(error) => {
                self.stamp = None;
                self.known.fail(now(), false, error.to_string());
            }
        }
        self
    }
}

/// The state of the file at `path` as it is now; `None` where there is none to be had.
pub(super) fn stamp_at(path: &Path) -> Option<Stamp> {
    std::fs::metadata(path).ok().as_ref().and_then(stamp)
}

fn stamp(metadata: &Metadata) -> Option<Stamp> {
    Some((metadata.modified().ok()?, metadata.len()))
}

fn open_and_read(path: &Path) -> std::io::Result<(Option<Stamp>, Vec<u8>)> {
    let file = File::open(path)?;
    let stamp = stamp(&file.metadata()?);
    let most = u64::try_from(MAX_CRL).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((stamp, bytes))
}
