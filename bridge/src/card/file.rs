//! Reading an elementary file: by short EF identifier where the card takes it, by SELECT where not; in one exchange where card and
//! reader carry extended lengths, in parts of 256 bytes where not (CARD.md §2.2).

use crate::card::channel::{Channel, exchange};
use crate::card::command::{Command, Expected, Response, StatusWord};
use crate::card::tables::{Aid, EfId};
use crate::error::{Error, ErrorCode};

/// How an object of the current application is named in a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addressing {
    /// In P1 or P2, by its short EF identifier: one exchange less.
    ShortEfId,
    /// By a SELECT before.
    Select,
}

impl Addressing {
    /// P2 of VERIFY and COMPUTE DIGITAL SIGNATURE: `80` is the current EF, `80 | short id` names one.
    #[must_use]
    pub fn reference(self, object: EfId) -> u8 {
        match self {
            Self::ShortEfId => 0x80 | object.short(),
            Self::Select => 0x80,
        }
    }
}

/// Whether an answer longer than 256 bytes can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// Card and reader were seen to carry extended lengths.
    Extended,
    /// Short lengths only, or not known.
    Short,
}

/// The longest file that is read: four times the longest certificate that the profile allows (CARD.md §1.2).
pub const MAX_FILE: usize = 16 * 1024;

/// The most that one short READ BINARY brings.
pub const PART: u16 = 256;

/// The least that a part of a file has, but for its last one: a card that gave a byte at a time would keep the person waiting for minutes.
const MIN_PART: usize = 16;

/// Selects an application by its whole AID, without asking for its FCI. A card that answers `6F00` to its first command is asked again:
/// nothing secret was sent (CARD.md §2.6). False if the card has no such application.
///
/// # Errors
/// The reader layer's codes; `card-refused` for a card that may have it and fails.
pub fn select_application(channel: &mut dyn Channel, aid: Aid) -> Result<bool, Error> {
    let select = Command::with_body([0x00, 0xA4, 0x04, 0x0C], aid.0, Expected::Nothing)
        .ok_or(Error::new(ErrorCode::CardUnsupported))?;
    let mut status = exchange(channel, &select)?.status();
    if status == StatusWord::NO_DIAGNOSIS {
        status = exchange(channel, &select)?.status();
    }
    match status {
        StatusWord::OK => Ok(true),
        status if status.is_absence() => Ok(false),
        status => Err(Error::refused(status)),
    }
}

/// Selects an application that the work cannot do without.
///
/// # Errors
/// `card-unsupported` if the card has no such application; as [`select_application`].
pub fn require_application(channel: &mut dyn Channel, aid: Aid) -> Result<(), Error> {
    if select_application(channel, aid)? { Ok(()) } else { Err(Error::new(ErrorCode::CardUnsupported)) }
}

/// Selects an EF of the current application.
///
/// # Errors
/// The reader layer's codes. The status word is the caller's to judge.
pub fn select_file(channel: &mut dyn Channel, file: EfId) -> Result<StatusWord, Error> {
    let select = Command::with_body([0x00, 0xA4, 0x02, 0x0C], &file.0.to_be_bytes(), Expected::Nothing)
        .ok_or(Error::new(ErrorCode::CardUnsupported))?;
    Ok(exchange(channel, &select)?.status())
}

/// Reads the first `count` bytes of a file, up to [`PART`]; by its short identifier, or by SELECT if the card refuses that.
///
/// # Errors
/// The reader layer's codes; `card-refused` with the card's word if it gives nothing.
pub fn read_start(
    channel: &mut dyn Channel,
    file: EfId,
    addressing: Addressing,
    count: u16,
) -> Result<Vec<u8>, Error> {
    if addressing == Addressing::ShortEfId {
        match content(exchange(channel, &read_by_short_id(file, Expected::Short(count)))?) {
            Ok(content) => return Ok(content),
            // A missing PIN is missing under either name: asking again would only cost an exchange.
            Err(status @ StatusWord::SECURITY_STATUS) => return Err(Error::refused(status)),
            Err(_) => {}
        }
    }
    let status = select_file(channel, file)?;
    if status != StatusWord::OK {
        return Err(Error::refused(status));
    }
    read_part(channel, 0, count)
}

/// Tries to read a file in one exchange of extended length. `None` if the card or the reader does not carry it.
///
/// # Errors
/// `card-removed`: no further exchange can be had. Every other failure of this optional form is `None`.
pub fn read_extended(channel: &mut dyn Channel, file: EfId) -> Result<Option<Vec<u8>>, Error> {
    // Not through `exchange`: a card that answers 61xx or 6Cxx to this form has refused it.
    match channel.transmit(&read_by_short_id(file, Expected::Extended)) {
        Ok(response) => Ok(content(response).ok().filter(|content| !content.is_empty())),
        Err(error) if error.code == ErrorCode::CardRemoved => Err(error),
        Err(_) => Ok(None),
    }
}

