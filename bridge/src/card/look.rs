//! The first look at a card: what it is and how many tries it has, without using one.

use serde::Serialize;

use crate::card::channel::Channel;
use crate::card::command::StatusWord;
use crate::card::file::{Addressing, Lengths, PART, read_extended, read_start, select_application};
use crate::card::jpki::is_blank;
use crate::card::tables::{
    CERTIFICATE_FLAGS, CERTIFICATE_PRESENT, JPKI_AP, Key, PinKind, TEXT_AP, TOKEN_INFO, TOKEN_LABEL_LENGTH,
    TOKEN_LABELS, TokenKind,
};
use crate::card::verify::read_tries;
use crate::error::{Error, ErrorCode};

/// Tries that are left of the PINs that were asked for; `null` where the card does not tell or has no such PIN, 0 is blocked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TriesLeft {
    /// Of the signing password (署名用).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "number | null"))]
    pub sign: Option<Option<u8>>,
    /// Of the authentication PIN (利用者証明用).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "number | null"))]
    pub auth: Option<Option<u8>>,
    /// Of the PIN of 券面事項入力補助.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "number | null"))]
    pub attributes: Option<Option<u8>>,
}

/// Which certificates a card holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CertificatesPresent {
    /// 署名用.
    pub sign: bool,
    /// 利用者証明用.
    pub auth: bool,
}

/// What is in a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Card {
    /// The plastic card.
    MyNumberCard {
        /// Which certificates it holds.
        certificates: CertificatesPresent,
        /// Tries that are left.
        tries_left: TriesLeft,
    },
    /// A telephone token.
    Phone {
        /// Which certificates it holds.
        certificates: CertificatesPresent,
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

/// Looks at a card and reads the tries of these PINs. For one PIN of the JPKI application: four exchanges with extended lengths, five with short
/// ones, eleven if the card takes no short EF identifiers. A card is known by its application, never by its ATR (CARD.md §2.1).
///
/// `known` is what an earlier look has found of this card's lengths: what was seen not to work is not tried again.
///
/// # Errors
/// The reader layer's codes; `card-refused` and `card-garbled` from a card that does not let itself be looked at at all.
pub fn look(channel: &mut dyn Channel, pins: &[PinKind], known: Option<Lengths>) -> Result<Seen, Error> {
    if !select_application(channel, JPKI_AP)? {
        return Ok(Seen { card: Card::Other, lengths: Lengths::Short });
    }
    // The token's kind is read in the extended form first, so that before any PIN is typed it is known whether that form works.
    let extended = match known {
        Some(Lengths::Short) => None,
        Some(Lengths::Extended) | None => read_extended(channel, TOKEN_INFO)?,
    };
    let (token_info, lengths) = match extended {
        Some(token_info) => (Some(token_info), Lengths::Extended),
        None => (optional(read_start(channel, TOKEN_INFO, Addressing::ShortEfId, PART))?, Lengths::Short),
    };
    let kind = token_info.as_deref().map_or(TokenKind::MyNumberCard, token_kind);
    if kind == TokenKind::JukiCard {
        return Ok(Seen { card: Card::JukiCard, lengths });
    }
    let flags = optional(read_start(channel, CERTIFICATE_FLAGS, Addressing::ShortEfId, PART))?;
    let mut certificates = CertificatesPresent {
        sign: is_flagged(flags.as_deref(), Key::Sign),
        auth: is_flagged(flags.as_deref(), Key::Auth) || has_free_certificate(channel)?,
    };
    let mut tries_left = TriesLeft::default();
    if pins.contains(&PinKind::Sign) {
        tries_left.sign = Some(look_at_key(channel, Key::Sign, &mut certificates.sign)?);
    }
    if pins.contains(&PinKind::Auth) {
        tries_left.auth = Some(look_at_key(channel, Key::Auth, &mut certificates.auth)?);
    }
    // Last, because it is in another application.
    if pins.contains(&PinKind::Attributes) {
        tries_left.attributes = Some(look_at_attributes(channel, kind)?);
    }
    let card = match kind {
        TokenKind::Phone => Card::Phone { certificates, tries_left },
        _ => Card::MyNumberCard { certificates, tries_left },
    };
    Ok(Seen { card, lengths })
}

/// The tries of a key's PIN. It is not asked for without a certificate; without the PIN there is no certificate that could be used.
fn look_at_key(channel: &mut dyn Channel, key: Key, present: &mut bool) -> Result<Option<u8>, Error> {
    if !*present {
        return Ok(None);
    }
    let Some(tries) = optional(read_tries(channel, key.row().pin))? else { return Ok(None) };
    *present = tries.is_some();
    Ok(tries.and_then(|tries| tries.left.number()))
}

/// The tries of the text application's PIN; a telephone has no such application (CARD.md §5.2).
fn look_at_attributes(channel: &mut dyn Channel, kind: TokenKind) -> Result<Option<u8>, Error> {
    if kind == TokenKind::Phone || optional(select_application(channel, TEXT_AP))? != Some(true) {
        return Ok(None);
    }
    let tries = optional(read_tries(channel, PinKind::Attributes))?.flatten();
    Ok(tries.and_then(|tries| tries.left.number()))
}

/// What a card may lack or keep to itself: its refusal is no error, a failure of the reader is. One odd answer does not hide the rest of the card.
fn optional<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.code == ErrorCode::CardRefused => Ok(None),
        Err(error) => Err(error),
    }
}

/// The kind that the label in the token information names.
fn token_kind(token_info: &[u8]) -> TokenKind {
    let label = token_info.get(..TOKEN_LABEL_LENGTH).unwrap_or(token_info);
    let end = label.iter().rposition(|byte| ![b' ', 0x00].contains(byte)).map_or(0, |last| last + 1);
    let label = label.get(..end).unwrap_or_default();
    TOKEN_LABELS.iter().find(|(name, _)| *name == label).map_or(TokenKind::MyNumberCard, |(_, kind)| *kind)
}

/// Whether the flags leave it open that a key's certificate exists. Only a flag of zero says no: one source alone describes this file
/// (CARD.md §1.2), so whatever else it holds, the certificate is looked for.
fn is_flagged(flags: Option<&[u8]>, key: Key) -> bool {
    let flag = flags.and_then(|flags| flags.get(key.row().flag)).copied().unwrap_or(CERTIFICATE_PRESENT);
    flag != 0x00
}

/// Whether the authentication certificate is there although its flag says no. The file itself tells: it is free on the plastic card, and a telephone
/// that wants its PIN first has one. The signing certificate cannot be asked for in this way.
fn has_free_certificate(channel: &mut dyn Channel) -> Result<bool, Error> {
    match read_start(channel, Key::Auth.row().certificate, Addressing::ShortEfId, PART) {
        Ok(start) => Ok(!is_blank(&start)),
        Err(error) if error.is_refusal(StatusWord::SECURITY_STATUS) => Ok(true),
        Err(error) if error.code == ErrorCode::CardRefused => Ok(false),
        Err(error) => Err(error),
    }
}
