//! A PIN: a secret that cannot be printed, copied or empty.

use zeroize::Zeroizing;

use crate::card::tables::PinRule;
use crate::error::ErrorCode;

/// A PIN whose form is right for its key. It is overwritten when it is dropped.
pub struct Pin(Zeroizing<Vec<u8>>);

impl Pin {
    /// Takes a PIN as it was received, if its length and characters are those of the rule.
    ///
    /// # Errors
    /// `pin-format`: the card could not accept it, so it is never sent.
    pub fn new(characters: &Zeroizing<String>, rule: &PinRule) -> Result<Self, ErrorCode> {
        let bytes = characters.as_bytes();
        let fits =
            (rule.min..=rule.max).contains(&bytes.len()) && bytes.iter().all(|byte| (rule.allows)(*byte));
        if !fits {
            return Err(ErrorCode::PinFormat);
        }
        Ok(Self(Zeroizing::new(bytes.to_vec())))
    }

    /// The characters, for the body of a VERIFY and nothing else.
    #[must_use]
    pub(in crate::card) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::card::tables::Key;

    fn accepts(characters: &str) -> bool {
        Pin::new(&Zeroizing::new(characters.to_owned()), &Key::Sign.row().pin_rule).is_ok()
    }

    #[test]
    fn signing_pin_is_6_to_16_of_upper_case_and_digits() {
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
}
