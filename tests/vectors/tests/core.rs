//! The library's own verdict on every vector: refused for its own reason and no other, and every control passes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::Path;

use jitsuin_core::report::{Finding, Outcome, Reason, Report};
use jitsuin_core::revocation::{Answer, Crl, SourceKind, ocsp};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::{Examination, examine, examine_login};
use jitsuin_test_vectors::{Case, Expected, MadeAnswer, Of};

fn judge(case: &Case) -> Report {
    let at: UnixTime = case.at.parse().unwrap();
    let anchors: Vec<_> = case.anchors.iter().map(|der| TrustAnchor::from_der(der).unwrap()).collect();
    let examination = match case.of {
        Of::Document => examine(&case.signed, case.content.as_deref(), &anchors, at),
        Of::Login => examine_login(&case.signed, &case.origin, &case.nonce, &anchors, at),
    };
    conclude(examination, &case.answers, case.answered_at.parse().unwrap())
}

/// What a verifier does with answers: it reads them with the issuer's certificate, and says so where they cannot be read.
fn conclude(examination: Examination, made: &[MadeAnswer], at: UnixTime) -> Report {
    let Some(issuer) = examination.issuer().cloned() else { return examination.conclude(&[]) };
    enum Read {
        Crl(Crl),
        Ocsp(ocsp::Response, Option<Vec<u8>>),
        Refused(SourceKind, String),
        Unavailable(String),
    }
    let read: Vec<_> = made
        .iter()
        .map(|answer| match answer {
            MadeAnswer::Crl(der) => match Crl::from_der(der.clone(), std::slice::from_ref(&issuer)) {
                Ok(crl) => Read::Crl(crl),
                Err(error) => Read::Refused(SourceKind::Crl, error.to_string()),
            },
            MadeAnswer::Ocsp { response, nonce } => match ocsp::Response::from_der(response, &issuer) {
                Ok(response) => Read::Ocsp(response, nonce.clone()),
                Err(error @ ocsp::OcspError::NotSuccessful { .. }) => Read::Unavailable(error.to_string()),
                Err(error) => Read::Refused(SourceKind::Ocsp, error.to_string()),
            },
        })
        .collect();
    let answers: Vec<_> = read
        .iter()
        .map(|read| match read {
            Read::Crl(crl) => Answer::Crl { crl, source: "vector", at },
            Read::Ocsp(response, nonce) => {
                Answer::Ocsp { response, nonce: nonce.as_deref(), source: "vector", at }
            }
            Read::Unavailable(explanation) => {
                Answer::Unavailable { kind: SourceKind::Ocsp, source: "vector", explanation, at }
            }
            Read::Refused(kind, explanation) => {
                Answer::Refused { kind: *kind, source: "vector", explanation, at }
            }
        })
        .collect();
    examination.conclude(&answers)
}

/// What the report says in the form of a vector's expectation. What could not be reached is no finding of its own.
fn said(report: &Report) -> Expected {
    let text = |value: serde_json::Value| value.as_str().unwrap().to_owned();
    let complaint = |finding: &Finding| {
        let json = serde_json::to_value(finding).unwrap();
        format!("{}: {}", text(json["check"].clone()), text(json["reason"].clone()))
    };
    let mut findings: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.outcome != Outcome::Passed && finding.reason != Reason::NotReached)
        .map(complaint)
        .collect();
    // Where there is no issuer, nobody can be asked.
    if findings.len() > 1 {
        findings.retain(|finding| finding != "revocation: revocation-not-checked");
    }
    Expected {
        indication: text(serde_json::to_value(report.indication).unwrap()),
        sub_indication: report.sub_indication.map(|sub| text(serde_json::to_value(sub).unwrap())),
        findings,
    }
}

#[test]
fn every_vector_is_refused_for_its_own_reason_and_every_control_passes() {
    let vectors = jitsuin_test_vectors::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    assert!(vectors.len() > 150, "only {} vectors", vectors.len());
    let wrong: Vec<_> = vectors
        .iter()
        .filter_map(|vector| {
            let case = vector.make();
            let said = said(&judge(&case));
            (said != case.expected)
                .then(|| format!("{}\n  expected {:?}\n  said     {said:?}", vector.name, case.expected))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
}
