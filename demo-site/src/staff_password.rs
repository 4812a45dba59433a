//! The password of staff: the site knows its Argon2id hash (RFC 9106) only.

use crate::sha256::sha256;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2};
use std::io;
use std::path::Path;

/// Characters of the shortest password that is taken.
pub const SHORTEST: usize = 8;

/// Bytes of the longest password and of the longest hash that are read.
const LONGEST: usize = 256;

/// A hash in the form `$argon2id$…`. It has no `Debug`.
#[derive(Clone)]
pub struct StaffPassword(String);

impl StaffPassword {
    /// The hash in a file, as `--hash-staff-password` prints it.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else than an Argon2id hash.
    pub fn open(file: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(file)?.trim().to_owned();
        let fits = text.len() <= LONGEST
            && PasswordHash::new(&text)
                .is_ok_and(|hash| Algorithm::try_from(hash.algorithm) == Ok(Algorithm::Argon2id));
        if fits {
            Ok(Self(text))
        } else {
            Err(io::Error::other("no Argon2id hash; make one with --hash-staff-password"))
        }
    }

    /// Hashes a password, with a fresh salt.
    ///
    /// # Errors
    ///
    /// It is too short or too long, or there is no randomness.
    pub fn hash(password: &str) -> Result<String, String> {
        if password.chars().count() < SHORTEST || password.len() > LONGEST {
            return Err(format!("a password has {SHORTEST} characters or more, and at most {LONGEST} bytes"));
        }
        let mut salt = [0_u8; 16];
        getrandom::fill(&mut salt).map_err(|error| error.to_string())?;
        let salt = SaltString::encode_b64(&salt).map_err(|error| error.to_string())?;
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| error.to_string())
    }

    /// What tells this password's hash from another one: SHA-256, hexadecimal. A session keeps it, so that it ends with the password.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        sha256(&self.0)
    }

    /// Whether this is the password. It takes some tens of milliseconds of a processor: not on the threads that serve connections.
    #[must_use]
    pub fn is(&self, password: &str) -> bool {
        password.len() <= LONGEST
            && PasswordHash::new(&self.0)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::StaffPassword;

    #[test]
    fn the_right_password_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("staff");
        let hash = StaffPassword::hash("correct horse").unwrap();
        std::fs::write(&file, format!("{hash}\n")).unwrap();
        let password = StaffPassword::open(&file).unwrap();
        assert!(password.is("correct horse"));
        for wrong in ["", "correct hors", "correct horse ", &"x".repeat(10_000)] {
            assert!(!password.is(wrong), "{wrong}");
        }
        assert!(StaffPassword::hash("short").is_err());
        for unfit in ["", "correct horse", "$argon2i$v=19$m=16,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"] {
            std::fs::write(&file, unfit).unwrap();
            assert!(StaffPassword::open(&file).is_err(), "{unfit}");
        }
    }
}
