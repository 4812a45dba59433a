//! The program `virtual-card` as others start it.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::bench::{Bench, wait_for};

/// A running `virtual-card` with its lines.
struct Program {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_virtual-card"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Program { child, input, output }
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn ask(&mut self, command: &str) -> Value {
        writeln!(self.input.as_mut().unwrap(), "{command}").unwrap();
        self.line()
    }

    fn end(mut self) -> bool {
        self.input = None;
        self.child.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn path(bench: &Bench, name: &str) -> String {
    bench.path(name).to_str().unwrap().to_owned()
}

#[test]
fn a_card_is_made_from_two_declarations() {
    let bench = Bench::with("child");
    let pki = concat!(env!("CARGO_MANIFEST_DIR"), "/../pki");
    let made = Command::new(env!("CARGO_BIN_EXE_virtual-card"))
        .args(["make", "--pki", &format!("{pki}/jpki-test.toml")])
        .args(["--holder", &format!("{pki}/holders/hanako.toml"), "--out", &path(&bench, "cards/hanako")])
        .args(["--keys", concat!(env!("CARGO_TARGET_TMPDIR"), "/virtual-card/keys")])
        .status()
        .unwrap();
    assert!(made.success());
    assert!(bench.path("cards/ca/sign-ca.pem").exists());
    let anchors = std::fs::read_to_string(bench.path("cards/hanako/anchors.pem")).unwrap();
    assert_eq!(anchors.matches("BEGIN CERTIFICATE").count(), 2);
}

#[test]
fn a_holder_that_is_not_there_is_told_in_a_sentence() {
    let output = Command::new(env!("CARGO_BIN_EXE_virtual-card"))
        .args(["make", "--pki", "/nowhere.toml", "--holder", "/nowhere.toml", "--out", "/nowhere"])
        .output()
        .unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("virtual-card: /nowhere.toml: "));
}

#[test]
fn serve_obeys_a_line_at_a_time() {
    let bench = Bench::with("hanako");
    bench.make("blocked");
    let vpcd = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = vpcd.local_addr().unwrap().to_string();
    let card = path(&bench, "hanako");
    let mut program = Program::start(&["serve", "--card", &card, "--vpcd", &address, "--removed"]);
    assert_eq!(program.line(), json!({ "event": "attached" }));
    assert_eq!(
        program.ask("state"),
        json!({ "powered": false, "inserted": false, "verified": [], "exchanges": 0,
                "tries": { "sign": 5, "auth": 3, "text": 3 } })
    );
    assert_eq!(program.ask("insert"), json!({ "ok": true }));
    let (_wire, _) = vpcd.accept().unwrap();
    assert_eq!(program.ask("state")["inserted"], true);
    assert_eq!(program.ask("tries sign 1"), json!({ "ok": true }));
    assert_eq!(program.ask("state")["tries"]["sign"], 1);
    assert_eq!(program.ask("tries sign 6")["ok"], false);
    assert_eq!(program.ask("knob phone on"), json!({ "ok": true }));
    assert_eq!(
        program.ask("knob colour red"),
        json!({ "ok": false, "error": "no knob is named \"colour\"" })
    );
    assert_eq!(program.ask("remove"), json!({ "ok": true }));
    assert_eq!(program.ask("state")["inserted"], false);
    assert_eq!(program.ask(&format!("replace {}", path(&bench, "blocked"))), json!({ "ok": true }));
    assert_eq!(program.ask("state")["tries"], json!({ "sign": 0, "auth": 0, "text": 0 }));
    assert_eq!(program.ask("eject")["ok"], false);
    assert_eq!(program.ask("quit"), json!({ "ok": true }));
    assert!(program.end());
}

#[test]
fn serve_refuses_an_unknown_knob_and_an_absent_card() {
    let bench = Bench::with("hanako");
    let card = path(&bench, "hanako");
    for (card, knob, said) in
        [(card.as_str(), "colour=red", "no knob is named"), ("/nowhere", "phone=on", "/nowhere")]
    {
        let output = Command::new(env!("CARGO_BIN_EXE_virtual-card"))
            .args(["serve", "--card", card, "--removed", "--knob", knob])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains(said));
    }
}

#[test]
fn the_end_of_standard_input_ends_serve() {
    let bench = Bench::with("hanako");
    let mut program = Program::start(&["serve", "--card", &path(&bench, "hanako"), "--removed"]);
    program.line();
    assert!(program.end());
}

#[test]
fn pcscd_runs_until_standard_input_ends() {
    let bench = Bench::with("hanako");
    let mut program = Program::start(&["pcscd", "--dir", &path(&bench, "pcscd")]);
    let ready = program.line();
    assert_eq!(ready["event"], "ready");
    let port = u16::try_from(ready["port"].as_u64().unwrap()).unwrap();
    assert!(std::path::Path::new(ready["socket"].as_str().unwrap()).exists());
    assert!(program.end());
    TcpListener::bind(("0.0.0.0", port)).unwrap();
}

#[test]
fn pcscd_does_not_outlive_a_killed_program() {
    let bench = Bench::with("hanako");
    let mut program = Program::start(&["pcscd", "--dir", &path(&bench, "pcscd")]);
    let port = u16::try_from(program.line()["port"].as_u64().unwrap()).unwrap();
    program.child.kill().unwrap();
    wait_for("pcscd to end", || TcpListener::bind(("0.0.0.0", port)).is_ok());
}
