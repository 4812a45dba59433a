//! Who may run the verifier with what (ACCEPTANCE.md B10, P05, P28).

use crate::stage::{Stage, json_of, now};
use async_trait::async_trait;
use axum::Router;
use jitsuin_core::certificate::{Certificate, Kind, SerialNumber};
use jitsuin_core::revocation::{ReasonCode, Revoked, Status};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_test_pki::{Manner, Purpose, RevocationReason};
use jitsuin_verifier::anchors::AnchorsError;
use jitsuin_verifier::listen::{Bounds, listen};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{
    CrlFile, HttpClient, HttpOperator, Ocsp, Operator, OperatorError, OperatorWord, PlatformOperator,
    RevocationSource, Url, configured_url,
};
use jitsuin_verifier::service::{Limits, Service};
use jitsuin_verifier::verifier::{ConfigurationError, Verifier};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

fn client() -> HttpClient {
    HttpClient::new().unwrap()
}

/// An operator that knows one word for all.
struct Word(Result<Status, OperatorError>);

#[async_trait]
impl PlatformOperator for Word {
    fn name(&self) -> &str {
        "example operator"
    }

    async fn status(
        &self,
        _: &Certificate,
        _: &TrustAnchor,
        _: UnixTime,
    ) -> Result<OperatorWord, OperatorError> {
        Ok(OperatorWord { status: self.0.clone()?, this_update: None })
    }

    async fn linked_auth_serial(
        &self,
        sign_serial: &SerialNumber,
    ) -> Result<Option<SerialNumber>, OperatorError> {
        Ok((sign_serial.as_str() == "1111").then(|| "2222".parse().unwrap()))
    }
}

fn operator(word: Result<Status, OperatorError>) -> Vec<Box<dyn RevocationSource>> {
    vec![Box::new(Operator::new(Arc::new(Word(word))))]
}

#[test]
fn production_modes_take_only_the_pinned_cas_of_j_lis() {
    let stage = Stage::new();
    for mode in [Mode::Administrative, Mode::AccreditedOperator] {
        let refusal = Verifier::new(stage.anchors(), Vec::new(), mode).err().unwrap();
        assert!(
            matches!(refusal, ConfigurationError::Anchors(AnchorsError::NotProduction { .. })),
            "{refusal}"
        );
    }
    assert!(Verifier::new(stage.anchors(), Vec::new(), Mode::Test).is_ok());
}

#[test]
fn a_service_provider_asks_its_operator_and_nobody_else() {
    let nobody = Verifier::new(Vec::new(), Vec::new(), Mode::ServiceProvider).err().unwrap();
    assert!(matches!(nobody, ConfigurationError::OperatorMissing), "{nobody}");
    let list: Vec<Box<dyn RevocationSource>> = vec![Box::new(CrlFile::new("sign.crl".into(), Vec::new()))];
    let itself = Verifier::new(Vec::new(), list, Mode::ServiceProvider).err().unwrap();
    assert!(matches!(itself, ConfigurationError::SourceNotAllowed { .. }), "{itself}");
    assert!(Verifier::new(Vec::new(), operator(Ok(Status::Good)), Mode::ServiceProvider).is_ok());
}

#[test]
fn the_four_words() {
    for mode in Mode::ALL {
        assert_eq!(mode.word().parse(), Ok(mode));
    }
    assert!("private".parse::<Mode>().is_err());
}

#[tokio::test]
async fn an_operators_word_counts_and_is_named() {
    let stage = Stage::new();
    let revoked = Status::Revoked(Revoked {
        at: now(),
        reason: Some(ReasonCode::AffiliationChanged),
        invalidity_date: None,
    });
    let silent = Err(OperatorError("the contract has ended".into()));
    let cases = [
        (Ok(Status::Good), "TOTAL-PASSED", "good"),
        (Ok(revoked), "INDETERMINATE", "revoked"),
        (Ok(Status::Unknown), "INDETERMINATE", "unknown"),
        (silent, "INDETERMINATE", "unknown"),
    ];
    let signed = stage.signed(b"application");
    for (word, indication, status) in cases {
        let verifier = Verifier::new(stage.anchors(), operator(word), Mode::Test).unwrap();
        let report = json_of(&verifier.verify_document(&signed, None, now()).await);
        assert_eq!(report["indication"], indication, "{report:#}");
        assert_eq!(report["revocation"]["status"], status, "{report:#}");
        let answer = &report["revocation"]["answers"][0];
        assert_eq!(answer["source"]["name"], "example operator", "{report:#}");
    }
}

