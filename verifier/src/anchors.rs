//! The trust store: which CAs count (ACCEPTANCE.md P28).
//!
//! In production only J-LIS's own certificates do, and a certificate is J-LIS's by its SHA-256 in core's table, never by its name: anybody
//! can write `O=JPKI`. In test mode only others do, so that a test never accepts a real person's signature.

use crate::mode::Mode;
use jitsuin_core::trust_anchor::{AnchorOrigin, MAX_ANCHORS_TEXT, TrustAnchor};
use std::path::{Path, PathBuf};

/// Why the anchors of a configuration are refused. Who configured them is at fault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnchorsError {
    /// The file cannot be read.
    #[error("{path}: {source}")]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not a list of CA certificates in PEM.
    #[error("{path}: {source}")]
    Malformed {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: jitsuin_core::trust_anchor::TrustAnchorError,
    },
    /// Production mode, and a CA that is not one of J-LIS's published certificates.
    #[error(
        "{name} (SHA-256 {sha256}) is no CA of J-LIS, which mode {mode} demands; declared test CAs need mode test"
    )]
    NotProduction {
        /// The CA's name.
        name: String,
        /// Of its certificate, hexadecimal.
        sha256: String,
        /// The declared mode.
        mode: Mode,
    },
    /// Test mode, and a CA of J-LIS.
    #[error(
        "{name} ({generation}) is a CA of J-LIS, which mode test refuses: declare who you are by another mode"
    )]
    Production {
        /// The CA's name.
        name: String,
        /// J-LIS's file of it, such as `signca02`.
        generation: &'static str,
    },
}

/// Reads every CA certificate of a PEM file.
///
/// # Errors
/// `File` or `Malformed`.
pub fn read_pem(path: &Path) -> Result<Vec<TrustAnchor>, AnchorsError> {
    let file = |source| AnchorsError::File { path: path.to_owned(), source };
    let most = u64::try_from(MAX_ANCHORS_TEXT).unwrap_or(u64::MAX);
    if std::fs::metadata(path).map_err(file)?.len() > most {
        return Err(file(std::io::Error::other(format!("larger than {MAX_ANCHORS_TEXT} bytes"))));
    }
    let text = std::fs::read_to_string(path).map_err(file)?;
    TrustAnchor::from_pem(&text).map_err(|source| AnchorsError::Malformed { path: path.to_owned(), source })
}

/// Do the anchors fit the mode?
pub(crate) fn check(anchors: &[TrustAnchor], mode: Mode) -> Result<(), AnchorsError> {
    for anchor in anchors {
        let name = anchor.name().to_owned();
        match (mode, anchor.origin()) {
            (Mode::Test, AnchorOrigin::JLis) => {
                let generation = anchor.generation().unwrap_or_default();
                return Err(AnchorsError::Production { name, generation });
            }
            (Mode::Test, _) | (_, AnchorOrigin::JLis) => {}
            (mode, _) => {
                let sha256 = anchor.certificate().summary().sha256;
                return Err(AnchorsError::NotProduction { name, sha256, mode });
            }
        }
    }
    Ok(())
}
