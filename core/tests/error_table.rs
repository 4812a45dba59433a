//! The errors of core are the rows of the layer `core` in bridge/PROTOCOL.md, codes and facts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use jitsuin_core::algorithm::AlgorithmUnsupported;
use jitsuin_core::attributes::Attributes;
use jitsuin_core::authentication::Token;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{CompleteError, PrepareError, SignedData};
use jitsuin_core::facts::Facts;
use jitsuin_core::form::{FormDocument, MAX_FORM_DOCUMENT};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use std::collections::{BTreeMap, BTreeSet};

/// Code and facts of every row of the layer.
fn rows() -> BTreeMap<String, BTreeSet<String>> {
    let protocol = include_str!("../../bridge/PROTOCOL.md");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().replace('`', "")).collect::<Vec<_>>();
    let facts = |text: &str| text.split(", ").filter(|fact| !fact.is_empty()).map(str::to_owned).collect();
    protocol
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(cells)
        .filter(|cells| cells.get(2).is_some_and(|layer| layer == "core"))
        .map(|cells| (cells[1].clone(), facts(&cells[5])))
        .collect()
}

fn names(facts: &Facts) -> BTreeSet<String> {
    serde_json::to_value(facts).unwrap().as_object().unwrap().keys().cloned().collect()
}

#[test]
fn every_row_has_an_error_and_every_error_its_row() {
    let certificate = Certificate::from_der(&[0x30, 0x00]).unwrap_err();
    let form = FormDocument::from_bytes(b"").unwrap_err();
    let large = FormDocument::from_bytes(&vec![0; MAX_FORM_DOCUMENT + 1]).unwrap_err();
    let signed = SignedData::from_der(&[]).unwrap_err();
    let anchors = TrustAnchor::from_pem("").unwrap_err();
    let attributes = Attributes::from_file(&[]).unwrap_err();
    let token = Token::from_json(&[]).unwrap_err();
    let unsupported = AlgorithmUnsupported { algorithm: "rsa-1024".into() };
    let time = UnixTime::from_milliseconds(0).unwrap();
    let not_valid = PrepareError::CertificateNotValid { not_before: time, not_after: time };
    let mismatch = CompleteError::SignatureMismatch;
    let errors = [
        (certificate.code(), certificate.facts()),
        (form.code(), form.facts()),
        (large.code(), large.facts()),
        (signed.code(), signed.facts()),
        (anchors.code(), anchors.facts()),
        (attributes.code(), attributes.facts()),
        (token.code(), token.facts()),
        (unsupported.code(), unsupported.facts()),
        (not_valid.code(), not_valid.facts()),
        (mismatch.code(), mismatch.facts()),
    ];
    let ours: BTreeMap<_, _> =
        errors.iter().map(|(code, facts)| ((*code).to_owned(), names(facts))).collect();
    assert_eq!(ours, rows());
}
