//! The status words of this card (CARD.md 2.7) by their meaning in ISO 7816-4 and JICSAP.

/// SW1-SW2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusWord(u16);

impl StatusWord {
    pub(crate) const SUCCESS: Self = Self(0x9000);
    /// A READ BINARY has crossed the end of the file; its data come with this word.
    pub(crate) const END_OF_FILE: Self = Self(0x6282);
    /// A wrong PIN, without the tries that are left.
    pub(crate) const NOT_VERIFIED: Self = Self(0x6300);
    /// A write to the card's memory failed; here: `state.json` could not be written.
    pub(crate) const MEMORY_FAILURE: Self = Self(0x6581);
    pub(crate) const WRONG_LENGTH: Self = Self(0x6700);
    pub(crate) const CHANNEL_NOT_SUPPORTED: Self = Self(0x6881);
    pub(crate) const INCOMPATIBLE_FILE: Self = Self(0x6981);
    pub(crate) const SECURITY_STATUS_NOT_SATISFIED: Self = Self(0x6982);
    /// What some clients expect of a blocked PIN.
    pub(crate) const AUTHENTICATION_BLOCKED: Self = Self(0x6983);
    /// What this card says of a blocked PIN: the referenced IEF is locked (JICSAP).
    pub(crate) const REFERENCE_BLOCKED: Self = Self(0x6984);
    pub(crate) const CONDITIONS_NOT_SATISFIED: Self = Self(0x6985);
    pub(crate) const NO_CURRENT_EF: Self = Self(0x6986);
    /// CLA 08 in the JPKI application.
    pub(crate) const NO_SECURE_MESSAGING: Self = Self(0x69FC);
    pub(crate) const INCORRECT_DATA: Self = Self(0x6A80);
    pub(crate) const NOT_FOUND: Self = Self(0x6A82);
    pub(crate) const INCORRECT_P1_P2: Self = Self(0x6A86);
    pub(crate) const REFERENCE_NOT_FOUND: Self = Self(0x6A88);
    pub(crate) const OFFSET_OUTSIDE_EF: Self = Self(0x6B00);
    pub(crate) const INSTRUCTION_NOT_SUPPORTED: Self = Self(0x6D00);
    pub(crate) const CLASS_NOT_SUPPORTED: Self = Self(0x6E00);
    pub(crate) const NO_DIAGNOSIS: Self = Self(0x6F00);

    /// The word of a knob.
    pub(crate) fn from_number(word: u16) -> Self {
        Self(word)
    }

    /// `63Cx`: so many tries are left.
    pub(crate) fn tries_left(tries: u8) -> Self {
        Self(0x63C0 | u16::from(tries.min(15)))
    }

    /// `61xx`: so many bytes wait for GET RESPONSE; 256 and more are `6100`.
    pub(crate) fn more(available: usize) -> Self {
        Self(0x6100 | u16::from(low_byte(available.min(256))))
    }

    /// `6Cxx`: ask again for exactly so many bytes, at most 256.
    pub(crate) fn exact_length(available: usize) -> Self {
        Self(0x6C00 | u16::from(low_byte(available)))
    }

    pub(crate) fn bytes(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }
}

/// A length as Le writes it: 256 is 00.
fn low_byte(length: usize) -> u8 {
    u8::try_from(length % 256).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_status_words() {
        assert_eq!(StatusWord::more(18).bytes(), [0x61, 0x12]);
        assert_eq!(StatusWord::more(256).bytes(), [0x61, 0x00]);
        assert_eq!(StatusWord::more(5000).bytes(), [0x61, 0x00]);
        assert_eq!(StatusWord::exact_length(100).bytes(), [0x6C, 0x64]);
        assert_eq!(StatusWord::exact_length(256).bytes(), [0x6C, 0x00]);
        assert_eq!(StatusWord::tries_left(5).bytes(), [0x63, 0xC5]);
    }
}
