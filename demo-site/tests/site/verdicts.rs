//! What revocation decides: of an application, of a login, of a person who is registered.

use crate::city::{City, HANAKO, ORIGIN, PKI, SUBSTITUTED, classic, form_of, login, text, token_with};
use crate::desk::Desk;
use axum::http::StatusCode;
use jitsuin_core::revocation::ReasonCode;
use jitsuin_demo_site::recheck;
use jitsuin_demo_site::store::Evidence;
use jitsuin_test_pki::Purpose;
use serde_json::{Value, json};
use std::sync::Arc;
use time::Duration;

async fn asking() -> (City, Arc<Desk>) {
    let desk = Arc::new(Desk::default());
    (City::asking(desk.clone(), Evidence::Full).await, desk)
}

/// Both certificates of one card.
fn card(holder: &str) -> (Vec<u8>, Vec<u8>) {
    (PKI.certificate(Purpose::Sign, holder), PKI.certificate(Purpose::Auth, holder))
}

async fn apply(city: &City, certificate: &[u8]) -> crate::city::Answer {
    let (content, signature) = city.form_signed_with(certificate).await;
    city.submit(&content, &signature).await
}

async fn accepted(city: &City, certificate: &[u8]) -> String {
    let answer = apply(city, certificate).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["status"], "accepted", "{answer}");
    text(&answer, "id")
}

async fn login_of(city: &City, certificate: &[u8]) -> Value {
    let (nonce, expires) = city.request().await;
    login(&token_with(Purpose::Auth, certificate, ORIGIN, &nonce), &nonce, &expires)
}

async fn link(city: &City, application: &str, certificate: &[u8]) -> crate::city::Answer {
    let mut body = login_of(city, certificate).await;
    body["application"] = application.into();
    city.post("/api/links", &body).await
}

#[tokio::test]
async fn an_application_is_accepted_when_the_certificate_is_known_to_be_good() {
    let (city, _) = asking().await;
    let (sign, _) = card(HANAKO);
    let answer = apply(&city, &sign).await.json();
    assert_eq!(answer["status"], "accepted");
    assert_eq!(answer["report"]["indication"], "TOTAL-PASSED");
    assert_eq!(answer["report"]["mode"], "test");
    assert_eq!(answer["report"]["revocation"]["status"], "good");
    assert_eq!(answer["report"]["revocation"]["source"]["name"], "the test desk");
    let page = city.get(&format!("/applications/{}", text(&answer, "id"))).await.text();
    assert!(page.contains("data-status=\"accepted\""));
    assert!(page.contains("the test desk (operator)"), "who was asked");
    assert!(!page.contains("id=\"check-now\""));
}

#[tokio::test]
async fn an_application_waits_while_nobody_answers_and_is_accepted_later() {
    let (city, desk) = asking().await;
    desk.go_down(true);
    let (sign, _) = card(HANAKO);
    let answer = apply(&city, &sign).await.json();
    assert_eq!(answer["status"], "pending");
    let path = format!("/applications/{}", text(&answer, "id"));
    let page = city.get(&path).await.text();
    assert!(page.contains("data-status=\"pending\" data-reason=\"revocation-unavailable\""), "{page}");

    // Not before its time; then later and later.
    let asked = desk.asked();
    recheck::due(&city.site).await.unwrap();
    assert_eq!(desk.asked(), asked);
    city.wait(Duration::seconds(31));
    recheck::due(&city.site).await.unwrap();
    assert_eq!(desk.asked(), asked + 1);
    city.wait(Duration::seconds(31));
    recheck::due(&city.site).await.unwrap();
    assert_eq!(desk.asked(), asked + 1, "twice as long the second time");
    desk.go_down(false);
    city.wait(Duration::seconds(31));
    recheck::due(&city.site).await.unwrap();
    assert!(city.get(&path).await.text().contains("data-status=\"accepted\""));
    let report: Value = serde_json::from_str(&city.get(&format!("{path}/report.json")).await.text()).unwrap();
    assert_eq!(report["indication"], "TOTAL-PASSED");

    // Decided once.
    let asked = desk.asked();
    city.wait(Duration::hours(2));
    recheck::due(&city.site).await.unwrap();
    assert_eq!(desk.asked(), asked);
}

