//! The person to whom a card belongs, as declared in TOML.

mod birth_date;
mod pin;

pub use birth_date::BirthDate;
pub use pin::Pin;

use serde::Deserialize;

use crate::days::Days;
use crate::{PkiError, Purpose};

/// A holder: the personal data of the certificates and of the card's text application, PINs, and which certificates exist.
///
/// No `Debug`: it holds PINs.
#[derive(Clone)]
#[non_exhaustive]
pub struct Holder {
    /// 氏名, with U+3000 between family and given name.
    pub name: String,
    /// One `0` or `1` for each character of the name; `1`: the character stands for one that the card cannot write (外字).
    pub name_flags: String,
    /// 住所, with full-width digits.
    pub address: String,
    /// As `name_flags`, for the address.
    pub address_flags: String,
    /// 性別.
    pub sex: Sex,
    /// 生年月日.
    pub birth_date: BirthDate,
    /// The prefecture in Latin letters, as in the certificate's subject.
    pub prefecture: String,
    /// The city, ward, town or village in Latin letters.
    pub municipality: String,
    /// 全国地方公共団体コード: five digits.
    pub municipality_code: String,
    /// 個人番号: twelve digits that cannot be anybody's, because the check digit does not fit.
    pub personal_number: String,
    /// The four digits at the end of 照合番号B.
    pub security_code: String,
    /// 署名用暗証番号 (EF 001B); `None`: never set.
    pub sign_pin: Option<Pin>,
    /// 利用者証明用暗証番号 (EF 0018).
    pub auth_pin: Pin,
    /// 券面事項入力補助用暗証番号 (text application, EF 0011).
    pub text_pin: Pin,
    card_valid_until: Days,
    sign_certificate: Option<Validity>,
    auth_certificate: Option<Validity>,
}

/// 性別.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
    /// 不明.
    Unknown,
}

/// From when to when a certificate is valid.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Validity {
    pub(crate) valid_from: Days,
    pub(crate) valid_until: Days,
}

/// The form of the TOML file.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Written {
    name: String,
    name_flags: Option<String>,
    address: String,
    address_flags: Option<String>,
    sex: Sex,
    birth_date: BirthDate,
    prefecture: String,
    municipality: String,
    municipality_code: String,
    personal_number: String,
    card: Card,
    pin: Pins,
    certificate: Certificates,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Card {
    valid_until: Days,
    security_code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pins {
    sign: Option<Pin>,
    auth: Pin,
    text: Pin,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Certificates {
    sign: Option<Validity>,
    auth: Option<Validity>,
}

impl Holder {
    /// Reads a holder from TOML. `tests/pki/holders/` has examples.
    ///
    /// # Errors
    /// `Syntax` if the text is not of this form; `Field` if a value could not be on a card, or could be a real person's number.
    pub fn from_toml(text: &str) -> Result<Self, PkiError> {
        let written: Written =
            toml::from_str(text).map_err(|source| PkiError::Syntax { what: "holder", source })?;
        written.birth_date.check()?;
        digits("municipality-code", &written.municipality_code, 5)?;
        digits("security-code", &written.card.security_code, 4)?;
        invented("personal-number", &written.personal_number)?;
        if let Some(pin) = &written.pin.sign {
            pin.check_password("pin.sign")?;
        }
        written.pin.auth.check_digits("pin.auth")?;
        written.pin.text.check_digits("pin.text")?;
        Ok(Holder {
            name_flags: flags("name-flags", written.name_flags, &written.name)?,
            address_flags: flags("address-flags", written.address_flags, &written.address)?,
            name: written.name,
            address: written.address,
            sex: written.sex,
            birth_date: written.birth_date,
            prefecture: written.prefecture,
            municipality: written.municipality,
            municipality_code: written.municipality_code,
            personal_number: written.personal_number,
            security_code: written.card.security_code,
            sign_pin: written.pin.sign,
            auth_pin: written.pin.auth,
            text_pin: written.pin.text,
            card_valid_until: written.card.valid_until,
            sign_certificate: written.certificate.sign,
            auth_certificate: written.certificate.auth,
        })
    }

    /// The day the card itself expires.
    #[must_use]
    pub fn card_expiry(&self, now: time::OffsetDateTime) -> time::Date {
        self.card_valid_until.from(now).date()
    }

    /// The validity of a certificate of this holder; `None`: the holder has none of this kind.
    pub(crate) fn certificate(&self, purpose: Purpose) -> Option<Validity> {
        match purpose {
            Purpose::Sign => self.sign_certificate,
            Purpose::Auth => self.auth_certificate,
        }
    }
}

impl Sex {
    /// The digit of a signing certificate: 1 male, 2 female, 3 unknown (CARD.md 4.2).
    pub(crate) fn in_certificate(self) -> &'static str {
        match self {
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unknown => "3",
        }
    }

    /// The digit of the text application, by ISO 5218: 1 male, 2 female, 0 unknown (CARD.md 1.3).
    #[must_use]
    pub fn in_text_application(self) -> &'static str {
        match self {
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unknown => "0",
        }
    }
}

