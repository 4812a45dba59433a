//! Cards that answer otherwise where sources dispute: what a signature costs on them, and that it is made.

use serde_json::json;

use crate::bridge::{assert_error, sign};
use crate::stage::{PIN, Stage};

/// The exchanges of the first look and of a transaction with so many digests.
fn cost(knobs: &[(&str, &str)], digests: usize) -> (u64, u64) {
    let stage = Stage::with("hanako", knobs);
    let (mut bridge, reader) = stage.looked();
    let look = stage.exchanges();
    bridge.opened(&reader, PIN);
    let signed = bridge.ask(sign(&vec![[0x11; 32]; digests]));
    assert_eq!(signed["type"], "signed", "{signed}");
    assert_eq!(signed["signatures"].as_array().unwrap().len(), digests);
    stage.assert_locked(5);
    assert_eq!(stage.verifies(), 1);
    bridge.end();
    (look, stage.exchanges() - look)
}

#[test]
fn extended_lengths() {
    assert_eq!(cost(&[("extended-length", "on")], 1), (4, 5));
}

#[test]
fn short_lengths() {
    assert_eq!(cost(&[("extended-length", "off")], 1), (5, 11));
}

#[test]
fn each_further_signature_costs_one_exchange() {
    assert_eq!(cost(&[("extended-length", "on")], 5), (4, 9));
    assert_eq!(cost(&[("extended-length", "off")], 5), (5, 15));
}

#[test]
fn a_card_whose_lengths_are_not_known_is_read_with_short_ones() {
    let stage = Stage::with("hanako", &[]);
    let (bridge, reader) = stage.looked();
    bridge.end();
    let before = stage.exchanges();
    let mut bridge = stage.bridge();
    bridge.opened(&reader, PIN);
    assert_eq!(bridge.ask(sign(&[[0x11; 32]]))["type"], "signed");
    assert_eq!(stage.exchanges() - before, 11);
    bridge.end();
}

#[test]
fn no_short_ef_ids() {
    assert_eq!(cost(&[("short-ef-ids", "off")], 1), (11, 15));
}

#[test]
fn no_short_ef_ids_for_the_key() {
    // The refusal and the SELECT of the key; the second digest costs one exchange again.
    assert_eq!(cost(&[("short-ef-ids", "not-for-keys")], 1), (4, 7));
    assert_eq!(cost(&[("short-ef-ids", "not-for-keys")], 2), (4, 8));
}

#[test]
fn the_end_of_a_file_told_with_its_data() {
    assert_eq!(cost(&[("end-of-file", "6282")], 1), (4, 5));
    assert_eq!(cost(&[("end-of-file", "6282"), ("extended-length", "off")], 1), (5, 11));
}

#[test]
fn tries_that_the_card_does_not_tell_may_be_the_last() {
    let stage = Stage::with("hanako", &[("tries-query", "9000"), ("wrong-pin", "6300")]);
    let (mut bridge, reader) = stage.looked();
    assert_eq!(reader["card"]["triesLeft"], json!({ "sign": null }));
    assert_error(&bridge.open(&reader, PIN), "last-try");
    assert_eq!(stage.verifies(), 0);
    let confirmed =
        |pin| json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": pin, "lastTry": true });
    let wrong = bridge.ask(confirmed("WRONG123"));
    assert_error(&wrong, "pin-wrong");
    assert_eq!(wrong.get("triesLeft"), None);
    assert_eq!(bridge.ask(confirmed(PIN))["type"], "opened");
    bridge.end();
}

#[test]
fn unlimited_tries_need_no_confirmation() {
    let stage = Stage::with("hanako", &[("tries-query", "6300")]);
    let (mut bridge, reader) = stage.looked();
    assert_eq!(reader["card"]["triesLeft"], json!({ "sign": null }));
    bridge.opened(&reader, PIN);
    bridge.end();
}

#[test]
fn a_refused_question_for_the_tries_hides_nothing_else() {
    let stage = Stage::with("hanako", &[("tries-query", "6985")]);
    let (mut bridge, reader) = stage.looked();
    let card = json!({ "kind": "my-number-card", "certificates": { "sign": true, "auth": true }, "triesLeft": { "sign": null } });
    assert_eq!(reader["card"], card);
    assert_error(&bridge.open(&reader, PIN), "card-refused");
    assert_eq!(stage.verifies(), 0);
    bridge.end();
}

#[test]
fn no_short_ef_ids_and_a_wrong_pin() {
    let stage = Stage::with("hanako", &[("short-ef-ids", "off")]);
    let (mut bridge, reader) = stage.looked();
    let wrong = bridge.open(&reader, "WRONG123");
    assert_error(&wrong, "pin-wrong");
    assert_eq!((wrong["triesLeft"].as_u64(), stage.verifies()), (Some(4), 1));
    stage.assert_locked(4);
    bridge.end();
}

#[test]
fn first_command_after_power_on_answered_6f00() {
    assert_eq!(cost(&[("first-command-6f00", "on")], 1), (5, 6));
}

#[test]
fn answers_in_parts() {
    cost(&[("response-chaining", "on")], 2);
}

#[test]
fn answers_with_the_right_length() {
    cost(&[("wrong-le", "on")], 2);
}

#[test]
fn everything_at_once() {
    let knobs = ["first-command-6f00", "response-chaining", "wrong-le"].map(|name| (name, "on"));
    cost(&[&knobs[..], &[("short-ef-ids", "off"), ("extended-length", "off")]].concat(), 2);
}

#[test]
fn blocked_card_that_says_6983() {
    let stage = Stage::with("blocked", &[("blocked-status", "6983")]);
    let (mut bridge, reader) = stage.looked();
    assert_error(&bridge.open(&reader, PIN), "pin-blocked");
    assert_eq!(stage.verifies(), 0);
    stage.assert_locked(0);
    bridge.end();
}
