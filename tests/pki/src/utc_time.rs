//! `YYMMDDHHMMSSZ`: the text of a UTCTime (RFC 5280 4.1.2.5.1), which OpenSSL's index has too.

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

/// The text of a time between 1950 and 2049; two digits cannot tell others apart.
pub(crate) fn text(time: OffsetDateTime) -> String {
    let time = time.to_offset(UtcOffset::UTC);
    let (hour, minute, second) = time.to_hms();
    let (year, month, day) = (time.year().rem_euclid(100), u8::from(time.month()), time.day());
    format!("{year:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
}

/// The time of such a text.
pub(crate) fn parse(text: &str) -> Option<OffsetDateTime> {
    let digits = text.strip_suffix('Z').filter(|digits| digits.len() == 12)?;
    let number = |at: usize| digits.get(at..at + 2)?.parse::<u8>().ok();
    let short = i32::from(number(0)?);
    let year = if short < 50 { 2000 + short } else { 1900 + short };
    let date = Date::from_calendar_date(year, Month::try_from(number(2)?).ok()?, number(4)?).ok()?;
    let time = Time::from_hms(number(6)?, number(8)?, number(10)?).ok()?;
    Some(date.with_time(time).assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn text_and_time_are_each_others() {
        let time = datetime!(2026-11-22 09:54:03 UTC);
        assert_eq!(text(time), "261122095403Z");
        assert_eq!(parse("261122095403Z"), Some(time));
        assert_eq!(parse("991231235959Z"), Some(datetime!(1999-12-31 23:59:59 UTC)));
        for wrong in ["", "261122095403", "261322095403Z", "2611220954Z", "20261122095403Z"] {
            assert_eq!(parse(wrong), None, "{wrong:?}");
        }
    }
}
