//! A card that stops answering costs its own reader ten seconds, and the other reader nothing.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::bridge::{assert_error, sign, status};
use crate::stage::{PIN, Stage, wait_for};

/// How long the bridge waits for one exchange, with a margin for a slow machine.
const EXCHANGE: std::ops::Range<Duration> = Duration::from_millis(9_500)..Duration::from_secs(13);

/// The exchange of `open` that verifies the PIN.
const VERIFY: u64 = 3;

#[test]
fn in_the_first_look_while_another_reader_works() {
    let mut stage = Stage::with("hanako", &[]);
    let _second = stage.second_slot("substituted");
    let (mut bridge, reader) = stage.looked();
    wait_for("the second card", || bridge.status()["readers"][1]["state"] == "present");
    stage.knob("silent-at", "1");
    let mut other = stage.bridge();
    let began = Instant::now();
    let look = bridge.send(status(&["sign"]));
    wait_for("the silence", || stage.seen().last().is_some_and(|(_, word)| word.is_empty()));
    let second = json!({ "name": reader["name"].as_str().unwrap().replace("00 00", "00 01") });
    other.opened(&second, PIN);
    assert_eq!(other.ask(sign(&[[0x11; 32]]))["type"], "signed");
    assert!(began.elapsed() < EXCHANGE.start, "the other reader did not wait: {:?}", began.elapsed());
    let status = bridge.reply(look);
    assert!(EXCHANGE.contains(&began.elapsed()), "{:?}", began.elapsed());
    assert_eq!(status["readers"][0]["card"], json!({ "kind": "unreadable", "code": "card-unresponsive" }));
    assert_eq!(status["readers"][1]["card"]["kind"], "my-number-card", "{status}");
    stage.slot.remove();
    bridge.reader_in_state("empty");
    stage.insert();
    assert_eq!(bridge.reader_in_state("present")["card"], reader["card"]);
    bridge.end();
    other.end();
}

#[test]
fn in_verify_which_is_not_repeated() {
    let mut stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    stage.knob("silent-at", &VERIFY.to_string());
    let began = Instant::now();
    assert_error(&bridge.open(&reader, PIN), "card-unresponsive");
    assert!(EXCHANGE.contains(&began.elapsed()), "{:?}", began.elapsed());
    stage.slot.remove();
    assert_eq!(stage.verifies(), 1);
    stage.assert_locked(5);
    bridge.reader_in_state("empty");
    stage.insert();
    bridge.reader_in_state("present");
    bridge.opened(&reader, PIN);
    assert_eq!(bridge.ask(sign(&[[0x11; 32]]))["type"], "signed");
    stage.assert_locked(5);
    bridge.end();
}

#[test]
fn in_the_signature() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    stage.knob("silent-at", "1");
    let began = Instant::now();
    assert_error(&bridge.ask(sign(&[[0x11; 32]])), "card-unresponsive");
    assert!(EXCHANGE.contains(&began.elapsed()), "{:?}", began.elapsed());
    let hangs = json!({ "kind": "unreadable", "code": "card-unresponsive" });
    assert_eq!(bridge.status()["readers"][0]["card"], hangs, "it is not another program that has the card");
    bridge.end_input();
    assert_eq!(bridge.ended_at_last().code(), Some(0));
}

#[test]
fn the_end_waits_for_a_silent_card_but_not_for_its_deadline() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    stage.knob("silent-at", "1");
    let before = stage.exchanges();
    bridge.send(sign(&[[0x11; 32]]));
    wait_for("the silence", || stage.exchanges() > before);
    let began = Instant::now();
    bridge.end_input();
    assert_eq!(bridge.ended_at_last().code(), Some(0));
    assert!(began.elapsed() < EXCHANGE.start, "{:?}", began.elapsed());
}
