//! The person that a signing certificate names (CARD.md §4.2): six `otherName` values in the subjectAltName.

use super::birth_date::BirthDate;
use crate::field_reader::{Element, context_specific};
use crate::hidden_characters::{first_hidden, is_blank};
use crate::malformed::Malformed;
use der::asn1::ObjectIdentifier;
use serde::Serialize;
use std::borrow::Cow;

/// 氏名
const NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.1");
/// 氏名の代替文字の使用位置情報
const NAME_SUBSTITUTED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.2");
/// 性別
const SEX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.3");
/// 生年月日
const BIRTH_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.4");
/// 住所
const ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.5");
/// 住所の代替文字の使用位置情報
const ADDRESS_SUBSTITUTED: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.6");

/// 基本4情報: the four basic attributes of the person, and where characters were replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Holder {
    /// 氏名, usually with an ideographic space between family name and given name.
    pub name: String,
    /// 住所, digits in full width.
    pub address: String,
    /// 生年月日
    pub birth_date: BirthDate,
    /// 性別
    pub sex: Sex,
    /// Which characters of the name (counted from 0) stand for one that the certificate cannot write (外字).
    pub name_substituted: Vec<usize>,
    /// The same of the address.
    pub address_substituted: Vec<usize>,
}

/// 性別, as ISO 5218 and the certificate profile know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
    /// 不明
    Unknown,
    /// 適用不能
    NotApplicable,
}

impl Holder {
    /// Reads `GeneralNames ::= SEQUENCE OF GeneralName` (RFC 5280 §4.2.1.6). `None` where the names are not those of a person.
    pub(super) fn from_alternative_names(names: &Element<'_>) -> Result<Option<Self>, Malformed> {
        let names = OtherNames::read(names)?;
        let Some(name) = &names.name else { return Ok(None) };
        let missing = |field| Malformed::at(names.position, field, "missing");
        let address = names.address.ok_or_else(|| missing("address"))?;
        let birth_date = names.birth_date.ok_or_else(|| missing("birthDate"))?;
        let sex = names.sex.ok_or_else(|| missing("sex"))?;
        Ok(Some(Self {
            name: name.text.to_owned(),
            address: address.text.to_owned(),
            birth_date: BirthDate::from_profile(birth_date.text)
                .map_err(|reason| birth_date.refuse(reason))?,
            sex: Sex::from_profile(sex.text).ok_or_else(|| sex.refuse("not one of 1, 2, 3"))?,
            name_substituted: substituted_characters(names.name_substituted.as_ref(), name)?,
            address_substituted: substituted_characters(names.address_substituted.as_ref(), &address)?,
        }))
    }
}

impl Sex {
    /// The certificate's digits (CARD.md §4.2).
    fn from_profile(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            "3" => Some(Self::Unknown),
            _ => None,
        }
    }

    /// The digits of ISO 5218, which the card's text application has.
    pub(crate) fn from_iso_5218(text: &str) -> Option<Self> {
        match text {
            "0" => Some(Self::Unknown),
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            "9" => Some(Self::NotApplicable),
            _ => None,
        }
    }
}

/// The texts, found by OID: their order in the certificate is not the order of the OIDs.
#[derive(Default)]
struct OtherNames<'a> {
    /// Of all of them, in the certificate.
    position: usize,
    name: Option<Text<'a>>,
    name_substituted: Option<Text<'a>>,
    sex: Option<Text<'a>>,
    birth_date: Option<Text<'a>>,
    address: Option<Text<'a>>,
    address_substituted: Option<Text<'a>>,
}

/// One of them, with its place.
#[derive(Clone, Copy)]
struct Text<'a> {
    text: &'a str,
    element: Element<'a>,
}

impl<'a> OtherNames<'a> {
    fn read(names: &Element<'a>) -> Result<Self, Malformed> {
        let mut contents = names.contents();
        let mut reader = contents.sequence("subjectAltName")?;
        contents.finish("subjectAltName")?;
        let mut texts = Self { position: names.position, ..Self::default() };
        while !reader.is_finished() {
            let general_name = reader.element("subjectAltName")?;
            // otherName [0] IMPLICIT SEQUENCE { type-id OBJECT IDENTIFIER, value [0] EXPLICIT ANY }
            if general_name.tag != context_specific(0, true) {
                continue;
            }
            let mut other_name = general_name.contents();
            let (slot, field) = match other_name.oid("otherName.type-id")? {
                NAME => (&mut texts.name, "name"),
                NAME_SUBSTITUTED => (&mut texts.name_substituted, "nameSubstituted"),
                SEX => (&mut texts.sex, "sex"),
                BIRTH_DATE => (&mut texts.birth_date, "birthDate"),
                ADDRESS => (&mut texts.address, "address"),
                ADDRESS_SUBSTITUTED => (&mut texts.address_substituted, "addressSubstituted"),
                _ => continue,
            };
            let mut value = other_name.tagged(field, context_specific(0, true))?.contents();
            other_name.finish(field)?;
            let text = Text::read(value.element(field)?)?;
            value.finish(field)?;
            if slot.replace(text).is_some() {
                return Err(text.refuse("given twice"));
            }
        }
        Ok(texts)
    }
}

impl<'a> Text<'a> {
    fn read(element: Element<'a>) -> Result<Self, Malformed> {
        let text = element.utf8()?;
        if text.is_empty() {
            return Err(element.refuse("empty"));
        }
        if let Some(character) = first_hidden(text, &[]) {
            return Err(element.refuse(format!("U+{:04X} is not seen", u32::from(character))));
        }
        if is_blank(text) {
            return Err(element.refuse("nothing in it is seen"));
        }
        Ok(Self { text, element })
    }

    fn refuse(&self, reason: impl Into<Cow<'static, str>>) -> Malformed {
        self.element.refuse(reason)
    }
}

/// One flag, `0` or `1`, for each character of `text`; the places of the ones. None at all are none.
fn substituted_characters(flags: Option<&Text<'_>>, text: &Text<'_>) -> Result<Vec<usize>, Malformed> {
    let Some(flags) = flags else { return Ok(Vec::new()) };
    let (flagged, characters) = (flags.text.chars().count(), text.text.chars().count());
    if flagged != characters {
        return Err(flags.refuse(format!("{flagged} flags for {characters} characters")));
    }
    if flags.text.bytes().any(|flag| !matches!(flag, b'0' | b'1')) {
        return Err(flags.refuse("a flag is not 0 or 1"));
    }
    Ok(flags.text.bytes().enumerate().filter(|(_, flag)| *flag == b'1').map(|(index, _)| index).collect())
}