/// The flags as written, or all `0`; as many as the text has characters.
fn flags(field: &'static str, written: Option<String>, text: &str) -> Result<String, PkiError> {
    let characters = text.chars().count();
    let flags = written.unwrap_or_else(|| "0".repeat(characters));
    if flags.len() != characters || !flags.bytes().all(|flag| matches!(flag, b'0' | b'1')) {
        return Err(PkiError::field(field, format!("one 0 or 1 for each of {characters} characters")));
    }
    Ok(flags)
}

fn digits(field: &'static str, text: &str, count: usize) -> Result<(), PkiError> {
    if text.len() != count || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(PkiError::field(field, format!("{count} digits")));
    }
    Ok(())
}

/// Twelve digits of which the last is not the check digit of the others (平成26年総務省令第85号 5条), so that the number is
/// nobody's.
fn invented(field: &'static str, number: &str) -> Result<(), PkiError> {
    const WEIGHTS: [u32; 11] = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    digits(field, number, 12)?;
    let digits: Vec<u32> = number.bytes().map(|digit| u32::from(digit - b'0')).collect();
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let check = match sum % 11 {
        0 | 1 => 0,
        remainder => 11 - remainder,
    };
    if digits.last() == Some(&check) {
        return Err(PkiError::field(field, "its check digit fits, so it could be somebody's"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HANAKO: &str = include_str!("../holders/hanako.toml");

    fn refused_field(text: &str) -> &'static str {
        match Holder::from_toml(text) {
            Err(PkiError::Field { field, .. }) => field,
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("accepted"),
        }
    }

    #[test]
    fn every_committed_holder_is_read() {
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/holders")).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            if let Err(refusal) = Holder::from_toml(&text) {
                panic!("{}: {refusal}", path.display());
            }
        }
    }

    #[test]
    fn flags_default_to_none_substituted() {
        let holder = Holder::from_toml(HANAKO).unwrap();
        assert_eq!(holder.name_flags, "0000");
        assert_eq!(holder.address_flags.len(), holder.address.chars().count());
    }

    #[test]
    fn flags_must_fit_the_text() {
        let holder = format!("name-flags = \"01\"\n{HANAKO}");
        assert_eq!(refused_field(&holder), "name-flags");
    }

    #[test]
    fn a_number_that_could_be_somebodys_is_refused() {
        // 12345678901 has the check digit 8.
        let holder = HANAKO.replace("999999999999", "123456789018");
        assert_ne!(holder, HANAKO);
        assert_eq!(refused_field(&holder), "personal-number");
        assert!(invented("personal-number", "123456789010").is_ok());
    }

    #[test]
    fn pins_must_be_what_a_card_accepts() {
        assert_eq!(refused_field(&HANAKO.replace("KASUMI88", "kasumi88")), "pin.sign");
        assert_eq!(refused_field(&HANAKO.replace("KASUMI88", "KAS12")), "pin.sign");
        assert_eq!(refused_field(&HANAKO.replace("\"1234\"", "\"12345\"")), "pin.auth");
    }
}
