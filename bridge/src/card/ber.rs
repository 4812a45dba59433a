//! Headers of BER-TLV (ITU-T X.690 §8.1) as the text application writes them: tags of one or two bytes, lengths that need not be minimal
//! (CARD.md §1.3).

/// Tag and length of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// One byte, or two as they stand.
    pub tag: u16,
    /// How many bytes tag and length take.
    pub length: usize,
    /// How many bytes the value takes: at most 65 535.
    pub content: usize,
}

impl Header {
    /// Reads the header at the start of `bytes`. `None` for a tag of more than two bytes, a length in another form than the short one,
    /// `81` and `82`, and where bytes are missing.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (tag, rest) = match bytes {
            [first, second @ 0x00..=0x7F, rest @ ..] if first & 0x1F == 0x1F => {
                (u16::from_be_bytes([*first, *second]), rest)
            }
            [first, rest @ ..] if first & 0x1F != 0x1F => (u16::from(*first), rest),
            _ => return None,
        };
        let (content, rest) = match rest {
            [length @ 0x00..=0x7F, rest @ ..] => (usize::from(*length), rest),
            [0x81, length, rest @ ..] => (usize::from(*length), rest),
            [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            _ => return None,
        };
        Some(Self { tag, length: bytes.len() - rest.len(), content })
    }

    /// How many bytes header and value take.
    #[must_use]
    pub fn total(self) -> usize {
        self.length + self.content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_each_form_of_length() {
        let header = |tag, length, content| Some(Header { tag, length, content });
        assert_eq!(Header::read(&[0xFF, 0x20, 0x65, 0]), header(0xFF20, 3, 0x65));
        assert_eq!(Header::read(&[0xDF, 0x22, 0x81, 0x05]), header(0xDF22, 4, 5));
        assert_eq!(Header::read(&[0xFF, 0x30, 0x82, 0x01, 0x4B]), header(0xFF30, 5, 331));
        assert_eq!(Header::read(&[0x30, 0x03]), header(0x30, 2, 3));
    }

    #[test]
    fn refuses_the_rest() {
        for bytes in [
            &[][..],
            &[0xFF],
            &[0xFF, 0x20],
            &[0xFF, 0x81, 0x01, 0x00],
            &[0xFF, 0x20, 0x80],
            &[0xFF, 0x20, 0x81],
            &[0xFF, 0x20, 0x82, 0x01],
            &[0xFF, 0x20, 0x83, 0, 0, 1],
        ] {
            assert_eq!(Header::read(bytes), None, "{bytes:02X?}");
        }
    }
}
