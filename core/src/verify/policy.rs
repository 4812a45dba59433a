//! Was the certificate issued under a policy for certificates of its kind? (RFC 5280 §4.2.1.4, EN 319 102-1 §5.2.6)

use crate::algorithm::dotted;
use crate::certificate::{Certificate, Kind};
use crate::report::Reason;
use crate::trust_anchor::{AnchorOrigin, TrustAnchor};
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
pub(super) fn check(certificate: &Certificate, wanted: Kind, issuer: Option<&TrustAnchor>) -> Reason {
    judge(certificate, wanted, issuer.map(TrustAnchor::origin))
}

fn judge(certificate: &Certificate, wanted: Kind, issuer: Option<AnchorOrigin>) -> Reason {
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
        Reason::PolicyOfOtherKind { policy: dotted(&other.oid) }
    } else if let Some(own) = listed(true) {
        let policy = dotted(&own.oid);
        match issuer {
            // A CA in production issues under its own policies: one for tests says that something is wrong there.
            Some(AnchorOrigin::JLis) if own.test => Reason::PolicyOfTestsOnly { policy },
            _ => Reason::PolicyListed { policy, test: own.test },
        }
    } else {
        Reason::PolicyUnknown { policies: policies.iter().map(dotted).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forge::Key;
    use crate::forge::certificate::{self as forge, Certificate as Forged};
    use crate::report::Outcome;

    /// J-LIS's keys are not at hand, so its anchors are told by their origin alone.
    #[test]
    fn a_policy_for_tests_is_not_one_of_production() {
        let outcome = |policy: &str, issuer| {
            let mut forged = Forged::sign();
            forged.set(forge::CERTIFICATE_POLICIES, true, &forge::policies(policy));
            let certificate = Certificate::from_der(&forged.signed_by(Key::ca())).unwrap();
            judge(&certificate, Kind::Sign, issuer).outcome()
        };
        let (production, test) = ("1.2.392.200149.8.5.1.1.20", "1.2.392.200149.8.5.1.0.20");
        assert_eq!(outcome(test, Some(AnchorOrigin::JLis)), Outcome::Failed);
        assert_eq!(outcome(production, Some(AnchorOrigin::JLis)), Outcome::Passed);
        for issuer in [Some(AnchorOrigin::Test), Some(AnchorOrigin::Operator), None] {
            assert_eq!(outcome(test, issuer), Outcome::Passed);
        }
    }
}
