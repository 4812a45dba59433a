//! A time told relative to now, or absolutely.

use std::str::FromStr;

use serde::Deserialize;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

use crate::PkiError;

/// `now`, a distance from now as `-2d`, `+90m`, `-12h` or `-30s` (at most a hundred years), or a time of RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Moment(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Away(Duration),
    At(OffsetDateTime),
}

impl Moment {
    /// The moment of asking.
    pub const NOW: Self = Self(Kind::Away(Duration::ZERO));

    /// The time in UTC, in whole seconds.
    #[must_use]
    pub fn from(self, now: OffsetDateTime) -> OffsetDateTime {
        let time = match self.0 {
            Kind::Away(distance) => now.checked_add(distance).unwrap_or(now),
            Kind::At(time) => time,
        };
        time.to_offset(UtcOffset::UTC).truncate_to_second()
    }
}

impl FromStr for Moment {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        if text == "now" {
            return Ok(Self::NOW);
        }
        if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
            return Ok(Self(Kind::At(time)));
        }
        distance(text).map(|distance| Self(Kind::Away(distance))).ok_or_else(|| {
            PkiError::field("time", format!("{text:?} is neither now, -2d, +90m nor RFC 3339"))
        })
    }
}

impl TryFrom<String> for Moment {
    type Error = PkiError;

    fn try_from(text: String) -> Result<Self, PkiError> {
        text.parse()
    }
}

fn distance(text: &str) -> Option<Duration> {
    const HUNDRED_YEARS: i64 = 36_500 * 24 * 60 * 60;
    let (unit, number) = [('d', 24 * 60 * 60), ('h', 60 * 60), ('m', 60), ('s', 1)]
        .into_iter()
        .find_map(|(letter, seconds)| Some((seconds, text.strip_suffix(letter)?)))?;
    let seconds = number.starts_with(['+', '-']).then(|| number.parse::<i64>().ok())??.checked_mul(unit)?;
    (seconds.abs() <= HUNDRED_YEARS).then(|| Duration::seconds(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 20:30:00.25 UTC);

    fn time(text: &str) -> OffsetDateTime {
        text.parse::<Moment>().unwrap().from(NOW)
    }

    #[test]
    fn counts_from_now_in_whole_seconds() {
        assert_eq!(time("now"), datetime!(2026-11-22 20:30:00 UTC));
        assert_eq!(time("-2d"), datetime!(2026-11-20 20:30:00 UTC));
        assert_eq!(time("+90m"), datetime!(2026-11-22 22:00:00 UTC));
        assert_eq!(time("2026-01-02T03:04:05+09:00"), datetime!(2026-01-01 18:04:05 UTC));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "d", "2d", "yesterday", "-2w", "+99999999999d", "2026-01-02"] {
            assert!(text.parse::<Moment>().is_err(), "{text:?}");
        }
    }
}
