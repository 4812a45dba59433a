//! The program as scripts use it.

use crate::stage::Stage;
use jitsuin_test_pki::{Purpose, RevocationReason};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

fn jitsuin(stage: &Stage, arguments: &[&str]) -> Output {
    command(stage, arguments).stdin(Stdio::null()).output().unwrap()
}

fn command(stage: &Stage, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsuin"));
    command.args(arguments).current_dir(stage.path("")).env("LC_ALL", "C");
    command
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A stage with a list, and files: `good.p7s` beside `good`, `attached.p7m`, and `altered.p7s` beside `altered`.
fn stage_with_files() -> Stage {
    let stage = Stage::new();
    std::fs::write(stage.path("sign.crl"), stage.crl(Purpose::Sign, "now", "+1d")).unwrap();
    std::fs::create_dir_all(stage.path("box/inner")).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(stage.path(name), bytes).unwrap();
    write("box/good", b"application");
    write("box/good.p7s", &stage.signed_detached(b"application"));
    write("box/inner/attached.p7m", &stage.signed(b"application"));
    write("altered", b"another application");
    write("altered.p7s", &stage.signed_detached(b"application"));
    stage
}

const TRUST: [&str; 4] = ["--anchors", "anchors.pem", "--crl", "sign.crl"];

fn verify(stage: &Stage, arguments: &[&str]) -> Output {
    jitsuin(stage, &[&["verify"], arguments, &TRUST[..]].concat())
}

#[test]
fn exit_codes() {
    let stage = stage_with_files();
    std::fs::create_dir(stage.path("empty")).unwrap();
    std::fs::write(stage.path("empty-list"), "").unwrap();
    let cases: [(&[&str], i32); 12] = [
        (&["empty"], 64),
        (&["--files-from", "empty-list"], 64),
        (&["-", "--files-from", "-"], 64),
        (&["box", "--jobs", "18446744073709551615"], 64),
        (&["box/good.p7s"], 0),
        (&["box"], 0),
        (&["box", "altered.p7s"], 2),
        (&["altered.p7s", "--content", "box/good"], 0),
        (&["box/good", "box/good.p7s"], 2),
        (&["box", "missing.p7s"], 3),
        (&["box", "--content", "altered"], 64),
        (&["box", "--at", "yesterday"], 64),
    ];
    for (arguments, code) in cases {
        let output = verify(&stage, arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {output:?}");
    }
    let unasked = jitsuin(&stage, &["verify", "box", "--anchors", "anchors.pem"]);
    assert_eq!(unasked.status.code(), Some(1), "{unasked:?}");
    let production = verify(&stage, &["box", "--mode", "administrative"]);
    assert_eq!(production.status.code(), Some(64));
    assert!(text(&production.stderr).contains("is no CA of J-LIS"), "{production:?}");
    assert_eq!(jitsuin(&stage, &["verify"]).status.code(), Some(64));
    assert_eq!(jitsuin(&stage, &["--help"]).status.code(), Some(0));
}

#[test]
fn one_line_a_file_in_their_order() {
    let stage = stage_with_files();
    let output = verify(&stage, &["box", "altered.p7s", "missing.p7s"]);
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines[0].starts_with("TOTAL-PASSED  [test] box/good.p7s: "), "{lines:#?}");
    assert!(lines[0].contains("sign.crl"), "the source is named: {lines:#?}");
    assert!(lines[1].starts_with("TOTAL-PASSED  [test] box/inner/attached.p7m: "), "{lines:#?}");
    assert!(lines[2].starts_with("TOTAL-FAILED  [test] altered.p7s: "), "{lines:#?}");
    assert!(lines[3].starts_with("UNREADABLE    [test] missing.p7s: "), "{lines:#?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    for personal in ["霞", "花子", "千代田"] {
        assert!(!text(&output.stdout).contains(personal));
    }
    let japanese = verify(&stage, &["altered.p7s", "--lang", "ja"]);
    assert!(text(&japanese.stdout).contains('署'), "{japanese:?}");
}

#[test]
fn json_lines() {
    let stage = stage_with_files();
    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    std::fs::write(stage.path("sign.crl"), stage.crl(Purpose::Sign, "now", "+1d")).unwrap();
    let output = verify(&stage, &["box", "missing.p7s", "--json", "--jobs", "3"]);
    assert_eq!(output.status.code(), Some(3));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["file"], "box/good.p7s");
    assert_eq!(lines[0]["mode"], "test");
    assert_eq!(lines[0]["subIndication"], "REVOKED_NO_POE");
    assert_eq!(lines[0]["revocation"]["reasonCode"], "affiliationChanged");
    assert_eq!(lines[2]["file"], "missing.p7s");
    assert!(lines[2]["error"].is_string() && lines[2].get("indication").is_none());
}

