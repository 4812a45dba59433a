//! Which answers count, and what the report then says.

use super::{CONTENT, anchor, complaints, now};
use crate::forge::certificate::Certificate as Forged;
use crate::forge::revocation::{Crl as ForgedCrl, entry, reason};
use crate::forge::signature::{self, Signature};
use crate::forge::{Key, utc_time};
use crate::report::{Check, Indication, Outcome, Report, RevocationStatus, SubIndication};
use crate::revocation::{Answer, Crl, ReasonCode, Revoked, SourceKind, Status};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use crate::verify::{Examination, examine};
use std::time::Duration;

/// The serial number of [`Forged::sign`].
const SERIAL: [u8; 3] = [0x01, 0xea, 0x01];

fn examined() -> Examination {
    examine(&Signature::of(CONTENT).signed_by(Key::holder()), None, &[anchor(Key::ca())], now())
}

fn list(change: impl FnOnce(&mut ForgedCrl)) -> Crl {
    let mut list = ForgedCrl::of(Key::ca());
    change(&mut list);
    Crl::from_der(list.signed_by(Key::ca()), &anchor(Key::ca())).unwrap()
}

fn revoking(at: &str, code: u8) -> Crl {
    list(|list| list.entries = vec![entry(&SERIAL, at, &[reason(code)])])
}

fn by_list(crl: &Crl) -> Answer<'_> {
    Answer::Crl { crl, source: "sign.crl", at: now() }
}

fn by_operator(status: Status) -> Answer<'static> {
    Answer::Operator { status, this_update: now(), source: "PF", at: now() }
}

fn reason_of(report: &Report) -> String {
    let finding = report.finding(Check::Revocation).unwrap();
    serde_json::to_value(finding).unwrap()["reason"].as_str().unwrap().to_owned()
}

/// What the report says where the list is of this form and the verdict is for this time.
fn verdict(crl: &Crl, at: &str) -> String {
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let at: UnixTime = at.parse().unwrap();
    let answer = Answer::Crl { crl, source: "sign.crl", at };
    reason_of(&examine(&signed, None, &[anchor(Key::ca())], at).conclude(&[answer]))
}

#[test]
fn a_list_without_the_certificate_makes_the_verdict_whole() {
    let examination = examined();
    assert!(examination.revocation_decides());
    assert_eq!(examination.signer().unwrap().serial_number(), SERIAL);
    assert_eq!(examination.issuer().unwrap().name(), anchor(Key::ca()).name());
    let crl = list(|_| {});
    let report = examination.conclude(&[by_list(&crl)]);
    assert_eq!((report.indication, report.sub_indication), (Indication::TotalPassed, None));
    assert!(complaints(&report).is_empty());
    assert_eq!(
        serde_json::to_value(&report.revocation).unwrap(),
        serde_json::json!({
            "status": "good",
            "source": { "kind": "crl", "name": "sign.crl" },
            "thisUpdate": "2026-11-22T08:00:00Z",
            "nextUpdate": "2026-11-23T08:00:00Z",
            "answeredAt": "2026-11-22T09:54:03Z",
            "answers": [{
                "source": { "kind": "crl", "name": "sign.crl" },
                "status": "good",
                "answeredAt": "2026-11-22T09:54:03Z",
            }],
        })
    );
}

#[test]
fn the_order_of_revocation_and_signature() {
    // The signer says to have signed at 2026-11-22T09:54:03Z.
    let before = examined().conclude(&[by_list(&revoking("261122095402Z", 1))]);
    assert_eq!(
        (before.indication, before.sub_indication),
        (Indication::TotalFailed, Some(SubIndication::Revoked))
    );
    let after = examined().conclude(&[by_list(&revoking("261122095404Z", 1))]);
    assert_eq!(
        (after.indication, after.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::RevokedNoPoe))
    );
    for report in [before, after] {
        assert_eq!(report.refusal().unwrap().check, Check::Revocation);
        assert_eq!(report.revocation.status, RevocationStatus::Revoked);
        assert_eq!(report.revocation.reason_code, Some(ReasonCode::KeyCompromise));
        assert!(report.revocation.revoked_at.is_some());
    }
}

#[test]
fn each_reason_has_its_own_words() {
    let sentences = |code| {
        let report = examined().conclude(&[by_list(&revoking("261122100000Z", code))]);
        report.finding(Check::Revocation).unwrap().sentences.clone()
    };
    let hint = "住所や氏名などが変わった可能性があります。";
    let changed = sentences(3);
    assert!(
        changed.ja.contains("住所・氏名・生年月日・性別の変更") && changed.ja.ends_with(hint),
        "{}",
        changed.ja
    );
    assert!(changed.ja.contains("2026年11月22日19時00分00秒"), "{}", changed.ja);
    assert!(changed.en.ends_with("The holder's address or name may have changed."), "{}", changed.en);
    let deleted = sentences(5);
    assert!(deleted.ja.contains("住民票の消除") && !deleted.ja.contains(hint), "{}", deleted.ja);
    assert!(sentences(0).ja.contains(hint));
    let on_hold = sentences(6);
    assert!(on_hold.ja.contains("一時的に止められています"), "{}", on_hold.ja);
    assert!(on_hold.en.contains("on hold since"), "{}", on_hold.en);
}