#[tokio::test]
async fn who_sent_a_pending_application_can_have_it_asked_about_now() {
    let (city, desk) = asking().await;
    desk.go_down(true);
    let (sign, _) = card(HANAKO);
    let path = format!("/applications/{}", text(&apply(&city, &sign).await.json(), "id"));
    let form = form_of(&city.get(&path).await.text(), "token");
    desk.go_down(false);

    let stranger = city.in_another_browser();
    assert!(!stranger.get(&path).await.text().contains("id=\"check-now\""));
    stranger.request().await;
    let check = format!("{path}/check");
    let refused = stranger.send(classic(&check, ORIGIN, &[("token", &form)])).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let asked = city.send(classic(&check, ORIGIN, &[("token", &form)])).await;
    assert_eq!((asked.status, asked.header("location")), (StatusCode::SEE_OTHER, path.as_str()));
    assert!(city.get(&path).await.text().contains("data-status=\"accepted\""));
}

/// ACCEPTANCE.md P07, L10.
#[tokio::test]
async fn a_revoked_signing_certificate_is_refused_with_the_hint_that_the_address_may_have_changed() {
    let (city, desk) = asking().await;
    let (sign, _) = card(HANAKO);
    desk.revoke(&sign, ReasonCode::AffiliationChanged);
    let refusal = apply(&city, &sign).await.assert_refused(422, "signature-revoked");
    assert_eq!(refusal["report"]["revocation"]["reasonCode"], "affiliationChanged");
    assert!(text(&refusal["message"], "ja").contains("引っ越し"));

    // The same where the answer came late.
    let (other, _) = card(HANAKO);
    desk.go_down(true);
    let path = format!("/applications/{}", text(&apply(&city, &other).await.json(), "id"));
    desk.revoke(&other, ReasonCode::AffiliationChanged);
    desk.go_down(false);
    city.wait(Duration::minutes(1));
    recheck::due(&city.site).await.unwrap();
    let page = city.get(&path).await.text();
    assert!(page.contains("data-status=\"refused\" data-reason=\"revoked\""), "{page}");
    assert!(page.contains("id=\"moved-hint\""));
}

#[tokio::test]
async fn nobody_is_let_in_while_revocation_is_not_known() {
    let (city, desk) = asking().await;
    let (_, auth) = card(HANAKO);
    desk.go_down(true);
    let refusal = city.log_in(&login_of(&city, &auth).await).await.assert_refused(503, "revocation-unknown");
    assert_eq!(refusal["report"]["indication"], "INDETERMINATE");
    assert_eq!(city.get("/members").await.status, StatusCode::SEE_OTHER, "not in");

    desk.go_down(false);
    let answer = city.log_in(&login_of(&city, &auth).await).await;
    assert_eq!(answer.json()["status"], "accepted");
    assert!(city.get("/members").await.text().contains("data-status=\"accepted\""));

    desk.revoke(&auth, ReasonCode::KeyCompromise);
    let stranger = city.in_another_browser();
    let body = login_of(&stranger, &auth).await;
    stranger.log_in(&body).await.assert_refused(422, "login-revoked");
    assert_eq!(stranger.get("/members").await.status, StatusCode::SEE_OTHER);
}

