//! Did a trust anchor issue the certificate? (RFC 5280 §6, one step: J-LIS's CAs sign certificates of persons directly)
//!
//! All generations of a CA have the same name (CARD.md §4.1), so key identifiers and signatures decide.

use crate::algorithm::{AlgorithmUnsupported, is_weak};
use crate::certificate::{Certificate, Kind};
use crate::report::Reason;
use crate::trust_anchor::TrustAnchor;
use base16ct::lower::encode_string as hex;

/// The reason, and the anchor that signed the certificate if there is one.
pub(super) fn check<'a>(
    certificate: &Certificate,
    anchors: &'a [TrustAnchor],
) -> (Reason, Option<&'a TrustAnchor>) {
    let anchor = match issuer_among(certificate, anchors) {
        Ok(anchor) => anchor,
        Err(reason) => return (reason, None),
    };
    let reason = constraint(certificate, anchor).unwrap_or_else(|| Reason::PathToAnchor {
        anchor: anchor.name().to_owned(),
        sha256: hex(anchor.certificate().fingerprint().value()),
        origin: anchor.origin(),
        generation: anchor.generation().map(str::to_owned),
    });
    (reason, Some(anchor))
}

/// The anchor whose key signed the certificate. A CA may have renewed its own certificate for the same key: among several, the one that
/// may issue and is valid longest, whatever their order.
fn issuer_among<'a>(
    certificate: &Certificate,
    anchors: &'a [TrustAnchor],
) -> Result<&'a TrustAnchor, Reason> {
    let issuer = || certificate.issuer_text().to_owned();
    let mut signers = Vec::new();
    let mut otherwise = Reason::AnchorMissing { issuer: issuer() };
    for anchor in anchors.iter().filter(|anchor| may_be_issuer(certificate, anchor.certificate())) {
        match certificate.is_signed_by(anchor.certificate(), anchor.key()) {
            Ok(true) => signers.push(anchor),
            Ok(false) => otherwise = Reason::IssuerSignatureMismatch { issuer: issuer() },
            Err(AlgorithmUnsupported { algorithm }) => {
                otherwise = if is_weak(certificate.signature_algorithm()) {
                    Reason::DigestWeak { algorithm }
                } else {
                    Reason::AlgorithmUnsupported { algorithm }
                };
            }
        }
    }
    let rank = |anchor: &&TrustAnchor| {
        let may_issue = constraint(certificate, anchor).is_none();
        (may_issue, anchor.certificate().not_after())
    };
    signers.into_iter().max_by_key(rank).ok_or(otherwise)
}

/// By name, and by key identifier where both certificates give one.
fn may_be_issuer(certificate: &Certificate, anchor: &Certificate) -> bool {
    let wanted = certificate.extensions().authority_key_identifier.as_ref();
    let offered = anchor.extensions().subject_key_identifier.as_ref();
    let key_identifiers_differ = wanted.zip(offered).is_some_and(|(wanted, offered)| wanted != offered);
    certificate.issuer_der() == anchor.subject_der() && !key_identifiers_differ
}

/// What RFC 5280 §6.1.4 g, k, n and §6.1.5 f do not allow, and that each of J-LIS's CAs issues certificates of one kind.
fn constraint(certificate: &Certificate, anchor: &TrustAnchor) -> Option<Reason> {
    let own = certificate.extensions();
    let issuer = anchor.certificate().extensions();
    let is_ca = issuer.basic_constraints.as_ref().is_some_and(|constraints| constraints.ca);
    let signs_certificates = issuer.key_usage.as_ref().is_some_and(|usage| usage.key_cert_sign());
    if !is_ca || !signs_certificates {
        return Some(Reason::IssuerNotCa);
    }
    let other_kind = match certificate.kind() {
        Kind::Other => false,
        kind => anchor.kind().is_some_and(|issued| issued != kind),
    };
    if other_kind {
        return Some(Reason::AnchorOfOtherKind { anchor: anchor.name().to_owned() });
    }
    if issuer.name_constraints || own.name_constraints {
        return Some(Reason::NameConstraintsUnsupported);
    }
    let unknown = issuer.unknown_critical.iter().chain(&own.unknown_critical);
    unknown.into_iter().next().map(|oid| Reason::CriticalExtensionUnknown { oid: oid.to_string() })
}
