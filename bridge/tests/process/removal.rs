//! The card is taken away at every exchange: the bridge says so, no try is lost, and the next attempt works.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use crate::bridge::{Bridge, assert_error, sign};
use crate::stage::{PIN, Stage, wait_for};

const DIGEST: [u8; 32] = [0x11; 32];

const SHORT: &[(&str, &str)] = &[("extended-length", "off")];

/// Each range has a reader of its own: a card that was taken out stays out for a second.
#[test]
fn in_each_exchange() {
    std::thread::scope(|scope| {
        scope.spawn(|| in_a_look(SHORT, 1..=4));
        scope.spawn(|| in_the_transaction(&[], 1..=5));
        scope.spawn(|| in_the_transaction(SHORT, 1..=4));
        scope.spawn(|| in_the_transaction(SHORT, 5..=8));
        scope.spawn(|| in_the_transaction(SHORT, 9..=11));
    });
}

fn in_the_transaction(knobs: &[(&str, &str)], exchanges: RangeInclusive<u64>) {
    let mut stage = Stage::with("hanako", knobs);
    let (mut bridge, reader) = stage.looked();
    for at in exchanges {
        stage.knob("remove-at", &at.to_string());
        let before = stage.exchanges();
        let reply = match bridge.open(&reader, PIN) {
            opened if opened["type"] == "opened" => bridge.ask(sign(&[DIGEST])),
            refused => refused,
        };
        assert_error(&reply, "card-removed");
        assert_eq!(stage.exchanges() - before, at, "exchange {at} was the last");
        stage.assert_locked(5);
        bridge.reader_in_state("empty");
        assert_error(&bridge.open(&reader, PIN), "no-card");
        stage.insert();
        bridge.reader_in_state("present");
    }
    assert_signs(&mut bridge, &reader);
    stage.assert_locked(5);
    bridge.end();
}

/// Not the first one: what that has found of the lengths is known.
fn in_a_look(knobs: &[(&str, &str)], exchanges: RangeInclusive<u64>) {
    let mut stage = Stage::with("hanako", knobs);
    let (mut bridge, reader) = stage.looked();
    for at in exchanges {
        stage.knob("remove-at", &at.to_string());
        let status = bridge.status();
        assert_eq!(
            status["readers"][0],
            json!({ "name": reader["name"], "state": "empty", "pinPad": false }),
            "exchange {at}"
        );
        stage.assert_locked(5);
        stage.insert();
        bridge.reader_in_state("present");
    }
    assert_signs(&mut bridge, &reader);
    bridge.end();
}

#[test]
fn between_open_and_sign() {
    let mut stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    bridge.opened(&reader, PIN);
    stage.slot.remove();
    assert_error(&bridge.ask(sign(&[DIGEST])), "card-removed");
    stage.assert_locked(5);
    stage.insert();
    bridge.reader_in_state("present");
    assert_signs(&mut bridge, &reader);
    bridge.end();
}

#[test]
fn in_mid_signature() {
    let mut stage = Stage::with("hanako", &[("ms-per-signature", "700")]);
    let mut bridge = stage.opened();
    let before = stage.exchanges();
    let id = bridge.send(sign(&[DIGEST, DIGEST]));
    wait_for("the signature to begin", || stage.exchanges() > before);
    stage.slot.remove();
    assert_error(&bridge.reply(id), "card-removed");
    stage.assert_locked(5);
    bridge.end();
}

fn assert_signs(bridge: &mut Bridge, reader: &Value) {
    bridge.opened(reader, PIN);
    let signed = bridge.ask(sign(&[DIGEST]));
    assert_eq!(signed["type"], "signed", "{signed}");
}
