use super::*;
use crate::forge::Key;
use crate::forge::certificate::Certificate as Forged;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::LazyLock;

const ORIGIN: &str = "https://shinsei.city.example.lg.jp";
const NONCE: &str = "b2f0c1d2e3f4a5b6c7d8";

static CERTIFICATE: LazyLock<Vec<u8>> = LazyLock::new(|| Forged::auth().signed_by(Key::ca()));

/// What the card's key signs, written out without the code under test.
fn login(origin: &str, nonce: &str, certificate: &[u8]) -> Vec<u8> {
    let length = |text: &str| (u16::try_from(text.len()).unwrap()).to_be_bytes();
    [
        b"jitsuin-authentication-v1\0",
        &length(origin)[..],
        origin.as_bytes(),
        &length(nonce),
        nonce.as_bytes(),
        &crate::forge::sha256(certificate),
    ]
    .concat()
}

fn signature() -> Vec<u8> {
    Key::holder().sign(&login(ORIGIN, NONCE, &CERTIFICATE))
}

fn token() -> Token {
    Token::new(&CERTIFICATE, &signature(), ORIGIN, NONCE).unwrap()
}

/// Code, field and reason.
fn refusal(error: TokenError) -> (&'static str, Option<String>, Option<String>) {
    let facts = error.facts();
    assert_eq!(
        facts.position.is_some(),
        error.code() == "certificate-malformed" && facts.field.as_deref() != Some("keyUsage")
    );
    (error.code(), facts.field, facts.reason)
}

#[test]
fn the_bytes_that_are_signed() {
    assert_eq!(to_be_signed(ORIGIN, NONCE, &CERTIFICATE), Ok(login(ORIGIN, NONCE, &CERTIFICATE)));
    let bytes = to_be_signed("http://localhost", "0123456789abcdef", b"abc").unwrap();
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let text = format!(
        "{}00{}{}{}{}{digest}",
        base16ct::lower::encode_string(b"jitsuin-authentication-v1"),
        "0010",
        base16ct::lower::encode_string(b"http://localhost"),
        "0010",
        base16ct::lower::encode_string(b"0123456789abcdef"),
    );
    assert_eq!(base16ct::lower::encode_string(&bytes), text);
}

/// The lengths are signed, so that no part can be taken for its neighbour's.
#[test]
fn a_part_cannot_move_to_its_neighbour() {
    let one = to_be_signed("https://city.example", "0123456789abcdef", b"").unwrap();
    let other = to_be_signed("https://city.exampl", "e0123456789abcdef", b"").unwrap();
    assert_ne!(one, other);
}

/// A refusal repeats what the page sent, and is read on terminals.
#[test]
fn a_refusal_repeats_nothing_that_is_not_seen() {
    let json = "{\"a\u{9b}2J\u{202e}\":1}";
    let (_, _, reason) = refusal(Token::from_json(json.as_bytes()).unwrap_err());
    let reason = reason.unwrap();
    assert!(reason.contains(r"a\u{9b}2J\u{202e}"), "{reason}");
}

#[test]
fn origins_and_nonces_that_no_login_can_be_for() {
    let long_host = format!("https://{}", ["a".repeat(60).as_str(); 4].join("."));
    assert_eq!(long_host.len(), 251);
    assert!(to_be_signed(&format!("{long_host}:123"), NONCE, &[]).is_ok());
    let long = format!("{long_host}:12345");
    for origin in [
        "",
        "null",
        "https://",
        "http://city.example",
        "https://city.example/",
        "https://City.example",
        &long,
    ] {
        let (code, field, _) = refusal(to_be_signed(origin, NONCE, &[]).unwrap_err());
        assert_eq!((code, field.as_deref()), ("token-malformed", Some("origin")), "{origin}");
    }
    assert!(to_be_signed(ORIGIN, &"n".repeat(255), &[]).is_ok());
    for nonce in ["", "fifteen letters", "0123456789abcdeé", "0123456789abcde\n", &"n".repeat(256)] {
        let (code, field, _) = refusal(to_be_signed(ORIGIN, nonce, &[]).unwrap_err());
        assert_eq!((code, field.as_deref()), ("token-malformed", Some("nonce")), "{nonce}");
    }
}

#[test]
fn a_token_is_read_as_it_was_written() {
    let token = token();
    let json = serde_json::to_vec(&token).unwrap();
    assert_eq!(Token::from_json(&json), Ok(token.clone()));
    let object: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(object["format"], "jitsuin-authentication-v1");
    assert_eq!(object.as_object().unwrap().len(), 3);
    assert_eq!(token.certificate(), &CERTIFICATE[..]);
    assert_eq!(token.signature(), signature());
}

