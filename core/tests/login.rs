//! Logins with the certificates of the declared test PKI: the whole profile of CARD.md §4, from two CAs, as a card has them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use jitsuin_core::authentication::{Token, to_be_signed};
use jitsuin_core::certificate::{Certificate, Kind};
use jitsuin_core::report::{Check, Outcome, Report, SubIndication};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::verify_login;
use jitsuin_test_pki::{Declaration, Hierarchy, Holder, KeyStore, Purpose, sign_sha256};
use std::path::Path;
use std::time::SystemTime;
use time::OffsetDateTime;

const DECLARATION: &str = include_str!("../../tests/pki/jpki-test.toml");
const HANAKO: &str = include_str!("../../tests/pki/holders/hanako.toml");
const EXPIRED: &str = include_str!("../../tests/pki/holders/expired.toml");
const ORIGIN: &str = "https://shinsei.city.example.lg.jp";
const NONCE: &str = "b2f0c1d2e3f4a5b6c7d8";

/// The CAs and a person's two certificates; keys are generated once for all runs.
struct Card {
    hierarchy: Hierarchy,
    keys: KeyStore,
    holder: Holder,
}

impl Card {
    fn of(holder: &str) -> Self {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("login");
        let declaration = Declaration::from_toml(DECLARATION).unwrap();
        let now = OffsetDateTime::now_utc();
        Self {
            hierarchy: Hierarchy::open_or_create(declaration, &cache.join("ca"), now).unwrap(),
            keys: KeyStore::open(&cache.join("keys")).unwrap(),
            holder: Holder::from_toml(holder).unwrap(),
        }
    }

    fn certificate(&self, purpose: Purpose) -> Vec<u8> {
        let key = self.keys.key("holder").unwrap();
        let now = OffsetDateTime::now_utc();
        self.hierarchy.issue(purpose, &self.holder, key.as_public_key(), now).unwrap().unwrap()
    }

    /// What the card does with the bytes that the bridge composes.
    fn sign(&self, certificate: &[u8]) -> Vec<u8> {
        let bytes = to_be_signed(ORIGIN, NONCE, certificate).unwrap();
        sign_sha256(&self.keys.key("holder").unwrap(), &bytes).unwrap()
    }

    fn anchor(&self, purpose: Purpose) -> TrustAnchor {
        TrustAnchor::from_der(&self.hierarchy.authority_certificate(purpose).unwrap()).unwrap()
    }

    fn judge(&self, token: &Token) -> Report {
        let anchors = TrustAnchor::from_pem(&self.hierarchy.anchors_pem().unwrap()).unwrap();
        verify_login(&serde_json::to_vec(token).unwrap(), ORIGIN, NONCE, &anchors, now())
    }
}

fn now() -> UnixTime {
    SystemTime::now().try_into().unwrap()
}

#[test]
fn the_authentication_certificate_logs_in() {
    let card = Card::of(HANAKO);
    let certificate = card.certificate(Purpose::Auth);
    assert_eq!(Certificate::from_der(&certificate).unwrap().kind(), Kind::Auth);
    let token = Token::new(&certificate, &card.sign(&certificate), ORIGIN, NONCE).unwrap();
    let report = card.judge(&token);
    assert_eq!(report.refusal(), None);
    assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
    let open: Vec<_> = report.findings.iter().filter(|finding| finding.outcome != Outcome::Passed).collect();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].check, Check::Revocation);
    let signer = report.signer.unwrap();
    assert_eq!((signer.kind, signer.holder), (Kind::Auth, None));
}

#[test]
fn the_signing_certificate_does_not() {
    let card = Card::of(HANAKO);
    let certificate = card.certificate(Purpose::Sign);
    let signature = card.sign(&certificate);
    let error = Token::new(&certificate, &signature, ORIGIN, NONCE).unwrap_err();
    assert_eq!(error.code(), "certificate-malformed");
    // Whoever writes the token by another program is refused by the server.
    use base64::Engine;
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let json = serde_json::json!({
        "format": "jitsuin-authentication-v1",
        "certificate": base64(&certificate),
        "signature": base64(&signature),
    });
    let report = card.judge(&Token::from_json(json.to_string().as_bytes()).unwrap());
    assert_eq!(report.refusal().unwrap().check, Check::CertificateKind);
    assert_eq!(report.finding(Check::Signature).unwrap().outcome, Outcome::Passed);
    assert_eq!(report.signer.unwrap().holder, None);
}

#[test]
fn only_the_ca_of_authentication_certificates_is_the_anchor() {
    let card = Card::of(HANAKO);
    let certificate = card.certificate(Purpose::Auth);
    let token = Token::new(&certificate, &card.sign(&certificate), ORIGIN, NONCE).unwrap();
    let json = serde_json::to_vec(&token).unwrap();
    let path = |purpose| {
        let report = verify_login(&json, ORIGIN, NONCE, &[card.anchor(purpose)], now());
        report.finding(Check::Path).unwrap().outcome
    };
    assert_eq!(path(Purpose::Auth), Outcome::Passed);
    assert_eq!(path(Purpose::Sign), Outcome::Indeterminate);
}

#[test]
fn an_expired_certificate_does_not_log_in() {
    let card = Card::of(EXPIRED);
    let certificate = card.certificate(Purpose::Auth);
    let token = Token::new(&certificate, &card.sign(&certificate), ORIGIN, NONCE).unwrap();
    let report = card.judge(&token);
    assert_eq!(report.refusal().unwrap().check, Check::Validity);
    assert_eq!(report.sub_indication, Some(SubIndication::OutOfBoundsNoPoe));
}
