//! The signing-time attribute (RFC 5652 §11.3).

use crate::unix_time::UnixTime;
use x509_cert::time::Time;

/// When the signer says to have signed: a claim of the PC's clock, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningTime(UnixTime);

impl SigningTime {
    /// Milliseconds are dropped: RFC 5652 §11.3 has none.
    pub fn at(time: UnixTime) -> Self {
        Self(time.whole_second())
    }

    /// The moment.
    pub fn time(self) -> UnixTime {
        self.0
    }

    /// UTCTime to the end of 2049, GeneralizedTime afterwards, as RFC 5652 §11.3 demands.
    pub(super) fn to_asn1(self) -> Time {
        Time::from(self.0.date_time())
    }

    /// `None`: a GeneralizedTime of a year that must be a UTCTime.
    pub(super) fn from_asn1(time: Time) -> Option<Self> {
        let read = Self(time.to_date_time().into());
        (read.to_asn1() == time).then_some(read)
    }
}

impl From<UnixTime> for SigningTime {
    fn from(time: UnixTime) -> Self {
        Self::at(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::asn1::GeneralizedTime;

    #[test]
    fn the_form_changes_with_the_year_2050() {
        let at = |text: &str| SigningTime::at(text.parse().unwrap());
        assert!(matches!(at("2049-12-31T23:59:59.999Z").to_asn1(), Time::UtcTime(_)));
        assert!(matches!(at("2050-01-01T00:00:00Z").to_asn1(), Time::GeneralTime(_)));
    }

    #[test]
    fn the_other_form_is_refused() {
        let early: UnixTime = "2026-11-22T09:54:03Z".parse().unwrap();
        let wrong = Time::GeneralTime(GeneralizedTime::from_date_time(early.date_time()));
        assert_eq!(SigningTime::from_asn1(wrong), None);
        assert_eq!(SigningTime::from_asn1(early.date_time().into()), Some(SigningTime::at(early)));
    }
}
