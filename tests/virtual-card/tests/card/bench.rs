//! Cards for tests: made anew for each, with keys that are generated once.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jitsuin_virtual_card::{Order, VirtualCard};

/// A card's folder of its own, gone with the test.
pub(crate) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    /// A bench with the card of a holder of `tests/pki/holders`.
    pub(crate) fn with(holder: &str) -> Self {
        let bench = Bench { folder: tempfile::tempdir().unwrap() };
        bench.make(holder);
        bench
    }

    /// Makes a further card and says where.
    pub(crate) fn make(&self, holder: &str) -> PathBuf {
        let pki = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pki");
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("virtual-card");
        let out = self.folder.path().join(holder);
        let order = Order {
            pki: pki.join("jpki-test.toml"),
            holder: pki.join("holders").join(format!("{holder}.toml")),
            ca: Some(cache.join("ca")),
            keys: Some(cache.join("keys")),
            out: out.clone(),
        };
        order.make().unwrap();
        out
    }

    /// A path on this bench.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The card of this holder, loaded and with power.
    pub(crate) fn powered(&self, holder: &str) -> VirtualCard {
        let mut card = VirtualCard::load(&self.path(holder)).unwrap();
        card.power_on();
        card
    }
}

/// Waits for a condition, and fails with what was waited for.
pub(crate) fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    const LIMIT: Duration = Duration::from_secs(20);
    let deadline = Instant::now() + LIMIT;
    while !condition() {
        assert!(Instant::now() < deadline, "waited {} s for: {what}", LIMIT.as_secs());
        std::thread::sleep(Duration::from_millis(10));
    }
}
