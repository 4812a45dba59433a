//! `cargo xtask test`: every check and test, and at the end one line that counts them.

use std::fmt::{Display, Formatter};

use clap::Args;

use crate::run::{Outcome, cargo, program, root, step, target, watch};
use crate::{build, setup, types};

/// Which tests.
#[derive(Args)]
pub(crate) struct Test {
    /// Only the groups whose name contains this: style, rust, web, wasm, e2e.
    #[arg(long)]
    only: Option<String>,
    /// Passed on to Playwright: only the end-to-end tests whose title matches.
    #[arg(long)]
    grep: Option<String>,
}

/// How many passed and failed.
#[derive(Clone, Copy, Default)]
struct Count {
    passed: u32,
    failed: u32,
    /// Of those that passed, how many only at the second attempt: an end-to-end test that wants mending.
    second_attempt: u32,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.second_attempt += other.second_attempt;
    }

    /// One check that has no tests inside.
    fn of(outcome: Outcome) -> Self {
        match outcome {
            Ok(()) => Self { passed: 1, ..Self::default() },
            Err(reason) => {
                eprintln!("{reason}");
                Self { failed: 1, ..Self::default() }
            }
        }
    }
}

impl Display for Count {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        match self.second_attempt {
            0 => Ok(()),
            some => write!(f, " ({some} only at the second attempt)"),
        }
    }
}

impl Test {
    /// Runs every group, also after one has failed.
    ///
    /// # Errors
    /// Something failed, or nothing ran.
    pub(crate) fn run(self) -> Outcome {
        setup::for_testing()?;
        let mut total = Count::default();
        let groups: [(&str, &dyn Fn() -> Outcome<Count>); 5] = [
            ("style", &style),
            ("rust", &rust),
            ("web", &web),
            ("wasm", &wasm),
            ("e2e", &|| end_to_end(self.grep.as_deref())),
        ];
        let wanted = |name: &str| self.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
        for (name, group) in groups.into_iter().filter(|(name, _)| wanted(name)) {
            let count = group().unwrap_or_else(|reason| Count::of(Err(reason)));
            println!("{name}: {count}");
            total.add(count);
        }
        println!("\n{total}");
        if total.failed > 0 || total.passed == 0 {
            return Err("the tests did not pass".to_owned());
        }
        Ok(())
    }
}

