//! Which files are judged, and what they hold.

use crate::Problem;
use jitsuin_core::cms::{MAX_SIGNED_DATA, SignedData};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of the largest content that is read beside a detached signature.
const MAX_CONTENT: usize = 1024 * 1024 * 1024;

/// How names of signatures end; in a folder only these are read.
const ENDINGS: [&str; 2] = ["p7s", "p7m"];

/// One signature to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    StandardInput,
    File(PathBuf),
}

/// A signature with what it signs, if that is elsewhere.
pub(crate) struct Signature {
    pub(crate) signed: Vec<u8>,
    pub(crate) content: Option<Vec<u8>>,
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StandardInput => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Input {
    /// The inputs of a command line: files, `-`, folders with everything in them that ends in .p7s or .p7m, and the lines of `list`.
    pub(crate) fn all(paths: &[PathBuf], list: Option<&Path>) -> Result<Vec<Self>, Problem> {
        let mut inputs = Vec::new();
        for path in paths {
            add(path, &mut inputs)?;
        }
        if let Some(list) = list {
            let bytes = if list == Path::new("-") {
                let mut bytes = Vec::new();
                std::io::stdin().read_to_end(&mut bytes).map_err(|error| unreadable(list, &error))?;
                bytes
            } else {
                std::fs::read(list).map_err(|error| unreadable(list, &error))?
            };
            let text = String::from_utf8(bytes).map_err(|error| unreadable(list, &error))?;
            // `find -print0` writes NUL between names, everybody else a line's end.
            let separator = if text.contains('\0') { '\0' } else { '\n' };
            for name in text.split(separator).map(|name| name.trim_end_matches('\r')) {
                if !name.is_empty() {
                    add(Path::new(name), &mut inputs)?;
                }
            }
        }
        if inputs.iter().filter(|input| **input == Self::StandardInput).count() > 1 {
            return Err(Problem::Usage("standard input can be read only once".into()));
        }
        Ok(inputs)
    }

    /// Reads the signature, and the content of a detached one: `content`, or for `x.p7s` the file `x` if there is one.
    pub(crate) fn read(&self, content: Option<&Path>) -> Result<Signature, String> {
        let signed = match self {
            Self::StandardInput => bounded(std::io::stdin(), MAX_SIGNED_DATA),
            Self::File(path) => File::open(path).and_then(|file| bounded(file, MAX_SIGNED_DATA)),
        }
        .map_err(|error| error.to_string())?;
        let beside = || match self {
            Self::File(path) if is_signature(path) => Some(path.with_extension("")).filter(|it| it.is_file()),
            _ => None,
        };
        let content = match content {
            Some(path) => Some(path.to_owned()),
            None if is_detached(&signed) => beside(),
            None => None,
        };
        let content = content.map(|path| {
            File::open(&path)
                .and_then(|file| bounded(file, MAX_CONTENT))
                .map_err(|error| format!("its content {}: {error}", path.display()))
        });
        Ok(Signature { signed, content: content.transpose()? })
    }
}

fn add(path: &Path, inputs: &mut Vec<Input>) -> Result<(), Problem> {
    if path == Path::new("-") {
        inputs.push(Input::StandardInput);
    } else if path.is_dir() {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .map_err(|error| unreadable(path, &error))?;
        entries.sort();
        for entry in entries {
            // A link to a folder could lead back here.
            if entry.is_dir() && !entry.is_symlink() {
                add(&entry, inputs)?;
            } else if is_signature(&entry) {
                inputs.push(Input::File(entry));
            }
        }
    } else {
        inputs.push(Input::File(path.to_owned()));
    }
    Ok(())
}

fn is_signature(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn is_detached(signed: &[u8]) -> bool {
    SignedData::from_der(signed).is_ok_and(|signed_data| signed_data.content().is_none())
}

fn bounded(source: impl Read, most: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() > most {
        return Err(std::io::Error::other(format!("larger than {most} bytes")));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &dyn fmt::Display) -> Problem {
    Problem::Unreadable(format!("{}: {error}", path.display()))
}
