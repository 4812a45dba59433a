//! Every way in which a bridge can end, and what it leaves on the card.

use std::process::Stdio;

use jitsuin_bridge::card::file::Lengths;
use jitsuin_bridge::card::jpki::{SigningKey, UnlockedKey as _};
use jitsuin_bridge::card::pin::PinEntry;
use jitsuin_bridge::card::tables::PinKind;
use jitsuin_bridge::pcsc::Pcsc;
use jitsuin_bridge::reader::{CardSource as _, Work};
use serde_json::json;

use crate::bridge::{Bridge, sign, status};
use crate::contention::OtherProgram;
use crate::stage::{PIN, Stage, wait_for};

/// As long as a real card needs for a signature.
const SLOW_SIGNATURE: (&str, &str) = ("ms-per-signature", "700");

/// A bridge whose card is making the first of three signatures.
fn signing(stage: &Stage) -> Bridge {
    let mut bridge = stage.opened();
    let before = stage.exchanges();
    bridge.send(sign(&[[0x11; 32], [0x22; 32], [0x33; 32]]));
    wait_for("the signature to begin", || stage.exchanges() > before);
    bridge
}

#[test]
fn end_of_input_before_any_request() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.bridge();
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    assert_eq!(stage.exchanges(), 0);
}

#[test]
fn end_of_input_while_a_look_is_on_its_way() {
    let stage = Stage::with("hanako", &[("ms-per-exchange", "200")]);
    let (mut bridge, _) = stage.looked();
    let before = stage.exchanges();
    bridge.send(status(&["sign"]));
    wait_for("the look to begin", || stage.exchanges() > before);
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    stage.assert_locked(5);
}

#[test]
fn end_of_input_while_a_key_is_open() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    stage.assert_locked(5);
}

#[test]
fn end_of_input_while_the_pin_is_verified() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    stage.knob("ms-per-exchange", "200");
    bridge.send(json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": PIN }));
    wait_for("VERIFY", || stage.verifies() == 1);
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    stage.assert_locked(5);
}

#[test]
fn end_of_input_in_mid_signature() {
    let stage = Stage::with("hanako", &[SLOW_SIGNATURE]);
    let mut bridge = signing(&stage);
    let before = stage.exchanges();
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    stage.assert_locked(5);
    assert_eq!(stage.exchanges(), before, "the further digests are not signed");
}

#[test]
fn end_of_input_after_the_signature() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    bridge.ask(sign(&[[0x11; 32]]));
    stage.assert_locked(5);
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    stage.assert_locked(5);
}

#[test]
fn polite_signals_while_a_key_is_open() {
    let stage = Stage::with("hanako", &[]);
    for signal in ["TERM", "INT", "HUP"] {
        let mut bridge = stage.opened();
        bridge.signal(signal);
        assert_eq!(bridge.ended().code(), Some(0), "SIG{signal}");
        stage.assert_locked(5);
    }
}

#[test]
fn sigterm_in_mid_signature() {
    let stage = Stage::with("hanako", &[SLOW_SIGNATURE]);
    let mut bridge = signing(&stage);
    bridge.signal("TERM");
    assert_eq!(bridge.ended().code(), Some(0));
    stage.assert_locked(5);
}

/// A card slower than a browser's patience: a signal has no such impatience, and the lock is waited for. Another program is connected, so that
/// nothing but the bridge cuts the power.
#[test]
fn sigterm_waits_for_a_slow_signature_to_lock_the_card() {
    let stage = Stage::with("hanako", &[("ms-per-signature", "2500")]);
    let (mut bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "connection");
    bridge.opened(&reader, PIN);
    let before = stage.exchanges();
    bridge.send(sign(&[[0x11; 32]]));
    wait_for("the signature to begin", || stage.exchanges() > before);
    bridge.signal("TERM");
    assert_eq!(bridge.ended_at_last().code(), Some(0));
    stage.assert_locked_but_powered(5);
    other.release();
}

/// Whoever opens twice and leaves has no PIN verified behind their back.
#[test]
fn end_of_input_stops_a_second_open_before_its_verify() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    bridge.opened(&reader, PIN);
    stage.knob("ms-per-exchange", "300");
    let before = stage.exchanges();
    bridge.send(json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": PIN }));
    wait_for("the second transaction to begin", || stage.exchanges() > before);
    bridge.end_input();
    assert_eq!(bridge.ended().code(), Some(0));
    assert_eq!(stage.verifies(), 1, "only the first open has verified");
    stage.assert_locked(5);
}

