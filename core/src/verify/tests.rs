use super::*;
use crate::forge::certificate::{self as forge, Certificate as Forged};
use crate::forge::signature::{self, Signature};
use crate::forge::{Key, NOW, SHA_256, algorithm, integer, oid, sequence, sha256, tlv, utc_time};
use crate::report::{Indication, Outcome, SubIndication};

mod revocation;
mod vectors;

const CONTENT: &[u8] = b"content";
const EXTENSION_OF_NOBODY: &str = "1.2.392.200149.99";

fn now() -> UnixTime {
    NOW.0.parse().unwrap()
}

fn anchor(key: &Key) -> TrustAnchor {
    TrustAnchor::from_der(&Forged::ca(key).signed_by(key)).unwrap()
}

fn judge(signed: &[u8]) -> Report {
    let auth_ca = TrustAnchor::from_der(&Forged::auth_ca(Key::ca()).signed_by(Key::ca())).unwrap();
    verify(signed, None, &[anchor(Key::ca()), auth_ca], now())
}

/// The findings that are not passed, as `check: reason`.
fn complaints(report: &Report) -> Vec<String> {
    let complaint = |finding: &Finding| {
        let json = serde_json::to_value(finding).unwrap();
        format!("{}: {}", json["check"].as_str().unwrap(), json["reason"].as_str().unwrap())
    };
    report.findings.iter().filter(|finding| finding.outcome != Outcome::Passed).map(complaint).collect()
}

#[test]
fn everything_but_revocation_passes() {
    let report = judge(&Signature::of(CONTENT).signed_by(Key::holder()));
    assert_eq!(complaints(&report), ["revocation: revocation-not-checked"]);
    assert_eq!(report.indication, Indication::Indeterminate);
    assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
    assert_eq!(report.refusal(), None);
    assert_eq!(report.signer.as_ref().unwrap().holder.as_ref().unwrap().name, "実印　花子");
    assert_eq!(report.signing_time, Some(now()));
    let content = report.content.as_ref().unwrap();
    assert_eq!((content.size, content.attached), (7, true));
}

#[test]
fn the_json_of_a_report() {
    let json = serde_json::to_value(judge(&Signature::of(CONTENT).signed_by(Key::holder()))).unwrap();
    assert_eq!(json["indication"], "INDETERMINATE");
    assert_eq!(json["subIndication"], "TRY_LATER");
    assert_eq!(json["revocation"], serde_json::json!({ "status": "not-checked" }));
    assert_eq!(json["at"], NOW.0);
    assert_eq!(
        json["findings"][2],
        serde_json::json!({
            "check": "signature",
            "outcome": "passed",
            "reason": "signature-matches",
            "facts": { "algorithm": "rsa-2048" },
            "sentences": {
                "en": "The signature was made with the certificate's key (rsa-2048).",
                "ja": "この電子証明書の鍵で署名されています（rsa-2048）。",
            },
        })
    );
    assert_eq!(
        json["findings"][8],
        serde_json::json!({
            "check": "revocation",
            "outcome": "indeterminate",
            "subIndication": "TRY_LATER",
            "reason": "revocation-not-checked",
            "sentences": { "en": "Revocation was not checked.", "ja": "失効の確認をしていません。" },
        })
    );
    let checks: Vec<_> =
        json["findings"].as_array().unwrap().iter().map(|finding| &finding["check"]).collect();
    assert_eq!(
        checks,
        [
            "format",
            "integrity",
            "signature",
            "signing-certificate",
            "certificate-kind",
            "path",
            "policy",
            "validity",
            "revocation"
        ]
    );
}

