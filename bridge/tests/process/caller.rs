//! Who may start the bridge, and what everybody else gets.

use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::bridge::{Bridge, ORIGIN, PROGRAM, assert_error};

/// A bridge without any smart card service: this concerns arguments only.
fn bridge(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).env("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm");
    command
}

fn run(arguments: &[&str]) -> Output {
    bridge(arguments).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn hello_is_first_and_names_protocol_and_version() {
    let mut bridge = Bridge::spawn(bridge(&[ORIGIN]));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(bridge.message(), json!({ "type": "hello", "protocol": 1, "version": version }));
    bridge.end();
}

#[test]
fn chromium_on_windows_and_firefox_are_served() {
    for arguments in
        [&[ORIGIN, "--parent-window=0"], &["/home/a/jp.jitsuin.bridge.json", "bridge@jitsuin.example"]]
    {
        Bridge::start(bridge(arguments)).end();
    }
}

#[test]
fn other_callers_are_refused() {
    for arguments in [
        &["chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/"][..],
        &["/home/a/jp.jitsuin.bridge.json", "other@example.org"],
        &["--parent-window=0", ORIGIN],
        &["--help"],
        &["--version", "more"],
        &[""],
    ] {
        let mut bridge = Bridge::spawn(bridge(arguments));
        let refusal = bridge.message();
        assert_error(&refusal, "caller-refused");
        assert!(refusal.get("id").is_none(), "{refusal}");
        assert!(bridge.says_nothing_more());
        assert_eq!(bridge.ended().code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn started_by_hand_it_explains_itself() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let explanation = String::from_utf8(output.stderr).unwrap();
    assert!(explanation.contains("started by the browser"), "{explanation}");
    assert!(explanation.contains("ブラウザー"), "{explanation}");
}

#[test]
fn version_is_one_line() {
    let output = run(&["--version"]);
    assert_eq!(output.status.code(), Some(0));
    let version = format!("jitsuin-bridge {}, protocol 1\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), version);
}
