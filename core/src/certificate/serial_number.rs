//! 発行番号: the number of a certificate at its CA (RFC 5280 §4.1.2.2), as reports, lists for people and databases have it.

use super::MAX_SERIAL_NUMBER;
use base16ct::lower::encode_string as hex;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// 1 to 20 octets, most significant first, in lower-case hexadecimal, without octets that are zero in front. Two numbers are equal if
/// their texts are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SerialNumber(String);

/// A text that is no serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a serial number has 1 to 20 octets in hexadecimal")]
pub struct SerialNumberError;

impl SerialNumber {
    /// The number of these octets, as [`super::Certificate::serial_number`] gives them: without a zero in front.
    pub(crate) fn of(octets: &[u8]) -> Self {
        Self(hex(octets))
    }

    /// In lower-case hexadecimal, two digits for each octet.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SerialNumber {
    type Err = SerialNumberError;

    /// Takes hexadecimal in either case, whole octets, without separators. Zeros in front, such as the one that DER writes before an
    /// octet from 80 on, are dropped.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty()
            || !text.len().is_multiple_of(2)
            || text.bytes().any(|digit| !digit.is_ascii_hexdigit())
        {
            return Err(SerialNumberError);
        }
        let mut digits = text;
        while let Some(rest) = digits.strip_prefix("00").filter(|rest| !rest.is_empty()) {
            digits = rest;
        }
        if digits.len() > 2 * MAX_SERIAL_NUMBER {
            return Err(SerialNumberError);
        }
        Ok(Self(digits.to_ascii_lowercase()))
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{SerialNumber, SerialNumberError};

    #[test]
    fn one_text_for_one_number() {
        assert_eq!("02EA02".parse(), Ok(SerialNumber::of(&[0x02, 0xea, 0x02])));
        assert_eq!("0002ea02".parse(), Ok(SerialNumber::of(&[0x02, 0xea, 0x02])));
        assert_eq!("0000".parse(), Ok(SerialNumber::of(&[0])));
        assert_eq!(format!("00{}", "ff".repeat(20)).parse(), Ok(SerialNumber::of(&[0xff; 20])));
        for unfit in ["", "2", "02:ea", "0x02", "ｆｆ", &"01".repeat(21)] {
            assert_eq!(unfit.parse::<SerialNumber>(), Err(SerialNumberError), "{unfit:?}");
        }
    }
}
