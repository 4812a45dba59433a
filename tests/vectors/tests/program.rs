//! The program `jitsuin verify` on every document: the same findings as the library's, and an exit code that a script can trust.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jitsuin_test_vectors::{Case, MadeAnswer, Of};
use serde_json::Value;

/// `cargo xtask test` names it; by hand, it is built where this test was: an old one would be judged instead.
fn program() -> PathBuf {
    if let Some(named) = std::env::var_os("JITSUIN_PROGRAM") {
        return named.into();
    }
    // This test is in `<target>/debug/deps`.
    let this = std::env::current_exe().unwrap();
    let target = this.ancestors().nth(3).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--package", "jitsuin-verifier"])
        .env("CARGO_TARGET_DIR", target)
        .status()
        .unwrap();
    assert!(built.success());
    target.join("debug/jitsuin")
}

/// What the program says of a case, and its exit code.
fn verify(program: &Path, case: &Case, folder: &Path) -> (Value, i32) {
    case.write(folder).unwrap();
    let mut command = Command::new(program);
    command.current_dir(folder).args([
        "verify",
        "signed.p7s",
        "--json",
        "--anchors",
        "anchors.pem",
        "--at",
        &case.at,
    ]);
    for number in 0..case.answers.len() {
        command.args(["--crl", &format!("answer-{number}.crl")]);
    }
    if case.content.is_some() {
        command.args(["--content", "content.bin"]);
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let report = serde_json::from_str(&said).unwrap_or_else(|error| {
        panic!("{}: {error}: {said}{}", case.name, String::from_utf8_lossy(&output.stderr))
    });
    (report, output.status.code().unwrap())
}

fn texts<'a>(report: &'a Value, member: &str) -> Option<&'a str> {
    report.get(member).and_then(Value::as_str)
}

#[test]
fn the_program_refuses_every_document_for_its_own_reason() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = jitsuin_test_vectors::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let by_lists = |case: &Case| case.answers.iter().all(|answer| matches!(answer, MadeAnswer::Crl(_)));
    let cases: Vec<_> = vectors
        .iter()
        .filter(|vector| vector.of == Of::Document)
        .map(|vector| vector.make())
        .filter(by_lists)
        .collect();
    assert!(cases.len() > 100, "only {} documents", cases.len());
    let program = program();
    let mut wrong = Vec::new();
    for case in &cases {
        let (report, code) = verify(&program, case, &folder.path().join(&case.name));
        let findings: Vec<_> = report
            .get("findings")
            .and_then(Value::as_array)
            .unwrap_or_else(|| panic!("{}: {report}", case.name))
            .iter()
            .filter(|finding| texts(finding, "outcome") != Some("passed"))
            .filter_map(|finding| {
                Some(format!("{}: {}", texts(finding, "check")?, texts(finding, "reason")?))
            })
            .filter(|finding| !finding.ends_with(": not-reached"))
            .collect();
        // Where something else is wrong, nobody is asked. A list that does not speak for the certificate is no answer here.
        let of_others = |finding: &String| finding.starts_with("revocation: ");
        let others = |findings: &[String]| {
            findings.iter().filter(|finding| !of_others(finding)).cloned().collect::<Vec<_>>()
        };
        let expected_code = match case.expected.indication.as_str() {
            "TOTAL-PASSED" => 0,
            "INDETERMINATE" => 1,
            _ => 2,
        };
        let same = others(&findings) == others(&case.expected.findings)
            && texts(&report, "indication") == Some(&case.expected.indication)
            && texts(&report, "subIndication") == case.expected.sub_indication.as_deref()
            && code == expected_code;
        if !same {
            wrong.push(format!(
                "{}\n  expected {:?} and {expected_code}\n  said {findings:?} and {code}",
                case.name, case.expected
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