#[test]
fn what_may_differ_is_accepted() {
    let accepted = [
        ("a further attribute", {
            let mut signature = Signature::of(CONTENT);
            signature.set("1.2.840.113549.1.9.15", &[&sequence(&[])]);
            signature
        }),
        ("rsaEncryption with the digest told apart", {
            let mut signature = Signature::of(CONTENT);
            signature.signature_algorithm = algorithm(crate::forge::RSA_ENCRYPTION);
            signature
        }),
        ("NULL parameters of the digest", {
            let mut signature = Signature::of(CONTENT);
            signature.digest_algorithm = algorithm(SHA_256);
            signature.digest_algorithms = vec![algorithm(SHA_256)];
            signature
        }),
        ("the CA's certificate in front of the signer's", {
            let mut signature = Signature::of(CONTENT);
            signature.certificates.insert(0, Forged::ca(Key::ca()).signed_by(Key::ca()));
            signature
        }),
        ("a signer named by key identifier", {
            let mut signature = Signature::of(CONTENT);
            signature.name_by_key_identifier(&Key::holder().identifier());
            signature
        }),
        ("an OCSP response inside", {
            let mut signature = Signature::of(CONTENT);
            signature.carry_ocsp_response();
            signature
        }),
        ("a revocation list inside", {
            let mut signature = Signature::of(CONTENT);
            signature.crls = vec![sequence(&[])];
            signature
        }),
        ("an attribute certificate of version 1", {
            let mut signature = Signature::of(CONTENT);
            signature.version = integer(&[3]);
            signature.certificates.push(tlv(0xa1, &[]));
            signature
        }),
        ("an attribute certificate of version 2", {
            let mut signature = Signature::of(CONTENT);
            signature.version = integer(&[4]);
            signature.certificates.push(tlv(0xa2, &[]));
            signature
        }),
        ("as many certificates as archiving adds", {
            let mut signature = Signature::of(CONTENT);
            let ca = Forged::ca(Key::ca()).signed_by(Key::ca());
            signature.certificates.extend(std::iter::repeat_n(ca, 31));
            signature
        }),
        ("another certificate of that issuer and serial number in front", {
            let mut signature = Signature::of(CONTENT);
            let mut double = Forged::sign();
            double.not_after = utc_time("310217145959Z");
            signature.certificates.insert(0, double.signed_by(Key::ca()));
            signature
        }),
        ("an unknown extension that is not critical", {
            let mut certificate = Forged::sign();
            certificate.set(EXTENSION_OF_NOBODY, false, &integer(&[1]));
            Signature::with_certificate(CONTENT, &certificate)
        }),
        ("no key identifiers", {
            let mut certificate = Forged::sign();
            certificate.remove(forge::AUTHORITY_KEY_IDENTIFIER);
            Signature::with_certificate(CONTENT, &certificate)
        }),
    ];
    for (name, signature) in accepted {
        let report = judge(&signature.signed_by(Key::holder()));
        assert_eq!(complaints(&report), ["revocation: revocation-not-checked"], "{name}");
    }
}

#[test]
fn content_beside_the_signature() {
    let mut detached = Signature::of(CONTENT);
    detached.content = None;
    let detached = detached.signed_by(Key::holder());
    let attached = Signature::of(CONTENT).signed_by(Key::holder());
    let anchors = [anchor(Key::ca())];
    let integrity = |signed: &[u8], content: Option<&[u8]>| {
        let report = verify(signed, content, &anchors, now());
        report.finding(Check::Integrity).unwrap().reason.clone()
    };
    assert_eq!(integrity(&detached, Some(CONTENT)), Reason::ContentMatches);
    assert_eq!(integrity(&detached, Some(b"other")), Reason::MessageDigestMismatch);
    assert_eq!(integrity(&detached, None), Reason::ContentMissing);
    assert_eq!(integrity(&attached, Some(CONTENT)), Reason::ContentMatches);
    assert_eq!(integrity(&attached, Some(b"other")), Reason::ContentDiffers);
    assert_eq!(integrity(&attached, Some(b"")), Reason::ContentDiffers);
}

