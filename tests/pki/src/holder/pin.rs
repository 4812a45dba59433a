//! A PIN as declared: its value and how many tries are left.

use serde::Deserialize;

use crate::PkiError;

/// A PIN of a test card. No `Debug` and no `Display`, as for a real one.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pin {
    /// The characters to present.
    pub value: String,
    /// Tries left when the card is made; 0 is blocked, `None` is all of them.
    pub tries: Option<u8>,
}

impl Pin {
    /// 署名用: 6 to 16 of `A-Z` and `0-9` (CARD.md 2.3).
    pub(crate) fn check_password(&self, field: &'static str) -> Result<(), PkiError> {
        let characters = self.value.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !characters || !(6..=16).contains(&self.value.len()) {
            return Err(PkiError::field(field, "6 to 16 of A-Z and 0-9"));
        }
        Ok(())
    }

    /// The others: four digits.
    pub(crate) fn check_digits(&self, field: &'static str) -> Result<(), PkiError> {
        if self.value.len() != 4 || !self.value.bytes().all(|c| c.is_ascii_digit()) {
            return Err(PkiError::field(field, "four digits"));
        }
        Ok(())
    }
}