#[test]
fn what_does_not_verify_does_not_leave() {
    let new = |certificate: &[u8], signature: &[u8], origin: &str, nonce: &str| {
        refusal(Token::new(certificate, signature, origin, nonce).unwrap_err())
    };
    let good = signature();
    let mismatch = "the signature does not verify with the certificate's key";
    let altered = [&good[..255], &[good[255] ^ 1]].concat();
    let by_another_key = Key::other().sign(&login(ORIGIN, NONCE, &CERTIFICATE));
    let of_a_document = Key::holder().sign(b"a document");
    for (origin, nonce, signature) in [
        ("https://phishing.example", NONCE, &good),
        (ORIGIN, "b2f0c1d2e3f4a5b6c7d9", &good),
        (ORIGIN, NONCE, &altered),
        (ORIGIN, NONCE, &by_another_key),
        (ORIGIN, NONCE, &of_a_document),
        (ORIGIN, NONCE, &good[..255].to_vec()),
        (ORIGIN, NONCE, &Vec::new()),
    ] {
        let (code, _, reason) = new(&CERTIFICATE, signature, origin, nonce);
        assert_eq!((code, reason.as_deref()), ("signature-invalid", Some(mismatch)));
    }
    assert_eq!(new(&CERTIFICATE, &good, "https://city.example/", NONCE).0, "token-malformed");
    assert_eq!(new(&[0x30, 0x00], &good, ORIGIN, NONCE).0, "certificate-malformed");
}

#[test]
fn a_certificate_that_is_not_for_logging_in_makes_no_token() {
    let mut neither = Forged::auth();
    neither.remove(crate::forge::certificate::EXT_KEY_USAGE);
    let mut both = Forged::auth();
    both.set(
        crate::forge::certificate::KEY_USAGE,
        true,
        crate::forge::certificate::DIGITAL_SIGNATURE_AND_NON_REPUDIATION,
    );
    for certificate in [Forged::sign(), Forged::ca(Key::ca()), neither, both] {
        let der = certificate.signed_by(Key::ca());
        let signature = Key::holder().sign(&login(ORIGIN, NONCE, &der));
        let (code, field, _) = refusal(Token::new(&der, &signature, ORIGIN, NONCE).unwrap_err());
        assert_eq!((code, field.as_deref()), ("certificate-malformed", Some("keyUsage")));
    }
    let small = Key::generate(1024);
    let mut weak = Forged::auth();
    weak.spki = small.spki();
    let weak = weak.signed_by(Key::ca());
    let signature = small.sign(&login(ORIGIN, NONCE, &weak));
    let error = Token::new(&weak, &signature, ORIGIN, NONCE).unwrap_err();
    assert_eq!(
        (error.code(), error.facts().algorithm.as_deref()),
        ("algorithm-unsupported", Some("rsa-1024"))
    );
}

#[test]
fn json_that_is_no_token() {
    let good = serde_json::to_value(token()).unwrap();
    let with = |member: &str, value: serde_json::Value| {
        let mut object = good.clone();
        object[member] = value;
        object.to_string()
    };
    let cases = [
        (String::new(), "token"),
        ("null".into(), "token"),
        ("[]".into(), "token"),
        ("{}".into(), "token"),
        (format!("{good}x"), "token"),
        (with("format", "jitsuin-authentication-v2".into()), "token"),
        (with("certificate", 1.into()), "token"),
        (with("origin", ORIGIN.into()), "token"),
        (good.to_string().replacen('{', r#"{"signature":"AAAA","#, 1), "token"),
        (with("certificate", "".into()), "certificate"),
        (with("certificate", "not base64".into()), "certificate"),
        (with("certificate", "A".repeat(24 * 1024).into()), "certificate"),
        (with("signature", "AA".into()), "signature"),
        (with("signature", "AB==".into()), "signature"),
        (with("signature", "_-8=".into()), "signature"),
        (with("signature", "A".repeat(2048).into()), "signature"),
        (" ".repeat(MAX_TOKEN + 1), "token"),
    ];
    for (json, field) in cases {
        let (code, found, reason) = refusal(Token::from_json(json.as_bytes()).unwrap_err());
        let start: String = json.chars().take(60).collect();
        assert_eq!((code, found.as_deref()), ("token-malformed", Some(field)), "{start}");
        assert!(reason.is_some());
    }
}

#[test]
fn the_largest_certificate_fits() {
    let members = serde_json::json!({
        "format": FORMAT,
        "certificate": STANDARD.encode([0; crate::certificate::MAX_CERTIFICATE]),
        "signature": STANDARD.encode([0; 512]),
    });
    assert!(Token::from_json(members.to_string().as_bytes()).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_no_token(bytes in vec(any::<u8>(), 0..512)) {
        prop_assert!(Token::from_json(&bytes).is_err());
    }

    #[test]
    fn random_members_are_survived(certificate in "[A-Za-z0-9+/]{0,64}={0,2}", signature in "[A-Za-z0-9+/]{0,64}={0,2}") {
        let json = serde_json::json!({ "format": FORMAT, "certificate": certificate, "signature": signature });
        if let Ok(token) = Token::from_json(json.to_string().as_bytes()) {
            prop_assert_eq!(serde_json::to_value(&token).unwrap(), json);
        }
    }

    #[test]
    fn any_origin_and_nonce_are_survived(origin in any::<String>(), nonce in any::<String>(), certificate in vec(any::<u8>(), 0..64)) {
        if let Ok(bytes) = to_be_signed(&origin, &nonce, &certificate) {
            prop_assert_eq!(bytes, login(&origin, &nonce, &certificate));
        }
    }
}
