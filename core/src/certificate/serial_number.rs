//! 発行番号: the number of a certificate at its CA (RFC 5280 §4.1.2.2), as reports, lists for people and databases have it.

use crate::hex::hex;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// 1 to 20 octets, most significant first, in lower-case hexadecimal. Two numbers are equal if their texts are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SerialNumber(String);

/// A text that is no serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a serial number has 1 to 20 octets in hexadecimal")]
pub struct SerialNumberError;

impl SerialNumber {
    /// The number of these octets, as [`super::Certificate::serial_number`] gives them.
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

    /// Takes hexadecimal in either case, whole octets, without separators.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (2..=40).contains(&text.len()) && text.len().is_multiple_of(2);
        if fits && text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(SerialNumberError)
        }
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
        for unfit in ["", "2", "02:ea", "0x02", "ｆｆ", &"00".repeat(21)] {
            assert_eq!(unfit.parse::<SerialNumber>(), Err(SerialNumberError), "{unfit:?}");
        }
    }
}
