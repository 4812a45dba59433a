//! Times told as days from now, so that nothing committed can expire.

use serde::Deserialize;
use time::{Duration, OffsetDateTime, Time};

/// Whole days from the moment of issue, as `-400d`, `+1300d` or `0d`; at most a hundred years either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Days(i32);

impl Days {
    /// The same time of day, so many days away.
    pub(crate) fn from(self, now: OffsetDateTime) -> OffsetDateTime {
        now.checked_add(Duration::days(i64::from(self.0))).unwrap_or(now)
    }

    /// The last second of that day in Japan, 14:59:59Z: how every JPKI certificate ends (CARD.md 4.2).
    pub(crate) fn end_from(self, now: OffsetDateTime) -> OffsetDateTime {
        const END: Time = time::macros::time!(14:59:59);
        self.from(now).to_offset(time::UtcOffset::UTC).replace_time(END)
    }
}

impl TryFrom<String> for Days {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        const LIMIT: i32 = 36_500;
        text.strip_suffix('d')
            .and_then(|count| count.parse().ok())
            .filter(|count: &i32| count.abs() <= LIMIT)
            .map(Days)
            .ok_or_else(|| format!("{text:?} is not a number of days such as \"-400d\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 20:30:00 UTC);

    fn days(text: &str) -> Result<Days, String> {
        Days::try_from(text.to_owned())
    }

    #[test]
    fn counts_from_now() {
        assert_eq!(days("-1d").unwrap().from(NOW), datetime!(2026-11-21 20:30:00 UTC));
        assert_eq!(days("+30d").unwrap().end_from(NOW), datetime!(2026-12-22 14:59:59 UTC));
        assert_eq!(days("0d").unwrap().from(NOW), NOW);
    }

    #[test]
    fn refuses_what_is_not_days() {
        for text in ["", "d", "2030-01-01", "5y", "1.5d", "99999d", "-99999d"] {
            assert!(days(text).is_err(), "{text:?}");
        }
    }
}
