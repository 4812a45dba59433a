use super::*;
use crate::forge::certificate::{self as forge, Certificate as Forged};
use crate::forge::{Key, NOW, integer, sequence, utc_time};
use crate::report::{Indication, Outcome, SubIndication};

const ORIGIN: &str = "https://shinsei.city.example.lg.jp";
const NONCE: &str = "b2f0c1d2e3f4a5b6c7d8";

fn now() -> UnixTime {
    NOW.0.parse().unwrap()
}

fn anchor(key: &Key) -> TrustAnchor {
    TrustAnchor::from_der(&Forged::auth_ca(key).signed_by(key)).unwrap()
}

fn sign_ca() -> TrustAnchor {
    TrustAnchor::from_der(&Forged::ca(Key::ca()).signed_by(Key::ca())).unwrap()
}

/// The token of a login that this certificate's owner made for this origin and this nonce.
fn token(certificate: &Forged, key: &Key, origin: &str, nonce: &str) -> serde_json::Value {
    let certificate = certificate.signed_by(Key::ca());
    let signature = key.sign(&to_be_signed(origin, nonce, &certificate).unwrap());
    json(&certificate, &signature)
}

fn json(certificate: &[u8], signature: &[u8]) -> serde_json::Value {
    use base64::Engine;
    let base64 = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    serde_json::json!({
        "format": "jitsuin-authentication-v1",
        "certificate": base64(certificate),
        "signature": base64(signature),
    })
}

fn good() -> serde_json::Value {
    token(&Forged::auth(), Key::holder(), ORIGIN, NONCE)
}

fn judge(token: &serde_json::Value) -> Report {
    verify_login(
        token.to_string().as_bytes(),
        ORIGIN,
        NONCE,
        &[anchor(Key::other()), anchor(Key::ca()), sign_ca()],
        now(),
    )
}

/// The findings that are not passed, as `check: reason`.
fn complaints(report: &Report) -> Vec<String> {
    let complaint = |finding: &Finding| {
        let json = serde_json::to_value(finding).unwrap();
        format!("{}: {}", json["check"].as_str().unwrap(), json["reason"].as_str().unwrap())
    };
    report.findings.iter().filter(|finding| finding.outcome != Outcome::Passed).map(complaint).collect()
}

/// Refused for this reason and no other.
fn check_refused(report: &Report, reason: &str, sub_indication: SubIndication) {
    let found: Vec<_> =
        complaints(report).into_iter().filter(|found| !found.ends_with("not-reached")).collect();
    assert_eq!(
        found.iter().filter(|found| *found != "revocation: revocation-not-checked").collect::<Vec<_>>(),
        [reason]
    );
    assert_eq!(report.sub_indication, Some(sub_indication), "{reason}");
    assert_eq!(report.indication, sub_indication.indication(), "{reason}");
    assert!(report.refusal().is_some(), "{reason}");
}

#[test]
fn everything_but_revocation_passes() {
    let report = judge(&good());
    assert_eq!(complaints(&report), ["revocation: revocation-not-checked"]);
    assert_eq!(report.indication, Indication::Indeterminate);
    assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
    assert_eq!(report.refusal(), None);
    assert_eq!(report.signer.as_ref().unwrap().serial_number.as_str(), "02ea02");
    assert_eq!((report.signing_time, report.content.as_ref()), (None, None));
    assert_eq!(report.findings.iter().map(|finding| finding.check).collect::<Vec<_>>(), Check::LOGIN);
    assert_eq!(
        serde_json::to_value(&report.findings[1]).unwrap(),
        serde_json::json!({
            "check": "signature",
            "outcome": "passed",
            "reason": "login-matches",
            "facts": { "algorithm": "rsa-2048" },
            "sentences": {
                "en": "The certificate's key signed this login: this site and this nonce (rsa-2048).",
                "ja": "この電子証明書の鍵が、このサイトへの今回のログインに署名しています（rsa-2048）。",
            },
        })
    );
}

#[test]
fn another_origin_another_nonce_or_an_altered_signature() {
    let refused = |token: &serde_json::Value| {
        check_refused(&judge(token), "signature: login-mismatch", SubIndication::SigCryptoFailure);
    };
    refused(&token(&Forged::auth(), Key::holder(), "https://phishing.example", NONCE));
    refused(&token(&Forged::auth(), Key::holder(), "https://shinsei.city.example.lg.jp:8443", NONCE));
    refused(&token(&Forged::auth(), Key::holder(), ORIGIN, "b2f0c1d2e3f4a5b6c7d9"));
    refused(&token(&Forged::auth(), Key::other(), ORIGIN, NONCE));
    let der = Forged::auth().signed_by(Key::ca());
    let signature = Key::holder().sign(&to_be_signed(ORIGIN, NONCE, &der).unwrap());
    for place in [0, 100, 255] {
        let mut altered = signature.clone();
        altered[place] ^= 1;
        refused(&json(&der, &altered));
    }
    refused(&json(&der, &signature[1..]));
    let bare = json(&der, &Key::holder().sign_bare(&to_be_signed(ORIGIN, NONCE, &der).unwrap()));
    check_refused(&judge(&bare), "signature: signature-raw-hash", SubIndication::SigCryptoFailure);
    // The same key with a renewed certificate: the certificate is signed too.
    let mut renewed = Forged::auth();
    renewed.serial_number = vec![0x03];
    refused(&json(&renewed.signed_by(Key::ca()), &signature));
}

#[test]
fn a_signing_certificate_never_logs_in() {
    let report = judge(&token(&Forged::sign(), Key::holder(), ORIGIN, NONCE));
    check_refused(&report, "certificate-kind: signature-certificate", SubIndication::ChainConstraintsFailure);
    assert_eq!(report.signer.as_ref().unwrap().holder, None, "a login carries no attributes");
    assert!(!serde_json::to_string(&report).unwrap().contains("実印"));
}

