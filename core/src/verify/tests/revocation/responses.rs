//! Which OCSP responses count, and whose responder is believed.

use super::*;

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
    assert_eq!(revoked.sub_indication, Some(SubIndication::RevokedNoPoe));
    assert_eq!(revoked.revocation.reason_code, Some(ReasonCode::AffiliationChanged));
    let mut never_issued = ForgedResponse::of(&Single::revoked("19700101000000Z", Some(6)));
    never_issued.extensions.push(extension("1.3.6.1.5.5.7.48.1.9", false, &[0x05, 0x00]));
    let never_issued = by_responder(&never_issued, None);
    assert_eq!(reason_of(&never_issued), "certificate-never-issued");
    assert_eq!(never_issued.sub_indication, Some(SubIndication::Revoked));
    assert_eq!(
        (never_issued.revocation.status, never_issued.revocation.revoked_at),
        (RevocationStatus::Revoked, None)
    );
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
        let words = &report.finding(Check::Revocation).unwrap().sentences().en;
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

/// A response about [`Forged::sign`] by a responder whose certificate is like this.
fn delegated(change: impl FnOnce(&mut Forged), single: &Single) -> Response {
    let mut responder = Forged::responder();
    change(&mut responder);
    let der = ForgedResponse::delegated(single, &responder).signed_by(Key::other());
    Response::from_der(&der, &anchor(Key::ca())).unwrap()
}

fn by_delegate(response: &Response) -> Answer<'_> {
    Answer::Ocsp { response, nonce: None, source: "http://ocsp", at: now() }
}

/// RFC 6960 §4.2.2.2.1. The serial number of [`Forged::responder`] is 03EA03.
#[test]
fn a_responder_that_was_revoked_is_not_believed() {
    // A list for others than the holder decides nothing about him.
    let point = crate::forge::certificate::name(&[("2.5.4.3", crate::forge::utf8("elsewhere"))]);
    let elsewhere = |list: &mut ForgedCrl| {
        let value = crate::forge::sequence(&[&distribution_point(&point)]);
        list.extensions.push(extension(ISSUING_DISTRIBUTION_POINT, true, &value));
    };
    let naming_it = list(|list| {
        elsewhere(list);
        list.entries = vec![entry(&[0x03, 0xea, 0x03], "261101000000Z", &[reason(1)])];
    });
    let good = delegated(|_| {}, &Single::good());
    for answers in [[by_delegate(&good), by_list(&naming_it)], [by_list(&naming_it), by_delegate(&good)]] {
        let report = examined().conclude(&answers);
        assert_eq!(reason_of(&report), "revocation-answer-refused");
        let explanations: Vec<_> =
            report.revocation.answers.iter().filter_map(|answer| answer.explanation.clone()).collect();
        assert!(explanations.iter().any(|text| text.contains("responder's certificate has been revoked")));
    }
    // One that lists somebody else leaves it as it is.
    let naming_another = list(elsewhere);
    let report = examined().conclude(&[by_delegate(&good), by_list(&naming_another)]);
    assert_eq!(reason_of(&report), "not-revoked");
}

#[test]
fn a_responder_whom_nobody_can_vouch_for_says_nothing_good() {
    let without_nocheck = |responder: &mut Forged| responder.remove("1.3.6.1.5.5.7.48.1.5");
    let good = delegated(without_nocheck, &Single::good());
    let alone = examined().conclude(&[by_delegate(&good)]);
    assert_eq!(reason_of(&alone), "revocation-answer-refused");
    let words = &alone.finding(Check::Revocation).unwrap().sentences().en;
    assert!(words.contains("id-pkix-ocsp-nocheck"), "{words}");
    // What it says against the certificate is believed.
    let revoked = delegated(without_nocheck, &Single::revoked("20261101000000Z", Some(3)));
    assert_eq!(reason_of(&examined().conclude(&[by_delegate(&revoked)])), "revoked");

    // "Revoked later" is good for a verdict of a time before, and nobody vouches for who says so.
    let later = Single::revoked("20261122075000Z", Some(3));
    let mut earlier = Signature::of(CONTENT);
    earlier.set(signature::SIGNING_TIME, &[&utc_time("261122070000Z")]);
    let signed = earlier.signed_by(Key::holder());
    let before = "2026-11-22T07:30:00Z".parse().unwrap();
    let judged = |response: &Response| {
        let examination = examine(&signed, None, &[anchor(Key::ca())], before);
        reason_of(&examination.conclude(&[by_delegate(response)]))
    };
    assert_eq!(judged(&delegated(without_nocheck, &later)), "revocation-answer-refused");
    assert_eq!(judged(&delegated(|_| {}, &later)), "revoked-later");

    // A fresh list that speaks for the responder, and not for the holder.
    let point = crate::forge::certificate::name(&[("2.5.4.3", crate::forge::utf8("responders"))]);
    let value = crate::forge::sequence(&[&distribution_point(&point)]);
    let of_responders = |list: &mut ForgedCrl| {
        list.extensions.push(extension(ISSUING_DISTRIBUTION_POINT, true, &value));
    };
    let good = delegated(
        |responder| {
            without_nocheck(responder);
            responder.set("2.5.29.31", false, &crate::forge::sequence(&[&value]));
        },
        &Single::good(),
    );
    let fresh = list(of_responders);
    let report = examined().conclude(&[by_delegate(&good), by_list(&fresh)]);
    assert_eq!(report.revocation.source.unwrap().kind, SourceKind::Ocsp);
    let stale = list(|list| {
        of_responders(list);
        list.next_update = utc_time("261122090000Z");
    });
    let report = examined().conclude(&[by_delegate(&good), by_list(&stale)]);
    assert_eq!(reason_of(&report), "revocation-answer-refused");
}

/// RFC 6960 §4.2.2.1: without a nextUpdate there is always something newer.
#[test]
fn a_response_without_a_next_update_is_of_now() {
    let made = |this_update: &str, nonce: Option<&[u8]>| {
        let this_update = ocsp::time(this_update);
        let single = Single { this_update: this_update.clone(), next_update: Vec::new(), ..Single::good() };
        let mut response = ForgedResponse::of(&single);
        response.produced_at = this_update;
        let response = nonce.map_or(response.clone(), |nonce| response.with_nonce(nonce));
        reason_of(&by_responder(&response, nonce))
    };
    assert_eq!(made("20261122094000Z", None), "not-revoked");
    assert_eq!(made("20261122093900Z", None), "revocation-answer-stale");
    assert_eq!(made("20261116095403Z", None), "revocation-answer-stale");
    assert_eq!(made("20261116095403Z", Some(&[7; 32])), "not-revoked");
}
