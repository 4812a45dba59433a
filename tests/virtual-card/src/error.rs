//! What can go wrong around the card. What goes wrong in a conversation with it is a status word.

use std::path::{Path, PathBuf};

use jitsuin_test_pki::PkiError;

/// Why a card could not be made, loaded, attached or changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CardError {
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// `state.json` is not what this program wrote.
    #[error("{}: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// Position and reason.
        source: serde_json::Error,
    },
    /// An EF is larger than READ BINARY can address.
    #[error("{}: {size} bytes; an EF holds at most 32768", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
    },
    /// A key file does not hold a PKCS#8 RSA key.
    #[error("{}: not a PKCS#8 RSA private key", path.display())]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// The test PKI refused a declaration or could not issue.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// vpcd did not take the card.
    #[error("no vpcd at {address}: {source}")]
    Unattached {
        /// Host and port of vpcd.
        address: String,
        /// What the system said last.
        source: std::io::Error,
    },
    /// There is no such knob.
    #[error("no knob is named {name:?}")]
    UnknownKnob {
        /// The name as given.
        name: String,
    },
    /// The knob does not have such a position.
    #[error("the knob {name} takes {expected}, not {value:?}")]
    KnobValue {
        /// The knob.
        name: &'static str,
        /// What it takes.
        expected: &'static str,
        /// The value as given.
        value: String,
    },
    /// There is no such PIN, or it cannot have so many tries.
    #[error("{pin:?} with {tries} tries is not a PIN of this card")]
    Tries {
        /// The PIN as given.
        pin: String,
        /// The number as given.
        tries: u8,
    },
}

impl CardError {
    /// For `map_err`: a system error with the path it is about.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> CardError {
        let path = path.to_owned();
        move |source| CardError::File { path, source }
    }
}
