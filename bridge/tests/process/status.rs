//! The first look: what is in the reader, told without using a try.

use serde_json::{Value, json};

use crate::stage::Stage;

/// What `status` says of this card, which it has left locked.
fn card_of(holder: &str, knobs: &[(&str, &str)], tries: u8) -> Value {
    let stage = Stage::with(holder, knobs);
    let (bridge, reader) = stage.looked();
    stage.assert_locked(tries);
    assert_eq!(stage.verifies(), 0, "a look sends no PIN");
    bridge.end();
    reader["card"].clone()
}

#[test]
fn empty_reader() {
    let stage = Stage::without("hanako", &[]);
    let status = stage.bridge().status();
    let readers = status["readers"].as_array().unwrap();
    assert_eq!(readers.len(), 2, "{status}");
    for reader in readers {
        assert_eq!((&reader["state"], reader.get("card")), (&json!("empty"), None), "{reader}");
    }
}

#[test]
fn my_number_card() {
    let card = json!({ "kind": "my-number-card", "certificates": { "sign": true, "auth": true }, "triesLeft": { "sign": 5 } });
    assert_eq!(card_of("hanako", &[], 5), card);
    assert_eq!(card_of("hanako", &[("atr", "unknown")], 5), card, "the ATR decides nothing");
}

#[test]
fn card_with_one_try() {
    assert_eq!(card_of("last-try", &[], 1)["triesLeft"]["sign"], 1);
}

#[test]
fn blocked_card_by_either_status_word() {
    for word in ["6984", "6983"] {
        assert_eq!(card_of("blocked", &[("blocked-status", word)], 0)["triesLeft"]["sign"], 0, "{word}");
    }
}

#[test]
fn card_of_a_child() {
    let card = json!({ "kind": "my-number-card", "certificates": { "sign": false, "auth": true }, "triesLeft": { "sign": null } });
    assert_eq!(card_of("child", &[], 0), card);
}

#[test]
fn card_of_the_resident_register() {
    assert_eq!(card_of("hanako", &[("kind", "juki")], 5), json!({ "kind": "juki-card" }));
}

#[test]
fn card_without_the_application() {
    assert_eq!(card_of("hanako", &[("kind", "other")], 5), json!({ "kind": "other" }));
}

#[test]
fn telephone() {
    let phone = json!({ "kind": "phone", "certificates": { "sign": true, "auth": true }, "triesLeft": { "sign": 5 } });
    assert_eq!(card_of("hanako", &[("phone", "on")], 5), phone);
}
