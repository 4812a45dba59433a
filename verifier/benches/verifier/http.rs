//! The service as it is shipped, asked by ApacheBench.

use crate::stage::Stage;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

const REQUESTS: usize = 50_000;
const AT_ONCE: usize = 16;

pub(crate) fn measure(stage: &Stage) -> Value {
    let body = stage.path("request.json");
    let content = vec![b'x'; 1024];
    let request = json!({
        "signature": STANDARD.encode(stage.signed_detached(&content)),
        "content": STANDARD.encode(&content),
    });
    std::fs::write(&body, request.to_string()).unwrap();
    let (mut service, address) = start(stage);
    let ask = |requests: usize| {
        let output = Command::new("ab")
            .args(["-q", "-k", "-l", "-c", &AT_ONCE.to_string(), "-n", &requests.to_string()])
            .args(["-T", "application/json", "-p"])
            .arg(&body)
            .arg(format!("http://{address}/v1/documents"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "ab: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    ask(2_000);
    let before = resident_kilobytes(&service);
    let said = ask(REQUESTS);
    let after = resident_kilobytes(&service);
    service.kill().unwrap();
    service.wait().unwrap();
    json!({
        "requests": REQUESTS,
        "atOnce": AT_ONCE,
        "requestsPerSecond": figure(&said, "Requests per second:"),
        "p50Milliseconds": figure(&said, "  50%"),
        "p99Milliseconds": figure(&said, "  99%"),
        "failed": figure(&said, "Failed requests:"),
        "notOk": figure(&said, "Non-2xx responses:").as_f64().unwrap_or(0.0),
        "residentKilobytesBefore": before,
        "residentKilobytesAfter": after,
    })
}

fn start(stage: &Stage) -> (Child, String) {
    let mut service = Command::new(env!("CARGO_BIN_EXE_jitsuin"))
        .args(["serve", "--listen", "127.0.0.1:0", "--anchors", "anchors.pem", "--crl", "sign.crl"])
        .current_dir(stage.path(""))
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(service.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split([' ', ',']).nth(2).unwrap().to_owned();
    (service, address)
}

/// VmRSS of proc(5).
fn resident_kilobytes(process: &Child) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The number after a label; `null` where it says nothing of it.
fn figure(said: &str, label: &str) -> Value {
    let number = said.lines().find_map(|line| line.strip_prefix(label));
    number
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse::<f64>().ok())
        .into()
}
