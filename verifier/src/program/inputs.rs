//! Which files are judged, and what they hold.

use crate::Problem;
use jitsuin_core::cms::{MAX_SIGNED_DATA, SignedData};
use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of the largest content that is read beside a detached signature.
const MAX_CONTENT: usize = 1024 * 1024 * 1024;

/// Bytes of the largest list of names: some million.
const MAX_LIST: usize = 256 * 1024 * 1024;

/// How names of signatures end; in a folder only these are read.
const ENDINGS: [&str; 2] = ["p7s", "p7m"];

/// One signature to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// Standard input, named `-`.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A folder, or a line of a list, that leads to no file: it is told beside the verdicts on the others.
    Unreadable(PathBuf, String),
}

/// A signature with what it signs, if that is elsewhere.
pub(crate) struct Signature {
    pub(crate) signed: Vec<u8>,
    pub(crate) content: Option<Vec<u8>>,
}

/// The name of a file is whatever its maker wrote: nothing in it may look like a line of ours, or lead a terminal astray.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.name().chars() {
            let changes_direction = matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if character.is_control() || changes_direction {
                write!(f, "{}", character.escape_unicode())?;
            } else {
                write!(f, "{character}")?;
            }
        }
        Ok(())
    }
}

impl Input {
    /// The inputs of a command line: files, `-`, folders with everything in them that ends in .p7s or .p7m, and the lines of `list`. What
    /// cannot be read is an input too.
    ///
    /// # Errors
    ///
    /// The list cannot be read; standard input would be read twice; there is nothing to judge, which must not look like "all are good".
    pub(crate) fn all(paths: &[PathBuf], list: Option<&Path>) -> Result<Vec<Self>, Problem> {
        let mut inputs = Vec::new();
        for path in paths {
            add(path, &mut inputs);
        }
        let mut standard_input = inputs.iter().filter(|input| **input == Self::Stdin).count();
        if let Some(list) = list {
            let bytes = if list == Path::new("-") {
                standard_input = standard_input.saturating_add(1);
                bounded(std::io::stdin(), MAX_LIST)
            } else {
                File::open(list).and_then(|file| bounded(file, MAX_LIST))
            };
            let bytes = bytes.map_err(|error| Problem::Unreadable(format!("{}: {error}", list.display())))?;
            for name in lines(&bytes) {
                add(&name, &mut inputs);
            }
        }
        if standard_input > 1 {
            return Err(Problem::Usage("standard input can be read only once".into()));
        }
        if inputs.is_empty() {
            return Err(Problem::Usage("there is no signature to judge: no .p7s and no .p7m file".into()));
        }
        Ok(inputs)
    }

    /// The name as it was given, for programs.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Stdin => "-".into(),
            Self::File(path) | Self::Unreadable(path, _) => path.to_string_lossy(),
        }
    }

    /// Reads the signature, DER or PEM (RFC 7468), and the content of a detached one: `content`, or for `x.p7s` the file `x` if there is one.
    pub(crate) fn read(&self, content: Option<&Path>) -> Result<Signature, String> {
        let signed = match self {
            Self::Stdin => bounded(std::io::stdin(), MAX_SIGNED_DATA),
            Self::File(path) => File::open(path).and_then(|file| bounded(file, MAX_SIGNED_DATA)),
            Self::Unreadable(_, problem) => return Err(problem.clone()),
        }
        .map_err(|error| error.to_string())?;
        let signed = match pem_rfc7468::decode_vec(&signed) {
            Ok((_, der)) => der,
            Err(_) => signed,
        };
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

fn add(path: &Path, inputs: &mut Vec<Input>) {
    if path == Path::new("-") {
        inputs.push(Input::Stdin);
    } else if path.is_dir() {
        let entries: std::io::Result<Vec<PathBuf>> =
            std::fs::read_dir(path).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return inputs.push(Input::Unreadable(path.to_owned(), error.to_string())),
        };
        entries.sort();
        for entry in entries {
            // A link to a folder could lead back here.
            if entry.is_dir() && !entry.is_symlink() {
                add(&entry, inputs);
            } else if is_signature(&entry) {
                inputs.push(Input::File(entry));
            }
        }
    } else {
        inputs.push(Input::File(path.to_owned()));
    }
}

/// The names of a list. `find -print0` writes NUL between names, everybody else a line's end.
fn lines(list: &[u8]) -> Vec<PathBuf> {
    let separator = if list.contains(&0) { 0 } else { b'\n' };
    list.split(|octet| *octet == separator)
        .map(|name| if separator == 0 { name } else { name.strip_suffix(b"\r").unwrap_or(name) })
        .filter(|name| !name.is_empty())
        .map(path_of)
        .collect()
}

/// The names of files are bytes, in whatever encoding they were made with.
#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

/// The names of files are Unicode.
#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
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
