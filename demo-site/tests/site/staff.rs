//! Consent before an application, and the console of staff.

use crate::city::{
    Answer, City, HANAKO, ORIGIN, PKI, STAFF_PASSWORD, SUBSTITUTED, classic, form_of, staff_password, text,
};
use crate::desk::Desk;
use axum::http::StatusCode;
use jitsuin_core::revocation::ReasonCode;
use jitsuin_demo_site::consent::{PRIVACY, TERMS};
use jitsuin_demo_site::store::{Evidence, RETENTION};
use jitsuin_test_pki::Purpose;
use serde_json::json;
use std::sync::Arc;

/// ACCEPTANCE.md R03, R04.
#[tokio::test]
async fn nobody_applies_before_agreeing_to_the_terms_that_hold_today() {
    let city = City::new().await;
    let sent = city.get("/forms/juminhyo?lang=en").await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, "/forms/juminhyo/consent?lang=en")
    );
    let page = city.get("/forms/juminhyo/consent?lang=en").await.text();
    assert!(page.contains(TERMS.title.en) && page.contains(PRIVACY.title.en));
    let token = form_of(&page, "token");
    for ticked in [
        vec![],
        vec![("terms", TERMS.version)],
        vec![("privacy", PRIVACY.version)],
        vec![("terms", "2020-01-01"), ("privacy", PRIVACY.version)],
    ] {
        let fields = [vec![("token", token.as_str())], ticked].concat();
        let answer = city.send(classic("/forms/juminhyo/consent", ORIGIN, &fields)).await;
        assert_eq!(answer.header("location"), "/forms/juminhyo/consent", "{fields:?}");
    }
    let (content, signature) = city.signed_form().await;
    city.submit(&content, &signature).await.assert_refused(403, "consent-missing");

    city.agree().await;
    assert_eq!(city.get("/forms/juminhyo").await.status, StatusCode::OK);
    let id = text(&city.submit(&content, &signature).await.json(), "id");
    let id = jitsuin_demo_site::store::ApplicationId::from_text(&id).unwrap();
    let kept = city.site.store.application(&id).await.unwrap().unwrap();
    assert_eq!(kept.application.consent.terms, TERMS.version);
    assert_eq!(kept.application.consent.privacy, PRIVACY.version);
    assert!(kept.application.consent.at <= kept.received);
}

async fn enter(city: &City, password: &str) -> Answer {
    let token = form_of(&city.get("/staff").await.text(), "token");
    city.send(classic("/staff/login", ORIGIN, &[("token", &token), ("password", password)])).await
}

async fn city_with_two() -> (City, City, Arc<Desk>, [String; 2], Vec<Vec<u8>>) {
    let desk = Arc::new(Desk::default());
    let city = City::asking(desk.clone(), Evidence::Full).await;
    let (mut ids, mut certificates) = (Vec::new(), Vec::new());
    for holder in [HANAKO, SUBSTITUTED] {
        let certificate = PKI.certificate(Purpose::Sign, holder);
        let (content, signature) = city.form_signed_with(&certificate).await;
        certificates.push(certificate);
        ids.push(text(&city.submit(&content, &signature).await.json(), "id"));
        desk.go_down(true);
    }
    let staff = city.in_another_browser();
    assert_eq!(enter(&staff, STAFF_PASSWORD).await.status, StatusCode::SEE_OTHER);
    (city, staff, desk, ids.try_into().unwrap(), certificates)
}

/// Who has not agreed is told before the card is asked, not after the password was typed.
#[tokio::test]
async fn a_nonce_for_a_form_needs_the_consent() {
    let city = City::new().await;
    let asking = json!({ "form": "juminhyo" });
    let refused = city.post("/api/requests", &asking).await;
    refused.assert_refused(403, "consent-missing");
    assert_eq!(refused.header("set-cookie"), "", "and nothing is begun");
    city.agree().await;
    assert_eq!(city.post("/api/requests", &asking).await.status, StatusCode::OK);
}

