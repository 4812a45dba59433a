//! Is the certificate valid at the time in question? (RFC 5280 §6.1.3 a 2, EN 319 102-1 §5.2.6)

use crate::certificate::Certificate;
use crate::cms::SigningTime;
use crate::report::Reason;
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use std::time::Duration;

/// How far ahead a PC's clock may be: one that was set to local time as if it were UTC is off by hours, not by days.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(24 * 60 * 60);

/// A login claims no `signing_time`.
pub(super) fn check(
    certificate: &Certificate,
    anchor: Option<&TrustAnchor>,
    signing_time: Option<SigningTime>,
    at: UnixTime,
) -> Reason {
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    // notAfter names a second, all of which is still valid.
    let at = at.whole_second();
    if at < not_before {
        return Reason::NotYetValid { not_before };
    }
    if at > not_after {
        return Reason::Expired { not_after };
    }
    if let Some(signing_time) = signing_time.map(SigningTime::time) {
        if signing_time < not_before || signing_time > not_after {
            return Reason::SigningTimeOutsideValidity { signing_time };
        }
        if signing_time > at.saturating_add(CLOCK_TOLERANCE) {
            return Reason::SigningTimeInFuture { signing_time };
        }
    }
    if let Some(issuer) = anchor.map(TrustAnchor::certificate)
        && (at < issuer.not_before() || at > issuer.not_after())
    {
        return Reason::IssuerOutsideValidity {
            not_before: issuer.not_before(),
            not_after: issuer.not_after(),
        };
    }
    Reason::WithinValidity { not_before, not_after }
}
