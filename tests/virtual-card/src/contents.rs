//! What is stored in a card and never changes: EFs, data objects and private keys, from the card's folder.

use std::collections::BTreeMap;
use std::path::Path;

use jitsuin_test_pki::{KeyStore, RsaPrivateKey};

use crate::CardError;
use crate::application::{Application, Body, JPKI, TEXT};

/// The largest EF that the 15-bit offsets of READ BINARY reach.
const MAX_EF: u64 = 0x8000;

/// The folder of the data objects that GET DATA reads.
pub(crate) const DATA_OBJECTS: &str = "mf";
/// The folder of the private keys.
pub(crate) const KEYS: &str = "keys";

/// Files by folder and id, keys by name.
pub(crate) struct Contents {
    files: BTreeMap<(&'static str, u16), Vec<u8>>,
    keys: BTreeMap<&'static str, RsaPrivateKey>,
}

impl Contents {
    pub(crate) fn load(folder: &Path, data_objects: &[u16]) -> Result<Self, CardError> {
        let mut contents = Contents { files: BTreeMap::new(), keys: BTreeMap::new() };
        for application in [&JPKI, &TEXT] {
            contents.load_application(folder, application)?;
        }
        for &tag in data_objects {
            contents.load_file(folder, DATA_OBJECTS, tag)?;
        }
        Ok(contents)
    }

    pub(crate) fn file(&self, folder: &'static str, id: u16) -> Option<&[u8]> {
        self.files.get(&(folder, id)).map(Vec::as_slice)
    }

    pub(crate) fn key(&self, name: &'static str) -> Option<&RsaPrivateKey> {
        self.keys.get(name)
    }

    fn load_application(
        &mut self,
        folder: &Path,
        application: &'static Application,
    ) -> Result<(), CardError> {
        for file in application.files {
            match file.body {
                Body::Transparent { .. } => self.load_file(folder, application.folder, file.id)?,
                Body::Key { name, .. } => {
                    if let Some(key) = KeyStore::open(&folder.join(KEYS))?.existing(name)? {
                        self.keys.insert(name, key);
                    }
                }
                Body::Pin(_) | Body::Internal => {}
            }
        }
        Ok(())
    }

    fn load_file(&mut self, folder: &Path, application: &'static str, id: u16) -> Result<(), CardError> {
        let path = folder.join(path(application, id));
        let size = match std::fs::metadata(&path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(CardError::File { path, source }),
        };
        if size > MAX_EF {
            return Err(CardError::TooLarge { path, size });
        }
        let content = std::fs::read(&path).map_err(CardError::file(&path))?;
        self.files.insert((application, id), content);
        Ok(())
    }
}

/// Where an EF or data object is in a card's folder.
pub(crate) fn path(application: &str, id: u16) -> String {
    format!("{application}/{id:04X}.bin")
}