/// The console closes with its password, also for who is in.
#[tokio::test]
async fn a_changed_password_ends_what_the_old_one_opened() {
    let (_, staff, _, [id, _], _) = city_with_two().await;
    let page = format!("/staff/applications/{id}");
    let file = format!("{page}/application.p7s");
    assert_eq!(staff.get(&page).await.status, StatusCode::OK);
    for password in [None, Some(staff_password("another password"))] {
        let restarted = staff.beside_with_staff(password).await;
        restarted.take_cookies_of(&staff);
        assert_eq!(restarted.get(&page).await.status, StatusCode::SEE_OTHER);
        assert_eq!(restarted.get(&file).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(staff.get(&page).await.status, StatusCode::OK, "the same password");
}

#[tokio::test]
async fn staff_finds_who_waits_by_name_and_no_sign_confuses_the_search() {
    let (_, staff, _, _, _) = city_with_two().await;
    let found = async |q: &str| {
        let page = staff.get(&format!("/staff?q={q}")).await;
        assert_eq!(page.status, StatusCode::OK, "{q}");
        page.text().matches("<tr data-number=").count()
    };
    assert_eq!(found("%E8%8A%B1%E5%AD%90").await, 1, "花子, who is accepted");
    let waiting = SUBSTITUTED.lines().find_map(|line| line.strip_prefix("name = \"")).unwrap();
    let waiting: String = waiting.trim_end_matches('"').bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(found(&waiting).await, 1, "who is pending");
    assert_eq!(found("%00").await, 2, "nothing is left to look for");
    for none in ["%25", "_", "%5C", "%27"] {
        assert_eq!(found(none).await, 0, "{none}");
    }
}

#[tokio::test]
async fn a_flood_of_visitors_to_the_console_is_stopped_before_it_fills_the_store() {
    let city = City::new().await;
    let mut answers = Vec::new();
    while answers.len() < 200 && answers.last() != Some(&StatusCode::TOO_MANY_REQUESTS) {
        answers.push(city.in_another_browser().get("/staff").await.status);
    }
    assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
}

#[tokio::test]
async fn only_the_password_opens_the_console() {
    let (city, staff, _, [id, _], _) = city_with_two().await;
    for path in ["/application.json", "/application.p7s", "/report.json"] {
        let path = format!("/staff/applications/{id}{path}");
        assert_eq!(city.get(&path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(staff.get(&path).await.status, StatusCode::OK);
    }
    assert_eq!(city.get(&format!("/staff/applications/{id}")).await.status, StatusCode::SEE_OTHER);
    assert!(!city.get("/staff").await.text().contains("霞"));
    // A member is no staff, and staff is no member.
    assert_eq!(staff.get("/members").await.status, StatusCode::SEE_OTHER);

    let guest = city.in_another_browser();
    let wrong = enter(&guest, "wrong-password").await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.text().contains("パスワードが違います"));
    let mut limited = false;
    for _ in 0..8 {
        limited |= enter(&guest, "wrong-password").await.status == StatusCode::TOO_MANY_REQUESTS;
    }
    assert!(limited, "passwords cannot be tried for ever");
}

#[tokio::test]
async fn staff_lists_filters_and_looks_at_one_application() {
    let (_, staff, _, [first, second], _) = city_with_two().await;
    let rows = async |query: &str| {
        let html = staff.get(&format!("/staff?lang=en{query}")).await.text();
        html.split("<tr data-number=\"")
            .skip(1)
            .map(|row| row.split('"').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("").await, ["2", "1"]);
    assert_eq!(rows("&status=accepted").await, ["1"]);
    assert_eq!(rows("&status=pending").await, ["2"]);
    assert!(rows("&status=refused").await.is_empty());
    assert_eq!(rows("&q=2").await, ["2"]);
    assert_eq!(rows("&q=%E8%8A%B1%E5%AD%90").await, ["1"]);
    assert!(rows("&q=%25").await.is_empty(), "signs of a pattern are text");
    assert_eq!(rows("&below=2").await, ["1"]);

    let page = staff.get(&format!("/staff/applications/{first}?lang=en")).await.text();
    for expected in [
        "data-status=\"accepted\"",
        TERMS.version,
        "id=\"mode\">test<",
        "the test desk",
        "霞　花子",
        "Mode of",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    // L03: what was typed beside what was certified.
    assert!(page.contains("<tr data-result=\"same\"><th scope=\"row\">Name"), "{page}");
    assert!(page.contains("<tr data-result=\"same-after\"><th scope=\"row\">Address"), "{page}");
    let other = staff.get(&format!("/staff/applications/{second}?lang=en")).await.text();
    assert!(other.contains("data-reason=\"revocation-unavailable\""));
    assert!(other.contains("data-result=\"differs\""), "another person's certificate");
    assert_eq!(staff.get("/staff/applications/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn staff_asks_again_and_erases() {
    let (city, staff, desk, [first, second], certificates) = city_with_two().await;
    let press = async |id: &str, button: &str, more: &[(&str, &str)]| {
        let path = format!("/staff/applications/{id}");
        let token = form_of(&staff.get(&path).await.text(), "token");
        let fields = [&[("token", token.as_str())], more].concat();
        staff.send(classic(&format!("{path}/{button}"), ORIGIN, &fields)).await.status
    };
    // 現況確認 of a pending one decides it.
    desk.go_down(false);
    assert_eq!(press(&second, "check", &[]).await, StatusCode::SEE_OTHER);
    let page = staff.get(&format!("/staff/applications/{second}")).await.text();
    assert!(page.contains("data-status=\"accepted\""));

    // Of a decided one, it says what is known by now; what was decided stays.
    let report = city.get(&format!("/applications/{first}/report.json")).await.json();
    desk.revoke(&certificates[0], ReasonCode::AffiliationChanged);
    assert_eq!(press(&first, "check", &[]).await, StatusCode::SEE_OTHER);
    let page = staff.get(&format!("/staff/applications/{first}")).await.text();
    assert!(
        page.contains("data-status=\"accepted\"") && page.contains("失効しています（住所や氏名"),
        "{page}"
    );
    assert_eq!(city.get(&format!("/applications/{first}/report.json")).await.json(), report);

    // A box must be ticked, and the form must be this page's.
    assert_eq!(press(&first, "erase", &[]).await, StatusCode::SEE_OTHER);
    assert_eq!(staff.get(&format!("/staff/applications/{first}")).await.status, StatusCode::OK);
    let forged =
        classic(&format!("/staff/applications/{first}/erase"), ORIGIN, &[("token", "AAAA"), ("sure", "yes")]);
    assert_eq!(staff.send(forged).await.status, StatusCode::FORBIDDEN);
    assert_eq!(press(&first, "erase", &[("sure", "yes")]).await, StatusCode::SEE_OTHER);
    assert_eq!(staff.get(&format!("/staff/applications/{first}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(city.get(&format!("/applications/{first}")).await.status, StatusCode::NOT_FOUND);

    // The rest goes when its time has come.
    city.wait(RETENTION);
    city.site.store.erase_old((city.site.clock)()).await.unwrap();
    assert!(city.site.store.list(&Default::default()).await.unwrap().is_empty());
}
