//! What must be on the machine, and how it comes there.

use std::path::Path;

use crate::run::{Outcome, ask, program, root, show, step};

/// Something that a Debian package brings.
struct Need {
    /// It is there if one of these files is. `*` stands for any one folder.
    files: &'static [&'static str],
    /// The Debian package.
    package: &'static str,
    /// What it is for, for a person on another system.
    purpose: &'static str,
}

const FOR_BUILDING: &[Need] = &[
    Need {
        files: &["/usr/include/PCSC/winscard.h"],
        package: "libpcsclite-dev",
        purpose: "to build the bridge",
    },
    Need { files: &["/usr/bin/pkg-config"], package: "pkg-config", purpose: "to build the bridge" },
    Need { files: &["/usr/include/stdio.h"], package: "libc6-dev", purpose: "to build C parts of crates" },
];

const FOR_SHOWING: &[Need] = &[
    Need {
        files: &["/usr/bin/chromium", "/usr/lib/chromium/chromium"],
        package: "chromium",
        purpose: "the browser",
    },
    Need {
        files: &["/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"],
        package: "fonts-noto-cjk",
        purpose: "Japanese characters on the screens",
    },
    Need {
        files: &["/usr/bin/openssl"],
        package: "openssl",
        purpose: "the CAs' answers on what they revoked, and an independent judge of signatures",
    },
];

const FOR_READERS: &[Need] = &[
    Need { files: &["/usr/sbin/pcscd"], package: "pcscd", purpose: "the smart card service" },
    Need {
        files: &["/usr/lib/pcsc/drivers/serial/libifdvpcd.so"],
        package: "vsmartcard-vpcd",
        purpose: "a reader in software",
    },
    Need {
        files: &["/usr/bin/unshare", "/usr/bin/flock"],
        package: "util-linux",
        purpose: "a pcscd apart from the machine's own, and tests that wait for each other",
    },
];

const FOR_TESTING: &[Need] = &[
    Need {
        files: &["/usr/bin/pkcs11-tool"],
        package: "opensc",
        purpose: "an independent client of the virtual card",
    },
    Need {
        files: &["/usr/lib/postgresql/*/bin/postgres"],
        package: "postgresql",
        purpose: "the demo site's other database",
    },
];

const FOR_MEASURING: &[Need] =
    &[Need { files: &["/usr/bin/ab"], package: "apache2-utils", purpose: "to load the verifier's service" }];

/// Rust for the browser, Node, and the libraries of the bridge.
pub(crate) fn for_building() -> Outcome {
    debian(&[FOR_BUILDING])?;
    wasm_target()?;
    node()?;
    npm("extension")
}

/// All of that, the browser, and unless the machine's own or no reader is used, a smart card service with a reader in software.
pub(crate) fn for_showing(virtual_reader: bool) -> Outcome {
    if virtual_reader {
        debian(&[FOR_BUILDING, FOR_SHOWING, FOR_READERS])?;
    } else {
        debian(&[FOR_BUILDING, FOR_SHOWING])?;
    }
    for_building()?;
    npm("tests/e2e")
}

/// All of that and what measures.
pub(crate) fn for_measuring() -> Outcome {
    debian(&[FOR_MEASURING])?;
    for_showing(true)
}

/// All that is shown, and the independent judges.
pub(crate) fn for_testing() -> Outcome {
    debian(&[FOR_BUILDING, FOR_SHOWING, FOR_READERS, FOR_TESTING])?;
    components()?;
    for_building()?;
    npm("tests/e2e")
}

