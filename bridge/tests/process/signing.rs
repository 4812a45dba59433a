//! `open`, `sign` and `close`: signatures that OpenSSL accepts, tries that are spent only when a PIN was wrong.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::bridge::{assert_error, sign};
use crate::openssl;
use crate::stage::{PIN, Stage, wait_within};

const DIGESTS: [[u8; 32]; 3] = [[0x11; 32], [0x22; 32], [0x33; 32]];

#[test]
fn signature_is_of_the_certificate() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let certificate = bridge.opened(&reader, PIN);
    let signed = bridge.ask(sign(&DIGESTS[..1]));
    stage.assert_locked(5);
    assert_eq!(signatures(&signed).len(), 1, "{signed}");
    assert!(bridge.take_events().is_empty(), "one digest makes no progress");
    assert!(openssl::has_signed_digest(&certificate, &DIGESTS[0], &signatures(&signed)[0]));
    assert!(!openssl::has_signed_digest(&certificate, &DIGESTS[1], &signatures(&signed)[0]));
    assert_eq!(stage.verifies(), 1);
    bridge.end();
}

#[test]
fn several_digests_make_progress() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let certificate = bridge.opened(&reader, PIN);
    let signed = bridge.ask(sign(&DIGESTS));
    stage.assert_locked(5);
    let progress = |done| json!({ "type": "progress", "done": done, "total": 3 });
    assert_eq!(bridge.take_events(), [progress(1), progress(2), progress(3)]);
    for (digest, signature) in DIGESTS.iter().zip(signatures(&signed)) {
        assert!(openssl::has_signed_digest(&certificate, digest, &signature));
    }
    bridge.end();
}

#[test]
fn wrong_pin_uses_one_try_and_the_right_one_gives_it_back() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let wrong = bridge.open(&reader, "WRONG123");
    assert_error(&wrong, "pin-wrong");
    assert_eq!(wrong["triesLeft"], 4);
    stage.assert_locked(4);
    assert_eq!(stage.verifies(), 1, "one VERIFY for one entry");
    assert_error(&bridge.ask(sign(&DIGESTS[..1])), "out-of-order");
    assert_eq!(bridge.card()["card"]["triesLeft"]["sign"], 4);
    bridge.opened(&reader, PIN);
    bridge.close();
    stage.assert_locked(5);
    bridge.end();
}

#[test]
fn last_try_needs_to_be_confirmed() {
    let stage = Stage::with("hanako", &[]);
    stage.set_tries(1);
    let (mut bridge, reader) = stage.looked();
    assert_error(&bridge.open(&reader, PIN), "last-try");
    assert_eq!(stage.verifies(), 0, "nothing was sent");
    stage.assert_locked(1);
    let confirmed =
        |pin| json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": pin, "lastTry": true });
    assert_eq!(bridge.ask(confirmed(PIN))["type"], "opened");
    bridge.close();
    stage.assert_locked(5);
    stage.set_tries(1);
    assert_error(&bridge.ask(confirmed("WRONG123")), "pin-blocked");
    stage.assert_locked(0);
    assert_error(&bridge.ask(confirmed(PIN)), "pin-blocked");
    assert_eq!(stage.verifies(), 2, "a PIN is not sent to a blocked card");
    bridge.end();
}

#[test]
fn pin_of_a_wrong_form_never_reaches_the_card() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let before = stage.exchanges();
    for pin in
        ["", "1234", "KASUM", "kasumi88", "KASUMI88KASUMI88X", "ＫＡＳＵＭＩ", "KASUMI 88", "KASUMI88\0"]
    {
        assert_error(&bridge.open(&reader, pin), "pin-format");
    }
    assert_eq!(stage.exchanges(), before);
    stage.assert_locked(5);
    bridge.end();
}

#[test]
fn sign_belongs_after_open_and_only_once() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    assert_error(&bridge.ask(sign(&DIGESTS[..1])), "out-of-order");
    bridge.opened(&reader, PIN);
    assert_eq!(bridge.ask(sign(&DIGESTS[..1]))["type"], "signed");
    let before = stage.exchanges();
    assert_error(&bridge.ask(sign(&DIGESTS[..1])), "out-of-order");
    assert_eq!(stage.exchanges(), before);
    stage.assert_locked(5);
    bridge.end();
}

#[test]
fn every_other_request_ends_an_open_key() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    bridge.close();
    stage.assert_locked(5);
    bridge.close();
    let reader = bridge.card();
    bridge.opened(&reader, PIN);
    bridge.status();
    stage.assert_locked(5);
    bridge.opened(&reader, PIN);
    assert_error(&bridge.open(&reader, "1234"), "pin-format");
    stage.assert_locked(5);
    assert_error(&bridge.ask(sign(&DIGESTS[..1])), "out-of-order");
    bridge.end();
}

#[test]
fn reader_that_does_not_exist() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.bridge();
    for name in ["", "No such reader 00 00", "with\u{0}zero"] {
        assert_error(&bridge.open(&json!({ "name": name }), PIN), "no-reader");
    }
    bridge.end();
}

#[test]
fn cards_that_cannot_sign() {
    let other = Stage::with("hanako", &[("kind", "other")]);
    let (mut bridge, reader) = other.looked();
    assert_error(&bridge.open(&reader, PIN), "card-unsupported");
    let child = Stage::with("child", &[]);
    let (mut bridge, reader) = child.looked();
    assert_error(&bridge.open(&reader, PIN), "pin-blocked");
    assert_eq!(child.verifies(), 0);
}

#[test]
fn an_open_key_that_nobody_uses_is_locked() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    wait_within("the key to be locked by itself", Duration::from_secs(6), || !stage.is_verified());
    stage.assert_locked(5);
    assert_error(&bridge.ask(sign(&DIGESTS[..1])), "out-of-order");
    bridge.end();
}

fn signatures(signed: &Value) -> Vec<Vec<u8>> {
    assert_eq!(signed["type"], "signed", "{signed}");
    let signatures = signed["signatures"].as_array().unwrap();
    signatures.iter().map(|signature| STANDARD.decode(signature.as_str().unwrap()).unwrap()).collect()
}
