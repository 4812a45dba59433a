//! The person that a signing certificate names (CARD.md §4.2): six `otherName` values in the subjectAltName.

use super::birth_date::BirthDate;
use crate::malformed::Malformed;
use der::asn1::{ObjectIdentifier, Utf8StringRef};
use serde::Serialize;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

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
    /// `None` where the names are not those of a person. `position` is the place of the names in the certificate.
    pub(super) fn from_alternative_names(
        names: &SubjectAltName,
        position: usize,
    ) -> Result<Option<Self>, Malformed> {
        let names = OtherNames { names, position };
        let Some(name) = names.text(NAME, "name")? else { return Ok(None) };
        let required =
            |oid, field| names.text(oid, field)?.ok_or_else(|| Malformed::at(position, field, "missing"));
        let address = required(ADDRESS, "address")?;
        let birth_date = required(BIRTH_DATE, "birthDate")?;
        let sex = required(SEX, "sex")?;
        let refuse = |field, reason| Malformed::at(position, field, reason);
        let substituted = |oid, field, text: &str| match names.text(oid, field)? {
            Some(flags) => substituted_characters(flags, text).map_err(|reason| refuse(field, reason)),
            None => Ok(Vec::new()),
        };
        Ok(Some(Self {
            name_substituted: substituted(NAME_SUBSTITUTED, "nameSubstituted", name)?,
            address_substituted: substituted(ADDRESS_SUBSTITUTED, "addressSubstituted", address)?,
            birth_date: BirthDate::from_profile(birth_date)
                .map_err(|reason| refuse("birthDate", reason.into()))?,
            sex: Sex::from_profile(sex).ok_or_else(|| refuse("sex", "not one of 1, 2, 3".into()))?,
            name: name.to_owned(),
            address: address.to_owned(),
        }))
    }
}

impl Sex {
    /// 1, 2 and 3 are the certificate's values; 0 and 9 are those of ISO 5218, which the text application uses.
    fn from_profile(text: &str) -> Option<Self> {
        match text {
            "1" => Some(Self::Male),
            "2" => Some(Self::Female),
            "0" | "3" => Some(Self::Unknown),
            "9" => Some(Self::NotApplicable),
            _ => None,
        }
    }
}

/// The alternative names, found by OID: their order in the certificate is not the order of the OIDs.
struct OtherNames<'a> {
    names: &'a SubjectAltName,
    position: usize,
}

impl<'a> OtherNames<'a> {
    fn text(&self, oid: ObjectIdentifier, field: &'static str) -> Result<Option<&'a str>, Malformed> {
        let mut values = self.names.0.iter().filter_map(|name| match name {
            GeneralName::OtherName(other) if other.type_id == oid => Some(&other.value),
            _ => None,
        });
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Malformed::at(self.position, field, "given twice"));
        }
        let text = value
            .decode_as::<Utf8StringRef<'a>>()
            .map_err(|error| Malformed::at(self.position, field, format!("not a UTF8String: {error}")))?;
        if text.as_str().is_empty() {
            return Err(Malformed::at(self.position, field, "empty"));
        }
        Ok(Some(text.as_str()))
    }
}

/// One flag, `0` or `1`, for each character of `text`; the places of the ones.
fn substituted_characters(flags: &str, text: &str) -> Result<Vec<usize>, String> {
    let (flagged, characters) = (flags.chars().count(), text.chars().count());
    if flagged != characters {
        return Err(format!("{flagged} flags for {characters} characters"));
    }
    if flags.bytes().any(|flag| !matches!(flag, b'0' | b'1')) {
        return Err("a flag is not 0 or 1".into());
    }
    Ok(flags.bytes().enumerate().filter(|(_, flag)| *flag == b'1').map(|(index, _)| index).collect())
}
