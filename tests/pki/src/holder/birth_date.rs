//! A birth date of which parts may be unknown, in the three forms in which a card holds it.

use serde::Deserialize;

use crate::PkiError;

/// 生年月日. The year is Gregorian; a part that is `None` is unknown and written as zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BirthDate {
    era: Era,
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
}

/// 元号, in the numbering of the certificate (CARD.md 4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Era {
    Unknown,
    Meiji,
    Taisho,
    Showa,
    Heisei,
    Reiwa,
}

impl BirthDate {
    /// `EYYYYMMDD`: era digit and Gregorian date, as in a signing certificate (CARD.md 4.2).
    #[must_use]
    pub fn in_certificate(&self) -> String {
        format!("{}{}", self.era.digit(), self.in_text_application())
    }

    /// `YYYYMMDD`, Gregorian, as in EF 0002 of the text application (CARD.md 1.3).
    #[must_use]
    pub fn in_text_application(&self) -> String {
        let (year, month, day) = self.numbers();
        format!("{year:04}{month:02}{day:02}")
    }

    /// `YYMMDD` with the year of the era, as at the start of 照合番号B (CARD.md 1.3).
    #[must_use]
    pub fn in_code_b(&self) -> String {
        let (year, month, day) = self.numbers();
        let year_of_era = match self.year {
            Some(_) => (year + 1).saturating_sub(self.era.first_year()),
            None => 0,
        };
        format!("{:02}{month:02}{day:02}", year_of_era % 100)
    }

    pub(crate) fn check(&self) -> Result<(), PkiError> {
        let (year, month, day) = self.numbers();
        if year > 9999 || month > 12 || day > 31 || (self.year.is_some() && year < self.era.first_year()) {
            return Err(PkiError::field("birth-date", "not a date of this era"));
        }
        Ok(())
    }

    fn numbers(&self) -> (u16, u8, u8) {
        (self.year.unwrap_or(0), self.month.unwrap_or(0), self.day.unwrap_or(0))
    }
}

impl Era {
    fn digit(self) -> char {
        match self {
            Era::Unknown => '0',
            Era::Meiji => '1',
            Era::Taisho => '2',
            Era::Showa => '3',
            Era::Heisei => '4',
            Era::Reiwa => '5',
        }
    }

    /// The Gregorian year of year one.
    fn first_year(self) -> u16 {
        match self {
            Era::Unknown => 1,
            Era::Meiji => 1868,
            Era::Taisho => 1912,
            Era::Showa => 1926,
            Era::Heisei => 1989,
            Era::Reiwa => 2019,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(toml: &str) -> BirthDate {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn the_test_card_of_the_fact_sheet() {
        let date = date("era = \"showa\"\nyear = 1980\nmonth = 2\nday = 17");
        assert_eq!(date.in_certificate(), "319800217");
        assert_eq!(date.in_text_application(), "19800217");
        assert_eq!(date.in_code_b(), "550217");
    }

    #[test]
    fn unknown_parts_are_zeros() {
        assert_eq!(date("era = \"showa\"\nyear = 1941").in_certificate(), "319410000");
        assert_eq!(date("era = \"heisei\"").in_certificate(), "400000000");
        assert_eq!(date("era = \"unknown\"").in_code_b(), "000000");
    }

    #[test]
    fn a_year_before_its_era_is_refused() {
        assert!(date("era = \"reiwa\"\nyear = 1980").check().is_err());
        assert!(date("era = \"reiwa\"\nyear = 2019\nmonth = 13").check().is_err());
    }
}
