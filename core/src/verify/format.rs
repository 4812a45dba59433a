//! Is it a signature of the form and of the meaning that is judged here? (EN 319 102-1 §5.2.2, §5.2.4, §5.2.8)

use crate::cms::{SignaturePolicy, SignedData};
use crate::report::Reason;
use der::asn1::ObjectIdentifier;

/// What the signature of an application says: proof of origin and proof of approval (EN 319 122-1 annex B.3). Others, such as that
/// something was received, say something else.
const COMMITMENTS: [ObjectIdentifier; 2] = [
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.6.1"),
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.6.5"),
];

pub(super) fn check(signed_data: &SignedData<'_>) -> Reason {
    let attributes = &signed_data.signer().attributes;
    match attributes.signature_policy {
        Some(SignaturePolicy::Explicit(policy)) => {
            return Reason::SignaturePolicyUnavailable { policy: Some(policy.to_string()) };
        }
        Some(SignaturePolicy::Implied) => return Reason::SignaturePolicyUnavailable { policy: None },
        None => {}
    }
    match attributes.commitments.iter().find(|commitment| !COMMITMENTS.contains(commitment)) {
        Some(other) => Reason::CommitmentOfOtherKind { commitment: other.to_string() },
        None => Reason::FormatSupported,
    }
}
