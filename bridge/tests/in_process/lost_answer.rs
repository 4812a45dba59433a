//! The card has done what it was told, and its answer is lost.

use jitsuin_virtual_card::Pin;
use serde_json::json;

use crate::browser::{Browser, assert_error};
use crate::reader::TestReader;

/// VERIFY and CHANGE REFERENCE DATA.
const VERIFY: u8 = 0x20;
const CHANGE: u8 = 0x24;

#[test]
fn of_a_change_the_new_pin_holds_and_one_entry_tells() {
    let reader = TestReader::new(None);
    let mut browser = Browser::start(&reader);
    reader.inside().loses_answer_to = Some(CHANGE);
    let change = json!({ "type": "change-pin", "which": "auth", "old": "1234", "new": "2468" });
    assert_error(&browser.ask(change), "pin-change-unclear");
    assert!(!reader.inside().card.is_powered());
    reader.inside().loses_answer_to = None;
    let open = |pin| json!({ "type": "open", "key": "auth", "pin": pin });
    assert_error(&browser.ask(open("1234")), "pin-wrong");
    assert_eq!(browser.ask(open("2468"))["type"], "opened");
    browser.ask(json!({ "type": "close" }));
    assert_eq!(reader.inside().card.tries_left(Pin::Auth), 3);
}

#[test]
fn of_a_verify_the_pin_is_not_sent_again() {
    let reader = TestReader::new(None);
    let mut browser = Browser::start(&reader);
    reader.inside().loses_answer_to = Some(VERIFY);
    let open = json!({ "type": "open", "key": "auth", "pin": "0000" });
    assert_error(&browser.ask(open), "card-removed");
    assert_eq!(reader.inside().card.tries_left(Pin::Auth), 2, "one try for one entry");
    assert_eq!(reader.inside().card.exchanges(), 3, "SELECT, the question for the tries, VERIFY");
}
