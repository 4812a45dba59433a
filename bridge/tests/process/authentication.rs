//! `authenticate`: logins that OpenSSL accepts, and that each key signs only what it is for.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jitsuin_virtual_card::Pin;
use serde_json::{Value, json};

use crate::bridge::{Bridge, assert_error, sign};
use crate::openssl;
use crate::stage::{AUTH_PIN, PIN, Stage};

const ORIGIN: &str = "https://www.city.kasumi.example";
const NONCE: &str = "Zm9yIG9uZSBsb2dpbiBvbmx5";

fn login() -> Value {
    json!({ "type": "authenticate", "origin": ORIGIN, "nonce": NONCE })
}

/// What PROTOCOL.md says that is signed, composed without the bridge.
fn to_be_signed(certificate: &str) -> Vec<u8> {
    let mut bytes = b"jitsuin-authentication-v1\0".to_vec();
    for text in [ORIGIN, NONCE] {
        bytes.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.extend(openssl::sha_256(&STANDARD.decode(certificate).unwrap()));
    bytes
}

fn opened(bridge: &mut Bridge, reader: &Value) -> String {
    let opened = bridge.open_auth(reader, AUTH_PIN);
    assert_eq!(opened["type"], "opened", "{opened}");
    opened["certificate"].as_str().unwrap().to_owned()
}

/// The exchanges of one login, which OpenSSL must accept.
fn logs_in(stage: &Stage) -> u64 {
    let (mut bridge, reader) = stage.looked();
    let before = stage.exchanges();
    let certificate = opened(&mut bridge, &reader);
    let authenticated = bridge.ask(login());
    assert_eq!(authenticated["type"], "authenticated", "{authenticated}");
    stage.assert_locked(5);
    let signature = STANDARD.decode(authenticated["signature"].as_str().unwrap()).unwrap();
    let signed = to_be_signed(&certificate);
    assert!(openssl::has_signed(&certificate, &signed, &signature));
    assert!(!openssl::has_signed(&certificate, &signed[1..], &signature));
    let exchanges = stage.exchanges() - before;
    assert_error(&bridge.ask(login()), "out-of-order");
    bridge.end();
    assert_eq!(stage.verifies(), 1);
    exchanges
}

#[test]
fn login_is_signed_with_the_authentication_key() {
    assert_eq!(logs_in(&Stage::with("hanako", &[])), 5);
    assert_eq!(logs_in(&Stage::with("hanako", &[("extended-length", "off")])), 11);
    logs_in(&Stage::with("hanako", &[("short-ef-ids", "off")]));
    logs_in(&Stage::with("hanako", &[("phone", "on")]));
}

#[test]
fn each_key_signs_only_what_it_is_for() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    opened(&mut bridge, &reader);
    let before = stage.exchanges();
    assert_error(&bridge.ask(sign(&[[0x11; 32]])), "out-of-order");
    assert_eq!(stage.exchanges(), before, "nothing was signed");
    stage.assert_locked(5);
    assert_error(&bridge.ask(login()), "out-of-order");
    bridge.opened(&reader, PIN);
    let before = stage.exchanges();
    assert_error(&bridge.ask(login()), "out-of-order");
    assert_eq!(stage.exchanges(), before, "nothing was signed");
    stage.assert_locked(5);
    assert_error(&bridge.ask(sign(&[[0x11; 32]])), "out-of-order");
    bridge.end();
}

#[test]
fn login_of_a_wrong_form_leaves_the_key_unused() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    opened(&mut bridge, &reader);
    let before = stage.exchanges();
    for (origin, nonce) in [
        ("https://www.city.kasumi.example/", NONCE),
        ("http://www.city.kasumi.example", NONCE),
        ("null", NONCE),
        (ORIGIN, "short"),
        (ORIGIN, "0123456789abcde\u{0}"),
    ] {
        let wrong = json!({ "type": "authenticate", "origin": origin, "nonce": nonce });
        assert_error(&bridge.ask(wrong), "protocol-error");
    }
    assert_eq!(stage.exchanges(), before);
    bridge.close();
    stage.assert_locked(5);
    bridge.end();
}

#[test]
fn wrong_pins_use_the_tries_of_this_pin_alone() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let wrong = bridge.open_auth(&reader, "0000");
    assert_error(&wrong, "pin-wrong");
    assert_eq!(wrong["triesLeft"], 2);
    assert_error(&bridge.open_auth(&reader, "0000"), "pin-wrong");
    assert_error(&bridge.open_auth(&reader, AUTH_PIN), "last-try");
    assert_eq!(stage.tries(Pin::Auth), 1, "nothing was sent");
    let status = bridge.status_of(&["sign", "auth", "attributes"]);
    let tries = json!({ "sign": 5, "auth": 1, "attributes": 3 });
    assert_eq!(status["readers"][0]["card"]["triesLeft"], tries);
    let last =
        json!({ "type": "open", "key": "auth", "reader": reader["name"], "pin": "0000", "lastTry": true });
    assert_error(&bridge.ask(last.clone()), "pin-blocked");
    assert_error(&bridge.ask(last), "pin-blocked");
    assert_eq!(stage.verifies(), 3, "a blocked PIN is not sent");
    stage.assert_locked(5);
    for pin in ["", "123", "12345", "ABCD", PIN] {
        assert_error(&bridge.open_auth(&reader, pin), "pin-format");
    }
    bridge.end();
}

#[test]
fn a_child_can_log_in() {
    let stage = Stage::with("child", &[]);
    let (mut bridge, reader) = stage.looked();
    assert_eq!(reader["card"]["certificates"], json!({ "sign": false, "auth": true }));
    opened(&mut bridge, &reader);
    assert_eq!(bridge.ask(login())["type"], "authenticated");
    bridge.end();
}
