//! A `pcscd` of the test's own, a card in its reader, and what the card has seen.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jitsuin_virtual_card::pcscd::PrivatePcscd;
use jitsuin_virtual_card::vpcd::Slot;
use jitsuin_virtual_card::{Order, Pin, VirtualCard};
use serde_json::Value;

use crate::bridge::{Bridge, ORIGIN, PROGRAM};

/// The signing PIN of the holders in `tests/pki/holders`.
pub(crate) const PIN: &str = "KASUMI88";

/// The authentication PIN of the holder `hanako`.
pub(crate) const AUTH_PIN: &str = "1234";

/// The PIN of the attributes of the holder `hanako`.
pub(crate) const TEXT_PIN: &str = "5678";

/// How long a test waits for anything before it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Within which time `pcscd` cuts the power of a card that no program is connected to: it looks every 0.4 s.
const UNUSED: Duration = Duration::from_secs(2);

/// A reader with a card of the test's own. Everything ends with it.
pub(crate) struct Stage {
    pub(crate) slot: Slot,
    daemon: Option<PrivatePcscd>,
    wire: Wire,
    folder: tempfile::TempDir,
}

impl Stage {
    /// A reader with the card of a holder of `tests/pki/holders` in it.
    pub(crate) fn with(holder: &str, knobs: &[(&str, &str)]) -> Self {
        let mut stage = Self::without(holder, knobs);
        stage.insert();
        stage
    }

    /// A reader, and the card beside it.
    pub(crate) fn without(holder: &str, knobs: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let daemon = PrivatePcscd::start(&folder.path().join("pcscd"), None).unwrap();
        let mut card = VirtualCard::load(&make_card(folder.path(), holder)).unwrap();
        for (name, value) in knobs {
            card.set_knob(name, value).unwrap();
        }
        let wire = Wire::default();
        card.log_to(wire.clone());
        Self { slot: Slot::new(card, &daemon.slot(0)), daemon: Some(daemon), wire, folder }
    }

    /// Puts a further card into the reader's second slot.
    pub(crate) fn second_slot(&self, holder: &str) -> Slot {
        let folder = self.folder.path().join("second");
        let card = VirtualCard::load(&make_card(&folder, holder)).unwrap();
        let mut slot = Slot::new(card, &self.daemon().slot(1));
        slot.insert(PATIENCE).unwrap();
        slot
    }

    /// The smart card service.
    pub(crate) fn daemon(&self) -> &PrivatePcscd {
        self.daemon.as_ref().expect("the service runs")
    }

    /// Ends the smart card service.
    pub(crate) fn end_service(&mut self) {
        self.daemon = None;
    }

    /// Puts the card into the reader.
    pub(crate) fn insert(&mut self) {
        self.slot.insert(PATIENCE).unwrap();
    }

    /// How Chromium would start the bridge here.
    pub(crate) fn command(&self) -> Command {
        let mut command = self.daemon().command(PROGRAM);
        command.arg(ORIGIN);
        command
    }

    /// A bridge that has greeted.
    pub(crate) fn bridge(&self) -> Bridge {
        Bridge::start(self.command())
    }

    /// A bridge that has looked at the card, and what it said of the reader.
    pub(crate) fn looked(&self) -> (Bridge, Value) {
        let mut bridge = self.bridge();
        let reader = bridge.card();
        (bridge, reader)
    }

    /// A bridge with the key open.
    pub(crate) fn opened(&self) -> Bridge {
        let (mut bridge, reader) = self.looked();
        bridge.opened(&reader, PIN);
        assert!(self.is_verified(), "an open key is one whose PIN is verified");
        bridge
    }

    /// How many commands the card has seen.
    pub(crate) fn exchanges(&self) -> u64 {
        self.slot.card().exchanges()
    }

    /// The header and status word of every exchange so far.
    pub(crate) fn seen(&self) -> Vec<(String, String)> {
        let text = String::from_utf8(self.wire.0.lock().unwrap().clone()).unwrap();
        let field = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .map(|line: Value| (field(&line, "header"), field(&line, "sw")))
            .collect()
    }

