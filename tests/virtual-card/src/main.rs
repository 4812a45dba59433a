//! `virtual-card`: makes cards, puts them into a reader, and runs a private `pcscd` to read them with. README.md shows how.
//!
//! Standard output carries JSON lines and nothing else; what went wrong is a sentence on standard error.

mod serve;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jitsuin_virtual_card::Order;
use jitsuin_virtual_card::pcscd::PrivatePcscd;

/// A My Number Card in software, for tests.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make a card's folder from the declarations of a hierarchy and a holder.
    Make {
        /// The hierarchy (tests/pki/jpki-test.toml).
        #[arg(long, value_name = "FILE")]
        pki: PathBuf,
        /// The holder (tests/pki/holders/*.toml).
        #[arg(long, value_name = "FILE")]
        holder: PathBuf,
        /// The card's folder.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// The CAs' folder, made if it is not there [default: DIR/../ca].
        #[arg(long, value_name = "DIR")]
        ca: Option<PathBuf>,
        /// A folder of private keys to use again for the same holder.
        #[arg(long, value_name = "DIR")]
        keys: Option<PathBuf>,
    },
    /// Put a card into a vpcd reader; commands on standard input, one answer a line.
    Serve(serve::Arguments),
    /// Run a private pcscd with a vpcd reader of two slots until standard input ends.
    Pcscd {
        /// For the socket, the configuration and the log.
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
        /// TCP port of the first slot; the second is the next [default: two free ones].
        #[arg(long)]
        port: Option<u16>,
        /// With no reader at all.
        #[arg(long, conflicts_with = "port")]
        no_reader: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().action {
        Action::Make { pki, holder, out, ca, keys } => {
            Order { pki, holder, out, ca, keys }.make().map_err(Into::into)
        }
        Action::Serve(arguments) => serve::serve(&arguments),
        Action::Pcscd { dir, port, no_reader } => pcscd(&dir, port, no_reader),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "virtual-card: {error}");
            ExitCode::FAILURE
        }
    }
}

fn pcscd(
    dir: &std::path::Path,
    port: Option<u16>,
    no_reader: bool,
) -> Result<(), Box<dyn std::error::Error>> {
    let daemon =
        if no_reader { PrivatePcscd::start_without_reader(dir)? } else { PrivatePcscd::start(dir, port)? };
    say(&serde_json::json!({ "event": "ready", "socket": daemon.socket(), "port": daemon.port() }))?;
    // What is written there means nothing; only the end does.
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())?;
    Ok(())
}

/// Writes a JSON line to standard output, at once.
fn say(line: &serde_json::Value) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}