/// All generations of a CA have one name (CARD.md §4.1).
#[test]
fn the_anchor_is_found_by_key_and_not_by_name() {
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let path = |anchors: &[TrustAnchor]| {
        verify(&signed, None, anchors, now()).finding(Check::Path).unwrap().reason.clone()
    };
    let sha256 = |key| anchor(key).certificate().summary().sha256;
    for anchors in [[Key::ca(), Key::other()], [Key::other(), Key::ca()]] {
        match path(&anchors.map(anchor)) {
            Reason::PathToAnchor { sha256: found, .. } => assert_eq!(found, sha256(Key::ca())),
            reason => panic!("{reason}"),
        }
    }
    assert!(matches!(path(&[anchor(Key::other())]), Reason::AnchorMissing { .. }));
    assert!(matches!(path(&[]), Reason::AnchorMissing { .. }));

    // Without key identifiers the signature alone decides.
    let mut certificate = Forged::sign();
    certificate.remove(forge::AUTHORITY_KEY_IDENTIFIER);
    let signed = Signature::with_certificate(CONTENT, &certificate).signed_by(Key::holder());
    let path = |anchors: &[TrustAnchor]| {
        verify(&signed, None, anchors, now()).finding(Check::Path).unwrap().reason.clone()
    };
    assert!(matches!(path(&[anchor(Key::other()), anchor(Key::ca())]), Reason::PathToAnchor { .. }));
    assert!(matches!(path(&[anchor(Key::other())]), Reason::IssuerSignatureMismatch { .. }));
}

#[test]
fn anchors_that_must_not_issue() {
    let path = |change: fn(&mut Forged)| {
        let mut ca = Forged::ca(Key::ca());
        change(&mut ca);
        let anchor = TrustAnchor::from_der(&ca.signed_by(Key::ca())).unwrap();
        let signed = Signature::of(CONTENT).signed_by(Key::holder());
        let report = verify(&signed, None, &[anchor], now());
        complaints(&report).remove(0)
    };
    assert_eq!(path(|ca| ca.remove(forge::BASIC_CONSTRAINTS)), "path: issuer-not-ca");
    assert_eq!(path(|ca| ca.set(forge::BASIC_CONSTRAINTS, true, &sequence(&[]))), "path: issuer-not-ca");
    assert_eq!(path(|ca| ca.remove(forge::KEY_USAGE)), "path: issuer-not-ca");
    assert_eq!(path(|ca| ca.set(forge::KEY_USAGE, true, forge::DIGITAL_SIGNATURE)), "path: issuer-not-ca");
    assert_eq!(path(|ca| ca.set("2.5.29.30", true, &sequence(&[]))), "path: name-constraints-unsupported");
    assert_eq!(path(|ca| ca.set("2.5.29.30", false, &sequence(&[]))), "path: name-constraints-unsupported");
    assert_eq!(
        path(|ca| ca.set(EXTENSION_OF_NOBODY, true, &sequence(&[]))),
        "path: critical-extension-unknown"
    );
    assert_eq!(path(|ca| ca.not_after = utc_time("261122095402Z")), "validity: issuer-outside-validity");
}

#[test]
fn a_renewed_certificate_of_the_same_ca_key_serves_in_any_order() {
    let mut ended = Forged::ca(Key::ca());
    ended.not_after = utc_time("261122095402Z");
    let ended = TrustAnchor::from_der(&ended.signed_by(Key::ca())).unwrap();
    let mut no_ca = Forged::ca(Key::ca());
    no_ca.remove(forge::BASIC_CONSTRAINTS);
    let no_ca = TrustAnchor::from_der(&no_ca.signed_by(Key::ca())).unwrap();
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let good = anchor(Key::ca());
    for anchors in [[&ended, &no_ca, &good], [&good, &ended, &no_ca], [&no_ca, &good, &ended]] {
        let anchors: Vec<_> = anchors.into_iter().cloned().collect();
        assert_eq!(
            complaints(&verify(&signed, None, &anchors, now())),
            ["revocation: revocation-not-checked"]
        );
    }
}

