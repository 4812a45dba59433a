//! `test-pki` as a program: it revokes, writes CRLs, answers, and ends.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use jitsuin_test_pki::{Declaration, Hierarchy, Holder, KeyStore, Purpose, Register};
use time::OffsetDateTime;

const PROGRAM: &str = env!("CARGO_BIN_EXE_test-pki");

/// A folder of CAs that have issued hanako's signing certificate.
fn cas() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let kept = KeyStore::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("test-pki/ca")).unwrap();
    let own = KeyStore::open(folder.path()).unwrap();
    for name in ["sign-ca", "auth-ca"] {
        own.keep(name, &kept.key(name).unwrap()).unwrap();
    }
    let now = OffsetDateTime::now_utc();
    let declaration = Declaration::from_toml(include_str!("../jpki-test.toml")).unwrap();
    let hierarchy = Hierarchy::open_or_create(declaration, folder.path(), now).unwrap();
    let holder = Holder::from_toml(include_str!("../holders/hanako.toml")).unwrap();
    let authority = hierarchy.authority(Purpose::Sign);
    let key = authority.key().to_public_key();
    let certificate = hierarchy.issue(Purpose::Sign, &holder, &key, now).unwrap().unwrap();
    authority.register().add("hanako", &certificate).unwrap();
    folder
}

fn run(ca: &Path, arguments: &[&str]) -> (bool, Vec<u8>, String) {
    let output = Command::new(PROGRAM).arg("--ca").arg(ca).args(arguments).output().unwrap();
    (output.status.success(), output.stdout, String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Starts to answer; the second value is the URL of the signing certificates' CRL.
fn respond(ca: &Path, arguments: &[&str]) -> (Child, String) {
    let mut child = Command::new(PROGRAM)
        .arg("--ca")
        .arg(ca)
        .arg("respond")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["event"], "ready");
    assert!(ready["auth"]["ocsp"].as_str().unwrap().ends_with("/auth/ocsp"), "{line}");
    (child, ready["sign"]["crl"].as_str().unwrap().to_owned())
}

fn fetch(url: &str) -> Vec<u8> {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    write!(client, "GET /{path} HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    client.read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn revokes_and_writes_crls() {
    let ca = cas();
    let at = ["--at", "2026-01-02T03:04:05Z"];
    let revoke = ["revoke", "--holder", "hanako", "--which", "sign", "--reason", "affiliationChanged"];
    let (revoked, said, complaint) = run(ca.path(), &[&revoke[..], &at[..]].concat());
    assert!(revoked, "{complaint}");
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["reason"], "affiliationChanged");
    assert!(Register::of(ca.path(), Purpose::Sign).entries().unwrap()[0].revoked.is_some());

    let (made, crl, complaint) = run(ca.path(), &["crl", "--which", "sign", "--random-entries", "1000"]);
    assert!(made, "{complaint}");
    assert!(crl.starts_with(&[0x30, 0x82]) && crl.len() > 30_000, "{}", crl.len());
}

#[test]
fn what_cannot_be_done_is_a_sentence_and_a_status() {
    let ca = cas();
    let nobody = ["revoke", "--holder", "nobody", "--which", "sign", "--reason", "superseded"];
    let (done, _, complaint) = run(ca.path(), &nobody);
    assert!(!done && complaint.contains("no such certificate of nobody"), "{complaint}");
    let (done, _, complaint) = run(Path::new("/nowhere"), &["crl", "--which", "auth"]);
    assert!(!done && complaint.contains("/nowhere/auth-ca.pem"), "{complaint}");
}

#[test]
fn answers_until_its_input_ends_or_sigterm_comes() {
    let ca = cas();
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/good-crl.toml");
    for by_signal in [false, true] {
        let (mut child, crl) = respond(ca.path(), &["--scenario", scenario]);
        assert!(fetch(&crl).starts_with(b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl"));
        if by_signal {
            let sent = Command::new("kill").arg(child.id().to_string()).status().unwrap();
            assert!(sent.success());
        } else {
            drop(child.stdin.take());
        }
        assert!(child.wait().unwrap().success());
    }
}