/// No code of the bridge runs after SIGKILL: the service resets the card, and a warm reset keeps the PIN verified (CARD.md §2.6). The next bridge's
/// first look mends it, as SECURITY.md says. Another program is connected here: without one, `pcscd` soon cuts the power of a card by itself.
#[test]
fn what_sigkill_leaves_is_locked_by_the_next_start() {
    let stage = Stage::with("hanako", &[]);
    let (mut killed, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "connection");
    killed.opened(&reader, PIN);
    killed.signal("KILL");
    killed.ended();
    assert!(stage.is_verified(), "if nothing were left, SECURITY.md would say too much");
    let next = stage.looked().0;
    stage.assert_locked_but_powered(5);
    next.end();
    other.release();
}

#[test]
fn what_sigkill_leaves_in_mid_signature_is_locked_by_the_next_start() {
    let stage = Stage::with("hanako", &[SLOW_SIGNATURE]);
    let (mut bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "connection");
    bridge.opened(&reader, PIN);
    let before = stage.exchanges();
    bridge.send(sign(&[[0x11; 32]]));
    wait_for("the signature to begin", || stage.exchanges() > before);
    bridge.signal("KILL");
    bridge.ended();
    assert!(stage.is_verified());
    let next = stage.looked().0;
    stage.assert_locked_but_powered(5);
    next.end();
    other.release();
}

#[test]
fn after_sigkill_with_no_other_program_the_service_cuts_the_power() {
    let stage = Stage::with("hanako", &[]);
    let mut killed = stage.opened();
    killed.signal("KILL");
    killed.ended();
    wait_for("the power to go off", || !stage.slot.card().is_powered());
    stage.assert_locked(5);
}

#[test]
fn output_that_nobody_reads_any_more() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    bridge.close_output();
    bridge.send(json!({ "type": "no such type" }));
    assert_eq!(bridge.ended().code(), Some(1));
    stage.assert_locked(5);
}

/// The program's end takes the PC/SC library away: a watch that was then in the midst of a call crashed one bridge in a hundred.
#[test]
fn an_end_right_after_the_start_is_clean() {
    let stage = Stage::without("hanako", &[]);
    for _ in 0..300 {
        let mut bridge = stage.bridge();
        bridge.send_frame(b"garbage");
        assert_eq!(bridge.ended().code(), Some(1));
    }
}

/// As many refusals as a pipe cannot hold, and the bridge's own queue can.
const UNREAD: usize = 900;

#[test]
fn the_end_is_served_though_nobody_reads() {
    let stage = Stage::with("hanako", &[]);
    for signal in [None, Some("TERM")] {
        let mut bridge = Bridge::unread(stage.command());
        for _ in 0..UNREAD {
            bridge.send_frame(br#"{"type":"no such type","id":1}"#);
        }
        match signal {
            None => bridge.end_input(),
            Some(name) => bridge.signal(name),
        }
        assert_eq!(bridge.ended().code(), Some(0), "{signal:?}");
    }
}

#[test]
fn a_browser_that_only_asks_and_never_reads_is_left() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = Bridge::unread(stage.command());
    while bridge.try_send_frame(br#"{"type":"no such type","id":1}"#).is_ok() {}
    assert_eq!(bridge.ended().code(), Some(1));
}

/// Names the reader for this program, started once more by the test below.
const PANICS: &str = "JITSUIN_TEST_PANICS";

/// The bridge's own code for PC/SC, in a program that panics with a PIN verified. Another program is connected, so that nothing but it cuts the power.
#[test]
fn a_panic_leaves_the_card_locked() {
    if let Ok(reader) = std::env::var(PANICS) {
        return panic_with_a_verified_pin(&reader);
    }
    let stage = Stage::with("hanako", &[]);
    let (bridge, reader) = stage.looked();
    let other = OtherProgram::hold(&stage, &reader, "connection");
    let status = stage
        .daemon()
        .command(std::env::current_exe().unwrap())
        .args(["--exact", "endings::a_panic_leaves_the_card_locked"])
        .env(PANICS, reader["name"].as_str().unwrap())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success(), "it has panicked");
    assert_eq!(stage.verifies(), 1);
    assert!(stage.seen().iter().any(|(header, word)| header == "0020009b" && word == "9000"));
    stage.assert_locked_but_powered(5);
    other.release();
    bridge.end();
}

fn panic_with_a_verified_pin(reader: &str) {
    let work: Work<'_> = &mut |channel| {
        let pin = PinEntry::new(PinKind::Sign, Some(PIN)).unwrap();
        SigningKey::open(channel, &pin, false, Lengths::Short).unwrap();
        panic!("with the key open");
    };
    Pcsc::default().transact(reader, work).unwrap();
}
