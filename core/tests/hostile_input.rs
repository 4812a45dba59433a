//! Whatever bytes come, core answers: it does not panic, and it does not accept them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../src/forge.rs"]
mod forge;

use forge::signature::Signature;
use forge::{Key, NOW};
use jitsuin_core::authentication::{Token, to_be_signed};
use jitsuin_core::certificate::Certificate;
use jitsuin_core::form::{FormContent, FormDocument, FormField};
use jitsuin_core::report::{Indication, SubIndication};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::{verify, verify_login};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;

static SIGNED: LazyLock<Vec<u8>> = LazyLock::new(|| Signature::of(b"content").signed_by(Key::holder()));
static CERTIFICATE: LazyLock<Vec<u8>> =
    LazyLock::new(|| forge::certificate::Certificate::sign().signed_by(Key::ca()));
static ANCHORS: LazyLock<String> = LazyLock::new(|| {
    let both =
        [forge::certificate::Certificate::ca(Key::ca()), forge::certificate::Certificate::auth_ca(Key::ca())];
    both.map(|ca| forge::pem("CERTIFICATE", &ca.signed_by(Key::ca()))).concat()
});

static AUTH_CERTIFICATE: LazyLock<Vec<u8>> =
    LazyLock::new(|| forge::certificate::Certificate::auth().signed_by(Key::ca()));
static LOGIN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let signature = Key::holder().sign(&to_be_signed(ORIGIN, NONCE, &AUTH_CERTIFICATE).unwrap());
    let token = Token::new(&AUTH_CERTIFICATE, &signature, ORIGIN, NONCE).unwrap();
    serde_json::to_vec(&token).unwrap()
});
const ORIGIN: &str = "https://city.example";
const NONCE: &str = "0123456789abcdef";

fn now() -> UnixTime {
    NOW.0.parse().unwrap()
}

/// Good bytes with some of them replaced, removed or put in: closer to the parser's depths than random ones.
fn damaged(good: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let damage = (0..good.len(), 0..8_usize, vec(any::<u8>(), 0..8));
    vec(damage, 1..4).prop_map(|damages| {
        let mut bytes = good.to_vec();
        for (place, removed, inserted) in damages {
            let place = place.min(bytes.len());
            let end = (place + removed).min(bytes.len());
            bytes.splice(place..end, inserted);
        }
        bytes
    })
}

fn certificate_is_survived(bytes: &[u8]) {
    match Certificate::from_der(bytes) {
        Ok(certificate) => {
            let summary = certificate.summary();
            assert!(serde_json::to_string(&summary).is_ok());
        }
        Err(error) => {
            let facts = error.facts();
            assert_eq!(error.code(), "certificate-malformed");
            assert!(facts.field.is_some() && facts.reason.is_some());
            assert!(
                facts.position.is_none_or(|position| position <= bytes.len()),
                "{error} of {}",
                bytes.len()
            );
        }
    }
}

fn signature_is_survived(bytes: &[u8]) {
    let anchors = TrustAnchor::from_pem(&ANCHORS).unwrap();
    for content in [None, Some(&b"content"[..])] {
        let report = verify(bytes, content, &anchors, now());
        assert_eq!(report.findings.len(), 9);
        assert_ne!(report.indication, Indication::TotalPassed);
        assert!(bytes == *SIGNED || report.sub_indication != Some(SubIndication::TryLater));
        assert!(serde_json::to_string(&report).is_ok());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_no_certificate(bytes in vec(any::<u8>(), 0..512)) {
        certificate_is_survived(&bytes);
    }

    #[test]
    fn damaged_certificates_are_survived(bytes in damaged(&CERTIFICATE)) {
        certificate_is_survived(&bytes);
    }

    #[test]
    fn random_bytes_are_no_signature(bytes in vec(any::<u8>(), 0..512)) {
        signature_is_survived(&bytes);
    }

    #[test]
    fn damaged_signatures_are_not_accepted(bytes in damaged(&SIGNED)) {
        signature_is_survived(&bytes);
    }

    #[test]
    fn damaged_logins_are_not_accepted(token in damaged(&LOGIN)) {
        let anchors = TrustAnchor::from_pem(&ANCHORS).unwrap();
        let report = verify_login(&token, ORIGIN, NONCE, &anchors, now());
        prop_assert_eq!(report.findings.len(), 7);
        prop_assert_ne!(report.indication, Indication::TotalPassed);
        let unchanged = Token::from_json(&token).ok() == Token::from_json(&LOGIN).ok();
        prop_assert_eq!(unchanged, report.sub_indication == Some(SubIndication::TryLater));
    }

    #[test]
    fn random_bytes_are_no_form(bytes in vec(any::<u8>(), 0..512)) {
        prop_assert!(FormDocument::from_bytes(&bytes).is_err());
    }

    #[test]
    fn random_texts_are_no_anchors(text in "(-----BEGIN CERTIFICATE-----|[A-Za-z0-9+/=\n]|-----END CERTIFICATE-----|.)*") {
        let error = TrustAnchor::from_pem(&text).unwrap_err();
        prop_assert!(error.facts().position.unwrap() <= text.len());
    }

    #[test]
    fn every_form_that_can_be_composed_is_read_back(title in any::<String>(), value in any::<String>()) {
        let field = FormField { name: "field".into(), label: "欄".into(), value };
        let content = FormContent { title, fields: vec![field], notice: None };
        let composed = FormDocument::compose(&content, ORIGIN, NONCE, NOW.0);
        if let Ok(document) = composed {
            let bytes = document.to_bytes();
            prop_assert_eq!(FormDocument::from_bytes(&bytes), Ok(document));
            let parsed: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(&parsed["fields"][0]["value"], &content.fields[0].value);
        }
    }
}
