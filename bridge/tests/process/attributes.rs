//! `attributes`: 基本4情報 as the card gives them, and the digest that belongs to them; several requests one after the other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jitsuin_virtual_card::Pin;
use serde_json::{Value, json};

use crate::bridge::{assert_error, sign};
use crate::openssl;
use crate::stage::{AUTH_PIN, PIN, Stage, TEXT_PIN};

/// The file, and the digest if there is one.
fn content(reply: &Value) -> (Vec<u8>, Option<Vec<u8>>) {
    assert_eq!(reply["type"], "attributes", "{reply}");
    let bytes = |field: &Value| field.as_str().map(|text| STANDARD.decode(text).unwrap());
    (bytes(&reply["file"]).unwrap(), bytes(&reply["digest"]))
}

/// Reads the attributes of a holder's card and gives the exchanges that it took.
fn read(holder: &str, knobs: &[(&str, &str)], name: &str) -> u64 {
    let stage = Stage::with(holder, knobs);
    let (mut bridge, reader) = stage.looked();
    let before = stage.exchanges();
    let (file, digest) = content(&bridge.attributes(&reader, TEXT_PIN));
    let exchanges = stage.exchanges() - before;
    stage.assert_locked_but_powered(stage.tries(Pin::Sign));
    assert!(file.starts_with(&[0xFF, 0x20]));
    assert!(file.windows(name.len()).any(|part| part == name.as_bytes()), "the name is in the file");
    // Over the values after the offsets (CARD.md §1.3): DF21 and its eight offsets are 11 bytes.
    let values = file.windows(2).position(|tag| tag == [0xDF, 0x22]).unwrap();
    assert_eq!(digest.unwrap(), openssl::sha_256(&file[values..]));
    assert_eq!(stage.verifies(), 1);
    bridge.end();
    exchanges
}

#[test]
fn file_and_digest_belong_together() {
    assert_eq!(read("hanako", &[], "霞　花子"), 8);
    assert_eq!(read("hanako", &[("extended-length", "off")], "霞　花子"), 8);
    read("hanako", &[("short-ef-ids", "off")], "霞　花子");
    read("hanako", &[("wrong-le", "on"), ("response-chaining", "on")], "霞　花子");
    read("hanako", &[("first-command-6f00", "on")], "霞　花子");
    read("hanako", &[("end-of-file", "6282")], "霞　花子");
    read("long-address", &[], "カスミガセキ");
}

#[test]
fn wrong_pins_use_the_tries_of_this_pin_alone() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let wrong = bridge.attributes(&reader, AUTH_PIN);
    assert_error(&wrong, "pin-wrong");
    assert_eq!(wrong["triesLeft"], 2);
    assert_error(&bridge.attributes(&reader, "567"), "pin-format");
    assert_error(&bridge.attributes(&reader, AUTH_PIN), "pin-wrong");
    assert_error(&bridge.attributes(&reader, TEXT_PIN), "last-try");
    let tries = [Pin::Sign, Pin::Auth, Pin::Text].map(|pin| stage.tries(pin));
    assert_eq!(tries, [5, 3, 1]);
    let last = |pin| json!({ "type": "attributes", "reader": reader["name"], "pin": pin, "lastTry": true });
    content(&bridge.ask(last(TEXT_PIN)));
    assert_eq!(stage.tries(Pin::Text), 3);
    stage.assert_locked(5);
    bridge.end();
}

#[test]
fn a_telephone_has_none() {
    let stage = Stage::with("hanako", &[("phone", "on")]);
    let (mut bridge, reader) = stage.looked();
    assert_error(&bridge.attributes(&reader, TEXT_PIN), "card-unsupported");
    let status = bridge.status_of(&["auth", "attributes"]);
    assert_eq!(status["readers"][0]["card"]["triesLeft"], json!({ "auth": 3, "attributes": null }));
    assert_eq!(stage.verifies(), 0);
    bridge.end();
}

#[test]
fn read_fill_in_sign_log_in_without_taking_the_card_out() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    for _ in 0..2 {
        content(&bridge.attributes(&reader, TEXT_PIN));
        stage.assert_locked_but_powered(5);
        bridge.opened(&reader, PIN);
        assert_eq!(bridge.ask(sign(&[[0x11; 32]]))["type"], "signed");
        stage.assert_locked_but_powered(5);
        assert_eq!(bridge.open_auth(&reader, AUTH_PIN)["type"], "opened");
        // A key that is open is closed by the next request.
        content(&bridge.attributes(&reader, TEXT_PIN));
        stage.assert_locked_but_powered(5);
    }
    assert_eq!(stage.verifies(), 8);
    bridge.end();
    stage.assert_locked(5);
}

#[test]
fn removed_at_each_exchange() {
    let mut stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    for at in 1..=6 {
        stage.knob("remove-at", &at.to_string());
        assert_error(&bridge.attributes(&reader, TEXT_PIN), "card-removed");
        bridge.reader_in_state("empty");
        stage.insert();
        bridge.reader_in_state("present");
    }
    assert_eq!(stage.tries(Pin::Text), 3);
    content(&bridge.attributes(&reader, TEXT_PIN));
    bridge.end();
}
