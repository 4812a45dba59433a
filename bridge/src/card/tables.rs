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

/// 券面事項入力補助AP (CARD.md §1.1).
pub const TEXT_AP: Aid = Aid(&[0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08]);

/// 基本4情報 in [`TEXT_AP`]: name, address, birth date, sex (CARD.md §1.3).
pub const ATTRIBUTES: EfId = EfId(0x0002);

/// Digests in [`TEXT_AP`], signed by the issuer (CARD.md §1.3).
pub const ATTRIBUTES_DIGESTS: EfId = EfId(0x0003);

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
    /// 利用者証明用: proves who logs in.
    Auth,
}

/// What belongs to one key.
#[derive(Debug)]
pub struct KeyRow {
    /// The certificate's file.
    pub certificate: EfId,
    /// The private key's object.
    pub key: EfId,
    /// The PIN that opens the key.
    pub pin: PinKind,
    /// The place of this key's flag in [`CERTIFICATE_FLAGS`].
    pub flag: usize,
}

/// 署名用 (CARD.md §1.2). The PIN opens the certificate too.
const SIGN: KeyRow = KeyRow { certificate: EfId(0x0001), key: EfId(0x001A), pin: PinKind::Sign, flag: 0 };

/// 利用者証明用 (CARD.md §1.2). The certificate is free on the plastic card and behind the PIN on a telephone.
const AUTH: KeyRow = KeyRow { certificate: EfId(0x000A), key: EfId(0x0017), pin: PinKind::Auth, flag: 1 };

impl Key {
    /// The row of this key.
    #[must_use]
    pub const fn row(self) -> &'static KeyRow {
        match self {
            Self::Sign => &SIGN,
            Self::Auth => &AUTH,
        }
    }
}

/// Which of the holder's PINs a request means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PinKind {
    /// 署名用電子証明書の暗証番号.
    Sign,
    /// 利用者証明用電子証明書の暗証番号.
    Auth,
    /// 券面事項入力補助用の暗証番号.
    Attributes,
}

/// What belongs to one PIN.
#[derive(Debug)]
pub struct PinRow {
    /// The application that it is in.
    pub application: Aid,
    /// The PIN's object.
    pub object: EfId,
    /// What the PIN looks like.
    pub rule: PinRule,
}

/// What a PIN looks like. A value outside it is never sent (DESIGN D8).
#[derive(Debug)]
pub struct PinRule {
    /// Fewest characters.
    pub min: u8,
    /// Most characters.
    pub max: u8,
    /// Whether a byte may occur in it.
    pub allows: fn(u8) -> bool,
}

/// 署名用 (CARD.md §1.2, §2.3): 6 to 16 of `A-Z` and `0-9`, 5 tries.
const SIGN_PIN: PinRow = PinRow {
    application: JPKI_AP,
    object: EfId(0x001B),
    rule: PinRule { min: 6, max: 16, allows: |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() },
};

/// Four digits, as all PINs of the card but the signing one.
const FOUR_DIGITS: PinRule = PinRule { min: 4, max: 4, allows: |byte| byte.is_ascii_digit() };

/// 利用者証明用 (CARD.md §1.2, §2.3): 3 tries.
const AUTH_PIN: PinRow = PinRow { application: JPKI_AP, object: EfId(0x0018), rule: FOUR_DIGITS };

/// 券面事項入力補助用 (CARD.md §1.3): 3 tries.
const ATTRIBUTES_PIN: PinRow = PinRow { application: TEXT_AP, object: EfId(0x0011), rule: FOUR_DIGITS };

impl PinKind {
    /// Every PIN, in the order in which a look asks for them.
    pub const ALL: &'static [Self] = &[Self::Sign, Self::Auth, Self::Attributes];

    /// The row of this PIN.
    #[must_use]
    pub const fn row(self) -> &'static PinRow {
        match self {
            Self::Sign => &SIGN_PIN,
            Self::Auth => &AUTH_PIN,
            Self::Attributes => &ATTRIBUTES_PIN,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every file of the text application that code can name.
    const OF_THE_TEXT_APPLICATION: &[EfId] = &[ATTRIBUTES, ATTRIBUTES_DIGESTS, ATTRIBUTES_PIN.object];

    #[test]
    fn the_file_of_the_individual_number_is_in_no_row() {
        for file in OF_THE_TEXT_APPLICATION {
            assert_ne!(*file, EfId(0x0001));
            assert_ne!(file.short(), 0x01, "nor is it by its short identifier");
        }
        // EF 0001 of the JPKI application is the signing certificate; no other row has that number.
        let signing = PinKind::ALL.iter().map(|pin| pin.row()).filter(|row| row.object.short() == 0x01);
        assert_eq!(signing.count(), 0);
        assert_ne!(Key::Auth.row().certificate.short(), 0x01);
    }

    #[test]
    fn two_applications_and_no_other() {
        // The card-surface application ends in 0402, the resident-register one in 0401, the common one in 0100.
        for pin in PinKind::ALL {
            assert!([JPKI_AP, TEXT_AP].contains(&pin.row().application));
        }
        let named = include_str!("tables.rs").split("#[cfg(test)]").next().unwrap().matches("= Aid(").count();
        assert_eq!(named, 2);
    }

    #[test]
    fn each_object_has_a_short_identifier_of_its_own() {
        let keys = [Key::Sign, Key::Auth].map(Key::row);
        let mut objects: Vec<_> = keys.iter().flat_map(|row| [row.certificate, row.key]).collect();
        objects.extend([TOKEN_INFO, CERTIFICATE_FLAGS, SIGN_PIN.object, AUTH_PIN.object]);
        let mut short: Vec<_> = objects.iter().map(|object| object.short()).collect();
        short.sort_unstable();
        short.dedup();
        assert_eq!(short.len(), objects.len());
    }
}