#[test]
fn certificates_that_are_for_neither() {
    let changes: [fn(&mut Forged); 4] = [
        |certificate| certificate.remove(forge::EXT_KEY_USAGE),
        |certificate| certificate.remove(forge::KEY_USAGE),
        |certificate| certificate.set(forge::KEY_USAGE, true, forge::DIGITAL_SIGNATURE_AND_NON_REPUDIATION),
        |certificate| certificate.set(forge::KEY_USAGE, true, forge::CERT_SIGN_AND_CRL_SIGN),
    ];
    for change in changes {
        let mut certificate = Forged::auth();
        change(&mut certificate);
        let report = judge(&token(&certificate, Key::holder(), ORIGIN, NONCE));
        check_refused(&report, "certificate-kind: not-for-login", SubIndication::ChainConstraintsFailure);
    }
}

#[test]
fn certificates_that_nobody_here_issued() {
    let certificate = Forged::auth().signed_by(Key::other());
    let signature = Key::holder().sign(&to_be_signed(ORIGIN, NONCE, &certificate).unwrap());
    let report = judge(&json(&certificate, &signature));
    check_refused(&report, "path: issuer-signature-mismatch", SubIndication::CertificateChainGeneralFailure);
    let without_anchors = verify_login(good().to_string().as_bytes(), ORIGIN, NONCE, &[], now());
    assert_eq!(complaints(&without_anchors)[0], "path: anchor-missing");
    assert_eq!(without_anchors.indication, Indication::Indeterminate);

    let mut critical = Forged::auth();
    critical.set("1.2.392.200149.99", true, &integer(&[1]));
    let report = judge(&token(&critical, Key::holder(), ORIGIN, NONCE));
    check_refused(&report, "path: critical-extension-unknown", SubIndication::ChainConstraintsFailure);
}

#[test]
fn a_certificate_of_the_other_ca_or_policy_is_refused() {
    let mut other_ca = Forged::auth();
    other_ca.issuer = forge::ca_name();
    let report = judge(&token(&other_ca, Key::holder(), ORIGIN, NONCE));
    check_refused(&report, "path: anchor-of-other-kind", SubIndication::ChainConstraintsFailure);
    let mut other_policy = Forged::auth();
    other_policy.set(forge::CERTIFICATE_POLICIES, true, &forge::policies("1.2.392.200149.8.5.1.1.20"));
    let report = judge(&token(&other_policy, Key::holder(), ORIGIN, NONCE));
    check_refused(&report, "policy: policy-of-other-kind", SubIndication::ChainConstraintsFailure);
}

#[test]
fn certificates_that_are_not_valid_now() {
    let mut expired = Forged::auth();
    expired.not_after = utc_time("261122095402Z");
    let report = judge(&token(&expired, Key::holder(), ORIGIN, NONCE));
    check_refused(&report, "validity: expired", SubIndication::OutOfBoundsNoPoe);
    let mut early = Forged::auth();
    early.not_before = utc_time("261122095404Z");
    let report = judge(&token(&early, Key::holder(), ORIGIN, NONCE));
    check_refused(&report, "validity: not-yet-valid", SubIndication::NotYetValid);
}

#[test]
fn what_is_no_token_is_a_format_failure() {
    let refused = |token: &[u8]| {
        let report = verify_login(token, ORIGIN, NONCE, &[anchor(Key::ca())], now());
        check_refused(&report, "format: token-malformed", SubIndication::FormatFailure);
        assert_eq!(report.findings.len(), 7);
        assert_eq!(report.signer, None);
    };
    refused(b"");
    refused(b"{}");
    refused(good().to_string().replace("-v1", "-v2").as_bytes());
    let report = judge(&json(&sequence(&[]), &[0; 256]));
    check_refused(
        &report,
        "signature: signer-certificate-malformed",
        SubIndication::NoSigningCertificateFound,
    );
}

/// The server's own mistake: no login can be for such an origin, so none is accepted.
#[test]
fn a_server_that_does_not_know_its_origin_accepts_nothing() {
    let json = good().to_string();
    for (origin, nonce) in
        [("https://shinsei.city.example.lg.jp/", NONCE), ("", NONCE), (ORIGIN, ""), (ORIGIN, "short")]
    {
        let report = verify_login(json.as_bytes(), origin, nonce, &[anchor(Key::ca())], now());
        assert_eq!(
            complaints(&report),
            ["signature: login-request-unfit", "revocation: revocation-not-checked"]
        );
        // It is nobody's fault who logs in, and no refusal of this login for ever.
        assert_eq!((report.indication, report.refusal()), (Indication::Indeterminate, None));
        assert!(!report.findings[1].sentences().ja.contains("読み取れません"));
    }
}

/// One byte changed anywhere is never accepted.
#[test]
fn an_altered_byte_is_noticed() {
    let der = Forged::auth().signed_by(Key::ca());
    let signature = Key::holder().sign(&to_be_signed(ORIGIN, NONCE, &der).unwrap());
    for place in 0..der.len() {
        let mut altered = der.clone();
        altered[place] ^= 1;
        assert_ne!(
            judge(&json(&altered, &signature)).sub_indication,
            Some(SubIndication::TryLater),
            "byte {place}"
        );
    }
    for place in 0..signature.len() {
        let mut altered = signature.clone();
        altered[place] ^= 1;
        assert_ne!(
            judge(&json(&der, &altered)).sub_indication,
            Some(SubIndication::TryLater),
            "byte {place}"
        );
    }
}
