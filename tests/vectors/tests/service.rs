//! The HTTP service on documents and logins, with lists and responses: the findings that a vector expects, as of the library (`core.rs`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::revocation::ocsp::{OcspError, Response};
use jitsuin_core::revocation::{Crl, SourceKind};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_test_vectors::{Case, Expected, MadeAnswer, Of};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{OwnedAnswer, RevocationSource};
use jitsuin_verifier::service::{Limits, Service};
use jitsuin_verifier::verifier::Verifier;
use serde_json::{Value, json};
use tower::ServiceExt;

const NAME: &str = "vector";

/// A source that gives one answer, whatever it is asked.
struct Given {
    answer: MadeAnswer,
    at: UnixTime,
}

#[async_trait]
impl RevocationSource for Given {
    fn kind(&self) -> SourceKind {
        match self.answer {
            MadeAnswer::Crl(_) => SourceKind::Crl,
            MadeAnswer::Ocsp { .. } => SourceKind::Ocsp,
        }
    }

    fn name(&self) -> &str {
        NAME
    }

    async fn ask(&self, _: &Certificate, issuer: &TrustAnchor, _: UnixTime) -> Option<OwnedAnswer> {
        let (kind, source, at) = (self.kind(), NAME.into(), self.at);
        Some(match &self.answer {
            MadeAnswer::Crl(der) => match Crl::from_der(der.clone(), std::slice::from_ref(issuer)) {
                Ok(crl) => OwnedAnswer::Crl { crl: crl.into(), source, at },
                Err(error) => OwnedAnswer::Refused { kind, source, explanation: error.to_string(), at },
            },
            MadeAnswer::Ocsp { response, nonce } => match Response::from_der(response, issuer) {
                Ok(response) => OwnedAnswer::Ocsp {
                    response: response.into(),
                    nonce: nonce.clone().unwrap_or_default(),
                    source,
                    at,
                },
                Err(error @ OcspError::NotSuccessful { .. }) => {
                    OwnedAnswer::Unavailable { kind, source, explanation: error.to_string(), at }
                }
                Err(error) => OwnedAnswer::Refused { kind, source, explanation: error.to_string(), at },
            },
        })
    }
}

/// A service that trusts and asks as the case wants it.
fn service(case: &Case) -> Router {
    let at = case.answered_at.parse().unwrap();
    let anchors = case.anchors.iter().map(|der| TrustAnchor::from_der(der).unwrap()).collect();
    let source =
        |answer: &MadeAnswer| -> Box<dyn RevocationSource> { Box::new(Given { answer: answer.clone(), at }) };
    let sources = case.answers.iter().map(source).collect();
    Service::new(Verifier::new(anchors, sources, Mode::Test).unwrap(), Limits::default()).router()
}

/// What a site in any language would send.
fn request(case: &Case) -> Request<Body> {
    let (path, body) = match case.of {
        Of::Document => {
            let content = case.content.as_ref().map(|content| STANDARD.encode(content));
            let body =
                json!({ "signature": STANDARD.encode(&case.signed), "content": content, "at": case.at });
            ("/v1/documents", body.to_string())
        }
        Of::Login => {
            // The token as it came: to read it and write it again could mend it.
            let token = String::from_utf8_lossy(&case.signed);
            let (origin, nonce, at) = (json!(case.origin), json!(case.nonce), json!(case.at));
            ("/v1/logins", format!(r#"{{"token":{token},"origin":{origin},"nonce":{nonce},"at":{at}}}"#))
        }
    };
    let request = Request::post(path).header("content-type", "application/json");
    request.body(Body::from(body)).unwrap()
}

async fn answer(case: &Case) -> (StatusCode, Value) {
    let response = service(case).oneshot(request(case)).await.unwrap();
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{}: {error}", case.name)))
}

/// The report in the form of a vector's expectation.
fn said(report: &Value) -> Expected {
    let text = |value: &Value, member: &str| value.get(member).and_then(Value::as_str).map(str::to_owned);
    let findings = report.get("findings").and_then(Value::as_array).unwrap();
    let mut complaints: Vec<_> = findings
        .iter()
        .filter(|finding| text(finding, "outcome").as_deref() != Some("passed"))
        .map(|finding| format!("{}: {}", text(finding, "check").unwrap(), text(finding, "reason").unwrap()))
        .filter(|complaint| !complaint.ends_with(": not-reached"))
        .collect();
    if complaints.len() > 1 {
        complaints.retain(|complaint| complaint != "revocation: revocation-not-checked");
    }
    Expected {
        indication: text(report, "indication").unwrap(),
        sub_indication: text(report, "subIndication"),
        findings: complaints,
    }
}

/// A verifier always sends a nonce, so an answer to a question without one is not for it.
fn can_be_asked(case: &Case) -> bool {
    case.answers.iter().all(|answer| !matches!(answer, MadeAnswer::Ocsp { nonce: None, .. }))
}

#[tokio::test]
async fn the_service_says_of_every_vector_that_it_can_be_asked_what_is_expected() {
    let vectors = jitsuin_test_vectors::load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let cases: Vec<_> = vectors.iter().map(|vector| vector.make()).filter(can_be_asked).collect();
    let with_responses = |case: &&Case| matches!(case.answers.first(), Some(MadeAnswer::Ocsp { .. }));
    assert!(cases.len() > 150 && cases.iter().filter(with_responses).count() > 20, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let (status, body) = answer(case).await;
        let is_json = case.of == Of::Document || serde_json::from_slice::<Value>(&case.signed).is_ok();
        if !is_json {
            // What is no JSON is no request.
            if (status, body.get("code")) != (StatusCode::BAD_REQUEST, Some(&json!("body-malformed"))) {
                wrong.push(format!("{}: {status} {body}", case.name));
            }
            continue;
        }
        let mut expected = case.expected.clone();
        // Where something else is wrong, nobody is asked.
        if expected.findings.len() > 1 {
            expected.findings.retain(|finding| !finding.starts_with("revocation: "));
        }
        if status != StatusCode::OK || said(&body) != expected {
            wrong.push(format!("{}\n  expected {expected:?}\n  said     {status} {body}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
