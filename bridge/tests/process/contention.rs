//! Another program holds the card: the bridge says so instead of waiting for ever, and works once the card is free.

use std::ffi::CString;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use pcsc::{Context, Disposition, Protocols, Scope, ShareMode};
use serde_json::{Value, json};

use crate::bridge::assert_error;
use crate::stage::{PIN, Stage};

/// Names the reader whose card this program, started once more by a test, shall hold.
const HOLDS: &str = "JITSUIN_TEST_HOLDS";
/// How: `transaction`, `exclusive`, or `connection`, which only keeps the card powered.
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
    let mut second = stage.bridge();
    assert_eq!(second.status()["readers"][0]["card"], json!({ "kind": "busy" }));
    assert!(stage.is_verified(), "the second bridge did not disturb the first");
    first.close();
    stage.assert_locked(5);
    second.opened(&reader, PIN);
    second.close();
    first.end();
    second.end();
    stage.assert_locked(5);
}

/// Another program that holds the card.
pub(crate) struct OtherProgram(Child);

impl OtherProgram {
    /// Starts it, and waits until it holds the card in this manner: `transaction`, `exclusive` or `connection`.
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
    let transaction = (manner == "transaction").then(|| card.transaction().unwrap());
    let mut output = std::io::stdout();
    output.write_all(b"held\n").unwrap();
    output.flush().unwrap();
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    if let Some(transaction) = transaction {
        transaction.end(Disposition::LeaveCard).map_err(|(_, error)| error).unwrap();
    }
}
