//! 生年月日 in a signing certificate: `EYYYYMMDD` (CARD.md §4.2), any part of which may be unknown.

use serde::Serialize;

/// A date of birth. Unknown parts are zeros in the certificate and `None` here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BirthDate {
    /// 元号 under which the date is registered.
    pub era: Era,
    /// Year of the Gregorian calendar, not of the era.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31.
    pub day: Option<u8>,
    /// The nine digits as they stand in the certificate.
    pub raw: String,
}

/// 元号
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Era {
    /// 明治
    Meiji,
    /// 大正
    Taisho,
    /// 昭和
    Showa,
    /// 平成
    Heisei,
    /// 令和
    Reiwa,
    /// None is registered, for a resident with another nationality for instance.
    Unknown,
}

impl BirthDate {
    /// Reads the nine digits. Era and year are not compared: a register may hold a pair that no calendar has.
    pub(super) fn from_profile(text: &str) -> Result<Self, &'static str> {
        if text.len() != 9 || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err("not nine digits");
        }
        let era = match text.get(..1) {
            Some("0") => Era::Unknown,
            Some("1") => Era::Meiji,
            Some("2") => Era::Taisho,
            Some("3") => Era::Showa,
            Some("4") => Era::Heisei,
            Some("5") => Era::Reiwa,
            _ => return Err("an unknown era"),
        };
        let Parts { year, month, day } = Parts::from_digits(text.get(1..).unwrap_or_default())?;
        Ok(Self { era, year, month, day, raw: text.to_owned() })
    }
}

/// The part of a date of birth that certificates and the text application (CARD.md §1.3) write alike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) year: Option<u16>,
    pub(crate) month: Option<u8>,
    pub(crate) day: Option<u8>,
}

impl Parts {
    /// Reads `YYYYMMDD`; zeros are unknown.
    pub(crate) fn from_digits(text: &str) -> Result<Self, &'static str> {
        if text.len() != 8 || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err("not eight digits");
        }
        let number =
            |from, to| text.get(from..to).and_then(|digits| digits.parse::<u16>().ok()).filter(|n| *n != 0);
        let small = |from, to| number(from, to).and_then(|n| u8::try_from(n).ok());
        let (year, month, day) = (number(0, 4), small(4, 6), small(6, 8));
        if month.is_some_and(|month| month > 12) {
            return Err("a month after December");
        }
        if day.is_some_and(|day| day > days_of(year, month)) {
            return Err("a day that its month does not have");
        }
        Ok(Self { year, month, day })
    }
}

/// Days of the month; what is not known could be the longest.
fn days_of(year: Option<u16>, month: Option<u8>) -> u8 {
    let leap = year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    match month {
        Some(2) if leap => 29,
        Some(2) => 28,
        Some(4 | 6 | 9 | 11) => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, era: Era, year: Option<u16>, month: Option<u8>, day: Option<u8>) {
        let expected = BirthDate { era, year, month, day, raw: text.to_owned() };
        assert_eq!(BirthDate::from_profile(text), Ok(expected));
    }

    #[test]
    fn known_and_unknown_parts() {
        check("319800217", Era::Showa, Some(1980), Some(2), Some(17));
        check("119120730", Era::Meiji, Some(1912), Some(7), Some(30));
        check("219261225", Era::Taisho, Some(1926), Some(12), Some(25));
        check("520240229", Era::Reiwa, Some(2024), Some(2), Some(29));
        check("400000000", Era::Heisei, None, None, None);
        check("300000000", Era::Showa, None, None, None);
        check("319800000", Era::Showa, Some(1980), None, None);
        check("319800200", Era::Showa, Some(1980), Some(2), None);
        check("300000229", Era::Showa, None, Some(2), Some(29));
        check("319800031", Era::Showa, Some(1980), None, Some(31));
        check("019750401", Era::Unknown, Some(1975), Some(4), Some(1));
        check("000000000", Era::Unknown, None, None, None);
    }

    #[test]
    fn refuses_what_no_register_holds() {
        let cases = [
            ("", "not nine digits"),
            ("31980021", "not nine digits"),
            ("3198002170", "not nine digits"),
            ("S19800217", "not nine digits"),
            ("3198002１", "not nine digits"),
            ("619800217", "an unknown era"),
            ("319801301", "a month after December"),
            ("319800230", "a day that its month does not have"),
            ("319810229", "a day that its month does not have"),
            ("319800431", "a day that its month does not have"),
            ("319800132", "a day that its month does not have"),
        ];
        for (text, reason) in cases {
            assert_eq!(BirthDate::from_profile(text), Err(reason), "{text}");
        }
    }
}
