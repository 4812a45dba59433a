//! `cargo xtask`: the one place that knows how Jitsuin is built, shown, tested and measured.
//!
//! Each subcommand does all of its set-up first ([`setup`]): what is missing is installed by name, or, without the right to install, said
//! exactly.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program for developers")]

mod bench;
mod build;
#[cfg(test)]
mod coverage;
mod demo;
mod run;
mod setup;
mod test;
mod types;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, shows, tests and measures Jitsuin.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Show the whole: a card, a reader, a municipality's site, and Chromium with the extension.
    Demo(demo::Demo),
    /// Run every check and test; the last line counts them.
    Test(test::Test),
    /// Build everything: bridge, WASM module, extension, JavaScript API, demo site, virtual card.
    Build,
    /// Measure the numbers of the design that exist so far.
    Bench {
        /// Print one JSON document instead of a table.
        #[arg(long)]
        json: bool,
        /// Also write the JSON document to this file.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Write the TypeScript types that are generated from the Rust ones.
    Types,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().task {
        Task::Demo(demo) => demo.run(),
        Task::Test(test) => test.run(),
        Task::Build => setup::for_building().and_then(|()| build::everything()),
        Task::Bench { json, out } => bench::run(json, out.as_deref()),
        Task::Types => types::write(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("\n{reason}");
            ExitCode::FAILURE
        }
    }
}
