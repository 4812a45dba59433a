//! Was the certificate issued under a policy for certificates of its kind? (RFC 5280 §4.2.1.4, EN 319 102-1 §5.2.6)

use crate::certificate::{Certificate, Kind};
use crate::report::Reason;
use const_oid::ObjectIdentifier;

/// One policy of the service (arc 1.2.392.200149.8.5.1).
struct Policy {
    oid: ObjectIdentifier,
    kind: Kind,
    test: bool,
}

/// CARD.md §4.4. J-LIS's profile is the source that this table should be held to; it is not public. Policies of which only hearsay is
/// known, such as those of telephones, have no row: a certificate under them is unknown and not refused.
const POLICIES: [Policy; 4] = [
    row("1.2.392.200149.8.5.1.1.20", Kind::Sign, false),
    row("1.2.392.200149.8.5.1.3.30", Kind::Auth, false),
    row("1.2.392.200149.8.5.1.0.20", Kind::Sign, true),
    row("1.2.392.200149.8.5.1.0.30", Kind::Auth, true),
];

const fn row(oid: &str, kind: Kind, test: bool) -> Policy {
    Policy { oid: ObjectIdentifier::new_unwrap(oid), kind, test }
}

/// `wanted` is the kind that the caller needs. A certificate of the other kind is judged by its own: that it is of the other kind is the
/// finding of another check.
pub(super) fn check(certificate: &Certificate, wanted: Kind) -> Reason {
    let kind = match certificate.kind() {
        Kind::Other => wanted,
        kind => kind,
    };
    let policies = &certificate.extensions().policies;
    let listed = |own: bool| {
        POLICIES.iter().filter(move |row| (row.kind == kind) == own).find(|row| policies.contains(&row.oid))
    };
    if policies.is_empty() {
        Reason::PolicyMissing
    } else if let Some(other) = listed(false) {
        Reason::PolicyOfOtherKind { policy: other.oid.to_string() }
    } else if let Some(own) = listed(true) {
        Reason::PolicyListed { policy: own.oid.to_string(), test: own.test }
    } else {
        Reason::PolicyUnknown { policies: policies.iter().map(ToString::to_string).collect() }
    }
}
