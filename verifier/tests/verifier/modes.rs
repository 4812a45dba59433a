//! Who may run the verifier with what (ACCEPTANCE.md B10, P05, P28).

use crate::stage::{Stage, json_of, now};
use async_trait::async_trait;
use jitsuin_core::certificate::{Certificate, SerialNumber};
use jitsuin_core::revocation::{ReasonCode, Revoked, Status};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_test_pki::Purpose;
use jitsuin_verifier::anchors::AnchorsError;
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{
    CrlFile, Operator, OperatorError, OperatorWord, PlatformOperator, RevocationSource,
};
use jitsuin_verifier::verifier::{ConfigurationError, Verifier};
use std::sync::Arc;
use std::time::Duration;

/// An operator that knows one word for all.
struct Word(Result<Status, OperatorError>);

#[async_trait]
impl PlatformOperator for Word {
    fn name(&self) -> &str {
        "example operator"
    }

    async fn status(&self, _: &Certificate, _: &TrustAnchor) -> Result<OperatorWord, OperatorError> {
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

    async fn status(&self, _: &Certificate, _: &TrustAnchor) -> Result<OperatorWord, OperatorError> {
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
