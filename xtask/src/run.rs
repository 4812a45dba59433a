//! Running other programs, and where things are.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// A step's result; the error is a sentence for the person at the terminal.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The repository's top folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo puts what it builds, as an absolute path without links: other programs run in other folders, and the kernel names a process by
/// that path.
pub(crate) fn target() -> PathBuf {
    TARGET.clone()
}

/// Asked for before anything is built: a build may put another xtask in this one's place, and then nothing tells where this one lay.
static TARGET: LazyLock<PathBuf> = LazyLock::new(|| {
    // This program lies there itself: `<target>/debug/xtask`.
    let here = std::env::current_exe().and_then(|program| program.canonicalize());
    let folder = here.ok().and_then(|program| Some(program.parent()?.parent()?.to_path_buf()));
    folder.unwrap_or_else(|| root().join("target"))
});

/// Announces a step. Standard output is for results.
pub(crate) fn step(what: &str) {
    eprintln!("\n── {what}");
}

/// A program to be run in the top folder.
pub(crate) fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()).stdin(Stdio::null());
    command
}

/// This toolchain's cargo, building where it built this program.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments);
    command.env("CARGO_TARGET_DIR", target());
    command
}

/// Runs a program and shows what it prints, beside the results.
pub(crate) fn show(command: &mut Command) -> Outcome {
    hand_over(command.stdout(std::io::stderr()))
}

/// Runs a program whose output is the result.
pub(crate) fn hand_over(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {}", line(command))) }
}

/// Runs a program, shows what it prints, and returns its standard output and whether it succeeded.
pub(crate) fn watch(command: &mut Command) -> Outcome<(String, bool)> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut printed = String::new();
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{text}");
            let _infallible = writeln!(printed, "{text}");
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    Ok((printed, status.success()))
}

/// Runs a program silently: its standard output, or `None` if it is missing or failed.
pub(crate) fn ask(name: &str, arguments: &[&str]) -> Option<String> {
    let output = program(name, arguments).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as a person would type it.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("{} could not be started: {error}", line(command))
}