    /// How many VERIFYs with a PIN the card has seen: those without one are answered `63Cx` and never `9000`.
    pub(crate) fn verifies(&self) -> usize {
        let text = String::from_utf8(self.wire.0.lock().unwrap().clone()).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .filter(|line| {
                line["header"].as_str().unwrap().starts_with("0020") && line["sent"].as_u64().unwrap() > 4
            })
            .count()
    }

    /// Fails if the card was ever asked for the file of 個人番号, or for another application than the two that the bridge knows.
    fn assert_individual_number_untouched(&self) {
        let text = String::from_utf8(self.wire.0.lock().unwrap().clone()).unwrap();
        let mut application = String::new();
        for line in text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
            let (header, select) = (line["header"].as_str().unwrap(), line["select"].as_str());
            if header.starts_with("00a404") {
                application = select.unwrap().to_owned();
                assert!([JPKI_AP, TEXT_AP].contains(&application.as_str()), "SELECT of {application}");
            } else if application == TEXT_AP {
                assert_ne!(select, Some("0001"), "{line}");
                // Short EF identifier 1: in P1 of READ BINARY, in P2 of the others.
                let by_short_id =
                    header.starts_with("00b081") || (header.ends_with("81") && select.is_none());
                assert!(!by_short_id, "{line}");
                assert!(["00a4", "00b0", "0020", "0024", "00c0"].contains(&&header[..4]), "{line}");
            }
        }
    }

    /// Turns a knob of the card.
    pub(crate) fn knob(&self, name: &str, value: &str) {
        self.slot.card().set_knob(name, value).unwrap();
    }

    /// The tries that are left of a PIN.
    pub(crate) fn tries(&self, pin: Pin) -> u8 {
        self.slot.card().tries_left(pin)
    }

    /// Sets the tries that are left of the signing PIN.
    pub(crate) fn set_tries(&self, tries: u8) {
        self.slot.card().set_tries(Pin::Sign, tries).unwrap();
    }

    /// Whether a program that came now would find a PIN verified.
    pub(crate) fn is_verified(&self) -> bool {
        !self.slot.card().verified().is_empty()
    }

    /// Fails unless nothing is verified now and so many tries are left. Now: the bridge locks the card before it answers or ends.
    #[track_caller]
    pub(crate) fn assert_locked_but_powered(&self, tries: u8) {
        let card = self.slot.card();
        assert_eq!(
            (card.verified(), card.tries_left(Pin::Sign)),
            (Vec::new(), tries),
            "(verified PINs, tries)"
        );
    }

    /// The same, and no connection is left that would keep the card powered.
    #[track_caller]
    pub(crate) fn assert_locked(&self, tries: u8) {
        self.assert_locked_but_powered(tries);
        wait_within("the card to lose its power", UNUSED, || !self.slot.card().is_powered());
    }
}

impl Drop for Stage {
    /// Every test is also one of this.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.assert_individual_number_untouched();
        }
    }
}

/// 公的個人認証AP (CARD.md §1.1).
const JPKI_AP: &str = "D392F000260100000001";

/// 券面事項入力補助AP (CARD.md §1.1).
const TEXT_AP: &str = "D3921000310001010408";

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// Waits for a condition, and fails with what was waited for.
pub(crate) fn wait_for(what: &str, condition: impl FnMut() -> bool) {
    wait_within(what, PATIENCE, condition);
}

/// The same with a deadline of its own.
pub(crate) fn wait_within(what: &str, limit: Duration, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !condition() {
        assert!(Instant::now() < deadline, "waited {limit:?} for: {what}");
        std::thread::sleep(LOOK);
    }
}

/// Makes a holder's card in a folder. Keys and CAs are drawn once and kept.
fn make_card(folder: &Path, holder: &str) -> PathBuf {
    let pki = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pki");
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("virtual-card");
    let out = folder.join(holder);
    let order = Order {
        pki: pki.join("jpki-test.toml"),
        holder: pki.join("holders").join(format!("{holder}.toml")),
        ca: Some(kept.join("ca")),
        keys: Some(kept.join("keys")),
        out: out.clone(),
    };
    order.make().unwrap();
    out
}

/// What the card writes of its exchanges.
#[derive(Clone, Default)]
struct Wire(Arc<Mutex<Vec<u8>>>);

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
