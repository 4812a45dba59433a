//! OpenSSL accepts every control that is a document: what is refused by a verifier is refused for what was changed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Stdio};

use jitsuin_test_vectors::Of;

#[test]
fn openssl_accepts_every_document_among_the_controls() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = jitsuin_test_vectors::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let controls = vectors.iter().filter(|vector| vector.control.is_none() && vector.of == Of::Document);
    let mut judged = 0;
    for vector in controls {
        let case = vector.make();
        let at = folder.path().join(&case.name);
        case.write(&at).unwrap();
        let time =
            time::OffsetDateTime::parse(&case.at, &time::format_description::well_known::Rfc3339).unwrap();
        let mut command = Command::new("openssl");
        command
            .current_dir(&at)
            .args([
                "cms",
                "-verify",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "signed.p7s",
                "-CAfile",
                "anchors.pem",
            ])
            .args(["-purpose", "any", "-out", "said", "-attime", &time.unix_timestamp().to_string()]);
        if case.content.is_some() {
            command.args(["-content", "content.bin"]);
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{}: {}", case.name, String::from_utf8_lossy(&output.stderr));
        judged += 1;
    }
    assert!(judged >= 2, "only {judged} controls");
}
