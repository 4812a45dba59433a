//! How each part is built.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wasm_bindgen_cli_support::Bindgen;

use crate::run::{Outcome, cargo, program, root, show, step, target};

/// Every part that a demo or a benchmark runs.
pub(crate) fn everything() -> Outcome {
    bridge()?;
    programs()?;
    extension()?;
    wasm()
}

/// The bridge as it is shipped.
pub(crate) fn bridge() -> Outcome {
    step("build the bridge");
    show(&mut cargo(&["build", "--quiet", "--release", "--package", "jitsuin-bridge"]))
}

/// The programs around it: site, verifier, virtual card, its CAs, what writes the vectors, the tests' own host.
pub(crate) fn programs() -> Outcome {
    step("build the demo site, the verifier, the virtual card, its CAs and the vectors");
    let packages = [
        "jitsuin-demo-site",
        "jitsuin-verifier",
        "jitsuin-virtual-card",
        "jitsuin-test-pki",
        "jitsuin-test-vectors",
        "jitsuin-embedded-host",
    ];
    let mut arguments = vec!["build", "--quiet", "--bins"];
    for package in packages {
        arguments.extend(["--package", package]);
    }
    show(&mut cargo(&arguments))
}

/// The same programs, and all tests, in one build as `cargo test --workspace` wants it: with the features that all of them need together. Built
/// each for themselves, a test run would build SQLite, AWS-LC and half of the other crates twice.
pub(crate) fn programs_and_tests() -> Outcome {
    step("build all programs and tests");
    show(&mut cargo(&["build", "--quiet", "--workspace", "--bins", "--tests"]))
}

/// The extension and the JavaScript API, into `extension/dist/`.
pub(crate) fn extension() -> Outcome {
    step("build the extension and the JavaScript API");
    show(program("npm", &["run", "--silent", "build"]).current_dir(root().join("extension")))
}

/// The WASM module: for the browser into the extension, for Node into `wasm/pkg/` and the npm package `jitsuin-verifier`.
pub(crate) fn wasm() -> Outcome {
    step("build the WASM module");
    let triple = "wasm32-unknown-unknown";
    let arguments =
        ["build", "--quiet", "--package", "jitsuin-wasm", "--profile", "wasm", "--target", triple];
    // sha2 chooses its vector implementation when it is compiled.
    show(cargo(&arguments).env("RUSTFLAGS", "-C target-feature=+simd128"))?;
    let built = target().join(triple).join("wasm/jitsuin_wasm.wasm");
    bind(&built, &root().join("extension/dist/chromium/wasm"), Platform::Browser)?;
    let (made, packed) = (root().join("wasm/pkg"), root().join("verifier/node/core"));
    bind(&built, &made, Platform::Node)?;
    pack(&made, &packed).map_err(|error| format!("{}: {error}", packed.display()))
}

/// What a verifier must refuse, a folder each, by a program that is built.
pub(crate) fn vectors(folder: &Path) -> Outcome {
    // A recipe that is gone must not live on in its folder.
    let _absent = fs::remove_dir_all(folder);
    let mut make = Command::new(target().join("debug/test-vectors"));
    show(make.current_dir(root()).arg("--out").arg(folder))
}

/// Puts the module for Node where a package of ES modules can load it: wasm-bindgen writes CommonJS.
fn pack(made: &Path, packed: &Path) -> std::io::Result<()> {
    fs::create_dir_all(packed)?;
    for file in ["jitsuin.js", "jitsuin.d.ts", "jitsuin_bg.wasm"] {
        fs::copy(made.join(file), packed.join(file))?;
    }
    fs::write(packed.join("package.json"), "{ \"type\": \"commonjs\" }\n")
}

/// Where a WASM module runs.
#[derive(Clone, Copy)]
enum Platform {
    Browser,
    Node,
}

/// Writes the JavaScript side of the module, and makes the module small.
fn bind(built: &Path, folder: &Path, platform: Platform) -> Outcome {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(built).out_name("jitsuin").typescript(true);
    let prepared = match platform {
        Platform::Browser => bindgen.web(true),
        Platform::Node => bindgen.nodejs(true),
    };
    prepared
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("wasm-bindgen failed: {error:#}"))?;
    optimise(&folder.join("jitsuin_bg.wasm"))
}

/// Runs npm's wasm-opt in place. The features are those that Rust and wasm-bindgen use.
fn optimise(module: &PathBuf) -> Outcome {
    let features = [
        "simd",
        "bulk-memory",
        "nontrapping-float-to-int",
        "sign-ext",
        "mutable-globals",
        "reference-types",
        "multivalue",
    ];
    let mut command = program("node_modules/.bin/wasm-opt", &["-Os"]);
    command.current_dir(root().join("extension")).args(features.map(|feature| format!("--enable-{feature}")));
    show(command.arg(module).arg("-o").arg(module))
}