#[test]
fn an_answer_counts_only_while_it_is_fresh() {
    let crl = list(|_| {});
    assert_eq!(verdict(&crl, "2026-11-22T09:54:03Z"), "not-revoked");
    assert_eq!(verdict(&crl, "2026-11-23T08:00:00Z"), "not-revoked");
    assert_eq!(verdict(&crl, "2026-11-23T08:00:01Z"), "revocation-answer-stale");
    assert_eq!(verdict(&crl, "2026-11-22T07:55:00Z"), "not-revoked");
    assert_eq!(verdict(&crl, "2026-11-22T07:54:59Z"), "revocation-answer-refused");
    // Without a nextUpdate the greatest age decides.
    let endless = list(|list| list.next_update = Vec::new());
    assert_eq!(verdict(&endless, "2026-11-29T08:00:00Z"), "not-revoked");
    assert_eq!(verdict(&endless, "2026-11-29T08:00:01Z"), "revocation-answer-stale");
    let hour = Duration::from_secs(60 * 60);
    let report = examined().conclude_within(&[by_list(&crl)], hour);
    assert_eq!(reason_of(&report), "revocation-answer-stale");
    assert_eq!(report.revocation.status, RevocationStatus::Unknown);
    assert_eq!(report.indication, Indication::Indeterminate);
    assert_eq!(report.refusal(), None);
}

/// A verdict for last week may rest on what a source says today.
#[test]
fn newer_knowledge_serves_an_older_question() {
    let crl = list(|list| {
        list.this_update = utc_time("261129080000Z");
        list.next_update = utc_time("261130080000Z");
    });
    let at = "2026-11-29T09:00:00Z".parse().unwrap();
    let report = examined().conclude(&[Answer::Crl { crl: &crl, source: "sign.crl", at }]);
    assert_eq!(report.indication, Indication::TotalPassed);
}

#[test]
fn a_list_of_another_issuer_does_not_count() {
    let other = anchor(Key::other());
    let of_other = Crl::from_der(ForgedCrl::of(Key::other()).signed_by(Key::other()), &other).unwrap();
    let report = examined().conclude(&[by_list(&of_other)]);
    assert_eq!(reason_of(&report), "revocation-answer-refused");
    // Nor does any where the issuer is not known.
    let crl = list(|_| {});
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let nobody = examine(&signed, None, &[], now());
    assert!(!nobody.revocation_decides());
    assert_eq!(reason_of(&nobody.conclude(&[by_list(&crl)])), "revocation-answer-refused");
}

#[test]
fn the_first_that_decides_counts_and_all_are_named() {
    let good = list(|_| {});
    let unavailable = Answer::Unavailable {
        kind: SourceKind::Ocsp,
        source: "http://ocsp",
        explanation: "no answer in 5 s",
        at: now(),
    };
    let refused =
        Answer::Refused { kind: SourceKind::Ocsp, source: "http://ocsp", explanation: "no DER", at: now() };
    let report = examined().conclude(&[unavailable, refused, by_operator(Status::Unknown), by_list(&good)]);
    assert_eq!(report.indication, Indication::TotalPassed);
    assert_eq!(report.revocation.source.as_ref().unwrap().name, "sign.crl");
    let named: Vec<_> =
        report.revocation.answers.iter().map(|answer| (answer.source.name.as_str(), answer.status)).collect();
    assert_eq!(
        named,
        [
            ("http://ocsp", RevocationStatus::Unknown),
            ("http://ocsp", RevocationStatus::Unknown),
            ("PF", RevocationStatus::Unknown),
            ("sign.crl", RevocationStatus::Good)
        ]
    );
    assert!(report.revocation.answers[0].explanation.as_ref().unwrap().contains("no answer in 5 s"));
    // None decides: the finding is that of the first.
    for (answers, reason) in [
        (vec![unavailable, refused], "revocation-unavailable"),
        (vec![refused, unavailable], "revocation-answer-refused"),
        (vec![by_operator(Status::Unknown), unavailable], "revocation-unknown"),
    ] {
        let report = examined().conclude(&answers);
        assert_eq!(reason_of(&report), reason);
        assert_eq!(report.finding(Check::Revocation).unwrap().outcome, Outcome::Indeterminate);
        assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
    }
}

/// Sources can contradict each other: whoever says revoked is believed.
#[test]
fn no_yes_is_louder_than_a_no() {
    let good = list(|_| {});
    let revoked = by_operator(Status::Revoked(Revoked { at: now(), reason: None }));
    for answers in [[by_list(&good), revoked], [revoked, by_list(&good)]] {
        let report = examined().conclude(&answers);
        assert_eq!(report.revocation.status, RevocationStatus::Revoked);
        assert_eq!(report.revocation.source.as_ref().unwrap().kind, SourceKind::Operator);
        assert_eq!(report.indication, Indication::TotalFailed);
    }
}

/// No good answer makes up for another finding.
#[test]
fn a_good_answer_heals_nothing() {
    let mut signature = Signature::of(CONTENT);
    signature.set(signature::MESSAGE_DIGEST, &[&crate::forge::octet_string(&[0; 32])]);
    let examination = examine(&signature.signed_by(Key::holder()), None, &[anchor(Key::ca())], now());
    assert!(!examination.revocation_decides());
    let crl = list(|_| {});
    let report = examination.conclude(&[by_list(&crl)]);
    assert_eq!(
        (report.indication, report.sub_indication),
        (Indication::TotalFailed, Some(SubIndication::HashFailure))
    );
    assert_eq!(report.revocation.status, RevocationStatus::Good);
    let auth = TrustAnchor::from_der(&Forged::auth_ca(Key::ca()).signed_by(Key::ca())).unwrap();
    let signed = Signature::with_certificate(CONTENT, &Forged::auth()).signed_by(Key::holder());
    assert!(!examine(&signed, None, &[auth], now()).revocation_decides());
    assert!(!examine(b"nothing", None, &[], now()).revocation_decides());
}
