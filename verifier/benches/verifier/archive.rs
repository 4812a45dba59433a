//! The program over an archive, and others over a part of it.

use crate::ratio;
use crate::stage::Stage;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const FILES: usize = 10_000;
/// Signatures that OpenSSL judges, a process each, without revocation.
const BY_OPENSSL: usize = 200;

pub(crate) fn measure(stage: &Stage) -> Value {
    let folder = stage.path("archive");
    std::fs::create_dir(&folder).unwrap();
    for index in 0..FILES {
        let content = format!("application {index}");
        std::fs::write(folder.join(format!("{index:05}")), &content).unwrap();
        let signed = stage.signed_detached(content.as_bytes());
        std::fs::write(folder.join(format!("{index:05}.p7s")), signed).unwrap();
    }
    let whole = best(3, || jitsuin(stage, None));
    let one_thread = best(3, || jitsuin(stage, Some(1)));
    let openssl = openssl(&folder);
    json!({
        "files": FILES,
        "filesPerSecond": (FILES as f64 / whole).round() as u64,
        "filesPerSecondWithOneThread": (FILES as f64 / one_thread).round() as u64,
        "seconds": ratio(whole),
        "opensslCmsVerifyFilesPerSecondWithoutRevocation": ratio(1.0 / openssl),
    })
}

/// Seconds of `jitsuin verify` with its start and the list of a million.
fn jitsuin(stage: &Stage, jobs: Option<usize>) -> f64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jitsuin"));
    command.args(["verify", "archive", "--anchors", "anchors.pem", "--crl", "sign.crl"]);
    if let Some(jobs) = jobs {
        command.args(["--jobs", &jobs.to_string()]);
    }
    let start = Instant::now();
    let output = command.current_dir(stage.path("")).stdin(Stdio::null()).output().unwrap();
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout.split(|byte| *byte == b'\n').count(), FILES + 1);
    seconds
}

/// Seconds of one file. `openssl cms` takes no list of its own, so it does without revocation.
fn openssl(folder: &Path) -> f64 {
    let start = Instant::now();
    for index in 0..BY_OPENSSL {
        let name = format!("{index:05}");
        let output = Command::new("openssl")
            .args(["cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-out", "/dev/null"])
            .args(["-CAfile", "../anchors.pem", "-content", &name, "-in", &format!("{name}.p7s")])
            .current_dir(folder)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    start.elapsed().as_secs_f64() / BY_OPENSSL as f64
}

fn best(times: usize, measure: impl FnMut() -> f64) -> f64 {
    std::iter::repeat_with(measure).take(times).fold(f64::INFINITY, f64::min)
}
