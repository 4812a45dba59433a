//! The My Number Card as rows (DESIGN D9): a new card or another key is a new row, not new code.
//!
//! Every constant names its section of CARD.md. The EF that holds 個人番号 and the card-surface application are in no row.

use serde::{Deserialize, Serialize};

/// An application identifier (ISO/IEC 7816-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aid(pub &'static [u8]);

/// An elementary file's identifier (ISO/IEC 7816-4 §7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EfId(pub u16);

impl EfId {
    /// The short EF identifier: the low five bits. Every EF of this card has one (CARD.md §1.1).
    #[must_use]
    pub fn short(self) -> u8 {
        self.0.to_be_bytes()[1] & 0x1F
    }
}

/// 公的個人認証AP (CARD.md §1.1).
pub const JPKI_AP: Aid = Aid(&[0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]);

/// Token information, whose label tells the kind of token (CARD.md §1.2).
pub const TOKEN_INFO: EfId = EfId(0x0006);

/// Three bytes that tell which certificates exist (CARD.md §1.2).
pub const CERTIFICATE_FLAGS: EfId = EfId(0x0008);

/// A flag of [`CERTIFICATE_FLAGS`] whose certificate exists.
pub const CERTIFICATE_PRESENT: u8 = 0x8F;

/// Which of the card's keys a request means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Key {
    /// 署名用: signs documents.
    Sign,
}

/// What belongs to one key.
#[derive(Debug)]
pub struct KeyRow {
    /// The certificate's file; readable after the PIN.
    pub certificate: EfId,
    /// The private key's object.
    pub key: EfId,
    /// The PIN's object.
    pub pin: EfId,
    /// What the PIN looks like.
    pub pin_rule: PinRule,
    /// The place of this key's flag in [`CERTIFICATE_FLAGS`].
    pub flag: usize,
}

/// What a PIN looks like. A value outside it is never sent (DESIGN D8).
#[derive(Debug)]
pub struct PinRule {
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
    /// Whether a byte may occur in it.
    pub allows: fn(u8) -> bool,
}

/// 署名用 (CARD.md §1.2, §2.3): 6 to 16 of `A-Z` and `0-9`, 5 tries.
const SIGN: KeyRow = KeyRow {
    certificate: EfId(0x0001),
    key: EfId(0x001A),
    pin: EfId(0x001B),
    pin_rule: PinRule { min: 6, max: 16, allows: |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() },
    flag: 0,
};

impl Key {
    /// The row of this key.
    #[must_use]
    pub const fn row(self) -> &'static KeyRow {
        match self {
            Self::Sign => &SIGN,
        }
    }
}

/// What kind of token answers to the JPKI application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// The plastic card.
    MyNumberCard,
    /// A telephone (CARD.md §5.2).
    Phone,
    /// The resident-register card that ended in 2015.
    JukiCard,
}

/// Labels of [`TOKEN_INFO`], 32 bytes padded with spaces (CARD.md §1.2). A label that no row names is a card that is newer than
/// this table: it is tried as a My Number Card.
pub const TOKEN_LABELS: &[(&[u8], TokenKind)] = &[
    (b"JPKIAPICCTOKEN2", TokenKind::MyNumberCard),
    (b"JPKIAPICCTOKEN", TokenKind::JukiCard),
    (b"JPKIAPGPSETOKEN", TokenKind::Phone),
    (b"JPKIAPIOSTOKEN", TokenKind::Phone),
];

/// Where [`TOKEN_INFO`] ends its label.
pub const TOKEN_LABEL_LENGTH: usize = 32;

/// A digest algorithm whose DigestInfo can be given to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum DigestAlgorithm {
    /// SHA-256 (FIPS 180-4), 32 bytes.
    #[serde(rename = "sha-256")]
    Sha256,
}

impl DigestAlgorithm {
    /// The digest's size in bytes.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::Sha256 => 32,
        }
    }

    /// The DER of DigestInfo up to the digest itself (RFC 8017 §9.2, note 1).
    #[must_use]
    pub const fn digest_info_prefix(self) -> &'static [u8] {
        match self {
            Self::Sha256 => &[
                0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
                0x05, 0x00, 0x04, 0x20,
            ],
        }
    }
}
