//! What the database promises: a nonce is good once, over all instances; an application is kept with its nonce or not at all.

use crate::city::{City, LIMITS, ORIGIN, token};
use crate::database::Database;
use axum::http::StatusCode;
use jitsuin_demo_site::forms::juminhyo::FORM;
use jitsuin_demo_site::language::Language;
use jitsuin_demo_site::store::{
    Application, ApplicationId, Claim, Consent, Decision, Evidence, Nonce, Received, Session, Spent, Status,
    Store, StoreError,
};
use jitsuin_test_pki::Purpose;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH.saturating_add(Duration::days(20_000));
const LATER: OffsetDateTime = NOW.saturating_add(Duration::minutes(30));

async fn store(database: &Database) -> (Store, Session) {
    let store = Store::open(&database.address, LIMITS, Evidence::Full).await.unwrap();
    let session = store.begin_session(NOW).await.unwrap();
    (store, session)
}

async fn issued(store: &Store, session: &Session) -> Nonce {
    let nonce = Nonce::random().unwrap();
    store.issue(&nonce, &session.id, LATER, NOW).await.unwrap();
    nonce
}

fn claim<'a>(nonce: &'a Nonce, session: &'a Session) -> Claim<'a> {
    Claim { nonce: nonce.as_str(), expires: LATER, session: &session.id }
}

fn application(size: usize) -> Application {
    Application {
        id: ApplicationId::random().unwrap(),
        form: &FORM,
        language: Language::Japanese,
        consent: Consent { terms: "1".to_owned(), privacy: "2".to_owned(), at: NOW },
        matching: "{}".to_owned(),
        holder: String::new(),
        submission: Nonce::random().unwrap().as_str().to_owned(),
        content: vec![0xff; size],
        signature: b"\0".to_vec(),
    }
}

fn decision() -> Decision {
    Decision {
        status: Status::Pending,
        reason: Some("revocation-not-checked".to_owned()),
        report: r#"{"indication":"INDETERMINATE","findings":[]}"#.to_owned(),
        proof: None,
        next_check: None,
        at: NOW,
    }
}

