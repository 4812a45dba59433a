//! The program itself: arguments, a real port, connections that misbehave, and its end.

use crate::city::{ORIGIN, PKI};
use crate::database::Database;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) struct Program {
    child: Child,
    address: String,
    folder: Arc<tempfile::TempDir>,
    database: Database,
}

impl Program {
    pub(crate) fn start() -> Self {
        Self::on(database(), Arc::new(folder()))
    }

    /// Another instance of the same site: with its database, and with its key.
    pub(crate) fn beside(&self) -> Self {
        Self::on(self.database.clone(), self.folder.clone())
    }

    fn on(database: Database, folder: Arc<tempfile::TempDir>) -> Self {
        let mut program = command(&folder, ORIGIN, &database.address);
        let mut child = program.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.split(' ').nth(2).unwrap_or_else(|| panic!("said {line:?}")).to_owned();
        Self { child, address, folder, database }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    pub(crate) fn exchange(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).unwrap();
        let mut answer = Vec::new();
        // The site may cut a bad request off before all of it is sent.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A database of its own, for a test that has no runtime.
fn database() -> Database {
    tokio::runtime::Runtime::new().unwrap().block_on(Database::fresh())
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("anchors.pem"), PKI.anchors()).unwrap();
    std::fs::write(folder.path().join("jitsuin.js"), "export {};").unwrap();
    folder
}

fn command(folder: &tempfile::TempDir, origin: &str, database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsuin-demo-site"));
    command
        .args(["--listen", "127.0.0.1:0", "--origin", origin, "--anchors"])
        .arg(folder.path().join("anchors.pem"))
        .arg("--api")
        .arg(folder.path())
        .args(["--database", database])
        .arg("--pseudonym-key-file")
        .arg(folder.path().join("pseudonym-key"))
        .stderr(Stdio::null());
    command
}

fn terminate(child: &Child) {
    assert!(Command::new("kill").arg("-TERM").arg(child.id().to_string()).status().unwrap().success());
}

#[test]
fn it_serves_and_ends_cleanly_on_sigterm() {
    let mut program = Program::start();
    let answer = program.exchange(b"GET / HTTP/1.1\r\nhost: localhost:8787\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    // A connection that idles does not keep it alive.
    let _idle = program.connect();
    let started = Instant::now();
    terminate(&program.child);
    assert!(program.child.wait().unwrap().success());
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
}

#[test]
fn a_stream_without_length_is_cut_at_the_limit() {
    let program = Program::start();
    let mut request =
        b"POST /api/applications HTTP/1.1\r\nhost: localhost:8787\r\norigin: http://localhost:8787\r\n\
        content-type: application/json\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
            .to_vec();
    for _ in 0..40 {
        request.extend(b"10000\r\n");
        request.extend([b' '; 0x10000]);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    let answer = program.exchange(&request);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let answer = program.exchange(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "it still serves");
}

#[test]
fn a_request_that_never_ends_loses_its_connection() {
    let program = Program::start();
    let mut stream = program.connect();
    let started = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: ").unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let took = started.elapsed();
    assert!((Duration::from_secs(5)..Duration::from_secs(40)).contains(&took), "{took:?}");
}

#[test]
fn it_hashes_a_password_of_staff_and_takes_nothing_else_for_one() {
    let hash = |password: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_jitsuin-demo-site"))
            .arg("--hash-staff-password")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let output = hash("a long password\n");
    assert!(output.status.success() && output.stdout.starts_with(b"$argon2id$"), "{output:?}");
    assert!(!hash("short\n").status.success());

    for (argument, value, expected) in [
        ("--staff-password-file", "a long password", "no Argon2id hash"),
        ("--pseudonym-key-file", "not a key", "32 bytes in base64"),
    ] {
        let folder = folder();
        let file = folder.path().join("unfit");
        std::fs::write(&file, value).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_jitsuin-demo-site"));
        command.args(["--listen", "127.0.0.1:0", "--database", "sqlite::memory:", "--anchors"]);
        command.arg(folder.path().join("anchors.pem")).arg("--api").arg(folder.path());
        if argument != "--pseudonym-key-file" {
            command.arg("--pseudonym-key-file").arg(folder.path().join("pseudonym-key"));
        }
        let Output { status, stderr, .. } = command.arg(argument).arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&stderr).into_owned();
        assert!(!status.success() && said.contains(expected), "{argument}: {said}");
        assert!(!said.contains(value), "what is in the file stays there");
    }
}

/// With another key everybody would be somebody else at this instance.
#[test]
fn an_instance_with_another_key_does_not_start() {
    let first = Program::start();
    let elsewhere = folder();
    let Output { status, stderr, .. } =
        command(&elsewhere, ORIGIN, &first.database.address).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert!(!status.success() && said.contains("another key than that of the other instances"), "{said}");
}

/// ACCEPTANCE.md P05, B10: who may not ask J-LIS does not start without somebody who may.
#[test]
fn it_refuses_a_mode_that_it_is_not_fit_for() {
    for (mode, expected) in [
        ("service-provider", "mode service-provider"),
        ("administrative", "no CA of J-LIS"),
        ("x", "not one of"),
    ] {
        let folder = folder();
        let Output { status, stderr, .. } = command(&folder, ORIGIN, "sqlite::memory:")
            .args(["--mode", mode])
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&stderr).into_owned();
        assert!(!status.success() && said.contains(expected), "{mode}: {said}");
    }
}

/// A site that trusts nobody would refuse everybody.
#[test]
fn it_does_not_start_without_anchors() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsuin-demo-site"));
    let Output { status, stderr, .. } = command
        .args(["--listen", "127.0.0.1:0", "--database", "sqlite::memory:", "--api", "."])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&stderr).into_owned();
    assert!(!status.success() && said.contains("--anchors"), "{status}: {said}");
}

#[test]
fn it_refuses_what_it_could_not_serve_with() {
    let refused = |folder: tempfile::TempDir, origin: &str, extension: &str, expected: &str| {
        let mut command = command(&folder, origin, "sqlite::memory:");
        let Output { status, stderr, .. } =
            command.args(["--extension-id", extension]).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&stderr).into_owned();
        assert!(!status.success() && said.contains(expected), "{expected}: {said}");
    };
    let id = "mdhcpkaipeimhplccapmjaccpenhfgjp";
    let with = |name: &str, content: &str| {
        let folder = folder();
        std::fs::write(folder.path().join(name), content).unwrap();
        folder
    };
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    refused(with("anchors.pem", ""), ORIGIN, id, "anchors.pem");
    refused(with("anchors.pem", no_certificate), ORIGIN, id, "anchors.pem");
    refused(with("anchors.pem", &"x".repeat(2_000_000)), ORIGIN, id, "larger than");
    refused(folder(), "http://localhost:8787/", id, "is not an origin");
    refused(folder(), ORIGIN, "short", "32 letters");

    let without_api = folder();
    std::fs::remove_file(without_api.path().join("jitsuin.js")).unwrap();
    refused(without_api, ORIGIN, id, "jitsuin.js");
}
