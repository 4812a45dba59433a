//! A moment in UTC: what the callers' clocks, RFC 3339 texts and ASN.1 times have in common.

use der::DateTime;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

/// A moment from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z, to the millisecond.
///
/// Written and read as RFC 3339 with `Z`, with milliseconds only where there are some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixTime {
    second: DateTime,
    milliseconds: u16,
}

/// A moment outside the years 1970 to 9999, or a text that is not RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time of the form 2026-01-31T23:59:59Z, 1970 to 9999")]
pub struct UnixTimeError;

impl UnixTime {
    /// The moment this many milliseconds after the epoch (JavaScript's `Date.now()`).
    ///
    /// # Errors
    /// After the year 9999.
    pub fn from_milliseconds(milliseconds: u64) -> Result<Self, UnixTimeError> {
        Self::from_duration(Duration::from_millis(milliseconds))
    }

    /// Seconds after the epoch.
    pub fn seconds(self) -> u64 {
        self.second.unix_duration().as_secs()
    }

    /// The same moment without its milliseconds.
    #[must_use]
    pub fn whole_second(self) -> Self {
        Self { milliseconds: 0, ..self }
    }

    /// The moment this much later; the end of the year 9999 if that is later still.
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        let since_epoch = self.second.unix_duration() + Duration::from_millis(self.milliseconds.into());
        since_epoch
            .checked_add(duration)
            .and_then(|later| Self::from_duration(later).ok())
            .unwrap_or(Self { second: DateTime::INFINITY, milliseconds: 0 })
    }

    pub(crate) fn date_time(self) -> DateTime {
        self.second
    }

    fn from_duration(since_epoch: Duration) -> Result<Self, UnixTimeError> {
        let second = DateTime::from_unix_duration(Duration::from_secs(since_epoch.as_secs()))
            .map_err(|_| UnixTimeError)?;
        let milliseconds = u16::try_from(since_epoch.subsec_millis()).map_err(|_| UnixTimeError)?;
        Ok(Self { second, milliseconds })
    }
}

impl From<DateTime> for UnixTime {
    fn from(second: DateTime) -> Self {
        Self { second, milliseconds: 0 }
    }
}

impl TryFrom<SystemTime> for UnixTime {
    type Error = UnixTimeError;

    fn try_from(time: SystemTime) -> Result<Self, UnixTimeError> {
        Self::from_duration(time.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| UnixTimeError)?)
    }
}

impl FromStr for UnixTime {
    type Err = UnixTimeError;

    fn from_str(text: &str) -> Result<Self, UnixTimeError> {
        if let Ok(second) = DateTime::from_str(text) {
            return Ok(second.into());
        }
        let (until_second, fraction) =
            text.strip_suffix('Z').and_then(|text| text.split_once('.')).ok_or(UnixTimeError)?;
        if fraction.len() != 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(UnixTimeError);
        }
        let second = DateTime::from_str(&format!("{until_second}Z")).map_err(|_| UnixTimeError)?;
        Ok(Self { second, milliseconds: fraction.parse().map_err(|_| UnixTimeError)? })
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.second;
        let digit =
            |number: u16, unit: u16| char::from_digit(u32::from(number / unit % 10), 10).unwrap_or_default();
        let mut text = String::with_capacity("9999-12-31T23:59:59.999Z".len());
        let mut write = |number: u16, units: &[u16], after: char| {
            text.extend(units.iter().map(|unit| digit(number, *unit)));
            text.push(after);
        };
        write(time.year(), &[1000, 100, 10, 1], '-');
        write(time.month().into(), &[10, 1], '-');
        write(time.day().into(), &[10, 1], 'T');
        write(time.hour().into(), &[10, 1], ':');
        write(time.minutes().into(), &[10, 1], ':');
        match self.milliseconds {
            0 => write(time.seconds().into(), &[10, 1], 'Z'),
            milliseconds => {
                write(time.seconds().into(), &[10, 1], '.');
                write(milliseconds, &[100, 10, 1], 'Z');
            }
        }
        f.write_str(&text)
    }
}

impl Serialize for UnixTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in ["1970-01-01T00:00:00Z", "2026-11-22T09:54:03.007Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(text.parse::<UnixTime>().unwrap().to_string(), text);
        }
        assert_eq!(
            UnixTime::from_milliseconds(1_795_341_243_007).unwrap().to_string(),
            "2026-11-22T09:54:03.007Z"
        );
    }

    #[test]
    fn refuses_other_forms() {
        let texts = [
            "",
            "2026-11-22",
            "2026-11-22T09:54:03",
            "2026-11-22T09:54:03+00:00",
            "2026-11-22 09:54:03Z",
            "2026-02-30T00:00:00Z",
            "2026-11-22T09:54:03.1Z",
            "2026-11-22T09:54:03.+12Z",
            "2026-11-22t09:54:03z",
            "1969-12-31T23:59:59Z",
        ];
        for text in texts {
            assert_eq!(text.parse::<UnixTime>(), Err(UnixTimeError), "{text}");
        }
        assert_eq!(UnixTime::from_milliseconds(u64::MAX), Err(UnixTimeError));
    }

    #[test]
    fn later_is_greater() {
        let early: UnixTime = "2026-11-22T09:54:03Z".parse().unwrap();
        let late: UnixTime = "2026-11-22T09:54:03.001Z".parse().unwrap();
        assert!(early < late);
        assert_eq!(late.whole_second(), early);
        assert_eq!(early.saturating_add(Duration::from_secs(60)).to_string(), "2026-11-22T09:55:03Z");
        assert_eq!(early.saturating_add(Duration::MAX).to_string(), "9999-12-31T23:59:59Z");
    }
}
