//! The record of a person: one for each, for as long as it is used, and erased when the person wants it.

use crate::city::{
    City, HANAKO, LIMITS, ORIGIN, PKI, SUBSTITUTED, classic, form_of, login, text, token_with,
};
use crate::desk::Desk;
use axum::http::StatusCode;
use jitsuin_core::revocation::ReasonCode;
use jitsuin_demo_site::recheck;
use jitsuin_demo_site::store::{ApplicationId, Evidence, Joined, NewLink, Store};
use jitsuin_test_pki::Purpose;
use sqlx::{AnyConnection, Connection};
use std::sync::Arc;
use time::Duration;

/// Both certificates of one card.
struct Card {
    sign: Vec<u8>,
    auth: Vec<u8>,
}

impl Card {
    fn of(holder: &str) -> Self {
        Self { sign: PKI.certificate(Purpose::Sign, holder), auth: PKI.certificate(Purpose::Auth, holder) }
    }

    /// An application that is accepted.
    async fn apply(&self, city: &City) -> String {
        let (content, signature) = city.form_signed_with(&self.sign).await;
        let answer = city.submit(&content, &signature).await.json();
        assert_eq!(answer["status"], "accepted", "{answer}");
        text(&answer, "id")
    }

    async fn log_in(&self, city: &City) {
        let (nonce, expires) = city.request().await;
        let token = token_with(Purpose::Auth, &self.auth, ORIGIN, &nonce);
        assert_eq!(city.log_in(&login(&token, &nonce, &expires)).await.status, StatusCode::OK);
    }

    /// An application, and the card registered for logging in.
    async fn register(&self, city: &City) -> String {
        let id = self.apply(city).await;
        let (nonce, expires) = city.request().await;
        let mut body = login(&token_with(Purpose::Auth, &self.auth, ORIGIN, &nonce), &nonce, &expires);
        body["application"] = id.clone().into();
        assert_eq!(city.post("/api/links", &body).await.status, StatusCode::OK);
        id
    }
}

async fn asking() -> City {
    City::asking(Arc::new(Desk::default()), Evidence::Full).await
}

async fn identity_of(city: &City, application: &str) -> Option<String> {
    let id = ApplicationId::from_text(application).unwrap();
    city.site.store.application(&id).await.unwrap().unwrap().identity
}

async fn is_known(city: &City) -> bool {
    city.get("/members").await.text().contains("id=\"identity\"")
}

#[tokio::test]
async fn who_is_registered_can_erase_the_record() {
    let (city, card) = (asking().await, Card::of(HANAKO));
    let id = card.register(&city).await;
    let identity = identity_of(&city, &id).await.unwrap();
    let token = form_of(&city.get("/members").await.text(), "token");
    let erase =
        async |fields: &[(&str, &str)]| city.send(classic("/members/erase", ORIGIN, fields)).await.status;

    assert_eq!(erase(&[("token", "another"), ("sure", "yes")]).await, StatusCode::FORBIDDEN);
    assert_eq!(erase(&[("token", &token)]).await, StatusCode::SEE_OTHER, "the box was not ticked");
    let elsewhere = classic("/members/erase", "https://evil.example", &[("token", &token), ("sure", "yes")]);
    assert_eq!(city.send(elsewhere).await.status, StatusCode::FORBIDDEN);
    assert!(is_known(&city).await);

    assert_eq!(erase(&[("token", &token), ("sure", "yes")]).await, StatusCode::SEE_OTHER);
    assert!(!is_known(&city).await, "still logged in, as somebody whom the site does not know");
    assert!(city.get("/members").await.text().contains("id=\"no-attributes\""));
    assert!(city.site.store.identity(&identity).await.unwrap().is_none());
    assert!(city.site.store.links(&identity).await.unwrap().is_empty(), "its history too");
    assert_eq!(identity_of(&city, &id).await, None);
    assert!(city.get(&format!("/applications/{id}")).await.text().contains("data-status=\"accepted\""));

    // And may register again.
    card.register(&city).await;
    assert!(is_known(&city).await);
}

#[tokio::test]
async fn a_record_that_nobody_uses_goes_after_a_year() {
    let (city, card) = (asking().await, Card::of(HANAKO));
    let id = card.register(&city).await;
    let identity = identity_of(&city, &id).await.unwrap();
    let erase = async || city.site.store.erase_old((city.site.clock)()).await.unwrap();
    let is_kept = async || city.site.store.identity(&identity).await.unwrap().is_some();

    city.wait(Duration::days(4));
    card.log_in(&city.in_another_browser()).await;
    city.wait(Duration::days(363));
    erase().await;
    assert!(is_kept().await, "the application has gone, but 363 days ago the card was used");
    city.wait(Duration::days(3));
    erase().await;
    assert!(!is_kept().await);
    assert!(city.site.store.links(&identity).await.unwrap().is_empty());
}

/// ACCEPTANCE.md L10, X09: the site goes on learning that a person has moved while it knows the person, and longer than it keeps the form.
#[tokio::test]
async fn who_moves_after_the_evidence_was_erased_is_known_to_have_moved() {
    for (evidence, expected) in [(Evidence::Full, "revoked"), (Evidence::Digest, "good")] {
        let desk = Arc::new(Desk::default());
        let city = City::asking(desk.clone(), evidence).await;
        let card = Card::of(HANAKO);
        let id = card.register(&city).await;
        let identity = identity_of(&city, &id).await.unwrap();
        let record = async || city.site.store.identity(&identity).await.unwrap().unwrap();
        assert_eq!(record().await.certificate.is_empty(), evidence == Evidence::Digest);

        city.wait(Duration::days(31));
        city.site.store.erase_old((city.site.clock)()).await.unwrap();
        assert_eq!(city.get(&format!("/applications/{id}")).await.status, StatusCode::NOT_FOUND);
        desk.revoke(&card.sign, ReasonCode::AffiliationChanged);
        // As each login does. Who may keep no certificate can ask nobody about it, and goes on with what was known.
        recheck::state_of_person(&city.site, record().await).await.unwrap();
        assert_eq!(record().await.state.status, expected, "{evidence:?}");
    }
}

