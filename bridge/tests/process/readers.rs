//! Readers and cards that come and go, and a smart card service that does.

use jitsuin_virtual_card::pcscd::PrivatePcscd;
use serde_json::{Value, json};

use crate::bridge::{Bridge, ORIGIN, PROGRAM, assert_error, sign, status};
use crate::stage::{PIN, Stage, wait_for};

fn states(event: &Value) -> Vec<&str> {
    assert_eq!(event["type"], "readers-changed", "{event}");
    event["readers"].as_array().unwrap().iter().map(|reader| reader["state"].as_str().unwrap()).collect()
}

#[test]
fn insertion_and_removal_are_events() {
    let mut stage = Stage::without("hanako", &[]);
    let mut bridge = stage.bridge();
    bridge.status();
    for _ in 0..3 {
        stage.insert();
        assert_eq!(states(&bridge.event()), ["present", "empty"]);
        stage.slot.remove();
        assert_eq!(states(&bridge.event()), ["empty", "empty"]);
    }
    let second = stage.second_slot("substituted");
    assert_eq!(states(&bridge.event()), ["empty", "present"]);
    drop(second);
    assert_eq!(states(&bridge.event()), ["empty", "empty"]);
    assert_eq!(stage.exchanges(), 0, "a change is told, not followed by a look");
    bridge.end();
}

#[test]
fn a_change_in_the_midst_of_a_look_is_told_after_it() {
    let mut stage = Stage::without("hanako", &[]);
    let second = stage.second_slot("substituted");
    let mut bridge = stage.bridge();
    while bridge.status()["readers"][1]["state"] != "present" {
        bridge.event();
    }
    second.card().set_knob("ms-per-exchange", "500").unwrap();
    let before = second.card().exchanges();
    let look = bridge.send(status(&["sign"]));
    wait_for("the look at the other card", || second.card().exchanges() > before);
    stage.insert();
    let status = bridge.reply(look);
    assert_eq!(status["readers"][0]["state"], "empty", "the list is older than the card: {status}");
    bridge.take_events();
    assert_eq!(states(&bridge.event()), ["present", "present"]);
    bridge.end();
}

#[test]
fn the_bridges_own_work_is_no_event() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    bridge.take_events();
    for _ in 0..3 {
        bridge.opened(&reader, PIN);
        bridge.ask(sign(&[[0x11; 32]]));
        bridge.status();
    }
    assert_eq!(bridge.take_events(), Vec::<Value>::new());
    bridge.end();
}

#[test]
fn a_service_that_starts_later_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("run/pcscd.comm");
    let mut command = std::process::Command::new(PROGRAM);
    command.arg(ORIGIN).env("PCSCLITE_CSOCK_NAME", &socket);
    let mut bridge = Bridge::start(command);
    let status = status(&["sign"]);
    assert_error(&bridge.ask(status.clone()), "pcsc-unavailable");
    assert_error(&bridge.open(&json!({ "name": "Virtual PCD 00 00" }), PIN), "pcsc-unavailable");
    let daemon = PrivatePcscd::start(folder.path(), None).unwrap();
    assert_eq!(daemon.socket(), socket);
    // Readers appear one after another.
    while states(&bridge.event()) != ["empty", "empty"] {}
    assert_eq!(bridge.ask(status.clone())["readers"].as_array().unwrap().len(), 2);
    drop(daemon);
    while !states(&bridge.event()).is_empty() {}
    assert_error(&bridge.ask(status.clone()), "pcsc-unavailable");
    let _daemon = PrivatePcscd::start(folder.path(), None).unwrap();
    while states(&bridge.event()) != ["empty", "empty"] {}
    assert_eq!(bridge.ask(status)["readers"].as_array().unwrap().len(), 2);
    bridge.end();
}

#[test]
fn a_service_that_ends_in_a_transaction() {
    let mut stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    stage.end_service();
    assert_error(&bridge.ask(sign(&[[0x11; 32]])), "pcsc-unavailable");
    stage.assert_locked(5);
    assert_error(&bridge.ask(status(&["sign"])), "pcsc-unavailable");
    bridge.end();
}
