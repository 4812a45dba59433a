//! 基本4情報 from the text application: name, address, birth date, sex, and the digest that the issuer signed (CARD.md §1.3).
//!
//! The same application holds 個人番号 in a file that no table names, and, in EF 0003, a digest of it that can be guessed back. That digest
//! is stepped over: it is not even read from the card.

use crate::card::ber::Header;
use crate::card::channel::Channel;
use crate::card::file::{Addressing, Lengths, read_part, read_start, read_value, require_application};
use crate::card::pin::PinEntry;
use crate::card::tables::{ATTRIBUTES, ATTRIBUTES_DIGESTS, PinKind};
use crate::card::verify::{Verification, read_tries};
use crate::error::{Error, ErrorCode};

/// The longest file of attributes that is taken. Names and addresses have a few hundred bytes.
const MAX_ATTRIBUTES: usize = 4096;

/// Tag of the file of attributes.
const FILE: u16 = 0xFF20;

/// Tag of the file of digests.
const DIGESTS: u16 = 0xFF30;

/// Tag of the digest of the attributes, a SHA-256 value.
const ATTRIBUTES_DIGEST: u16 = 0xDF32;

/// The size of that digest in bytes.
const DIGEST_SIZE: u8 = 32;

/// The longest header of the file of digests, `FF30 82 014B`. A shorter one is followed by two bytes of the first value's header at most, and
/// nothing of that value.
const OUTER_HEADER: u16 = 5;

/// The shortest header of a value: two bytes of tag, one of length.
const VALUE_HEADER: u16 = 3;

/// How many values of the file of digests are looked at. It has three.
const MAX_VALUES: usize = 8;

/// What the card says of its holder.
#[derive(Clone, PartialEq, Eq)]
pub struct Attributes {
    /// EF 0002 without what follows its value.
    pub file: Vec<u8>,
    /// What the issuer says that the attributes' digest is (SHA-256); `None` where the card does not give it.
    pub digest: Option<Vec<u8>>,
}

impl Attributes {
    /// Selects the text application, reads the tries, verifies its PIN **once**, and reads.
    ///
    /// # Errors
    /// As [`Verification::prepare`] and [`Verification::send`]; `card-unsupported` for a card without that application, such as a telephone; `card-garbled`; `card-refused`.
    pub fn read(channel: &mut dyn Channel, entry: &PinEntry, last_try: bool) -> Result<Self, Error> {
        let row = PinKind::Attributes.row();
        let verification = Verification::prepare(channel, entry)?;
        require_application(channel, row.application)?;
        let tries =
            read_tries(channel, PinKind::Attributes)?.ok_or_else(|| Error::missing(PinKind::Attributes))?;
        verification.send(channel, tries, last_try)?;
        let file = read_value(channel, ATTRIBUTES, tries.addressing, Lengths::Short, file_length)?;
        let digest = match read_digest(channel, tries.addressing) {
            Ok(digest) => digest,
            // Which PIN opens EF 0003 is not settled (CARD.md §1.3): without it the attributes are read all the same.
            Err(error) if error.code == ErrorCode::CardRefused => None,
            Err(error) => return Err(error),
        };
        Ok(Self { file, digest })
    }
}

/// The attributes' digest in EF 0003. `None` if the file is not of the form it should have.
///
/// Headers are read to the byte, and no other value than the wanted one: the one before it is the digest of 個人番号.
fn read_digest(channel: &mut dyn Channel, addressing: Addressing) -> Result<Option<Vec<u8>>, Error> {
    let first = read_start(channel, ATTRIBUTES_DIGESTS, addressing, OUTER_HEADER)?;
    let Some(outer) = Header::read(&first).filter(|header| header.tag == DIGESTS) else { return Ok(None) };
    let end = outer.total().min(MAX_ATTRIBUTES);
    let mut at = outer.length;
    for _ in 0..MAX_VALUES {
        if at >= end {
            break;
        }
        let Some(value) = read_header(channel, at)? else { break };
        if value.tag == ATTRIBUTES_DIGEST {
            if value.content != usize::from(DIGEST_SIZE) {
                break;
            }
            let digest = read_part(channel, at + value.length, DIGEST_SIZE.into())?;
            return Ok((digest.len() == value.content).then_some(digest));
        }
        at += value.total();
    }
    Ok(None)
}

/// The header of the value at this offset of the current EF, and no byte of the value: tags have two bytes here, and the byte behind them tells
/// how long the length is. `None` for another form.
fn read_header(channel: &mut dyn Channel, at: usize) -> Result<Option<Header>, Error> {
    let mut header = read_part(channel, at, VALUE_HEADER)?;
    let more = match header.as_slice() {
        [_, _, 0x81] => 1,
        [_, _, 0x82] => 2,
        _ => 0,
    };
    if more > 0 {
        header.extend(read_part(channel, at + usize::from(VALUE_HEADER), more)?);
    }
    Ok(Header::read(&header))
}

/// The whole length of EF 0002.
fn file_length(bytes: &[u8]) -> Result<usize, Error> {
    let header = Header::read(bytes)
        .filter(|header| header.tag == FILE)
        .ok_or_else(|| Error::garbled("the file of attributes does not begin with FF20"))?;
    if header.total() > MAX_ATTRIBUTES {
        return Err(Error::garbled("the file of attributes claims to be longer than 4096 bytes"));
    }
    Ok(header.total())
}

impl std::fmt::Debug for Attributes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attributes ({} bytes, digest {})", self.file.len(), self.digest.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_is_bounded_and_of_its_tag() {
        assert_eq!(file_length(&[0xFF, 0x20, 0x65]), Ok(104));
        assert_eq!(file_length(&[0xFF, 0x20, 0x82, 0x0F, 0xFB]), Ok(4096));
        for garbled in [&[][..], &[0xFF, 0x10, 0x0C], &[0xFF, 0x20, 0x82, 0x0F, 0xFC], &[0x30, 0x03], &[0; 8]]
        {
            assert_eq!(file_length(garbled).unwrap_err().code, ErrorCode::CardGarbled, "{garbled:02X?}");
        }
    }
}
