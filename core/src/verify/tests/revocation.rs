//! Which answers count, and what the report then says.

use super::{CONTENT, anchor, complaints, now};
use crate::forge::certificate::Certificate as Forged;
use crate::forge::ocsp::{self, Response as ForgedResponse, Single};
use crate::forge::revocation::{Crl as ForgedCrl, entry, reason};
use crate::forge::signature::{self, Signature};
use crate::forge::{Key, utc_time};
use crate::report::{Check, Indication, Outcome, Report, RevocationStatus, SubIndication};
use crate::revocation::ocsp::Response;
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

fn response(forged: &ForgedResponse) -> Response {
    Response::from_der(&forged.signed_by(Key::ca()), &anchor(Key::ca())).unwrap()
}

/// What the report says where a responder answers so, with or without a nonce that was sent.
fn by_responder(forged: &ForgedResponse, nonce: Option<&[u8]>) -> Report {
    let response = response(forged);
    examined().conclude(&[Answer::Ocsp { response: &response, nonce, source: "http://ocsp", at: now() }])
}

#[test]
fn a_response_decides_by_its_status() {
    let good = by_responder(&ForgedResponse::of(&Single::good()), None);
    assert_eq!(good.indication, Indication::TotalPassed);
    assert_eq!(good.revocation.source.as_ref().unwrap().kind, SourceKind::Ocsp);
    assert_eq!(good.revocation.next_update.unwrap().to_string(), "2026-11-23T08:00:00Z");
    let revoked = by_responder(&ForgedResponse::of(&Single::revoked("20261101000000Z", Some(3))), None);
    assert_eq!(revoked.sub_indication, Some(SubIndication::Revoked));
    assert_eq!(revoked.revocation.reason_code, Some(ReasonCode::AffiliationChanged));
    let without_reason = by_responder(&ForgedResponse::of(&Single::revoked("20261201000000Z", None)), None);
    assert_eq!(without_reason.sub_indication, Some(SubIndication::RevokedNoPoe));
    assert_eq!(without_reason.revocation.reason_code, None);
    let unknown = by_responder(&ForgedResponse::of(&Single::unknown()), None);
    assert_eq!(reason_of(&unknown), "revocation-unknown");
    assert_eq!(unknown.revocation.status, RevocationStatus::Unknown);
    let sha_256 = Single { cert_id: ocsp::cert_id_sha256(&SERIAL), ..Single::good() };
    assert_eq!(by_responder(&ForgedResponse::of(&sha_256), None).indication, Indication::TotalPassed);
}

#[test]
fn a_response_that_answers_another_question_does_not_count() {
    let refused = |single: Single, explanation: &str| {
        let report = by_responder(&ForgedResponse::of(&single), None);
        assert_eq!(reason_of(&report), "revocation-answer-refused");
        let words = &report.finding(Check::Revocation).unwrap().sentences.en;
        assert!(words.contains(explanation), "{words}");
    };
    let about = |cert_id: Vec<u8>| Single { cert_id, ..Single::good() };
    refused(about(ocsp::cert_id(&[0x01, 0xea, 0x02])), "another certificate");
    refused(about(ocsp::cert_id(&[0x01, 0xea])), "another certificate");
    let mut other_key = ocsp::cert_id(&SERIAL);
    let last_of_key_hash = other_key.len() - 6;
    other_key[last_of_key_hash] ^= 1;
    refused(about(other_key), "another certificate");
    let unknown_hash = crate::forge::sequence(&[
        &crate::forge::algorithm("2.16.840.1.101.3.4.2.2"),
        &crate::forge::octet_string(&[0; 48]),
        &crate::forge::octet_string(&[0; 48]),
        &crate::forge::integer(&SERIAL),
    ]);
    refused(about(unknown_hash), "another certificate");
    refused(
        Single { this_update: ocsp::time("20261122110000Z"), ..Single::good() },
        "later than its producedAt",
    );
    let mut from_the_future =
        ForgedResponse::of(&Single { this_update: ocsp::time("20261122110000Z"), ..Single::good() });
    from_the_future.produced_at = ocsp::time("20261122110000Z");
    assert_eq!(reason_of(&by_responder(&from_the_future, None)), "revocation-answer-refused");

    let mut twice = ForgedResponse::of(&Single::good());
    twice.responses.push(Single::revoked("20261101000000Z", None).der());
    assert_eq!(reason_of(&by_responder(&twice, None)), "revocation-answer-refused");
    let mut early = ForgedResponse::of(&Single::good());
    early.produced_at = ocsp::time("20261122070000Z");
    assert_eq!(reason_of(&by_responder(&early, None)), "revocation-answer-refused");
}

