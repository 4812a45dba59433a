//! Which answers count, and what the report then says.

mod responses;

use super::{CONTENT, anchor, complaints, now};
use crate::forge::certificate::Certificate as Forged;
use crate::forge::ocsp::{self, Response as ForgedResponse, Single};
use crate::forge::revocation::{
    Crl as ForgedCrl, INVALIDITY_DATE, ISSUING_DISTRIBUTION_POINT, distribution_point, entry, extension,
    reason,
};
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
    Crl::from_der(list.signed_by(Key::ca()), &[anchor(Key::ca())]).unwrap()
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

/// What the signer says of the time proves nothing (EN 319 102-1 §5.2.6.4): only what cannot be older than the revocation fails for it.
#[test]
fn the_order_of_revocation_and_signature() {
    let judged = |at: &str| examined().conclude(&[by_list(&revoking(at, 1))]);
    let facts = |report: &Report| {
        let finding = serde_json::to_value(report.finding(Check::Revocation).unwrap()).unwrap();
        finding["facts"]["signedAfter"].as_str().unwrap().to_owned()
    };
    // The certificate is valid from 2025-10-27T01:35:57Z on; the signer says to have signed at 2026-11-22T09:54:03Z.
    for (at, order, sub_indication) in [
        ("251027013557Z", "certain", SubIndication::Revoked),
        ("251027013558Z", "claimed", SubIndication::RevokedNoPoe),
        ("261122095403Z", "claimed", SubIndication::RevokedNoPoe),
        ("261122095404Z", "unproven", SubIndication::RevokedNoPoe),
    ] {
        let report = judged(at);
        assert_eq!((facts(&report).as_str(), report.sub_indication), (order, Some(sub_indication)), "{at}");
        assert_eq!(report.indication, sub_indication.indication());
        assert_eq!(report.refusal().unwrap().check, Check::Revocation);
        assert_eq!(report.revocation.status, RevocationStatus::Revoked);
        assert_eq!(report.revocation.reason_code, Some(ReasonCode::KeyCompromise));
        assert!(report.revocation.revoked_at.is_some());
    }
    let words = |at| judged(at).finding(Check::Revocation).unwrap().sentences().en;
    assert!(words("261122095402Z").contains("By its own word it signed after that."));
    assert!(!words("261122095404Z").contains("signed after"));
}

/// The verdict for a time before the revocation, with what sources say today.
#[test]
fn a_later_revocation_leaves_an_archived_signature_good() {
    let judged = |extensions: &[Vec<u8>], revoked_at: &str| {
        let crl = list(|list| {
            list.this_update = utc_time("261220080000Z");
            list.next_update = utc_time("261221080000Z");
            list.entries = vec![entry(&SERIAL, revoked_at, extensions)];
        });
        let at = "2026-12-20T09:00:00Z".parse().unwrap();
        examined().conclude(&[Answer::Crl { crl: &crl, source: "sign.crl", at }])
    };
    let invalid_since =
        |text: &str| extension(INVALIDITY_DATE, false, &crate::forge::tlv(0x18, text.as_bytes()));
    let report = judged(&[reason(3)], "261201000000Z");
    assert_eq!((report.indication, reason_of(&report).as_str()), (Indication::TotalPassed, "revoked-later"));
    assert_eq!(report.revocation.status, RevocationStatus::Good);
    assert_eq!(report.revocation.revoked_at.unwrap().to_string(), "2026-12-01T00:00:00Z");
    let words = &report.finding(Check::Revocation).unwrap().sentences().en;
    assert!(words.contains("not revoked at 2026-11-22T09:54:03Z, but later"), "{words}");

    let good = |extensions: &[Vec<u8>], revoked_at: &str| {
        let report = judged(extensions, revoked_at);
        assert_eq!(
            report.revocation.status == RevocationStatus::Good,
            report.indication == Indication::TotalPassed
        );
        report.indication == Indication::TotalPassed
    };
    assert!(good(&[reason(5)], "261201000000Z"));
    assert!(good(&[reason(3), invalid_since("20261130000000Z")], "261201000000Z"));
    assert!(good(&[reason(1), invalid_since("20261130000000Z")], "261201000000Z"));
    // Perhaps in other hands since nobody knows when: no reason, one that is not known, a hold.
    for untold in [&[][..], &[reason(0)], &[reason(7)], &[reason(6)]] {
        assert!(!good(untold, "261201000000Z"));
    }
    // In other hands since nobody knows when; invalid before; too close for clocks; of a date to come; before.
    assert!(!good(&[reason(1)], "261201000000Z"));
    assert!(!good(&[reason(2)], "261201000000Z"));
    assert!(!good(&[reason(3), invalid_since("20261101000000Z")], "261201000000Z"));
    assert!(!good(&[reason(3)], "261122095903Z"));
    assert!(!good(&[reason(3)], "261220080001Z"));
    assert!(!good(&[reason(3)], "261122095402Z"));
}