/// Changes one row, as the site itself does not.
async fn change(city: &City, statement: &'static str) {
    let mut database = AnyConnection::connect(&city.database.address).await.unwrap();
    assert_eq!(sqlx::query(statement).execute(&mut database).await.unwrap().rows_affected(), 1);
}

/// Records from before certificates were kept: what the application has is asked about, while it lives.
#[tokio::test]
async fn a_record_without_a_certificate_is_asked_about_by_its_application() {
    let desk = Arc::new(Desk::default());
    let city = City::asking(desk.clone(), Evidence::Full).await;
    let card = Card::of(HANAKO);
    let id = card.register(&city).await;
    let identity = identity_of(&city, &id).await.unwrap();
    change(&city, "UPDATE identities SET certificate = ''").await;
    desk.revoke(&card.sign, ReasonCode::AffiliationChanged);
    card.log_in(&city.in_another_browser()).await;
    assert_eq!(city.site.store.identity(&identity).await.unwrap().unwrap().state.status, "revoked");
}

#[tokio::test]
async fn a_site_that_may_keep_no_certificates_any_more_keeps_none() {
    let city = asking().await;
    let id = Card::of(HANAKO).apply(&city).await;
    let identity = identity_of(&city, &id).await.unwrap();
    assert!(!city.site.store.identity(&identity).await.unwrap().unwrap().certificate.is_empty());
    let digests = Store::open(&city.database.address, LIMITS, Evidence::Digest).await.unwrap();
    assert!(digests.identity(&identity).await.unwrap().unwrap().certificate.is_empty());
}

/// R03, R04: what is kept is what the person agreed to.
#[tokio::test]
async fn who_agreed_to_an_earlier_notice_leaves_no_certificate() {
    let desk = Arc::new(Desk::default());
    let city = City::asking(desk.clone(), Evidence::Full).await;
    desk.go_down(true);
    let (content, signature) = city.form_signed_with(&PKI.certificate(Purpose::Sign, HANAKO)).await;
    let id = text(&city.submit(&content, &signature).await.json(), "id");
    change(&city, "UPDATE applications SET privacy = '2026-11-28'").await;
    desk.go_down(false);
    city.wait(Duration::minutes(1));
    recheck::due(&city.site).await.unwrap();
    let identity = identity_of(&city, &id).await.unwrap();
    assert!(city.site.store.identity(&identity).await.unwrap().unwrap().certificate.is_empty());
}

#[tokio::test]
async fn two_instances_make_one_record_of_one_person() {
    let desk = Arc::new(Desk::default());
    let here = City::asking(desk.clone(), Evidence::Full).await;
    let there = here.beside_asking(desk).await;
    for _ in 0..5 {
        let card = Card::of(HANAKO);
        let (one, two) = tokio::join!(card.apply(&here), card.apply(&there));
        let records = (identity_of(&here, &one).await, identity_of(&here, &two).await);
        assert!(records.0.is_some(), "{records:?}");
        assert_eq!(records.0, records.1);
    }
}

/// All generations of J-LIS's CAs have one name, and each counts its certificates by itself.
#[tokio::test]
async fn an_equal_number_of_another_issuer_is_another_certificate() {
    let city = asking().await;
    let now = (city.site.clock)();
    let link = |issuer: &str| NewLink {
        sign_serial: "01".to_owned(),
        auth_serial: "02".to_owned(),
        auth_issuer: issuer.to_owned(),
        source: "one-session".to_owned(),
    };
    let mut people = Vec::new();
    for holder in [HANAKO, SUBSTITUTED] {
        let id = Card::of(holder).apply(&city).await;
        people.push(identity_of(&city, &id).await.unwrap());
    }
    let store = &city.site.store;
    assert_eq!(store.link(&people[0], &link("CA 1"), now).await.unwrap(), Joined::Holds);
    assert_eq!(store.link(&people[1], &link("CA 2"), now).await.unwrap(), Joined::Holds);
    assert_eq!(store.link(&people[1], &link("CA 1"), now).await.unwrap(), Joined::Taken);
    for (issuer, person) in [("CA 1", &people[0]), ("CA 2", &people[1])] {
        let known = store.identity_of_login(issuer, "02").await.unwrap().map(|identity| identity.id);
        assert_eq!(known.as_ref(), Some(person), "{issuer}");
    }
    assert!(store.identity_of_login("CA 3", "02").await.unwrap().is_none());
}

#[tokio::test]
async fn what_came_while_there_was_nobody_to_ask_is_asked_about_once_there_is() {
    let alone = City::new().await;
    let (content, signature) = alone.signed_form().await;
    let id = text(&alone.submit(&content, &signature).await.json(), "id");
    alone.wait(Duration::minutes(1));
    recheck::due(&alone.site).await.unwrap();
    let page = alone.get(&format!("/applications/{id}")).await.text();
    assert!(page.contains("data-status=\"pending\" data-reason=\"revocation-not-checked\""), "{page}");

    // The operator names a source, and starts the site again.
    let with_a_source = alone.beside_asking(Arc::new(Desk::default())).await;
    with_a_source.wait(Duration::minutes(1));
    recheck::due(&with_a_source.site).await.unwrap();
    assert!(alone.get(&format!("/applications/{id}")).await.text().contains("data-status=\"accepted\""));
}
