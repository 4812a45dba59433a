//! TypeScript types that are generated from the Rust ones: one source for each boundary.

use std::fs;

use crate::run::{Outcome, cargo, root, step};

/// A generated file: the package and its example that prints it, and where it is kept.
struct Generated {
    package: &'static str,
    example: &'static str,
    file: &'static str,
}

const GENERATED: &[Generated] = &[
    Generated {
        package: "jitsuin-bridge",
        example: "bridge-typescript-types",
        file: "extension/src/generated/bridge-protocol.ts",
    },
    Generated { package: "jitsuin-core", example: "typescript-types", file: "wasm/types.d.ts" },
];

impl Generated {
    /// What the Rust types say now.
    fn print(&self) -> Outcome<String> {
        let features = ["--features", "typescript", "--example", self.example];
        let arguments = [&["run", "--quiet", "--package", self.package][..], &features].concat();
        let output =
            cargo(&arguments).output().map_err(|error| format!("cargo could not be started: {error}"))?;
        if !output.status.success() {
            return Err(format!("{} failed:\n{}", self.example, String::from_utf8_lossy(&output.stderr)));
        }
        String::from_utf8(output.stdout).map_err(|_| format!("{} printed no text", self.example))
    }
}

/// Writes every generated file.
pub(crate) fn write() -> Outcome {
    for generated in GENERATED {
        step(&format!("write {}", generated.file));
        let path = root().join(generated.file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        fs::write(path, generated.print()?).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Finds the committed files that are not what the Rust types say.
///
/// # Errors
/// The names of the files that differ.
pub(crate) fn check() -> Outcome {
    let mut different = Vec::new();
    for generated in GENERATED {
        let kept = fs::read_to_string(root().join(generated.file)).unwrap_or_default();
        if kept != generated.print()? {
            different.push(generated.file);
        }
    }
    if different.is_empty() {
        return Ok(());
    }
    Err(format!("not what the Rust types say, `cargo xtask types` writes them: {}", different.join(", ")))
}