/// An adapter whose operator never answers.
struct Silent;

#[async_trait]
impl PlatformOperator for Silent {
    fn name(&self) -> &str {
        "silent operator"
    }

    async fn status(
        &self,
        _: &Certificate,
        _: &TrustAnchor,
        _: UnixTime,
    ) -> Result<OperatorWord, OperatorError> {
        std::future::pending().await
    }

    async fn linked_auth_serial(&self, _: &SerialNumber) -> Result<Option<SerialNumber>, OperatorError> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn an_operator_that_hangs_keeps_nobody() {
    let stage = Stage::new();
    let operator = Operator::new(Arc::new(Silent)).with_time_limit(Duration::from_millis(50));
    let linked = operator.linked_auth_serial(&"1111".parse().unwrap()).await;
    assert_eq!(linked, Err(OperatorError("no word: timed out".into())));
    let verifier = Verifier::new(stage.anchors(), vec![Box::new(operator)], Mode::Test).unwrap();
    let report = json_of(&verifier.verify_document(&stage.signed(b"application"), None, now()).await);
    assert_eq!(report["findings"][8]["reason"], "revocation-unavailable", "{report:#}");
}

#[tokio::test]
async fn the_linked_serial_is_asked_of_the_operator() {
    let word = Operator::new(Arc::new(Word(Ok(Status::Good))));
    let serial = |text: &str| text.parse::<SerialNumber>().unwrap();
    assert_eq!(word.linked_auth_serial(&serial("1111")).await, Ok(Some(serial("2222"))));
    assert_eq!(word.linked_auth_serial(&serial("33")).await, Ok(None));
    assert_eq!(Stage::new().certificate(Purpose::Auth).holder(), None);
}

/// A service provider that asks an operator who runs `jitsuin serve` (ACCEPTANCE.md P05, M08): two verifiers, one network between them.
#[tokio::test]
async fn a_service_provider_asks_an_operator_over_http() {
    let stage = Stage::new();
    let responder = stage.respond(&Manner::default());
    let ocsp = Ocsp::new(configured_url(&responder.ocsp(Purpose::Sign)).unwrap(), Some(Kind::Sign), client());
    let accredited = Verifier::new(stage.anchors(), vec![Box::new(ocsp)], Mode::Test).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = configured_url(&format!("http://{}/operator", listener.local_addr().unwrap())).unwrap();
    let router = Router::new().nest("/operator", Service::new(accredited, Limits::default()).router());
    tokio::spawn(listen(listener, router, Bounds::default(), std::future::pending()));

    let provider = |base: &Url| {
        let operator = Operator::new(Arc::new(HttpOperator::new(base, client()).unwrap()));
        Verifier::new(stage.anchors(), vec![Box::new(operator)], Mode::Test).unwrap()
    };
    let judged = async |base: &Url| {
        json_of(&provider(base).verify_document(&stage.signed(b"application"), None, now()).await)
    };
    let good = judged(&base).await;
    assert_eq!(good["indication"], "TOTAL-PASSED", "{good:#}");
    assert_eq!(good["revocation"]["source"]["name"], format!("{base}/v1/certificates"));
    assert_eq!(good["revocation"]["source"]["kind"], "operator");

    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    let moved = judged(&base).await;
    assert_eq!(moved["revocation"]["status"], "revoked", "{moved:#}");
    assert_eq!(moved["revocation"]["reasonCode"], "affiliationChanged");
    assert!(moved["revocation"]["revokedAt"].is_string());

    // An operator that does not know, one that is no such service, one that is not there.
    drop(responder);
    for base in [base.as_str(), "http://127.0.0.1:1/", &stage.respond(&Manner::default()).ocsp(Purpose::Sign)]
    {
        let open = judged(&configured_url(base).unwrap()).await;
        assert_eq!(open["indication"], "INDETERMINATE", "{base}: {open:#}");
        assert_eq!(open["revocation"]["status"], "unknown", "{base}");
    }
}

/// Its answers are not signed: nobody in between may give them.
#[test]
fn an_operator_far_away_is_asked_by_https_only() {
    for (base, taken) in [
        ("https://operator.example/", true),
        ("http://127.0.0.1:8788", true),
        ("http://localhost/jitsuin/", true),
        ("http://operator.example/", false),
        ("http://127.0.0.1.operator.example/", false),
    ] {
        assert_eq!(HttpOperator::new(&configured_url(base).unwrap(), client()).is_ok(), taken, "{base}");
    }
}
