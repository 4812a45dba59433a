//! `change-pin`: afterwards the new PIN holds and the old one does not; a failure in the middle leaves a card that works.

use jitsuin_virtual_card::Pin;
use serde_json::json;

use crate::bridge::assert_error;
use crate::stage::{AUTH_PIN, PIN, Stage, TEXT_PIN};

/// The exchange of `change-pin` that writes.
const CHANGE: u64 = 5;

#[test]
fn each_pin_can_be_changed() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let before = stage.exchanges();
    assert_eq!(bridge.change_pin(&reader, "sign", PIN, "HANAKO99")["type"], "pin-changed");
    assert_eq!(stage.exchanges() - before, CHANGE);
    stage.assert_locked_but_powered(5);
    assert_eq!(bridge.change_pin(&reader, "auth", AUTH_PIN, "2468")["type"], "pin-changed");
    assert_eq!(bridge.change_pin(&reader, "attributes", TEXT_PIN, "1357")["type"], "pin-changed");
    stage.assert_locked(5);
    bridge.opened(&reader, "HANAKO99");
    assert_eq!(bridge.open_auth(&reader, "2468")["type"], "opened");
    assert_eq!(bridge.attributes(&reader, "1357")["type"], "attributes");
    assert_error(&bridge.open(&reader, PIN), "pin-wrong");
    assert_error(&bridge.open_auth(&reader, AUTH_PIN), "pin-wrong");
    assert_error(&bridge.attributes(&reader, TEXT_PIN), "pin-wrong");
    bridge.end();
}

#[test]
fn nothing_is_sent_for_pins_that_cannot_be() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let before = stage.exchanges();
    for (which, old, new, code) in [
        ("sign", PIN, "kasumi99", "pin-format"),
        ("sign", "1234", "KASUMI99", "pin-format"),
        ("sign", PIN, PIN, "pin-unchanged"),
        ("auth", AUTH_PIN, "12345", "pin-format"),
        ("auth", AUTH_PIN, AUTH_PIN, "pin-unchanged"),
        ("attributes", TEXT_PIN, "ABCD", "pin-format"),
    ] {
        assert_error(&bridge.change_pin(&reader, which, old, new), code);
    }
    assert_eq!(stage.exchanges(), before);
    bridge.end();
}

#[test]
fn a_wrong_old_pin_changes_nothing() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let wrong = bridge.change_pin(&reader, "auth", "0000", "2468");
    assert_error(&wrong, "pin-wrong");
    assert_eq!((&wrong["triesLeft"], wrong.get("pinIs")), (&json!(2), None));
    assert_error(&bridge.change_pin(&reader, "auth", "0000", "2468"), "pin-wrong");
    assert_error(&bridge.change_pin(&reader, "auth", AUTH_PIN, "2468"), "last-try");
    assert_eq!(stage.tries(Pin::Auth), 1);
    let name = &reader["name"];
    let last = json!({
        "type": "change-pin", "reader": name, "which": "auth", "old": AUTH_PIN, "new": "2468", "lastTry": true
    });
    assert_eq!(bridge.ask(last)["type"], "pin-changed");
    assert_eq!(bridge.open_auth(&reader, "2468")["type"], "opened");
    bridge.end();
}

#[test]
fn removed_at_each_exchange() {
    let mut stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    for at in 1..=CHANGE {
        stage.knob("remove-at", &at.to_string());
        let reply = bridge.change_pin(&reader, "auth", AUTH_PIN, "2468");
        assert_error(&reply, if at == CHANGE { "pin-change-unclear" } else { "card-removed" });
        bridge.reader_in_state("empty");
        stage.insert();
        bridge.reader_in_state("present");
    }
    // One entry tells. The virtual card does not execute what it does not answer: it is the old one.
    assert_eq!(bridge.open_auth(&reader, AUTH_PIN)["type"], "opened");
    assert_eq!(bridge.change_pin(&reader, "auth", AUTH_PIN, "2468")["type"], "pin-changed");
    assert_eq!(bridge.open_auth(&reader, "2468")["type"], "opened");
    bridge.end();
}

#[test]
fn silent_while_it_writes() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    stage.knob("silent-at", &CHANGE.to_string());
    assert_error(&bridge.change_pin(&reader, "auth", AUTH_PIN, "2468"), "pin-change-unclear");
    bridge.end_input();
    assert_eq!(bridge.ended_at_last().code(), Some(0));
}

#[test]
fn silent_before_it_writes() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    stage.knob("silent-at", &(CHANGE - 1).to_string());
    assert_error(&bridge.change_pin(&reader, "auth", AUTH_PIN, "2468"), "card-unresponsive");
    bridge.end_input();
    assert_eq!(bridge.ended_at_last().code(), Some(0));
}

#[test]
fn a_blocked_pin_stays_as_it_is() {
    let stage = Stage::with("blocked", &[]);
    let (mut bridge, reader) = stage.looked();
    assert_error(&bridge.change_pin(&reader, "sign", PIN, "HANAKO99"), "pin-blocked");
    assert_eq!(stage.verifies(), 0);
    bridge.end();
}
