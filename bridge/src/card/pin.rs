//! A PIN: a secret that cannot be printed, copied or empty.

use std::fmt;

use zeroize::Zeroizing;

use crate::card::tables::PinKind;
use crate::error::ErrorCode;

/// A PIN whose form is right for its kind. It is overwritten when it is dropped.
#[derive(PartialEq, Eq)]
pub struct Pin {
    kind: PinKind,
    characters: Zeroizing<Vec<u8>>,
}

impl Pin {
    /// Takes a PIN as it was received, if its length and characters are those of its kind.
    ///
    /// # Errors
    /// `pin-format`: the card could not accept it, so it is never sent.
    pub fn new(kind: PinKind, characters: &str) -> Result<Self, ErrorCode> {
        let (bytes, rule) = (characters.as_bytes(), &kind.row().rule);
        let length_fits = (usize::from(rule.min)..=usize::from(rule.max)).contains(&bytes.len());
        if !length_fits || !bytes.iter().all(|byte| (rule.allows)(*byte)) {
            return Err(ErrorCode::PinFormat);
        }
        Ok(Self { kind, characters: Zeroizing::new(bytes.to_vec()) })
    }

    /// Which PIN it is meant to be.
    #[must_use]
    pub fn kind(&self) -> PinKind {
        self.kind
    }

    /// The characters, for the body of a VERIFY or a CHANGE REFERENCE DATA and nothing else.
    #[must_use]
    pub(in crate::card) fn as_bytes(&self) -> &[u8] {
        &self.characters
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({:?})", self.kind)
    }
}

/// How a PIN comes to the card.
#[derive(Debug)]
pub enum PinEntry {
    /// It was typed on the PC.
    Typed(Pin),
    /// The reader's own PIN pad asks for it: it never enters the PC.
    Pad(PinKind),
}

impl PinEntry {
    /// What was typed, or the PIN pad where nothing was.
    ///
    /// # Errors
    /// `pin-format`.
    pub fn new(kind: PinKind, typed: Option<&str>) -> Result<Self, ErrorCode> {
        typed.map_or(Ok(Self::Pad(kind)), |characters| Pin::new(kind, characters).map(Self::Typed))
    }

    /// Which PIN it is.
    #[must_use]
    pub fn kind(&self) -> PinKind {
        match self {
            Self::Typed(pin) => pin.kind(),
            Self::Pad(kind) => *kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_pin_is_6_to_16_of_upper_case_and_digits() {
        let accepts = |characters| Pin::new(PinKind::Sign, characters).is_ok();
        for good in ["ABC123", "ABCDEF", "123456", "ABCDEFGHIJKLMNOP"] {
            assert!(accepts(good), "{good}");
        }
        for bad in [
            "",
            "1234",
            "ABC12",
            "ABCDEFGHIJKLMNOPQ",
            "abc123",
            "ABC-123",
            "ＡＢＣ１２３",
            "ABC123\0",
            "ABC 123",
        ] {
            assert!(!accepts(bad), "{bad}");
        }
    }

    #[test]
    fn the_other_pins_are_four_digits() {
        for kind in [PinKind::Auth, PinKind::Attributes] {
            assert!(Pin::new(kind, "0123").is_ok());
            for bad in ["", "123", "12345", "123A", "１２３４", "12 4", "123\0", "-123", "ABC123"] {
                assert!(Pin::new(kind, bad).is_err(), "{bad}");
            }
        }
    }

    #[test]
    fn is_never_printed() {
        assert_eq!(format!("{:?}", Pin::new(PinKind::Auth, "7391").unwrap()), "Pin(Auth)");
    }
}
