//! `certificates`: what a card tells without a PIN.

use serde_json::{Value, json};

use crate::bridge::{Bridge, assert_error};
use crate::stage::{AUTH_PIN, Stage};

fn auth(bridge: &mut Bridge, reader: &Value) -> Value {
    let reply = bridge.ask(json!({ "type": "certificates", "reader": reader["name"] }));
    assert_eq!(reply["type"], "certificates", "{reply}");
    reply["auth"].clone()
}

#[test]
fn authentication_certificate_is_free_on_a_card() {
    for lengths in ["on", "off"] {
        let stage = Stage::with("hanako", &[("extended-length", lengths)]);
        let (mut bridge, reader) = stage.looked();
        let free = auth(&mut bridge, &reader);
        assert_eq!(stage.verifies(), 0);
        stage.assert_locked(5);
        assert_eq!(free, bridge.open_auth(&reader, AUTH_PIN)["certificate"]);
        bridge.end();
    }
}

#[test]
fn a_telephone_keeps_it() {
    let stage = Stage::with("hanako", &[("phone", "on")]);
    let (mut bridge, reader) = stage.looked();
    assert_eq!(auth(&mut bridge, &reader), Value::Null);
    assert_eq!(stage.verifies(), 0);
    bridge.end();
}

#[test]
fn another_card_has_none() {
    let stage = Stage::with("hanako", &[("kind", "other")]);
    let (mut bridge, reader) = stage.looked();
    let request = json!({ "type": "certificates", "reader": reader["name"] });
    assert_error(&bridge.ask(request), "card-unsupported");
    bridge.end();
}
