//! `cargo xtask bench`: the numbers of DESIGN §7 that exist so far, as counts and ratios.

use std::path::Path;

use serde_json::{Map, Value};

use crate::run::{Outcome, cargo, program, root, step, target};
use crate::{build, setup};

/// Measures everything.
pub(crate) fn run(as_json: bool, out: Option<&Path>) -> Outcome {
    setup::for_measuring()?;
    build::everything()?;
    let mut figures = Map::new();
    step("verification");
    figures.insert(
        "verification".to_owned(),
        measured(&mut cargo(&[
            "run",
            "--quiet",
            "--release",
            "--package",
            "jitsuin-core",
            "--features",
            "aws-lc-rs",
            "--example",
            "bench-verify",
        ]))?,
    );
    step("verdicts with revocation, the service, an archive");
    let arguments = ["bench", "--quiet", "--package", "jitsuin-verifier", "--bench", "verifier"];
    figures.insert("verifier".to_owned(), measured(&mut cargo(&arguments))?);
    step("the WASM module in Node, beside PKI.js");
    let vectors = target().join("jitsuin-vectors");
    build::vectors(&vectors)?;
    let mut beside = program("node", &["tests/e2e/bench-verify.mjs"]);
    beside.env("JITSUIN_VECTORS", &vectors).env("JITSUIN_WASM_PKG", root().join("wasm/pkg"));
    figures.insert("node".to_owned(), measured(&mut beside)?);
    step("card, bridge, browser");
    let mut flow = program("node", &["tests/e2e/bench.mjs"]);
    flow.env("JITSUIN_ROOT", root()).env("JITSUIN_TARGET", target());
    figures.insert("flow".to_owned(), measured(&mut flow)?);
    let document = Value::Object(figures);
    let text = serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?;
    if let Some(out) = out {
        std::fs::write(out, &text).map_err(|error| error.to_string())?;
    }
    if as_json {
        println!("{text}");
    } else {
        table(&document, "");
    }
    Ok(())
}

/// Runs a benchmark that prints one JSON document on its last line.
fn measured(command: &mut std::process::Command) -> Outcome<Value> {
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!(
            "{} failed:\n{}",
            crate::run::line(command),
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let last = printed.lines().last().unwrap_or_default();
    serde_json::from_str(last).map_err(|error| format!("{}: {error}", crate::run::line(command)))
}

/// Prints a document, a figure a line.
fn table(document: &Value, path: &str) {
    match document {
        Value::Object(fields) => {
            for (name, value) in fields {
                table(value, &if path.is_empty() { name.clone() } else { format!("{path}.{name}") });
            }
        }
        Value::Null => println!("{path:<60} not measured"),
        value => println!("{path:<60} {value}"),
    }
}
