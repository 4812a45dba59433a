//! The PINs and codes of the card, their limits, and their counters, which outlive power.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::CardError;

/// A PIN or code, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pin {
    /// 署名用暗証番号: EF 001B of the JPKI application.
    Sign,
    /// 利用者証明用暗証番号: EF 0018 of the JPKI application.
    Auth,
    /// 券面事項入力補助用暗証番号: EF 0011 of the text application.
    Text,
    /// 照合番号A: EF 0014 of the text application.
    CodeA,
    /// 照合番号B: EF 0015 of the text application.
    CodeB,
    /// EF 0012 of the text application, blocked on every card that was examined.
    BlockedAsIssued,
}

/// What a PIN is called, how many wrong values in a row block it, and what it can be changed to (CARD.md 1.2, 1.3, 2.3).
struct Rule {
    word: &'static str,
    limit: u8,
    change: Change,
}

/// What CHANGE REFERENCE DATA accepts as the new value.
enum Change {
    FourDigits,
    Password,
    Never,
}

impl Pin {
    const ALL: [Self; 6] =
        [Self::Sign, Self::Auth, Self::Text, Self::CodeA, Self::CodeB, Self::BlockedAsIssued];

    fn rule(self) -> Rule {
        let (word, limit, change) = match self {
            Pin::Sign => ("sign", 5, Change::Password),
            Pin::Auth => ("auth", 3, Change::FourDigits),
            Pin::Text => ("text", 3, Change::FourDigits),
            Pin::CodeA => ("code-a", 10, Change::Never),
            Pin::CodeB => ("code-b", 10, Change::Never),
            Pin::BlockedAsIssued => ("blocked-as-issued", 0, Change::Never),
        };
        Rule { word, limit, change }
    }

    /// The PIN of this word: `sign`, `auth`, `text`, `code-a`, `code-b`, `blocked-as-issued`.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pin| pin.word() == word)
    }

    /// The word for this PIN, in `state.json` and in the commands of `virtual-card serve`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.rule().word
    }

    /// How many wrong values in a row block it.
    #[must_use]
    pub fn limit(self) -> u8 {
        self.rule().limit
    }

    /// Whether this PIN can be changed at all.
    pub(crate) fn is_changeable(self) -> bool {
        !matches!(self.rule().change, Change::Never)
    }

    /// Whether CHANGE REFERENCE DATA accepts this as a new value.
    pub(crate) fn accepts(self, value: &[u8]) -> bool {
        match self.rule().change {
            Change::FourDigits => value.len() == 4 && value.iter().all(u8::is_ascii_digit),
            Change::Password => {
                (6..=16).contains(&value.len())
                    && value.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            }
            Change::Never => false,
        }
    }
}

/// The values and counters of all PINs, in `state.json`. Every change is in the file before the card answers.
pub(crate) struct PinMemory {
    path: PathBuf,
    cells: BTreeMap<Pin, Cell>,
}

/// One PIN. No `Debug`, as for a real one.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cell {
    /// `None`: no value was ever set, and none matches.
    pub(crate) value: Option<String>,
    pub(crate) tries_left: u8,
}

impl PinMemory {
    /// The name of the file in a card's folder.
    pub(crate) const FILE: &str = "state.json";

    pub(crate) fn load(folder: &Path) -> Result<Self, CardError> {
        let path = folder.join(Self::FILE);
        let text = std::fs::read(&path).map_err(CardError::file(&path))?;
        let cells = serde_json::from_slice(&text)
            .map_err(|source| CardError::State { path: path.clone(), source })?;
        Ok(PinMemory { path, cells })
    }

    /// A new memory with these contents; written by the first [`PinMemory::store`].
    pub(crate) fn new(folder: &Path, cells: BTreeMap<Pin, Cell>) -> Self {
        PinMemory { path: folder.join(Self::FILE), cells }
    }

    pub(crate) fn tries_left(&self, pin: Pin) -> u8 {
        self.cells.get(&pin).map_or(0, |cell| cell.tries_left)
    }

    pub(crate) fn is_value(&self, pin: Pin, presented: &[u8]) -> bool {
        self.cells
            .get(&pin)
            .and_then(|cell| cell.value.as_ref())
            .is_some_and(|value| value.as_bytes() == presented)
    }

    pub(crate) fn set_tries(&mut self, pin: Pin, tries: u8) -> Result<(), CardError> {
        self.cells.entry(pin).or_insert(Cell { value: None, tries_left: 0 }).tries_left = tries;
        self.store()
    }

    pub(crate) fn set_value(&mut self, pin: Pin, value: String) -> Result<(), CardError> {
        self.cells.insert(pin, Cell { value: Some(value), tries_left: pin.limit() });
        self.store()
    }

    /// Writes the file whole or not at all, so that a killed program leaves the counters as they were or as they became.
    pub(crate) fn store(&self) -> Result<(), CardError> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let json = serde_json::to_vec_pretty(&self.cells)
            .map_err(|source| CardError::State { path: self.path.clone(), source })?;
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(CardError::file(folder))?;
        file.write_all(&json).map_err(CardError::file(&self.path))?;
        file.persist(&self.path)
            .map_err(|refusal| CardError::File { path: self.path.clone(), source: refusal.error })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_their_pins() {
        for pin in Pin::ALL {
            assert_eq!(Pin::from_word(pin.word()), Some(pin));
            assert_eq!(serde_json::to_value(pin).unwrap(), pin.word());
        }
        assert_eq!(Pin::from_word("Sign"), None);
    }

    #[test]
    fn new_values_have_a_form() {
        assert!(Pin::Sign.accepts(b"ABC123") && Pin::Sign.accepts(b"ABCDEFGHIJ012345"));
        assert!(!Pin::Sign.accepts(b"abc123") && !Pin::Sign.accepts(b"ABC12"));
        assert!(!Pin::Sign.accepts(b"ABCDEFGHIJ0123456"));
        assert!(Pin::Auth.accepts(b"0000") && !Pin::Auth.accepts(b"00000") && !Pin::Auth.accepts(b"000A"));
        assert!(!Pin::CodeA.accepts(b"0000"));
    }

    #[test]
    fn counters_survive() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = PinMemory::new(folder.path(), BTreeMap::new());
        memory.set_value(Pin::Sign, "ABC123".to_owned()).unwrap();
        memory.set_tries(Pin::Sign, 2).unwrap();
        let again = PinMemory::load(folder.path()).unwrap();
        assert_eq!(again.tries_left(Pin::Sign), 2);
        assert!(again.is_value(Pin::Sign, b"ABC123"));
        assert!(!again.is_value(Pin::Auth, b""));
    }

    #[test]
    fn a_spoilt_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(PinMemory::FILE), "{").unwrap();
        assert!(matches!(PinMemory::load(folder.path()), Err(CardError::State { .. })));
    }
}