/// ACCEPTANCE.md L05, L09, L11, L12, X09: the first time with a signature, from then on with a login that names nobody.
#[tokio::test]
async fn a_person_is_registered_once_and_known_at_every_later_login() {
    let (city, _) = asking().await;
    let (sign, auth) = card(HANAKO);
    let id = accepted(&city, &sign).await;
    assert!(city.get(&format!("/applications/{id}")).await.text().contains("id=\"link-form\""));
    let linked = link(&city, &id, &auth).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text());
    let page = city.get("/members").await.text();
    assert!(page.contains("id=\"identity-name\" lang=\"ja\">霞　花子<"), "{page}");
    assert!(page.contains("東京都千代田区霞が関２－１－２－１０１"));
    assert!(page.contains("the test desk"), "whose word it was");
    assert!(
        !city.get(&format!("/applications/{id}")).await.text().contains("id=\"link-form\""),
        "once is enough"
    );

    let later = city.in_another_browser();
    let body = login_of(&later, &auth).await;
    for attribute in ["霞", "花子", "千代田", "1990"] {
        assert!(!body.to_string().contains(attribute), "no attribute travels: {attribute}");
    }
    let answer = later.log_in(&body).await;
    assert!(!answer.text().contains("霞"), "nor does it come back");
    assert!(later.get("/members").await.text().contains("霞　花子"));

    // The same certificate again is the same person.
    let again = accepted(&city, &sign).await;
    let identity = async |id: &str| {
        let id = jitsuin_demo_site::store::ApplicationId::from_text(id).unwrap();
        city.site.store.application(&id).await.unwrap().unwrap().identity.unwrap()
    };
    assert_eq!(identity(&id).await, identity(&again).await);
    let links = city.site.store.links(&identity(&id).await).await.unwrap();
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].source.as_str(), links[0].until), ("one-session", None));
}

#[tokio::test]
async fn only_who_signed_just_now_is_linked() {
    let (city, desk) = asking().await;
    let (sign, auth) = card(HANAKO);
    let id = accepted(&city, &sign).await;

    let stranger = city.in_another_browser();
    link(&stranger, &id, &auth).await.assert_refused(422, "not-linked");
    link(&city, "AAAAAAAAAAAAAAAAAAAAAA", &auth).await.assert_refused(404, "not-found");
    desk.go_down(true);
    link(&city, &id, &auth).await.assert_refused(503, "revocation-unknown");
    desk.go_down(false);
    city.wait(Duration::minutes(31));
    link(&city, &id, &auth).await.assert_refused(422, "not-linked");

    // An authentication certificate is one person's.
    let id = accepted(&city, &sign).await;
    assert_eq!(link(&city, &id, &auth).await.status, StatusCode::OK);
    let (other, another_auth) = card(SUBSTITUTED);
    // And a person who is linked stays linked, whoever sits at the browser next.
    let refusal = link(&city, &id, &another_auth).await.assert_refused(422, "not-linked");
    assert_eq!(refusal["reason"], "other-certificate");
    let other = accepted(&city, &other).await;
    let refusal = link(&city, &other, &auth).await.assert_refused(422, "not-linked");
    assert_eq!(refusal["reason"], "other-person");
}

/// ACCEPTANCE.md L08, and L05's history: an operator names the other certificate; after a renewal it is the same person.
#[tokio::test]
async fn an_operator_links_and_a_renewed_card_is_the_same_person() {
    let (city, desk) = asking().await;
    let (sign, auth) = card(HANAKO);
    desk.link(&sign, &auth);
    accepted(&city, &sign).await;
    city.log_in(&login_of(&city, &auth).await).await;
    assert!(city.get("/members").await.text().contains("霞　花子"), "without a step of the person's own");

    // A new signing certificate, the same authentication certificate.
    let (moved, _) = card(HANAKO);
    desk.link(&moved, &auth);
    city.wait(Duration::minutes(1));
    let id = accepted(&city, &moved).await;
    let id = jitsuin_demo_site::store::ApplicationId::from_text(&id).unwrap();
    let identity = city.site.store.application(&id).await.unwrap().unwrap().identity.unwrap();
    let links = city.site.store.links(&identity).await.unwrap();
    assert_eq!(links.len(), 2, "{links:?}");
    assert!(links[0].until.is_none() && links[1].until.is_some(), "{links:?}");
    assert_eq!(links[0].auth_serial, links[1].auth_serial);
    assert!(links.iter().all(|link| link.source == "the test desk"));

    // From here on the record is of the new one, which is what is asked about.
    desk.revoke(&moved, ReasonCode::AffiliationChanged);
    let later = city.in_another_browser();
    later.log_in(&login_of(&later, &auth).await).await;
    let record = city.site.store.identity(&identity).await.unwrap().unwrap();
    assert_eq!((record.state.status.as_str(), record.certificate), ("revoked", moved));
}