#[test]
fn the_time_in_question_decides_on_validity() {
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let validity = |at: &str| {
        let report = verify(&signed, None, &[anchor(Key::ca())], at.parse().unwrap());
        complaints(&report).remove(0)
    };
    assert_eq!(validity("2025-10-27T01:35:56Z"), "validity: not-yet-valid");
    assert_eq!(validity("2026-11-21T09:54:03Z"), "revocation: revocation-not-checked");
    assert_eq!(validity("2026-11-21T09:54:02Z"), "validity: signing-time-in-future");
    assert_eq!(validity("2030-02-17T14:59:59.999Z"), "revocation: revocation-not-checked");
    assert_eq!(validity("2030-02-17T15:00:00Z"), "validity: expired");
}

/// A finding that failed is a refusal, also where the standard's word for it is INDETERMINATE.
#[test]
fn a_refusal_is_told_apart_from_a_question() {
    let auth = judge(&Signature::with_certificate(CONTENT, &Forged::auth()).signed_by(Key::holder()));
    assert_eq!(auth.indication, Indication::Indeterminate);
    assert_eq!(auth.refusal().unwrap().check, Check::CertificateKind);
    let without_anchor = verify(&Signature::of(CONTENT).signed_by(Key::holder()), None, &[], now());
    assert_eq!(without_anchor.refusal(), None);
}

#[test]
fn attributes_that_no_check_looks_at_are_named() {
    let mut signature = Signature::of(CONTENT);
    assert_eq!(judge(&signature.signed_by(Key::holder())).unjudged_attributes, Vec::<String>::new());
    signature.set("1.2.840.113549.1.9.15", &[&sequence(&[])]);
    let proof_of_approval = sequence(&[&oid("1.2.840.113549.1.9.16.6.5")]);
    signature.set(signature::COMMITMENT_TYPE, &[&proof_of_approval]);
    let report = judge(&signature.signed_by(Key::holder()));
    assert_eq!(complaints(&report), ["revocation: revocation-not-checked"]);
    assert_eq!(report.unjudged_attributes, ["1.2.840.113549.1.9.15"]);
    let json = serde_json::to_value(report).unwrap();
    assert_eq!(json["unjudgedAttributes"], serde_json::json!(["1.2.840.113549.1.9.15"]));
}

#[test]
fn another_meaning_is_not_accepted() {
    let format = |attribute, value: &[u8]| {
        let mut signature = Signature::of(CONTENT);
        signature.set(attribute, &[value]);
        let report = judge(&signature.signed_by(Key::holder()));
        (report.finding(Check::Format).unwrap().reason.clone(), report.refusal().is_some())
    };
    let explicit = sequence(&[&oid("1.2.3.4")]);
    let policy =
        |policy: Option<&str>| Reason::SignaturePolicyUnavailable { policy: policy.map(str::to_owned) };
    assert_eq!(format(signature::SIGNATURE_POLICY, &explicit), (policy(Some("1.2.3.4")), false));
    assert_eq!(format(signature::SIGNATURE_POLICY, &[0x05, 0x00]), (policy(None), false));
    let receipt = "1.2.840.113549.1.9.16.6.2";
    let expected = Reason::CommitmentOfOtherKind { commitment: receipt.into() };
    assert_eq!(format(signature::COMMITMENT_TYPE, &sequence(&[&oid(receipt)])), (expected, true));
    assert!(matches!(format(signature::COMMITMENT_TYPE, &integer(&[1])).0, Reason::Malformed { .. }));
}

