//! RSA-2048 keys in files. Generating one takes a second of work, so a key that has a name is made once and read again.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha2::{Digest, Sha256};

use crate::PkiError;

/// Bits of every key of this profile (CARD.md 4.1).
const BITS: usize = 2048;

/// A folder of named keys, `<name>.key.pem` in PKCS#8 without a password.
#[derive(Clone, Debug)]
pub struct KeyStore {
    folder: PathBuf,
}

impl KeyStore {
    /// The keys of this folder, which is made if it is not there.
    ///
    /// # Errors
    /// `File` if the folder cannot be made.
    pub fn open(folder: &Path) -> Result<Self, PkiError> {
        std::fs::create_dir_all(folder).map_err(PkiError::file(folder))?;
        Ok(KeyStore { folder: folder.to_owned() })
    }

    /// Makes the keys of these names that are not there yet, all at the same time.
    ///
    /// Two programs that make the same name at the same time end with the same key.
    ///
    /// # Errors
    /// `File` if a key file cannot be written, `Rsa` if generation fails.
    pub fn prepare(&self, names: &[&str]) -> Result<(), PkiError> {
        std::thread::scope(|scope| {
            let threads: Vec<_> = names.iter().map(|name| scope.spawn(|| self.key(name).map(drop))).collect();
            threads.into_iter().try_for_each(|thread| match thread.join() {
                Ok(made) => made,
                Err(panic) => std::panic::resume_unwind(panic),
            })
        })
    }

    /// The key of this name, generated if it is not there yet.
    ///
    /// # Errors
    /// `File` or `Key` if the key file cannot be read or written, `Rsa` if generation fails.
    pub fn key(&self, name: &str) -> Result<RsaPrivateKey, PkiError> {
        if let Some(key) = self.existing(name)? {
            return Ok(key);
        }
        let made = RsaPrivateKey::new(&mut UnwrapErr(SysRng), BITS)?;
        self.keep(name, &made)?;
        // Another program may have been faster; then its key is the key.
        Ok(self.existing(name)?.unwrap_or(made))
    }

    /// The key of this name, if it is there.
    ///
    /// # Errors
    /// `File` or `Key` if the key file cannot be read.
    pub fn existing(&self, name: &str) -> Result<Option<RsaPrivateKey>, PkiError> {
        let path = self.path(name);
        match std::fs::read_to_string(&path) {
            Ok(pem) => match RsaPrivateKey::from_pkcs8_pem(&pem) {
                Ok(key) => Ok(Some(key)),
                Err(_) => Err(PkiError::Key { path }),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(PkiError::File { path, source }),
        }
    }

    /// Puts a key under this name, unless there is one.
    ///
    /// # Errors
    /// `File` if the key file cannot be written.
    pub fn keep(&self, name: &str, key: &RsaPrivateKey) -> Result<(), PkiError> {
        let path = self.path(name);
        match key.to_pkcs8_pem(LineEnding::LF) {
            Ok(pem) => write_new(&path, pem.as_bytes()),
            Err(_) => Err(PkiError::Key { path }),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.key.pem"))
    }
}

/// Writes a file whole, in the place of what was there.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), PkiError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(PkiError::file(folder))?;
    file.write_all(content).map_err(PkiError::file(path))?;
    file.persist(path)
        .map(drop)
        .map_err(|error| PkiError::File { path: path.to_owned(), source: error.error })
}

/// Writes a file whole, unless it has appeared meanwhile: the first writer wins, and a reader never sees half of it.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<(), PkiError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(PkiError::file(folder))?;
    file.write_all(content).map_err(PkiError::file(path))?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(refusal) if refusal.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(refusal) => Err(PkiError::File { path: path.to_owned(), source: refusal.error }),
    }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 over `message` (RFC 8017 8.2.1).
///
/// # Errors
/// `Rsa` if the key is unusable.
pub fn sign_sha256(key: &RsaPrivateKey, message: &[u8]) -> Result<Vec<u8>, PkiError> {
    Ok(key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))?)
}

/// The SHA-1 of the PKCS#1 public key: method (1) of RFC 5280 4.2.1.2, which is what JPKI's certificates have.
pub(crate) fn identifier(key: &RsaPublicKey) -> Result<Vec<u8>, PkiError> {
    use rsa::pkcs1::EncodeRsaPublicKey;
    let der = key.to_pkcs1_der().map_err(|_| rsa::Error::Internal)?;
    Ok(sha1::Sha1::digest(der.as_bytes()).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let store = KeyStore::open(&folder.path().join("keys")).unwrap();
        store.prepare(&["a", "b"]).unwrap();
        let first = store.key("a").unwrap();
        assert_eq!(first, store.key("a").unwrap());
        assert_ne!(first, store.key("b").unwrap());
    }

    #[test]
    fn a_spoilt_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.key.pem"), "not a key").unwrap();
        let refusal = KeyStore::open(folder.path()).unwrap().key("a").unwrap_err();
        assert!(matches!(refusal, PkiError::Key { .. }), "{refusal}");
    }
}
