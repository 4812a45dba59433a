//! The first look at a card: what it is and how many tries it has, without using one.

use serde::Serialize;

use crate::card::channel::Channel;
use crate::card::command::StatusWord;
use crate::card::file::{Addressing, Lengths, read_extended, read_start, select_application};
use crate::card::jpki::read_tries;
use crate::card::tables::{
    CERTIFICATE_FLAGS, CERTIFICATE_PRESENT, JPKI_AP, Key, TOKEN_INFO, TOKEN_LABEL_LENGTH, TOKEN_LABELS,
    TokenKind,
};
use crate::error::{Error, ErrorCode};

/// Tries that are left of each PIN; `null` where the card does not tell, 0 is blocked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TriesLeft {
    /// Of the signing password (署名用).
    pub sign: Option<u8>,
}

/// What is in a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Card {
    /// The plastic card.
    MyNumberCard {
        /// Whether it holds a signing certificate.
        sign_certificate: bool,
        /// Tries that are left.
        tries_left: TriesLeft,
    },
    /// A telephone token.
    Phone {
        /// Whether it holds a signing certificate.
        sign_certificate: bool,
        /// Tries that are left.
        tries_left: TriesLeft,
    },
    /// The resident-register card that ended in 2015.
    JukiCard,
    /// A card without the JPKI application.
    Other,
    /// Another program holds the card.
    Busy,
    /// The card was there and failed.
    Unreadable {
        /// Why.
        code: ErrorCode,
    },
}

/// What a look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What is in the reader.
    pub card: Card,
    /// Whether card and reader carry extended lengths.
    pub lengths: Lengths,
}

/// Looks at a card: four exchanges with extended lengths, five with short ones, eleven if the card takes no short EF identifiers.
/// A card is known by its application, never by its ATR (CARD.md §2.1).
///
/// # Errors
/// The reader layer's codes.
pub fn look(channel: &mut dyn Channel) -> Result<Seen, Error> {
    if select_application(channel, JPKI_AP)? != StatusWord::OK {
        return Ok(Seen { card: Card::Other, lengths: Lengths::Short });
    }
    // The token's kind is read in the extended form first, so that before any PIN is typed it is known whether that form works.
    let (token_info, lengths) = match read_extended(channel, TOKEN_INFO)? {
        Some(token_info) => (Some(token_info), Lengths::Extended),
        None => (optional(read_start(channel, TOKEN_INFO, Addressing::ShortEfId))?, Lengths::Short),
    };
    let kind = token_info.as_deref().map_or(TokenKind::MyNumberCard, token_kind);
    if kind == TokenKind::JukiCard {
        return Ok(Seen { card: Card::JukiCard, lengths });
    }
    let flags = optional(read_start(channel, CERTIFICATE_FLAGS, Addressing::ShortEfId))?;
    let mut sign_certificate = has_certificate(flags.as_deref(), Key::Sign);
    let mut tries_left = TriesLeft { sign: None };
    if sign_certificate {
        match read_tries(channel, Key::Sign) {
            Ok(tries) => tries_left.sign = tries.left,
            Err(error) if error.code == ErrorCode::CertificateMissing => sign_certificate = false,
            Err(error) => return Err(error),
        }
    }
    let card = match kind {
        TokenKind::Phone => Card::Phone { sign_certificate, tries_left },
        _ => Card::MyNumberCard { sign_certificate, tries_left },
    };
    Ok(Seen { card, lengths })
}

/// A file that a card may lack: its refusal is no error, a failure of the reader is.
fn optional(file: Result<Vec<u8>, Error>) -> Result<Option<Vec<u8>>, Error> {
    match file {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.code == ErrorCode::CardRefused => Ok(None),
        Err(error) => Err(error),
    }
}

/// The kind that the label in the token information names.
fn token_kind(token_info: &[u8]) -> TokenKind {
    let label = token_info.get(..TOKEN_LABEL_LENGTH).unwrap_or(token_info).trim_ascii_end();
    TOKEN_LABELS.iter().find(|(name, _)| *name == label).map_or(TokenKind::MyNumberCard, |(_, kind)| *kind)
}

/// Whether the flags say that a key's certificate exists. Only a flag of zero says no: one source alone describes this file
/// (CARD.md §1.2), so whatever else it holds, the certificate is looked for.
fn has_certificate(flags: Option<&[u8]>, key: Key) -> bool {
    let flag = flags.and_then(|flags| flags.get(key.row().flag)).copied().unwrap_or(CERTIFICATE_PRESENT);
    flag != 0x00
}
