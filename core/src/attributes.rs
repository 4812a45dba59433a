//! 基本4情報 as the card's text application keeps them: its elementary file 0002 (CARD.md §1.3).
//!
//! The file of 個人番号 is another one, and nothing here reads it.

mod ber;

use crate::algorithm::DigestAlgorithm;
use crate::certificate::{Parts, Sex};
use crate::facts::Facts;
use crate::form::limits;
use crate::malformed::Malformed;
use ber::{Element, Reader, Tag};
use serde::Serialize;
use std::ops::Range;

/// Bytes of the largest file that is read. That of the test card has 104.
pub const MAX_FILE: usize = 4 * 1024;

/// Everything.
const FILE: Tag = Tag([0xff, 0x20]);
/// Four offsets of two bytes, from the start of the file to the tags of the four values.
const OFFSETS: Tag = Tag([0xdf, 0x21]);
/// 氏名, UTF-8.
const NAME: Tag = Tag([0xdf, 0x22]);
/// 住所, UTF-8.
const ADDRESS: Tag = Tag([0xdf, 0x23]);
/// 生年月日, `YYYYMMDD`.
const BIRTH_DATE: Tag = Tag([0xdf, 0x24]);
/// 性別, one digit of ISO 5218.
const SEX: Tag = Tag([0xdf, 0x25]);

/// 基本4情報: what the municipality wrote into the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Attributes {
    /// 氏名, usually with an ideographic space between family name and given name.
    pub name: String,
    /// 住所, digits in full width.
    pub address: String,
    /// 生年月日, `YYYY-MM-DD` of the Gregorian calendar. `None`: not all of it is registered.
    pub birth_date: Option<String>,
    /// 生年月日, the eight digits of the card; what is not registered is zeros.
    pub birth_date_raw: String,
    /// 性別
    pub sex: Sex,
}

/// What was read from the card, and whether the card's own digest agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AttributesReading {
    /// 基本4情報
    pub attributes: Attributes,
    /// Is the digest that the card keeps beside them (EF 0003, DF32) theirs? `None`: there was none. It guards against damage, not against
    /// forgery: the card's signature over it is not checked here.
    pub digest_matches: Option<bool>,
}

/// Why a file is not one with the four attributes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AttributesError {
    /// Not of the form of CARD.md §1.3. The card, or what read it, is at fault.
    #[error("not the attributes of a card: {0}")]
    Malformed(#[from] Malformed),
}

impl AttributesReading {
    /// Reads EF 0002, and compares `digest`, which EF 0003 keeps of it.
    ///
    /// # Errors
    /// `attributes-malformed`, with the position, the field and the reason. A digest that does not agree is not an error.
    pub fn from_file(file: &[u8], digest: Option<&[u8]>) -> Result<Self, AttributesError> {
        let values = Values::read(file)?;
        let digest_matches = digest.map(|digest| values.digest_matches(file, digest));
        Ok(Self { attributes: values.to_attributes()?, digest_matches })
    }
}

impl Attributes {
    /// Reads EF 0002 of at most [`MAX_FILE`] bytes. Its lengths may be longer than necessary (BER), filler may follow it.
    ///
    /// # Errors
    /// `attributes-malformed`, with the position, the field and the reason.
    pub fn from_file(file: &[u8]) -> Result<Self, AttributesError> {
        Ok(Values::read(file)?.to_attributes()?)
    }
}

/// Is `digest` the SHA-256 of the four values of `file`, from the first one's tag to the last one's end?
///
/// # Errors
/// `attributes-malformed`.
pub fn digest_matches(file: &[u8], digest: &[u8]) -> Result<bool, AttributesError> {
    Ok(Values::read(file)?.digest_matches(file, digest))
}

/// The four values, not yet understood.
struct Values<'a> {
    values: [Element<'a>; 4],
    /// What the card's digest is of.
    digested: Range<usize>,
}

impl<'a> Values<'a> {
    fn read(file: &'a [u8]) -> Result<Self, Malformed> {
        if file.len() > MAX_FILE {
            return Err(Malformed::of("file", format!("larger than {MAX_FILE} bytes")));
        }
        let mut whole = Reader::new(file);
        let contents = whole.tagged("file", FILE)?;
        whole.only_filler("file")?;
        let mut fields = contents.reader();
        let offsets = fields.tagged("offsets", OFFSETS)?;
        let name = fields.tagged("name", NAME)?;
        let address = fields.tagged("address", ADDRESS)?;
        let birth_date = fields.tagged("birthDate", BIRTH_DATE)?;
        let sex = fields.tagged("sex", SEX)?;
        let digested = name.position..contents.end();
        let values = [name, address, birth_date, sex];
        check_offsets(&offsets, &values)?;
        // A later generation of the card may keep more. What is known must not come again.
        while !fields.is_finished() {
            let further = fields.element("file")?;
            if [OFFSETS, NAME, ADDRESS, BIRTH_DATE, SEX].contains(&further.tag) {
                return Err(further.refuse(format!("{} for the second time", further.tag)));
            }
        }
        Ok(Self { values, digested })
    }

    fn to_attributes(&self) -> Result<Attributes, Malformed> {
        let [name, address, birth_date, sex] = &self.values;
        let raw = birth_date.text()?;
        let Parts { year, month, day } =
            Parts::from_digits(raw).map_err(|reason| birth_date.refuse(reason))?;
        let complete = year.zip(month).zip(day);
        Ok(Attributes {
            name: line(name)?,
            address: line(address)?,
            birth_date: complete.map(|((year, month), day)| format!("{year:04}-{month:02}-{day:02}")),
            birth_date_raw: raw.to_owned(),
            sex: Sex::from_iso_5218(sex.text()?).ok_or_else(|| sex.refuse("not one of 1, 2, 0, 9"))?,
        })
    }

    fn digest_matches(&self, file: &[u8], digest: &[u8]) -> bool {
        file.get(self.digested.clone())
            .is_some_and(|digested| DigestAlgorithm::SHA_256.digest(digested).value() == digest)
    }
}

/// Two bytes for each value, big endian: where its tag is. More of them may follow, for values that are not known here.
fn check_offsets(offsets: &Element<'_>, values: &[Element<'_>]) -> Result<(), Malformed> {
    let (pairs, rest) = offsets.value.as_chunks::<2>();
    if pairs.len() < values.len() || !rest.is_empty() {
        return Err(offsets.refuse("not two bytes for each value"));
    }
    for (pair, value) in pairs.iter().zip(values) {
        let offset = u16::from_be_bytes(*pair);
        if usize::from(offset) != value.position {
            return Err(
                offsets.refuse(format!("{offset} for {}, which is at {}", value.field, value.position))
            );
        }
    }
    Ok(())
}

/// One line that can be shown as it is and put into a form (1 to 200 characters, none that is not seen).
fn line(element: &Element<'_>) -> Result<String, Malformed> {
    let text = element.text()?;
    limits::line(text).map_err(|reason| element.refuse(reason))?;
    Ok(text.to_owned())
}

impl AttributesError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "attributes-malformed",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Malformed(malformed) => malformed.into(),
        }
    }
}

#[cfg(test)]
mod tests;