/// Formatting, lints, documentation, generated files.
fn style() -> Outcome<Count> {
    let mut count = Count::default();
    let checks: [(&str, &[&str]); 3] = [
        ("rustfmt", &["fmt", "--all", "--check"]),
        ("clippy", &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        ("cargo doc", &["doc", "--quiet", "--workspace", "--no-deps"]),
    ];
    for (name, arguments) in checks {
        step(name);
        count.add(Count::of(crate::run::show(cargo(arguments).env("RUSTDOCFLAGS", "-D warnings"))));
    }
    step("types generated from Rust");
    count.add(Count::of(types::check()));
    Ok(count)
}

/// Every Rust test, those with real daemons and tools among them.
fn rust() -> Outcome<Count> {
    build::bridge()?;
    build::programs_and_tests()?;
    step("cargo test");
    let mut command = cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env("JITSUIN_BRIDGE", target().join("release/jitsuin-bridge"));
    command.env("JITSUIN_PROGRAM", target().join("debug/jitsuin"));
    let (printed, success) = watch(&mut command)?;
    let mut count = Count::default();
    for line in printed.lines().filter(|line| line.starts_with("test result:")) {
        count.passed += number_before(line, " passed");
        count.failed += number_before(line, " failed");
    }
    if !success && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Types, lints and unit tests of the extension and the JavaScript API.
fn web() -> Outcome<Count> {
    build::extension()?;
    step("tsc and eslint");
    let folder = root().join("extension");
    let mut count =
        Count::of(crate::run::show(program("npm", &["run", "--silent", "check"]).current_dir(&folder)));
    step("types of the end-to-end tests");
    let arguments = ["--project", "tests/e2e/jsconfig.json"];
    count.add(Count::of(crate::run::show(&mut program("extension/node_modules/.bin/tsc", &arguments))));
    step("unit tests of the extension");
    count.add(node_tests(program("npm", &["test", "--silent"]).current_dir(&folder))?);
    Ok(count)
}

/// The WASM module as Node loads it, also with everything that it must refuse.
fn wasm() -> Outcome<Count> {
    build::programs_and_tests()?;
    build::extension()?;
    build::wasm()?;
    step("the WASM module in Node");
    let vectors = target().join("jitsuin-vectors");
    build::vectors(&vectors)?;
    let tests =
        ["wasm/test/wasm.test.mjs", "tests/vectors/wasm.test.mjs", "verifier/node/test/verifier.test.mjs"];
    node_tests(
        program("node", &["--test", "--test-reporter=tap"])
            .args(tests)
            .env("JITSUIN_WASM_PKG", root().join("wasm/pkg"))
            .env("JITSUIN_VECTORS", vectors),
    )
}

/// The shipped bridge, the real extension, Chromium, pcscd and the virtual card.
fn end_to_end(grep: Option<&str>) -> Outcome<Count> {
    build::bridge()?;
    build::programs_and_tests()?;
    build::extension()?;
    build::wasm()?;
    step("end to end");
    let mut command = program("npx", &["playwright", "test"]);
    command.current_dir(root().join("tests/e2e")).env("JITSUIN_ROOT", root()).env("JITSUIN_TARGET", target());
    if let Some(grep) = grep {
        command.args(["--grep", grep]);
    }
    let (printed, success) = watch(&mut command)?;
    let mut count = Count::default();
    for line in printed.lines().map(str::trim) {
        // "  12 passed (1.2m)", "  1 failed", "  1 flaky": on a busy machine a browser is late sometimes, so there is a second attempt, and it is told.
        count.passed += count_line(line, "passed") + count_line(line, "flaky");
        count.second_attempt += count_line(line, "flaky");
        count.failed += count_line(line, "failed") + count_line(line, "did not run");
    }
    if !success && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Runs node's test runner and reads its closing lines, `# pass N` and `# fail N` (or with ℹ).
fn node_tests(command: &mut std::process::Command) -> Outcome<Count> {
    let (printed, success) = watch(command)?;
    let mut count = Count::default();
    for line in printed.lines().map(|line| line.trim_start_matches(['#', 'ℹ', ' '])) {
        count.passed += number_after(line, "pass ");
        count.failed += number_after(line, "fail ");
    }
    if (!success && count.failed == 0) || count.passed == 0 {
        count.failed += 1;
    }
    Ok(count)
}

/// The number in a line like `12 passed (1.2m)`.
fn count_line(line: &str, word: &str) -> u32 {
    match line.split_once(' ') {
        Some((number, rest)) if rest.starts_with(word) => number.parse().unwrap_or(0),
        _ => 0,
    }
}

/// The number that stands before a word.
fn number_before(line: &str, word: &str) -> u32 {
    let before = line.split(word).next().filter(|before| before.len() < line.len());
    before
        .and_then(|before| before.rsplit([' ', ';']).next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

/// The number that a line holds after a word at its start.
fn number_after(line: &str, word: &str) -> u32 {
    line.strip_prefix(word).and_then(|rest| rest.trim().parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_closing_lines_of_each_runner() {
        let cargo = "test result: ok. 18 passed; 2 failed; 0 ignored; 0 measured";
        assert_eq!((number_before(cargo, " passed"), number_before(cargo, " failed")), (18, 2));
        assert_eq!(count_line("12 passed (1.2m)", "passed"), 12);
        assert_eq!(count_line("sign › 3 passed", "passed"), 0);
        assert_eq!(number_after("pass 31", "pass "), 31);
        assert_eq!(number_after("passed tests", "pass "), 0);
    }
}
