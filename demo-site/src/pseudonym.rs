//! Who somebody is, as far as this site wants to know: a pseudonym, under a key that is kept apart from the database.

use base16ct::lower::encode_string as hex;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;

/// The secret behind the pseudonyms of one site: 32 bytes (RFC 2104 §3). It has no `Debug`.
pub struct PseudonymKey([u8; 32]);

impl PseudonymKey {
    /// A fresh key. A real site keeps one for good, apart from its database: with another key everybody is somebody else.
    ///
    /// # Errors
    ///
    /// The operating system gives no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// What tells this key from another one, and nothing else of it: instances of one site must have the same.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        Pseudonym::of(self, "", "the key itself").to_string()
    }

    /// The key in a file: 32 bytes in base64. Where there is no file yet, a fresh key is written to it, for its owner's eyes only.
    ///
    /// # Errors
    ///
    /// The file cannot be read or made, or holds something else.
    pub fn open(file: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(file) {
            Ok(text) => STANDARD
                .decode(text.trim())
                .ok()
                .and_then(|bytes| bytes.try_into().ok())
                .map(Self)
                .ok_or_else(|| io::Error::other("it does not hold 32 bytes in base64")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = Self::random().map_err(io::Error::other)?;
                let mut options = std::fs::OpenOptions::new();
                // Of two instances that start at once, one makes the file; the other one fails and reads it the next time.
                options.write(true).create_new(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let mut file = options.open(file)?;
                writeln!(file, "{}", STANDARD.encode(key.0))?;
                file.sync_all()?;
                Ok(key)
            }
            Err(error) => Err(error),
        }
    }
}

/// Who somebody is at this site, and nowhere else: HMAC-SHA-256 of the certificate's issuer and serial number, its first 10 bytes.
///
/// Two sites cannot compare their pseudonyms, as they have different keys, and nobody gets from a pseudonym to a serial number.
/// A renewed certificate has a new serial number and so a new pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pseudonym(String);

impl Pseudonym {
    /// The pseudonym under this key.
    #[must_use]
    pub fn of(key: &PseudonymKey, issuer: &str, serial_number: &str) -> Self {
        // A key of any length is taken, so this is always the first arm.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&key.0) else { return Self(String::new()) };
        mac.update(issuer.as_bytes());
        mac.update(&[0]);
        mac.update(serial_number.as_bytes());
        let digits: Vec<String> = mac.finalize().into_bytes().chunks(2).take(5).map(hex).collect();
        Self(digits.join("-"))
    }
}

impl fmt::Display for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pseudonym, PseudonymKey};

    #[test]
    fn a_person_is_the_same_here_and_somebody_else_elsewhere() {
        let (here, elsewhere) = (PseudonymKey([1; 32]), PseudonymKey([2; 32]));
        let pseudonym = Pseudonym::of(&here, "O=JPKI-TEST", "02ea02");
        assert_eq!(pseudonym, Pseudonym::of(&here, "O=JPKI-TEST", "02ea02"));
        for other in [
            Pseudonym::of(&elsewhere, "O=JPKI-TEST", "02ea02"),
            Pseudonym::of(&here, "O=JPKI-TEST", "02ea03"),
            Pseudonym::of(&here, "O=JPKI", "02ea02"),
            Pseudonym::of(&here, "O=JPKI-TEST0", "2ea02"),
        ] {
            assert_ne!(pseudonym, other);
        }
        let text = pseudonym.to_string();
        assert_eq!(text.len(), 24);
        assert!(!text.contains("02ea02"));
    }

    #[test]
    fn the_key_in_a_file_stays_and_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pseudonym-key");
        let first = Pseudonym::of(&PseudonymKey::open(&file).unwrap(), "O=JPKI-TEST", "02ea02");
        assert_eq!(first, Pseudonym::of(&PseudonymKey::open(&file).unwrap(), "O=JPKI-TEST", "02ea02"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&file, "short").unwrap();
        assert!(PseudonymKey::open(&file).is_err());
    }
}