#[test]
fn names_and_a_signature_by_standard_input() {
    let stage = stage_with_files();
    let fed = |arguments: &[&str], input: &[u8]| {
        let mut child = command(&stage, &[&["verify"], arguments, &TRUST[..]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    };
    let signed = std::fs::read(stage.path("box/good.p7s")).unwrap();
    let one = fed(&["-", "--content", "box/good"], &signed);
    assert_eq!(one.status.code(), Some(0), "{one:?}");
    assert!(text(&one.stdout).starts_with("TOTAL-PASSED  [test] -: "));
    for names in ["box/good.p7s\nbox/inner\n", "box/good.p7s\0box/inner\0"] {
        let listed = fed(&["--files-from", "-"], names.as_bytes());
        assert_eq!(text(&listed.stdout).lines().count(), 2, "{listed:?}");
    }
}

/// Somebody else names the files: no name forges a verdict, and an odd one does not stop the others.
#[cfg(unix)]
#[test]
fn odd_names_and_folders_are_lines_of_their_own() {
    use std::os::unix::ffi::OsStrExt;
    let stage = stage_with_files();
    let forging = "x\nTOTAL-PASSED  [test] y.p7s: \u{202e}\u{1b}[2J";
    let listed = [b"box/good.p7s\0".as_slice(), forging.as_bytes(), b"\0\x8e\xa9.p7s\0"].concat();
    std::fs::write(stage.path("list"), listed).unwrap();
    std::fs::copy(
        stage.path("box/good.p7s"),
        stage.path("").join(std::ffi::OsStr::from_bytes(b"\x8e\xa9.p7s")),
    )
    .unwrap();
    let output = verify(&stage, &["--files-from", "list"]);
    let lines: Vec<_> = text(&output.stdout).lines().collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with("TOTAL-PASSED  [test] box/good.p7s: "), "{lines:#?}");
    assert!(lines[1].starts_with("UNREADABLE    [test] x\\u{a}TOTAL-PASSED"), "{lines:#?}");
    assert!(!lines[1].contains('\u{1b}') && !lines[1].contains('\u{202e}'), "{lines:#?}");
    assert!(
        lines[2].starts_with("INDETERMINATE [test] "),
        "read, and its content is not beside it: {lines:#?}"
    );
    assert_eq!(output.status.code(), Some(3));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_changes_no_code_and_a_full_disk_does() {
    let stage = stage_with_files();
    let names = "box\n".repeat(2_000);
    std::fs::write(stage.path("list"), names).unwrap();
    let run = |stdout: Stdio| {
        command(&stage, &[&["verify", "--files-from", "list"], &TRUST[..]].concat())
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut gone = run(Stdio::piped());
    drop(gone.stdout.take());
    assert_eq!(gone.wait().unwrap().code(), Some(0));
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(run(full.into()).wait().unwrap().code(), Some(74));
}

#[test]
fn pem_is_read_like_der() {
    let stage = stage_with_files();
    let pem = |name: &str| {
        let output = Command::new("openssl")
            .args(["cms", "-cmsout", "-inform", "DER", "-outform", "PEM", "-in", name])
            .current_dir(stage.path(""))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    std::fs::write(stage.path("pem.p7s"), pem("box/good.p7s")).unwrap();
    std::fs::write(stage.path("pem"), b"application").unwrap();
    let output = verify(&stage, &["pem.p7s"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let shown = jitsuin(&stage, &["inspect", "pem.p7s", "--json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["report"]["findings"][1]["outcome"], "passed", "its content is found: {shown:#}");
}

#[test]
fn inspect_shows_no_person_unless_told() {
    let stage = stage_with_files();
    let certificate = stage.certificate(Purpose::Sign);
    std::fs::write(stage.path("sign.der"), certificate.der()).unwrap();
    std::fs::write(stage.path("sign.pem"), certificate.to_pem().unwrap()).unwrap();
    std::fs::write(stage.path("token.json"), stage.token().to_string()).unwrap();
    for file in ["sign.der", "sign.pem", "box/good.p7s", "box/inner/attached.p7m", "token.json"] {
        let output = jitsuin(&stage, &["inspect", file]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(text(&output.stdout).contains("serial number: "), "{output:?}");
        assert!(!text(&output.stdout).contains("花子"), "{output:?}");
    }
    let shown = jitsuin(&stage, &["inspect", "box/good.p7s", "--show-attributes", "--lang", "ja"]);
    assert!(text(&shown.stdout).contains("氏名: 霞　花子"), "{shown:?}");
    let json = jitsuin(&stage, &["inspect", "sign.der", "--json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["type"], "certificate");
    assert!(json["certificate"].get("holder").is_none());

    let list = jitsuin(&stage, &["inspect", "sign.crl", "--anchors", "anchors.pem", "--json"]);
    let list: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!((list["type"].as_str(), list["revoked"].as_u64()), (Some("revocation-list"), Some(0)));
    assert_eq!(jitsuin(&stage, &["inspect", "sign.crl"]).status.code(), Some(3));
    assert_eq!(jitsuin(&stage, &["inspect", "box/good"]).status.code(), Some(3));
}

#[test]
fn inspect_reads_an_ocsp_response_with_the_ca() {
    let stage = stage_with_files();
    std::fs::write(stage.path("sign.pem"), stage.certificate(Purpose::Sign).to_pem().unwrap()).unwrap();
    let openssl = |arguments: &str| {
        let output = Command::new("openssl").args(arguments.split(' ')).current_dir(stage.path("")).output();
        assert!(output.as_ref().unwrap().status.success(), "{output:?}");
    };
    openssl("ocsp -issuer sign-ca.pem -cert sign.pem -reqout request.der");
    openssl(
        "ocsp -index sign-index.txt -CA sign-ca.pem -rsigner sign-ca.pem -rkey sign-ca.key.pem -reqin request.der \
         -respout response.der",
    );
    let shown = jitsuin(&stage, &["inspect", "response.der", "--anchors", "anchors.pem", "--json"]);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["type"], "ocsp-response");
    assert!(shown["producedAt"].is_string() && shown["nonce"].is_string(), "{shown:#}");
    let text = jitsuin(&stage, &["inspect", "response.der", "--anchors", "anchors.pem", "--lang", "ja"]);
    assert!(self::text(&text.stdout).starts_with("種類: OCSP応答\n"), "{text:?}");
}

#[test]
fn serve_tells_its_address_and_ends_when_told() {
    let stage = stage_with_files();
    let mut child = command(&stage, &[&["serve", "--listen", "127.0.0.1:0"], &TRUST[..]].concat())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("listening on 127.0.0.1:"), "{line}");
    assert!(line.ends_with("mode test\n"), "{line}");
    let told = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
