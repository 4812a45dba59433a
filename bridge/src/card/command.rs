//! Command and response APDUs (ISO/IEC 7816-4 §5). Bodies cannot be printed: they may hold a PIN.

use std::fmt;

use zeroize::Zeroizing;

/// The most bytes an extended response can carry: 65 536 of data and the status word.
pub const MAX_RESPONSE: usize = 65_538;

/// How many bytes of answer a command expects (Ne).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// No data: the command is of case 1 or 3.
    Nothing,
    /// 1 to 256 bytes, in the short form.
    Short(u16),
    /// Up to 65 536 bytes, in the extended form.
    Extended,
}

/// A command APDU. At most 255 bytes of data: no command of this card needs more.
pub struct Command {
    header: [u8; 4],
    body: Zeroizing<Vec<u8>>,
    expected: Expected,
}

impl Command {
    /// A command without data.
    #[must_use]
    pub fn new(header: [u8; 4], expected: Expected) -> Self {
        Self { header, body: Zeroizing::new(Vec::new()), expected }
    }

    /// A command with data: `None` unless the data is 1 to 255 bytes long.
    #[must_use]
    pub fn with_body(header: [u8; 4], body: &[u8], expected: Expected) -> Option<Self> {
        let fits = u8::try_from(body.len()).is_ok_and(|length| length > 0);
        fits.then(|| Self { header, body: Zeroizing::new(body.to_vec()), expected })
    }

    /// The class, instruction and parameter bytes.
    #[must_use]
    pub fn header(&self) -> [u8; 4] {
        self.header
    }

    /// How much answer the command asks for.
    #[must_use]
    pub fn expected(&self) -> Expected {
        self.expected
    }

    /// The same command that expects `count` bytes, for a card that answered `6Cxx`.
    #[must_use]
    pub fn expecting(&self, count: u16) -> Self {
        Self { header: self.header, body: self.body.clone(), expected: Expected::Short(count) }
    }

    /// The bytes that go to the reader.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(8 + self.body.len()));
        bytes.extend_from_slice(&self.header);
        let length = u8::try_from(self.body.len()).unwrap_or(0);
        match (length, self.expected) {
            (0, Expected::Nothing) => {}
            (0, Expected::Short(count)) => bytes.push(short_le(count)),
            (0, Expected::Extended) => bytes.extend_from_slice(&[0, 0, 0]),
            (length, expected) => {
                // Extended Le beside short Lc does not exist; a command with data asks for at most 256 bytes.
                bytes.push(length);
                bytes.extend_from_slice(&self.body);
                match expected {
                    Expected::Nothing => {}
                    Expected::Short(count) => bytes.push(short_le(count)),
                    Expected::Extended => bytes.push(0),
                }
            }
        }
        bytes
    }
}

/// Le of one byte: 256 is written as zero.
fn short_le(count: u16) -> u8 {
    u8::try_from(count).unwrap_or(0)
}

impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [cla, ins, p1, p2] = self.header;
        write!(f, "{cla:02X}{ins:02X}{p1:02X}{p2:02X} ({} bytes, {:?})", self.body.len(), self.expected)
    }
}

