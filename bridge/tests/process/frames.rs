//! Hostile input on the pipe: each frame gets its documented answer, and none hangs or harms the bridge.

use serde_json::json;

use crate::bridge::{Bridge, assert_error, status};
use crate::stage::{PIN, Stage};

/// The most that a frame to the bridge may hold.
const MAX_INBOUND: u32 = 64 * 1024;

#[test]
fn frames_with_an_id_are_answered_and_the_bridge_goes_on() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let before = stage.exchanges();
    let digest = json!({ "algorithm": "sha-256", "value": "AAAA" });
    for request in [
        json!({ "type": "transmit", "apdu": "00A4040000" }),
        json!({ "type": "hello" }),
        json!({ "type": "status", "pins": ["sign"], "more": 1 }),
        json!({ "type": "status" }),
        json!({ "type": "close", "reader": reader["name"] }),
        json!({ "type": "open", "key": "sign", "pin": PIN }),
        json!({ "type": "open", "key": "sign", "reader": reader["name"] }),
        json!({ "type": "open", "key": "attributes", "reader": reader["name"], "pin": PIN }),
        json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": 1234 }),
        json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": PIN, "lastTry": 1 }),
        json!({ "type": "sign" }),
        json!({ "type": "sign", "digests": [] }),
        json!({ "type": "sign", "digests": [digest] }),
        json!({ "type": "sign", "digests": [{ "algorithm": "sha-1", "value": "" }] }),
    ] {
        let refusal = bridge.ask(request.clone());
        assert_error(&refusal, "protocol-error");
        let reason = refusal["reason"].as_str().unwrap();
        assert!(!reason.is_empty() && !reason.contains(PIN), "{request}: {reason}");
    }
    assert_eq!(stage.exchanges(), before);
    assert_eq!(bridge.status()["readers"][0]["card"], reader["card"], "the bridge still serves");
    bridge.end();
}

#[test]
fn frames_that_cannot_be_answered_end_the_bridge() {
    let stage = Stage::without("hanako", &[]);
    let deep = "[".repeat(60_000);
    for frame in [
        &b""[..],
        b"{",
        b"null",
        b"[]",
        b"garbage",
        b"{\"type\":\"status\"}",
        b"{\"type\":\"status\",\"id\":-1}",
        b"{\"type\":\"status\",\"id\":9007199254740992}",
        b"{\"type\":\"status\",\"id\":1}{}",
        b"{\"type\":\"status\",\"id\":1,\"x\":\"\xFF\"}",
        b"\xC3\x28",
        deep.as_bytes(),
    ] {
        let mut bridge = stage.bridge();
        bridge.send_frame(frame);
        let shown = String::from_utf8_lossy(&frame[..frame.len().min(40)]).into_owned();
        assert_ends_with(&mut bridge, "protocol-error", &shown);
    }
}

#[test]
fn a_frame_above_the_limit_is_refused_before_it_has_come() {
    let stage = Stage::without("hanako", &[]);
    for length in [MAX_INBOUND + 1, 1 << 20, u32::MAX] {
        let mut bridge = stage.bridge();
        bridge.send_bytes(&length.to_ne_bytes());
        assert_ends_with(&mut bridge, "message-too-large", &length.to_string());
    }
}

#[test]
fn a_frame_at_the_limit_is_taken() {
    let stage = Stage::without("hanako", &[]);
    let mut bridge = stage.bridge();
    let request = r#"{"type":"close","id":7}"#;
    let padding = usize::try_from(MAX_INBOUND).unwrap() - request.len();
    bridge.send_frame(format!("{}{request}", " ".repeat(padding)).as_bytes());
    assert_eq!(bridge.message(), json!({ "type": "closed", "id": 7 }));
    bridge.end();
}

#[test]
fn a_frame_that_stops_short_ends_the_bridge() {
    let stage = Stage::without("hanako", &[]);
    for bytes in [&[5][..], &[5, 0, 0], &5_u32.to_ne_bytes(), b"\x05\0\0\0{\"t"] {
        let mut bridge = stage.bridge();
        bridge.send_bytes(bytes);
        bridge.end_input();
        assert_ends_with(&mut bridge, "protocol-error", &format!("{bytes:?}"));
    }
}

#[test]
fn garbage_while_a_key_is_open_locks_it() {
    let stage = Stage::with("hanako", &[]);
    let mut bridge = stage.opened();
    bridge.send_frame(b"garbage");
    assert_ends_with(&mut bridge, "protocol-error", "garbage");
    stage.assert_locked(5);
}

#[test]
fn sixteen_requests_may_wait_and_the_next_are_refused() {
    // A look takes so long that all requests have come before its end.
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, _) = stage.looked();
    stage.knob("ms-per-exchange", "200");
    let served = bridge.send(status(&["sign"]));
    let waiting: Vec<_> = (0..16).map(|_| bridge.send(json!({ "type": "close" }))).collect();
    let refused: Vec<_> = (0..3).map(|_| bridge.send(json!({ "type": "close" }))).collect();
    for id in refused {
        let refusal = bridge.reply(id);
        assert_error(&refusal, "protocol-error");
        assert_eq!(refusal["reason"], "too many requests are waiting");
    }
    assert_eq!(bridge.reply(served)["type"], "status");
    for id in waiting {
        assert_eq!(bridge.reply(id)["type"], "closed");
    }
    bridge.close();
    bridge.end();
}

/// Fails unless the bridge says this code, without an id, and ends with the exit code of a pipe or protocol that failed.
#[track_caller]
fn assert_ends_with(bridge: &mut Bridge, code: &str, after: &str) {
    let last = bridge.message();
    assert_error(&last, code);
    assert!(last.get("id").is_none(), "{after}: {last}");
    assert!(bridge.says_nothing_more(), "{after}");
    assert_eq!(bridge.ended().code(), Some(1), "{after}");
}