#[test]
fn a_nonce_that_was_sent_must_come_back() {
    let without = ForgedResponse::of(&Single::good());
    let with = without.clone().with_nonce(&[7; 32]);
    assert_eq!(reason_of(&by_responder(&with, Some(&[7; 32]))), "not-revoked");
    assert_eq!(reason_of(&by_responder(&with, None)), "not-revoked");
    assert_eq!(reason_of(&by_responder(&with, Some(&[8; 32]))), "revocation-answer-refused");
    assert_eq!(reason_of(&by_responder(&with, Some(&[7; 31]))), "revocation-answer-refused");
    assert_eq!(reason_of(&by_responder(&without, Some(&[7; 32]))), "revocation-answer-refused");
}

#[test]
fn a_list_from_after_the_certificates_end_says_nothing_good_of_it() {
    // A CA may leave out what has expired (RFC 5280 §3.3); what it still names counts.
    let late = |list: &mut ForgedCrl| {
        list.this_update = utc_time("391122000000Z");
        list.next_update = utc_time("391123000000Z");
    };
    let asked = |crl: &Crl| {
        let answer = Answer::Crl { crl, source: "sign.crl", at: "2039-11-22T01:00:00Z".parse().unwrap() };
        reason_of(&examined().conclude(&[answer]))
    };
    assert_eq!(asked(&list(late)), "revocation-answer-refused");
    let naming = list(|list| {
        late(list);
        list.entries = vec![entry(&SERIAL, "261101000000Z", &[reason(3)])];
    });
    assert_eq!(asked(&naming), "revoked");
}

#[test]
fn a_stale_response_does_not_count() {
    let ended =
        Single { next_update: crate::forge::explicit(0, &ocsp::time("20261122095402Z")), ..Single::good() };
    assert_eq!(reason_of(&by_responder(&ForgedResponse::of(&ended), None)), "revocation-answer-stale");
    let old =
        Single { this_update: ocsp::time("20261115095402Z"), next_update: Vec::new(), ..Single::good() };
    assert_eq!(reason_of(&by_responder(&ForgedResponse::of(&old), None)), "revocation-answer-stale");
}

#[test]
fn a_responder_answers_only_while_its_own_certificate_is_valid() {
    let judged = |change: fn(&mut Forged)| {
        let mut responder = Forged::responder();
        change(&mut responder);
        let der = ForgedResponse::delegated(&Single::good(), &responder).signed_by(Key::other());
        let response = Response::from_der(&der, &anchor(Key::ca())).unwrap();
        let answer = Answer::Ocsp { response: &response, nonce: None, source: "http://ocsp", at: now() };
        reason_of(&examined().conclude(&[answer]))
    };
    assert_eq!(judged(|_| {}), "not-revoked");
    assert_eq!(
        judged(|responder| responder.not_after = utc_time("261122095359Z")),
        "revocation-answer-refused"
    );
    assert_eq!(
        judged(|responder| responder.not_after = utc_time("261122095402Z")),
        "revocation-answer-refused"
    );
    assert_eq!(
        judged(|responder| responder.not_before = utc_time("261122095401Z")),
        "revocation-answer-refused"
    );
}
