//! What can go wrong between a declaration and a certificate.

use std::path::PathBuf;

/// Why a declaration was refused or a certificate could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PkiError {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text is not TOML of the declared form.
    #[error("{what}: {source}")]
    Syntax {
        /// `"declaration"`, `"holder"` or `"scenario"`.
        what: &'static str,
        /// Position and reason.
        source: toml::de::Error,
    },
    /// A value has the right type and a wrong content.
    #[error("{field}: {reason}")]
    Field {
        /// The field, as written in the TOML file.
        field: &'static str,
        /// Why it is refused.
        reason: String,
    },
    /// The folder holds an authority that this declaration cannot use.
    #[error("{}: {reason}; delete the folder to have new authorities made", path.display())]
    Authority {
        /// The folder of the authorities.
        path: PathBuf,
        /// What does not fit.
        reason: &'static str,
    },
    /// An extension is listed for a certificate that has nothing to put into it.
    #[error("the extension {extension} is listed, but {missing} is not declared")]
    Extension {
        /// The extension, as written in the TOML file.
        extension: &'static str,
        /// The missing field.
        missing: &'static str,
    },
    /// DER encoding or decoding failed.
    #[error("DER: {0}")]
    Der(#[from] der::Error),
    /// An RSA operation failed.
    #[error("RSA: {0}")]
    Rsa(#[from] rsa::Error),
    /// A key file does not hold a PKCS#8 RSA key.
    #[error("{}: not a PKCS#8 RSA private key", path.display())]
    Key {
        /// The file.
        path: PathBuf,
    },
    /// OpenSSL did not answer.
    #[error("openssl ocsp: {said}")]
    OpenSsl {
        /// What it said instead.
        said: String,
    },
    /// The system gave no random bytes.
    #[error("no random bytes: {0}")]
    Random(#[from] getrandom::Error),
}

impl PkiError {
    /// For `map_err`: a system error with the path it is about.
    pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> PkiError {
        let path = path.to_owned();
        move |source| PkiError::File { path, source }
    }

    /// A refused field.
    pub(crate) fn field(field: &'static str, reason: impl Into<String>) -> PkiError {
        PkiError::Field { field, reason: reason.into() }
    }
}