/// The two bytes that end every answer: SW1-SW2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Success.
    pub const OK: Self = Self(0x9000);
    /// Seen as the answer to the first command after a power-up (CARD.md §2.6); it says nothing about the command.
    pub const NO_DIAGNOSIS: Self = Self(0x6F00);
    /// The security status does not allow the command: a PIN is missing.
    pub const SECURITY_STATUS: Self = Self(0x6982);
    /// File or application not found.
    pub const NOT_FOUND: Self = Self(0x6A82);
    /// A read crossed the end of the file: what there was comes with it (CARD.md §2.2).
    pub const END_OF_FILE: Self = Self(0x6282);
    /// A read began at the end of the file or behind it (CARD.md §2.2).
    pub const OUTSIDE_FILE: Self = Self(0x6B00);
    /// Verification failed, without a count; to the question for the tries: they are unlimited (CARD.md §2.3).
    pub const NOT_VERIFIED: Self = Self(0x6300);

    /// The tries that a `63Cx` tells.
    #[must_use]
    pub fn tries_left(self) -> Option<u8> {
        (self.0 & 0xFFF0 == 0x63C0).then(|| self.0.to_be_bytes()[1] & 0x0F)
    }

    /// Whether it says that what a SELECT names, or SELECT itself, is not on this card. Every other word is that of a card that has it
    /// and fails.
    #[must_use]
    pub fn is_absence(self) -> bool {
        matches!(self.0, 0x6881 | 0x6A81 | 0x6A82 | 0x6A86 | 0x6A87 | 0x6D00 | 0x6E00)
    }

    /// Whether it says that an object was not found by the name in P1 or P2: the command was not carried out.
    #[must_use]
    pub fn is_unknown_name(self) -> bool {
        matches!(self.0, 0x6A82 | 0x6A86 | 0x6A88 | 0x6B00)
    }

    /// `6983` or `6984`: both are in use for a PIN without tries (CARD.md §2.3).
    #[must_use]
    pub fn is_blocked(self) -> bool {
        matches!(self.0, 0x6983 | 0x6984)
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A response APDU.
pub struct Response {
    body: Vec<u8>,
    status: StatusWord,
}

impl Response {
    /// Takes an answer apart: `None` if it is too short to hold a status word.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, status) = bytes.split_last_chunk::<2>()?;
        Some(Self { body: body.to_vec(), status: StatusWord(u16::from_be_bytes(*status)) })
    }

    /// The data before the status word.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The data before the status word, as an owned value.
    #[must_use]
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The same response with earlier parts of its data put before it.
    #[must_use]
    pub fn preceded_by(self, mut earlier: Vec<u8>) -> Self {
        earlier.extend_from_slice(&self.body);
        Self { body: earlier, ..self }
    }

    /// SW1-SW2.
    #[must_use]
    pub fn status(&self) -> StatusWord {
        self.status
    }

    /// Whether the card accepted the command (`9000`).
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.status == StatusWord::OK
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_each_case() {
        let bytes = |command: Command| command.to_bytes().to_vec();
        assert_eq!(bytes(Command::new([0, 0x20, 0, 0x9B], Expected::Nothing)), [0, 0x20, 0, 0x9B]);
        assert_eq!(bytes(Command::new([0, 0xB0, 0, 0], Expected::Short(256))), [0, 0xB0, 0, 0, 0]);
        assert_eq!(bytes(Command::new([0, 0xB0, 0, 0], Expected::Short(222))), [0, 0xB0, 0, 0, 222]);
        assert_eq!(bytes(Command::new([0, 0xB0, 0x81, 0], Expected::Extended)), [0, 0xB0, 0x81, 0, 0, 0, 0]);
        let verify = Command::with_body([0, 0x20, 0, 0x9B], b"ABC123", Expected::Nothing).unwrap();
        assert_eq!(bytes(verify), *b"\x00\x20\x00\x9B\x06ABC123");
        let sign = Command::with_body([0x80, 0x2A, 0, 0x9A], &[7], Expected::Short(256)).unwrap();
        assert_eq!(bytes(sign), [0x80, 0x2A, 0, 0x9A, 1, 7, 0]);
    }

    #[test]
    fn refuses_a_body_that_lc_cannot_tell() {
        assert!(Command::with_body([0; 4], &[], Expected::Nothing).is_none());
        assert!(Command::with_body([0; 4], &[0; 256], Expected::Nothing).is_none());
        assert!(Command::with_body([0; 4], &[0; 255], Expected::Nothing).is_some());
    }

    #[test]
    fn never_prints_a_body() {
        let verify = Command::with_body([0, 0x20, 0, 0x9B], b"SECRET1", Expected::Nothing).unwrap();
        assert_eq!(format!("{verify:?}"), "0020009B (7 bytes, Nothing)");
        let response = Response::from_bytes(b"SECRET1\x90\x00").unwrap();
        assert_eq!(format!("{response:?}"), "9000 (7 bytes)");
    }

    #[test]
    fn reads_the_status_word() {
        assert!(Response::from_bytes(&[0x90]).is_none());
        assert_eq!(Response::from_bytes(&[0x63, 0xC4]).unwrap().status().tries_left(), Some(4));
        assert_eq!(StatusWord(0x6300).tries_left(), None);
        assert_eq!(StatusWord(0x9000).tries_left(), None);
        assert!(StatusWord(0x6983).is_blocked() && StatusWord(0x6984).is_blocked());
    }
}