#[test]
fn a_certificate_is_judged_by_the_time_since_which_it_was_invalid() {
    let invalid = extension(INVALIDITY_DATE, false, &crate::forge::tlv(0x18, b"20261101000000Z"));
    let crl = list(|list| list.entries = vec![entry(&SERIAL, "261122100000Z", &[invalid, reason(1)])]);
    let report = examined().conclude(&[by_list(&crl)]);
    let finding = serde_json::to_value(report.finding(Check::Revocation).unwrap()).unwrap();
    assert_eq!(finding["facts"]["revokedAt"], "2026-11-22T10:00:00Z");
    assert_eq!(finding["facts"]["invalidityDate"], "2026-11-01T00:00:00Z");
    assert_eq!(finding["facts"]["signedAfter"], "claimed");
    assert!(
        finding["sentences"]["ja"].as_str().unwrap().contains("2026年11月1日9時00分00秒から信用できない")
    );
    assert_eq!(report.revocation.invalidity_date.unwrap().to_string(), "2026-11-01T00:00:00Z");
}

/// What the source says comes first; what it may mean is told apart, as a possibility.
#[test]
fn each_reason_has_its_own_words() {
    let sentences = |code| {
        let report = examined().conclude(&[by_list(&revoking("261122100000Z", code))]);
        report.finding(Check::Revocation).unwrap().sentences()
    };
    let hint = "住所や氏名などが変わった可能性があります。";
    let changed = sentences(3);
    assert!(
        changed.ja.contains("に失効しました（理由コード: affiliationChanged）。")
            && changed.ja.ends_with("住所・氏名・生年月日・性別が変わった可能性があります。"),
        "{}",
        changed.ja
    );
    assert!(changed.ja.contains("2026年11月22日19時00分00秒"), "{}", changed.ja);
    assert!(
        changed.en.ends_with("This may mean that the holder's address, name, birth date or sex changed."),
        "{}",
        changed.en
    );
    let deleted = sentences(5);
    assert!(deleted.ja.contains("（理由コード: cessationOfOperation）"), "{}", deleted.ja);
    assert!(deleted.ja.contains("住民票が消除された") && deleted.ja.ends_with("可能性があります。"));
    assert!(!deleted.ja.contains("死亡") && !deleted.en.contains("death"), "{}", deleted.ja);
    assert!(sentences(0).ja.ends_with(hint) && sentences(4).ja.ends_with(hint));
    let on_hold = sentences(6);
    assert!(on_hold.ja.contains("一時的に止められています"), "{}", on_hold.ja);
    assert!(on_hold.en.contains("on hold since"), "{}", on_hold.en);
    let without = examined()
        .conclude(&[by_list(&list(|list| list.entries = vec![entry(&SERIAL, "261122100000Z", &[])]))]);
    let words = &without.finding(Check::Revocation).unwrap().sentences();
    assert!(words.en.contains("(no reason given)") && words.ja.ends_with(hint), "{}", words.en);
}

/// A revocation is for ever, except a hold (RFC 5280 §5.3.1): an old list that names the certificate still counts.
#[test]
fn an_old_word_of_a_revocation_still_counts() {
    let at = "2026-11-29T09:00:00Z";
    assert_eq!(verdict(&revoking("261101000000Z", 3), at), "revoked");
    assert_eq!(verdict(&revoking("261101000000Z", 7), at), "revoked");
    for code in [6, 8] {
        assert_eq!(verdict(&revoking("261101000000Z", code), at), "revocation-answer-stale");
    }
    // No good word of somebody else undoes it.
    let (old, at) = (revoking("261101000000Z", 3), at.parse().unwrap());
    let good = Answer::Operator { status: Status::Good, this_update: at, source: "PF", at };
    let signed = Signature::of(CONTENT).signed_by(Key::holder());
    let report = examine(&signed, None, &[anchor(Key::ca())], at)
        .conclude(&[good, Answer::Crl { crl: &old, source: "sign.crl", at }]);
    assert_eq!(reason_of(&report), "revoked");
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
    let of_other = Crl::from_der(ForgedCrl::of(Key::other()).signed_by(Key::other()), &[other]).unwrap();
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
    let revoked = by_operator(Status::Revoked(Revoked { at: now(), reason: None, invalidity_date: None }));
    for answers in [[by_list(&good), revoked], [revoked, by_list(&good)]] {
        let report = examined().conclude(&answers);
        assert_eq!(report.revocation.status, RevocationStatus::Revoked);
        assert_eq!(report.revocation.source.as_ref().unwrap().kind, SourceKind::Operator);
        assert_eq!(report.indication, Indication::Indeterminate);
        assert_eq!(report.refusal().unwrap().check, Check::Revocation);
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
