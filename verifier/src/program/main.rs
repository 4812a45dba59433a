//! `jitsuin`: verifies, inspects, serves. README.md is for administrators.
//!
//! Standard output carries verdicts and nothing else; progress and problems go to standard error.

mod inputs;
mod inspect;
mod language;
mod serve;
mod verify;

use clap::{Parser, Subcommand};
use jitsuin_verifier::arguments::ArgumentError;
use std::io::Write;
use std::process::ExitCode;

/// Verifies signatures and logins of the My Number Card.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Judge signatures (CMS, detached or attached). Ends with 0 if all are TOTAL-PASSED, 1 if one is INDETERMINATE, 2 if one is
    /// TOTAL-FAILED, 3 if one cannot be read, 64 for a wrong command line or nothing to judge, 74 if verdicts cannot be written; the greatest
    /// that applies.
    Verify(verify::Arguments),
    /// Show what a certificate, a signature, a list of revoked certificates, an OCSP response or a login token says.
    Inspect(inspect::Arguments),
    /// Judge over HTTP, for programs in any language. GET /openapi.json describes it.
    Serve(serve::Arguments),
}

/// How the program ends, where it is not by the verdicts.
enum Problem {
    /// The command line or a file that it configures.
    Usage(String),
    /// What was to be read cannot be.
    Unreadable(String),
}

impl From<ArgumentError> for Problem {
    fn from(error: ArgumentError) -> Self {
        Self::Usage(error.to_string())
    }
}

/// EX_USAGE of sysexits.h.
const USAGE: u8 = 64;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nobody can be told where the output is closed.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS };
        }
    };
    let outcome = match arguments.action {
        Action::Verify(arguments) => verify::run(arguments),
        Action::Inspect(arguments) => inspect::run(&arguments),
        Action::Serve(arguments) => serve::run(arguments),
    };
    let (code, sentence) = match outcome {
        Ok(code) => return code,
        Err(Problem::Usage(sentence)) => (USAGE, sentence),
        Err(Problem::Unreadable(sentence)) => (verify::UNREADABLE, sentence),
    };
    let _ = writeln!(std::io::stderr(), "jitsuin: {sentence}");
    ExitCode::from(code)
}
