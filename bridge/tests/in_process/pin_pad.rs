//! The PIN is typed on the reader: it never enters the PC, and every rule of tries holds.

use jitsuin_virtual_card::Pin;
use serde_json::{Value, json};

use crate::browser::{Browser, assert_error};
use crate::reader::{Person, TestReader};

fn open(browser: &mut Browser, key: &str) -> Value {
    browser.ask(json!({ "type": "open", "key": key }))
}

fn attributes(browser: &mut Browser) -> Value {
    browser.ask(json!({ "type": "attributes" }))
}

fn pin_pad(reader: &TestReader) -> Value {
    let status = Browser::start(reader).ask(json!({ "type": "status", "pins": ["sign"] }));
    assert_eq!(status["readers"][0]["card"]["kind"], "my-number-card", "{status}");
    status["readers"][0]["pinPad"].clone()
}

#[test]
fn status_tells_of_the_pad() {
    assert_eq!(pin_pad(&TestReader::new(Some(Person::Leaves))), true);
    assert_eq!(pin_pad(&TestReader::new(None)), false);
}

#[test]
fn a_look_asks_nobody() {
    let reader = TestReader::new(Some(Person::Types("1234")));
    pin_pad(&reader);
    assert_eq!(reader.inside().asked, 0);
}

#[test]
fn login_attributes_and_signature() {
    let reader = TestReader::new(Some(Person::Types("1234")));
    let mut browser = Browser::start(&reader);
    assert_eq!(open(&mut browser, "auth")["type"], "opened");
    let nonce = "0123456789abcdef";
    let login =
        json!({ "type": "authenticate", "origin": "https://www.city.kasumi.example", "nonce": nonce });
    assert_eq!(browser.ask(login)["type"], "authenticated");
    reader.inside().person = Some(Person::Types("5678"));
    assert_eq!(attributes(&mut browser)["type"], "attributes");
    reader.inside().person = Some(Person::Types("KASUMI88"));
    assert_eq!(open(&mut browser, "sign")["type"], "opened");
    browser.ask(json!({ "type": "close" }));
    let inside = reader.inside();
    assert_eq!(inside.asked, 3);
    assert_eq!((inside.card.verified(), inside.card.is_powered()), (Vec::new(), false));
}

#[test]
fn what_the_person_does_instead() {
    let reader = TestReader::new(None);
    let mut browser = Browser::start(&reader);
    for (person, code) in [
        (Person::Cancels, "pin-pad-cancelled"),
        (Person::Leaves, "pin-pad-timeout"),
        (Person::Types("123"), "pin-format"),
        (Person::Types("12345"), "pin-format"),
    ] {
        reader.inside().person = Some(person);
        assert_error(&open(&mut browser, "auth"), code);
        assert_error(&attributes(&mut browser), code);
        assert_eq!(reader.inside().card.tries_left(Pin::Auth), 3, "{code}");
        assert!(!reader.inside().card.is_powered());
    }
}

#[test]
fn wrong_keys_use_a_try() {
    let reader = TestReader::new(Some(Person::Types("0000")));
    let mut browser = Browser::start(&reader);
    for left in [2, 1] {
        let wrong = open(&mut browser, "auth");
        assert_error(&wrong, "pin-wrong");
        assert_eq!(wrong["triesLeft"], left);
    }
    assert_error(&open(&mut browser, "auth"), "last-try");
    assert_eq!(reader.inside().asked, 2, "the pad does not ask for an unconfirmed last try");
    assert_error(&browser.ask(json!({ "type": "open", "key": "auth", "lastTry": true })), "pin-blocked");
    assert_error(&open(&mut browser, "auth"), "pin-blocked");
    assert_eq!(reader.inside().asked, 3);
}

#[test]
fn a_typed_pin_does_not_ask_the_pad() {
    let reader = TestReader::new(Some(Person::Cancels));
    let mut browser = Browser::start(&reader);
    let typed = browser.ask(json!({ "type": "open", "key": "auth", "pin": "1234" }));
    assert_eq!(typed["type"], "opened", "{typed}");
    browser.ask(json!({ "type": "close" }));
    assert_eq!(reader.inside().asked, 0);
}

#[test]
fn without_a_pad_the_pin_must_be_there() {
    let reader = TestReader::new(None);
    let mut browser = Browser::start(&reader);
    assert_error(&open(&mut browser, "auth"), "protocol-error");
    assert_error(&open(&mut browser, "sign"), "protocol-error");
    assert_error(&attributes(&mut browser), "protocol-error");
    assert_eq!(reader.inside().card.exchanges(), 0);
}