/// ACCEPTANCE.md P07: who moves loses the signing certificate only.
#[tokio::test]
async fn who_moved_logs_in_as_before_and_is_told_why_the_record_may_be_old() {
    let (city, desk) = asking().await;
    let (sign, auth) = card(HANAKO);
    let id = accepted(&city, &sign).await;
    assert_eq!(link(&city, &id, &auth).await.status, StatusCode::OK);
    assert!(!city.get("/members").await.text().contains("id=\"moved\""));

    desk.revoke(&sign, ReasonCode::AffiliationChanged);
    let later = city.in_another_browser();
    assert_eq!(later.log_in(&login_of(&later, &auth).await).await.json()["status"], "accepted");
    for (language, words) in
        [("ja", "住所や氏名が変わっている可能性があります"), ("en", "Your address or name may have changed")]
    {
        let page = later.get(&format!("/members?lang={language}")).await.text();
        assert!(page.contains("id=\"moved\" data-reason=\"affiliationChanged\""), "{page}");
        assert!(page.contains(words));
    }
    apply(&city, &sign).await.assert_refused(422, "signature-revoked");

    // What was decided then stays decided.
    assert!(city.get(&format!("/applications/{id}")).await.text().contains("data-status=\"accepted\""));
}

/// FIELD.md finding 5: who may not keep certificates keeps digests.
#[tokio::test]
async fn digests_alone_are_kept_once_an_application_is_decided() {
    let desk = Arc::new(Desk::default());
    let city = City::asking(desk.clone(), Evidence::Digest).await;
    desk.go_down(true);
    let (sign, _) = card(HANAKO);
    let (content, signature) = city.form_signed_with(&sign).await;
    let id = text(&city.submit(&content, &signature).await.json(), "id");
    let path = format!("/applications/{id}");
    assert_eq!(city.get(&format!("{path}/application.p7s")).await.status, StatusCode::OK, "still needed");
    desk.go_down(false);
    city.wait(Duration::minutes(1));
    recheck::due(&city.site).await.unwrap();

    for file in ["application.json", "application.p7s"] {
        assert_eq!(city.get(&format!("{path}/{file}")).await.status, StatusCode::NOT_FOUND, "{file}");
    }
    let page = city.get(&path).await.text();
    assert!(page.contains("data-status=\"accepted\""));
    let digest = |bytes: &[u8]| {
        use sha2::Digest;
        base16ct::lower::encode_string(&sha2::Sha256::digest(bytes))
    };
    assert!(page.contains(&digest(&content)) && page.contains(&digest(&signature)));
    assert_eq!(city.get(&format!("{path}/report.json")).await.status, StatusCode::OK);
    // Sent again it is the same application still.
    assert_eq!(text(&city.submit(&content, &signature).await.json(), "id"), id);
    assert_eq!(
        city.submit(&content, &signature).await.json()["report"],
        json!(city.get(&format!("{path}/report.json")).await.json())
    );
}

#[tokio::test]
async fn two_instances_do_not_ask_about_the_same_application_at_once() {
    let (city, desk) = asking().await;
    desk.go_down(true);
    let (sign, _) = card(HANAKO);
    apply(&city, &sign).await;
    let beside = city.beside().await;
    city.wait(Duration::minutes(1));
    let now = (city.site.clock)();
    let again = now + Duration::minutes(2);
    let (one, two) =
        tokio::join!(city.site.store.take_due(now, again), beside.site.store.take_due(now, again));
    let turns = usize::from(one.unwrap().is_some()) + usize::from(two.unwrap().is_some());
    assert_eq!(turns, 1);
    assert!(
        city.site.store.take_due(again, again + Duration::minutes(2)).await.unwrap().is_some(),
        "it never came back"
    );
}