/// Reads a file that holds one value, whose whole length `total_length` finds at its start, and cuts off what follows it.
///
/// # Errors
/// The reader layer's codes; `card-refused`; those of `total_length`; `card-garbled` if the file ends before the value does, or comes in parts of
/// a few bytes.
pub fn read_value(
    channel: &mut dyn Channel,
    file: EfId,
    addressing: Addressing,
    lengths: Lengths,
    total_length: fn(&[u8]) -> Result<usize, Error>,
) -> Result<Vec<u8>, Error> {
    let whole = match (addressing, lengths) {
        (Addressing::ShortEfId, Lengths::Extended) => read_extended(channel, file)?,
        _ => None,
    };
    let mut value = match whole {
        Some(value) => value,
        None => read_start(channel, file, addressing, PART)?,
    };
    let total = total_length(&value)?;
    while value.len() < total {
        let missing = u16::try_from(total - value.len()).unwrap_or(PART).min(PART);
        let part = match read_part(channel, value.len(), missing) {
            Err(error) if error.is_refusal(StatusWord::OUTSIDE_FILE) => Vec::new(),
            part => part?,
        };
        if part.is_empty() {
            return Err(Error::garbled("the file ends before its value does"));
        }
        if part.len() < usize::from(missing).min(MIN_PART) {
            return Err(Error::garbled("the file comes in parts that are too small"));
        }
        value.extend_from_slice(&part);
    }
    value.truncate(total);
    Ok(value)
}

/// READ BINARY of the current EF: up to `count` bytes, at most [`PART`].
///
/// # Errors
/// The reader layer's codes; `card-refused`; `card-garbled` for an offset above 15 bits.
pub fn read_part(channel: &mut dyn Channel, offset: usize, count: u16) -> Result<Vec<u8>, Error> {
    let Some([high @ 0x00..=0x7F, low]) = u16::try_from(offset).ok().map(u16::to_be_bytes) else {
        return Err(Error::garbled("the file is longer than an offset can tell"));
    };
    content(exchange(channel, &Command::new([0x00, 0xB0, high, low], Expected::Short(count)))?)
        .map_err(Error::refused)
}

/// What a READ BINARY has brought: also where it crossed the file's end and the card says so. Otherwise the word with which it was refused.
fn content(response: Response) -> Result<Vec<u8>, StatusWord> {
    match response.status() {
        StatusWord::OK => Ok(response.into_body()),
        StatusWord::END_OF_FILE if !response.body().is_empty() => Ok(response.into_body()),
        status => Err(status),
    }
}

/// READ BINARY from the start of the EF with this short identifier, which becomes the current one.
fn read_by_short_id(file: EfId, expected: Expected) -> Command {
    Command::new([0x00, 0xB0, 0x80 | file.short(), 0x00], expected)
}

/// The whole length of the DER SEQUENCE at the start of `bytes`. This is all that the bridge knows of X.690.
///
/// # Errors
/// `card-garbled` if there is no DER SEQUENCE, or one that claims more than [`MAX_FILE`].
pub fn der_length(bytes: &[u8]) -> Result<usize, Error> {
    let (header, content) = match bytes {
        [0x30, length @ 0x00..=0x7F, ..] => (2, usize::from(*length)),
        [0x30, 0x81, length, ..] => (3, usize::from(*length)),
        [0x30, 0x82, high, low, ..] => (4, usize::from(u16::from_be_bytes([*high, *low]))),
        _ => return Err(Error::garbled("the file does not begin with a DER SEQUENCE")),
    };
    let total = header + content;
    if total > MAX_FILE {
        return Err(Error::garbled("the file claims to be longer than a certificate can be"));
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_length_of_a_der_value() {
        assert_eq!(der_length(&[0x30, 0x03, 1, 2, 3]), Ok(5));
        assert_eq!(der_length(&[0x30, 0x81, 0x80]), Ok(131));
        assert_eq!(der_length(&[0x30, 0x82, 0x06, 0xDA]), Ok(1758));
        for garbled in [
            &[][..],
            &[0x30],
            &[0x31, 0x00],
            &[0x30, 0x80],
            &[0x30, 0x82, 0x40, 0x00],
            &[0x30, 0x83, 0, 1, 0],
        ] {
            assert_eq!(der_length(garbled).unwrap_err().code, ErrorCode::CardGarbled, "{garbled:02X?}");
        }
    }
}