/// Digests agree also where both were altered: only a signature that verifies says that it is the content.
#[test]
fn the_content_is_called_the_signed_one_only_if_it_was_signed() {
    let integrity = |report: &Report| report.finding(Check::Integrity).unwrap().reason.clone();
    let good = Signature::of(CONTENT).signed_by(Key::holder());
    assert_eq!(integrity(&judge(&good)), Reason::ContentMatches);
    let mut altered = good.clone();
    for (old, new) in [(CONTENT.to_vec(), b"tampere".to_vec()), (sha256(CONTENT), sha256(b"tampere"))] {
        let place = altered.windows(old.len()).position(|window| window == old).unwrap();
        altered[place..place + new.len()].copy_from_slice(&new);
    }
    let report = judge(&altered);
    assert_eq!(integrity(&report), Reason::DigestMatches);
    assert_eq!(report.indication, Indication::TotalFailed);
    assert!(!serde_json::to_string(&report).unwrap().contains("変わっていません"));
    let mut without_certificate = Signature::of(CONTENT);
    without_certificate.certificates.clear();
    assert_eq!(integrity(&judge(&without_certificate.signed_by(Key::holder()))), Reason::DigestMatches);
}

/// What is not supported may be another program's to check; what is forbidden is not.
#[test]
fn an_unsupported_algorithm_is_a_question_and_a_weak_one_a_refusal() {
    let with = |digest: &str| {
        let mut signature = Signature::of(CONTENT);
        signature.digest_algorithm = algorithm(digest);
        signature.digest_algorithms = vec![algorithm(digest)];
        judge(&signature.signed_by(Key::holder()))
    };
    let sha3_256 = with("2.16.840.1.101.3.4.2.8");
    assert_eq!(sha3_256.refusal(), None);
    assert_eq!(sha3_256.indication, Indication::Indeterminate);
    assert_eq!(with("1.3.14.3.2.26").refusal().unwrap().check, Check::Integrity);
    let mut short = Forged::sign();
    short.spki = Key::generate(1024).spki();
    let short = judge(&Signature::with_certificate(CONTENT, &short).signed_by(Key::holder()));
    assert_eq!(short.refusal().unwrap().check, Check::Signature);
}

/// One byte changed anywhere is never accepted, unless it is in what nothing protects and nothing reads.
#[test]
fn an_altered_byte_is_noticed() {
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let anchors = [anchor(Key::ca())];
    for place in 0..signed.len() {
        let mut altered = signed.clone();
        altered[place] ^= 1;
        let report = verify(&altered, Some(CONTENT), &anchors, now());
        assert_ne!(report.sub_indication, Some(SubIndication::TryLater), "byte {place}");
    }
}

#[test]
fn no_truncation_is_read() {
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    for length in 0..signed.len() {
        assert_eq!(complaints(&judge(&signed[..length]))[0], "format: malformed");
    }
    assert_eq!(complaints(&judge(&[&signed[..], &[0]].concat()))[0], "format: malformed");
}

/// BER conforms to RFC 5652, so it is no failure of the signature.
#[test]
fn ber_is_a_question_of_its_own() {
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    assert_eq!(signed[1], 0x82);
    let ber = [&[0x30, 0x80], &signed[4..], &[0, 0]].concat();
    let report = judge(&ber);
    assert_eq!(complaints(&report)[0], "format: ber-encoded");
    assert_eq!(
        (report.indication, report.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::Custom))
    );
    assert_eq!(report.refusal(), None);
    assert_eq!(complaints(&judge(&ber[..ber.len() - 1]))[0], "format: malformed");
}

#[test]
fn what_is_larger_than_is_read_is_a_question_too() {
    let report = judge(&vec![0; crate::cms::MAX_SIGNED_DATA + 1]);
    assert_eq!(complaints(&report)[0], "format: too-large");
    assert_eq!((report.indication, report.refusal()), (Indication::Indeterminate, None));
}

#[test]
fn ber_is_refused_and_says_where() {
    let report = judge(&[0x30, 0x80, 0x06, 0x09]);
    let finding = report.finding(Check::Format).unwrap();
    assert!(finding.sentences().en.contains("indefinite length"), "{}", finding.sentences().en);
}
