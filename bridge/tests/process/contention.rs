//! Another program holds the card: the bridge says so instead of waiting for ever, and works once the card is free.

use std::ffi::CString;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use pcsc::{Context, Disposition, Protocols, Scope, ShareMode};
use serde_json::{Value, json};

use crate::bridge::{Bridge, assert_error, sign, status};
use crate::stage::{PIN, Stage, wait_for};

/// Names the reader whose card this program, started once more by a test, shall hold.
const HOLDS: &str = "JITSUIN_TEST_HOLDS";
/// How: `transaction`, or one that ends with `reset` or `power off`; `exclusive`; or `connection`, which only keeps the card powered.
const MANNER: &str = "JITSUIN_TEST_MANNER";

/// How long the bridge waits for another program, with a margin for a slow machine.
const ACQUIRE: std::ops::Range<Duration> = Duration::from_millis(4_500)..Duration::from_secs(8);

#[test]
fn a_transaction_of_another_program() {
    if let Ok(reader) = std::env::var(HOLDS) {
        return hold(&reader);
    }
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "transaction");
    let before = stage.exchanges();
    let began = Instant::now();
    assert_eq!(bridge.status()["readers"][0]["card"], json!({ "kind": "busy" }));
    assert!(ACQUIRE.contains(&began.elapsed()), "{:?}", began.elapsed());
    let began = Instant::now();
    assert_error(&bridge.open(&reader, PIN), "card-busy");
    assert!(ACQUIRE.contains(&began.elapsed()), "{:?}", began.elapsed());
    assert_eq!(stage.exchanges(), before, "nothing was sent");
    other.release();
    assert_eq!(bridge.card()["card"], reader["card"]);
    bridge.opened(&reader, PIN);
    bridge.close();
    stage.assert_locked(5);
    assert_eq!(stage.verifies(), 1, "the attempts that were given up do not come back");
    bridge.end();
}

#[test]
fn exclusive_use_by_another_program() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "exclusive");
    assert_eq!(bridge.status()["readers"][0]["card"], json!({ "kind": "busy" }));
    assert_error(&bridge.open(&reader, PIN), "card-busy");
    other.release();
    assert_eq!(bridge.card()["card"], reader["card"]);
    bridge.end();
}

#[test]
fn an_open_key_is_out_of_reach_of_another_bridge() {
    let stage = Stage::with("hanako", &[]);
    let (mut first, reader) = stage.looked();
    first.opened(&reader, PIN);
    let before = stage.seen().len();
    let mut second = stage.bridge();
    let look = second.send(status(&["sign"]));
    assert_eq!(
        first.ask(sign(&[[0x11; 32]]))["type"],
        "signed",
        "the second bridge did not disturb the first"
    );
    assert_eq!(second.reply(look)["readers"][0]["card"], reader["card"], "it waited");
    assert_eq!(stage.seen()[before].0, "802a009a", "nothing came before the signature");
    second.opened(&reader, PIN);
    second.close();
    first.end();
    second.end();
    stage.assert_locked(5);
}

/// Each look that is given up leaves a thread behind that waits for the card: one for each reader, or they would come to the card one after another when
/// it is free, and cut its power while others are at work.
#[test]
fn looks_that_are_given_up_do_not_come_back() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let kept = OtherProgram::hold(&stage, &reader, "connection");
    let other = OtherProgram::hold(&stage, &reader, "transaction");
    let powered = stage.slot.card().powered_on();
    let idle = threads_of(&bridge);
    for _ in 0..3 {
        assert_eq!(bridge.status()["readers"][0]["card"], json!({ "kind": "busy" }));
    }
    wait_for("all but one to be gone", || threads_of(&bridge) == idle + 1);
    other.release();
    wait_for("the one that waited to give up", || threads_of(&bridge) == idle);
    let card = stage.slot.card();
    assert!(card.is_powered() && card.powered_on() == powered, "nothing was sent, so the power is not cut");
    drop(card);
    kept.release();
    bridge.end();
}

/// The other program leaves the card reset: whoever waited has a handle that is no longer good, and must not reset the card once more.
#[test]
fn a_card_that_another_program_has_reset_meanwhile() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    for manner in ["reset", "power off"] {
        let other = OtherProgram::hold(&stage, &reader, manner);
        let idle = threads_of(&bridge);
        let look = bridge.send(status(&["sign"]));
        wait_for("the look to wait for the card", || threads_of(&bridge) == idle + LOOKING);
        other.release();
        assert_eq!(bridge.reply(look)["readers"][0]["card"], reader["card"], "{manner}");
    }
    bridge.end();
}

#[test]
fn the_end_does_not_wait_for_another_program() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "transaction");
    let idle = threads_of(&bridge);
    bridge.send(status(&["sign"]));
    wait_for("the look to wait for the card", || threads_of(&bridge) == idle + LOOKING);
    bridge.end();
    other.release();
}

/// A card of another kind may be in use by another program, between two of its transactions: SELECT disturbs nothing, a power off would.
#[test]
fn a_card_of_another_kind_keeps_its_power() {
    let stage = Stage::with("hanako", &[("kind", "other")]);
    let (mut bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "connection");
    let powered = stage.slot.card().powered_on();
    assert_eq!(bridge.status()["readers"][0]["card"], json!({ "kind": "other" }));
    assert_eq!(stage.slot.card().powered_on(), powered, "how often its power was switched on");
    bridge.end();
    other.release();
}

/// The threads of a look at one card, beside those of an idle bridge: for the request, for the reader, and for the card.
const LOOKING: usize = 3;

/// How many threads a bridge has.
fn threads_of(bridge: &Bridge) -> usize {
    std::fs::read_dir(format!("/proc/{}/task", bridge.id())).unwrap().count()
}

/// Another program that holds the card.
pub(crate) struct OtherProgram(Child);

impl OtherProgram {
    /// Starts it, and waits until it holds the card in this manner, see [`MANNER`].
    pub(crate) fn hold(stage: &Stage, reader: &Value, manner: &str) -> Self {
        let mut child = stage
            .daemon()
            .command(std::env::current_exe().unwrap())
            .args(["--exact", "contention::a_transaction_of_another_program", "--nocapture"])
            .env(HOLDS, reader["name"].as_str().unwrap())
            .env(MANNER, manner)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = BufReader::new(child.stdout.as_mut().unwrap());
        assert!(printed.lines().any(|line| line.unwrap().ends_with("held")), "the other program failed");
        Self(child)
    }

    /// Ends it, and waits for its end.
    pub(crate) fn release(mut self) {
        self.0.stdin = None;
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for OtherProgram {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the other program does: it takes the card, says so, and keeps it until its input ends.
fn hold(reader: &str) {
    let manner = std::env::var(MANNER).unwrap();
    let context = Context::establish(Scope::User).unwrap();
    let mode = if manner == "exclusive" { ShareMode::Exclusive } else { ShareMode::Shared };
    let mut card = context.connect(&CString::new(reader).unwrap(), mode, Protocols::ANY).unwrap();
    let transaction = (manner != "exclusive" && manner != "connection").then(|| card.transaction().unwrap());
    let mut output = std::io::stdout();
    output.write_all(b"held\n").unwrap();
    output.flush().unwrap();
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    if let Some(transaction) = transaction {
        let disposition = match manner.as_str() {
            "reset" => Disposition::ResetCard,
            "power off" => Disposition::UnpowerCard,
            _ => Disposition::LeaveCard,
        };
        transaction.end(disposition).map_err(|(_, error)| error).unwrap();
    }
}
