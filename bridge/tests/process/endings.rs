//! Every way in which a bridge can end, and what it leaves on the card.

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
