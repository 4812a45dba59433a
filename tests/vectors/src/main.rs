//! `test-vectors`: writes every vector as a folder of files, for verifiers in any language.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

/// Writes what must be refused, and the controls that must pass, with new signatures.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Where to; a folder for each vector.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let Arguments { out } = Arguments::parse();
    let written = jitsuin_test_vectors::load(Path::new(env!("CARGO_MANIFEST_DIR"))).and_then(|vectors| {
        vectors.iter().try_for_each(|vector| vector.make().write(&out.join(&vector.name)))?;
        Ok(vectors.len())
    });
    match written {
        Ok(count) => {
            let _ = writeln!(std::io::stdout(), "{count} vectors in {}", out.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "test-vectors: {error}");
            ExitCode::FAILURE
        }
    }
}
