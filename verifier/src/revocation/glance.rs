//! How often somebody looks whether a file has changed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a look counts. To ask the file system takes as long as a twentieth of an RSA verification, and lists change every few minutes.
const COUNTS_FOR: Duration = Duration::from_millis(100);

/// When the file was last looked at.
#[derive(Debug)]
pub(super) struct Glance {
    start: Instant,
    /// Milliseconds after `start` until which the last look counts.
    counts_until: AtomicU64,
}

/// The moment before a look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment(u64);

impl Default for Glance {
    fn default() -> Self {
        Self { start: Instant::now(), counts_until: AtomicU64::new(0) }
    }
}

impl Glance {
    /// Does the last look still count? If not, everybody who asks looks: nobody goes on with what an older one has seen.
    pub(super) fn counts(&self) -> bool {
        self.now().0 < self.counts_until.load(Ordering::Acquire)
    }

    /// Now: to be taken before the file is looked at.
    pub(super) fn now(&self) -> Moment {
        Moment(milliseconds(self.start.elapsed()))
    }

    /// The file was looked at after `moment`, and what was seen is known.
    pub(super) fn looked(&self, moment: Moment) {
        self.counts_until.fetch_max(moment.0.saturating_add(milliseconds(COUNTS_FOR)), Ordering::Release);
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
