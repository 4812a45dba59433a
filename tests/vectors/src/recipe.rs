//! The form of a recipe.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jitsuin_test_pki::Moment;
use serde::Deserialize;

use crate::answer::AnswerRecipe;
use crate::bytes::ByteChange;
use crate::certificate::CertificateChange;
use crate::forge::Key;
use crate::login::LoginChange;
use crate::signature::SignatureChange;

/// One thing that must be refused for one reason, or, without changes, a control that must pass.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Vector {
    /// Its name, also of its folder.
    pub name: String,
    /// What is wrong, in a sentence.
    pub about: String,
    /// A document or a login.
    #[serde(default)]
    pub of: Of,
    /// The control: the same without what is wrong. None for a control.
    pub control: Option<String>,
    /// Changes of the holder's certificate before the CA signs it.
    #[serde(default)]
    pub(crate) certificate: Vec<CertificateChange>,
    /// Changes of the certificates of the CAs before they sign themselves.
    #[serde(default)]
    pub(crate) ca: Vec<CertificateChange>,
    /// Which CAs the verifier trusts. All generations have one name.
    #[serde(default = "trust")]
    pub(crate) trust: Vec<Anchor>,
    /// Changes of the document's signature before and while it is made.
    #[serde(default)]
    pub(crate) signature: Vec<SignatureChange>,
    /// Changes of the login before and while it is made.
    #[serde(default)]
    pub(crate) login: Vec<LoginChange>,
    /// Changes of the bytes afterwards.
    #[serde(default)]
    pub(crate) bytes: Vec<ByteChange>,
    /// What the verifier is asked.
    #[serde(default)]
    pub(crate) asked: Asked,
    /// What sources answer about revocation.
    #[serde(default = "answers")]
    pub(crate) answers: Vec<AnswerRecipe>,
    /// Every finding that does not pass, as `check: reason`, except those that could not be reached because of these.
    #[serde(default)]
    pub findings: Vec<String>,
    /// The sub-indication of EN 319 102-1; none where it passes.
    pub sub_indication: Option<String>,
    /// `TOTAL-FAILED`, `INDETERMINATE`, or `TOTAL-PASSED`.
    pub indication: String,
}

/// What is verified.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Of {
    /// CMS SignedData.
    #[default]
    Document,
    /// A login token.
    Login,
}

/// A CA's certificate that the verifier trusts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Anchor {
    /// Of signing certificates.
    Sign,
    /// Of authentication certificates.
    Auth,
    /// Another generation of the first: the same name, another key.
    OtherSign,
    /// Another generation of the second.
    OtherAuth,
    /// The holder's own signing certificate, as if it were a CA's.
    Holder,
}

/// One of the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyName {
    /// Of both CAs.
    Ca,
    /// In the card.
    Holder,
    /// Somebody else's, also of the CAs' other generation.
    Other,
    /// A longer one.
    #[serde(rename = "rsa-3072")]
    Rsa3072,
    /// The longest.
    #[serde(rename = "rsa-4096")]
    Rsa4096,
}

/// What the verifier is asked, where it differs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Asked {
    /// The content that is given beside the signature; none: the one that was signed, if the signature is detached.
    pub(crate) content: Option<String>,
    /// Nothing is given beside a detached signature.
    #[serde(default)]
    pub(crate) without_content: bool,
    /// The origin for which the login is asked.
    pub(crate) origin: Option<String>,
    /// The nonce for which the login is asked.
    pub(crate) nonce: Option<String>,
    /// The time for which the verdict is asked; without it, the time at which everything is made.
    pub(crate) at: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    vector: Vec<Vector>,
}

/// Why recipes were refused.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// A file or the folder cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not of the form.
    #[error("{}: {source}", path.display())]
    Syntax {
        /// Which.
        path: PathBuf,
        /// Position and reason.
        source: toml::de::Error,
    },
    /// A name is there twice, or a control is missing.
    #[error("{name}: {reason}")]
    Name {
        /// The recipe.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl KeyName {
    pub(crate) fn key(self) -> &'static Key {
        static RSA_3072: LazyLock<Key> = LazyLock::new(|| Key::generate(3072));
        static RSA_4096: LazyLock<Key> = LazyLock::new(|| Key::generate(4096));
        match self {
            Self::Ca => Key::ca(),
            Self::Holder => Key::holder(),
            Self::Other => Key::other(),
            Self::Rsa3072 => &RSA_3072,
            Self::Rsa4096 => &RSA_4096,
        }
    }
}

pub(crate) fn load(folder: &Path) -> Result<Vec<Vector>, RecipeError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| RecipeError::File { path, source }
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map_err(at(folder))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension().is_some_and(|ending| ending == "toml") && !path.ends_with("Cargo.toml")
        })
        .collect();
    files.sort();
    let mut vectors: Vec<Vector> = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).map_err(at(&path))?;
        let file: File = toml::from_str(&text).map_err(|source| RecipeError::Syntax { path, source })?;
        vectors.extend(file.vector);
    }
    for (number, vector) in vectors.iter().enumerate() {
        let refused = |reason| Err(RecipeError::Name { name: vector.name.clone(), reason });
        if vectors.iter().take(number).any(|other| other.name == vector.name) {
            return refused("there is another recipe of this name");
        }
        let passes = vector.indication == "TOTAL-PASSED";
        match &vector.control {
            None if !passes => return refused("it has no control"),
            Some(_) if passes => return refused("a control has no control"),
            Some(name) if !vectors.iter().any(|other| other.name == *name && other.control.is_none()) => {
                return refused("its control does not exist");
            }
            _ => {}
        }
    }
    Ok(vectors)
}

fn trust() -> Vec<Anchor> {
    vec![Anchor::OtherSign, Anchor::OtherAuth, Anchor::Sign, Anchor::Auth]
}

fn answers() -> Vec<AnswerRecipe> {
    vec![AnswerRecipe::Crl(Box::default())]
}
