//! Logins, and who they were as far as this site wants to know: a pseudonym.
//!
//! A database is one more file beside `memory`. A site with sessions keeps the pseudonym in the session, and its own account under it.

pub mod memory;

use crate::nonce_store::StoreError;
use crate::record_store::{RecordId, Status};
use hmac::{Hmac, KeyInit, Mac};
use jitsuin_core::report::Report;
use sha2::Sha256;
use std::fmt;
use std::sync::Arc;
use time::OffsetDateTime;

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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One login.
pub struct Login {
    /// The key to its page.
    pub id: RecordId,
    /// Who it was.
    pub pseudonym: Pseudonym,
    /// Whether anything is open.
    pub status: Status,
    /// When.
    pub at: OffsetDateTime,
    /// What verification found at that time.
    pub report: Report,
}

/// A place that keeps logins.
#[async_trait::async_trait]
pub trait LoginStore: Send + Sync {
    /// Keeps a login. The answer is how many of this pseudonym are kept, this one included.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`]; the login is not kept.
    async fn keep(&self, login: Login) -> Result<u64, StoreError>;

    /// The login with this id, while it is kept, and the answer that [`LoginStore::keep`] gave.
    ///
    /// # Errors
    ///
    /// The store failed.
    async fn find(&self, id: &RecordId, now: OffsetDateTime)
    -> Result<Option<(u64, Arc<Login>)>, StoreError>;
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
}