/// Installs the missing packages, or says what to type.
fn debian(needs: &[&[Need]]) -> Outcome {
    let exists = |need: &&Need| need.files.iter().any(|file| is_there(file));
    let missing: Vec<_> = needs.iter().copied().flatten().filter(|need| !exists(need)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<_> = missing.iter().map(|need| need.package).collect();
    if ask("apt-get", &["--version"]).is_none() {
        let list: Vec<_> =
            missing.iter().map(|need| format!("  {} ({})", need.package, need.purpose)).collect();
        return Err(format!("Missing here, by the names of Debian's packages:\n{}", list.join("\n")));
    }
    let typed = format!("sudo apt-get update && sudo apt-get install -y {}", packages.join(" "));
    let superuser = ask("id", &["-u"]).as_deref() == Some("0");
    if !superuser && ask("sudo", &["-n", "true"]).is_none() {
        return Err(format!(
            "Some packages are missing and only an administrator can install them. Type:\n  {typed}"
        ));
    }
    step(&format!("install {}", packages.join(", ")));
    // sudo passes no environment on.
    let as_root = ["sudo", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    let words: &[&str] = if superuser { &["apt-get"] } else { &as_root };
    let apt = |arguments: &[&str]| {
        let mut all = words.to_vec();
        all.extend_from_slice(arguments);
        let (name, rest) = all.split_first().map_or(("apt-get", &[][..]), |(name, rest)| (*name, rest));
        show(program(name, rest).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend_from_slice(&packages);
    // A busy mirror or a lock that another program holds: a second and third attempt cost little.
    for attempt in 1..=3 {
        // A list that cannot be fetched, perhaps of a foreign repository, need not keep the packages away.
        let _best_effort = apt(&["update", "-q"]);
        match apt(&install) {
            Ok(()) => return Ok(()),
            Err(reason) if attempt == 3 => return Err(format!("{reason}\nTo try it by hand:\n  {typed}")),
            Err(_) => std::thread::sleep(std::time::Duration::from_secs(5)),
        }
    }
    Ok(())
}

/// Whether there is such a file.
fn is_there(file: &str) -> bool {
    match file.split_once("/*/") {
        None => Path::new(file).exists(),
        Some((above, below)) => std::fs::read_dir(above)
            .is_ok_and(|folders| folders.flatten().any(|folder| folder.path().join(below).exists())),
    }
}

/// The standard library for WebAssembly.
fn wasm_target() -> Outcome {
    const TARGET: &str = "wasm32-unknown-unknown";
    let present = ask("rustc", &["--print", "target-libdir", "--target", TARGET])
        .is_some_and(|folder| Path::new(&folder).exists());
    if present {
        return Ok(());
    }
    step(&format!("install Rust's {TARGET}"));
    show(&mut program("rustup", &["target", "add", TARGET])).map_err(|reason| {
        format!("{reason}\nThe WASM module needs Rust's {TARGET} target: install Rust by rustup (https://rustup.rs).")
    })
}

/// rustfmt and clippy: rustup's minimal profile leaves them out.
fn components() -> Outcome {
    if ask("cargo", &["fmt", "--version"]).is_some() && ask("cargo", &["clippy", "--version"]).is_some() {
        return Ok(());
    }
    step("install rustfmt and clippy");
    show(&mut program("rustup", &["component", "add", "rustfmt", "clippy"]))
}

/// Node 20.19 or newer.
fn node() -> Outcome {
    let version = ask("node", &["--version"]).ok_or("Node.js is missing: install version 20.19 or newer")?;
    let mut numbers =
        version.trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if found < (20, 19) {
        return Err(format!("Node.js {version} is too old: install version 20.19 or newer"));
    }
    Ok(())
}

/// The npm packages of a folder, as its lock file names them.
fn npm(folder: &str) -> Outcome {
    let at = root().join(folder);
    let modified = |file: &str| at.join(file).metadata().and_then(|metadata| metadata.modified()).ok();
    if modified("node_modules/.package-lock.json") >= modified("package-lock.json") {
        return Ok(());
    }
    step(&format!("npm ci in {folder}/"));
    let arguments = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
    let install = || show(program("npm", &arguments).current_dir(&at));
    install().or_else(|_| install())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_be_in_any_folder() {
        let here = env!("CARGO_MANIFEST_DIR");
        assert!(is_there(&format!("{here}/src/setup.rs")));
        assert!(is_there(&format!("{here}/*/setup.rs")));
        assert!(!is_there(&format!("{here}/*/absent.rs")));
        assert!(!is_there("/absent/*/absent"));
    }
}
