//! Nonces: numbers that this site gives out once and takes back once, so that a signed form is good for one submission.
//!
//! A nonce that is remembered in a database is one more file beside `memory`.

pub mod memory;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use time::OffsetDateTime;

/// 32 random bytes in base64url: 43 characters that nobody guesses.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Nonce(String);

impl Nonce {
    /// A fresh nonce.
    ///
    /// # Errors
    ///
    /// The operating system gives no randomness.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// As it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What became of a nonce that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// It was good, and is used up by this very call.
    Now,
    /// It was used up before.
    Before,
    /// This site never gave it out, or gave it out so long ago that it is forgotten.
    Unknown,
    /// Its time has passed.
    Expired,
    /// It was given out with another time limit than the one it comes back with.
    OtherExpiry,
}

/// Why a store could not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Everything that may be kept is kept already.
    #[error("the store is full")]
    Full,
}

/// A place that remembers which nonces are out.
#[async_trait::async_trait]
pub trait NonceStore: Send + Sync {
    /// Remembers that `nonce` is out until `expires`.
    ///
    /// # Errors
    ///
    /// [`StoreError::Full`].
    async fn issue(
        &self,
        nonce: &Nonce,
        expires: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<(), StoreError>;

    /// Takes back what a form calls its nonce and its expiry. Of any number of calls at once, over all instances of the
    /// site, exactly one gets [`Spent::Now`].
    ///
    /// # Errors
    ///
    /// The store failed; the nonce counts as not accepted.
    async fn spend(
        &self,
        nonce: &str,
        expires: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Spent, StoreError>;
}