#[tokio::test]
async fn a_nonce_is_good_once() {
    let (store, session) = store(&Database::fresh().await).await;
    let stranger = store.begin_session(NOW).await.unwrap();
    let nonce = issued(&store, &session).await;
    let good = claim(&nonce, &session);
    let altered = Claim { expires: LATER + Duration::MILLISECOND, ..good };
    for (claim, now, spent) in [
        (altered, NOW, Spent::OtherExpiry),
        (good, LATER, Spent::Expired),
        (claim(&nonce, &stranger), NOW, Spent::Unknown),
        (Claim { nonce: "never given out", ..good }, NOW, Spent::Unknown),
    ] {
        assert_eq!(store.look_at(claim, now).await.unwrap(), spent);
        assert_eq!(store.spend(claim, now).await.unwrap(), spent);
    }
    assert_eq!(store.look_at(good, NOW).await.unwrap(), Spent::Now);
    assert_eq!(store.spend(good, NOW).await.unwrap(), Spent::Now);
    assert_eq!(store.spend(good, NOW).await.unwrap(), Spent::Before);
    assert_eq!(store.look_at(good, NOW).await.unwrap(), Spent::Before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_once_over_two_instances_exactly_one_wins() {
    let database = Database::fresh().await;
    let (here, session) = store(&database).await;
    let there = Store::open(&database.address, LIMITS, Evidence::Full).await.unwrap();
    for _ in 0..20 {
        let nonce = issued(&here, &session).await;
        let calls: Vec<_> = (0..16)
            .map(|number| {
                let instance = if number % 2 == 0 { here.clone() } else { there.clone() };
                let (nonce, session) = (nonce.clone(), session.clone());
                tokio::spawn(async move { instance.spend(claim(&nonce, &session), NOW).await.unwrap() })
            })
            .collect();
        let mut answers = Vec::new();
        for call in calls {
            answers.push(call.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|spent| **spent == Spent::Now).count(), 1, "{answers:?}");
        assert!(answers.iter().all(|spent| matches!(spent, Spent::Now | Spent::Before)), "{answers:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_applications_at_once_over_two_instances_exactly_one_is_kept() {
    let database = Database::fresh().await;
    let (here, session) = store(&database).await;
    let there = Store::open(&database.address, LIMITS, Evidence::Full).await.unwrap();
    for round in 1..=5 {
        let nonce = issued(&here, &session).await;
        let calls: Vec<_> = (0..8)
            .map(|number| {
                let instance = if number % 2 == 0 { here.clone() } else { there.clone() };
                let (nonce, session) = (nonce.clone(), session.clone());
                tokio::spawn(async move {
                    instance.receive(claim(&nonce, &session), &application(10), &decision()).await.unwrap()
                })
            })
            .collect();
        let mut answers = Vec::new();
        for call in calls {
            answers.push(call.await.unwrap());
        }
        // The numbers at the counter have no gaps, whoever lost.
        assert_eq!(answers.iter().filter(|kept| **kept == Received::Kept(round)).count(), 1, "{answers:?}");
        let lost = |kept: &&Received| **kept == Received::Refused(Spent::Before);
        assert_eq!(answers.iter().filter(lost).count(), 7, "{answers:?}");
    }
}

#[tokio::test]
async fn an_application_that_cannot_be_kept_leaves_its_nonce_good() {
    let (store, session) = store(&Database::fresh().await).await;
    let nonce = issued(&store, &session).await;
    let full = store.receive(claim(&nonce, &session), &application(20_000), &decision()).await;
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");

    let first = application(10);
    let other = issued(&store, &session).await;
    assert_eq!(store.receive(claim(&other, &session), &first, &decision()).await.unwrap(), Received::Kept(1));
    // The database itself refuses: the same key twice.
    let twice = store.receive(claim(&nonce, &session), &first, &decision()).await;
    assert!(matches!(twice, Err(StoreError::Database(_))), "{twice:?}");

    assert_eq!(store.look_at(claim(&nonce, &session), NOW).await.unwrap(), Spent::Now);
    assert_eq!(
        store.receive(claim(&nonce, &session), &application(10), &decision()).await.unwrap(),
        Received::Kept(2)
    );
}

#[tokio::test]
async fn what_was_kept_comes_back_to_the_byte() {
    let database = Database::fresh().await;
    let (first, session) = store(&database).await;
    let nonce = issued(&first, &session).await;
    let application = Application { content: (0..=255).collect(), ..application(0) };
    first.receive(claim(&nonce, &session), &application, &decision()).await.unwrap();
    drop(first);

    let again = Store::open(&database.address, LIMITS, Evidence::Full).await.unwrap();
    let kept = again.application(&application.id).await.unwrap().unwrap();
    assert_eq!((kept.number, kept.application.content), (1, application.content));
    assert_eq!(kept.application.signature, application.signature);
    assert_eq!(kept.received, NOW);
    assert_eq!(kept.report_text, decision().report);
    assert_eq!(
        again.spend(claim(&nonce, &session), NOW).await.unwrap(),
        Spent::Before,
        "after a restart too"
    );
}

#[tokio::test]
async fn full_stores_refuse_until_time_makes_room() {
    let (store, session) = store(&Database::fresh().await).await;
    for _ in 0..50 {
        issued(&store, &session).await;
    }
    let full = store.issue(&Nonce::random().unwrap(), &session.id, LATER, NOW).await;
    assert!(matches!(full, Err(StoreError::Full)), "one session: {full:?}");
    let second = store.begin_session(NOW).await.unwrap();
    for _ in 0..50 {
        issued(&store, &second).await;
    }
    let third = store.begin_session(NOW).await.unwrap();
    let full = store.issue(&Nonce::random().unwrap(), &third.id, LATER, NOW).await;
    assert!(matches!(full, Err(StoreError::Full)), "all: {full:?}");
    store.issue(&Nonce::random().unwrap(), &third.id, LATER + Duration::HOUR, LATER).await.unwrap();

    for _ in 3..10 {
        store.begin_session(NOW).await.unwrap();
    }
    assert!(matches!(store.begin_session(NOW).await, Err(StoreError::Full)));
    store.begin_session(NOW + Duration::DAY).await.unwrap();
}

#[tokio::test]
async fn a_login_at_one_instance_is_no_login_at_the_other() {
    let here = City::new().await;
    let there = here.beside().await;
    let (nonce, expires) = here.request().await;
    let body =
        crate::city::login(&token(Purpose::Auth, crate::city::HANAKO, ORIGIN, &nonce), &nonce, &expires);
    there.take_cookies_of(&here);
    let (one, two) = tokio::join!(here.log_in(&body), there.log_in(&body));
    // Who comes second finds the nonce used, or the session already under another cookie.
    let answers = [one.status, two.status];
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{answers:?}");
}

#[tokio::test]
async fn only_databases_that_are_known_are_opened() {
    for address in ["", "mysql://localhost/x", "jitsuin.sqlite3", "http://localhost"] {
        let refused = Store::open(address, LIMITS, Evidence::Full).await;
        assert!(matches!(refused, Err(StoreError::UnknownDatabase)), "{address}");
    }
}
