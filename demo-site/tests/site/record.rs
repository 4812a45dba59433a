//! What the record of an application shows and gives out.

use crate::city::{City, HANAKO, ORIGIN, PKI, SUBSTITUTED, form, openssl, sign, text};
use axum::http::StatusCode;
use jitsuin_demo_site::language::Language;
use jitsuin_test_pki::Purpose;
use serde_json::Value;
use time::Duration;

async fn submitted(city: &City, holder: &str, language: Language) -> (String, Vec<u8>, Vec<u8>) {
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires, language);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, holder));
    let answer = city.submit(&content, &signature).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    (text(&answer.json(), "id"), content, signature)
}

#[tokio::test]
async fn it_says_plainly_that_revocation_is_open() {
    let city = City::new().await;
    let (id, ..) = submitted(&city, HANAKO, Language::Japanese).await;
    let page = city.get(&format!("/applications/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let html = page.text();
    for expected in [
        "失効の確認：していません",
        "data-status=\"pending\"",
        "INDETERMINATE / TRY_LATER",
        "data-check=\"revocation\" data-outcome=\"indeterminate\"",
        "テスト用の電子証明書です",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    assert_eq!(html.matches("data-outcome=\"passed\"").count(), 8);
    let english = city.get(&format!("/applications/{id}?lang=en")).await.text();
    assert!(english.contains("Revocation: not checked"));
}

#[tokio::test]
async fn it_shows_the_nine_fields_and_what_was_signed() {
    let city = City::new().await;
    let (id, ..) = submitted(&city, HANAKO, Language::Japanese).await;
    let html = city.get(&format!("/applications/{id}")).await.text();
    for expected in [
        "霞　花子",
        "1990年（平成2年）4月29日",
        "女",
        "東京都千代田区霞が関２－１－２－１０１",
        "JPKI-TEST",
        "有効期間",
        "発行年月日",
        "発行番号",
        "署名用公開鍵",
        "カスミ　ハナコ",
        ORIGIN,
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    // What a person typed stays text.
    assert!(!html.contains("<b>みほん"));
    assert!(html.contains("&#60;b&#62;みほん&#60;/b&#62;銀行 &#38; &#34;Co&#34;"), "{html}");
}

#[tokio::test]
async fn a_substituted_character_is_never_passed_over() {
    let city = City::new().await;
    let (id, ..) = submitted(&city, SUBSTITUTED, Language::English).await;
    assert!(city.get(&format!("/applications/{id}")).await.text().contains("代替文字です"));
    let english = city.get(&format!("/applications/{id}?lang=en")).await.text();
    assert!(english.contains("stands for one that a certificate cannot write"));
}

#[tokio::test]
async fn an_independent_program_accepts_the_evidence() {
    let city = City::new().await;
    let (id, content, signature) = submitted(&city, HANAKO, Language::Japanese).await;
    let folder = tempfile::tempdir().unwrap();
    for (name, media_type) in [
        ("application.json", "application/json"),
        ("application.p7s", "application/pkcs7-signature"),
        ("report.json", "application/json"),
    ] {
        let file = city.get(&format!("/applications/{id}/{name}")).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(file.header("content-type"), media_type);
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        std::fs::write(folder.path().join(name), &file.body).unwrap();
    }
    assert_eq!(std::fs::read(folder.path().join("application.json")).unwrap(), content);
    assert_eq!(std::fs::read(folder.path().join("application.p7s")).unwrap(), signature);
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("report.json")).unwrap()).unwrap();
    assert_eq!(report["indication"], "INDETERMINATE");

    // The command that the page names.
    std::fs::write(folder.path().join("anchors.pem"), PKI.anchors()).unwrap();
    let html = city.get(&format!("/applications/{id}")).await.text();
    let command = "openssl cms -verify -binary -inform DER -in application.p7s -content application.json \
                   -CAfile anchors.pem -purpose any";
    assert!(html.contains(command));
    let arguments: Vec<&str> = command.split(' ').skip(1).chain(["-out", "verified"]).collect();
    openssl(&arguments, folder.path());
    assert_eq!(std::fs::read(folder.path().join("verified")).unwrap(), content);
}

#[tokio::test]
async fn who_does_not_know_the_id_sees_nothing_and_after_a_day_nobody_does() {
    let city = City::new().await;
    let (id, ..) = submitted(&city, HANAKO, Language::Japanese).await;
    let (other, ..) = submitted(&city, HANAKO, Language::Japanese).await;
    assert_ne!(id, other);
    for wrong in ["1", "AAAAAAAAAAAAAAAAAAAAAA", "..%2f..%2fetc%2fpasswd", &id[1..], &format!("{id}A")] {
        for path in ["", "/application.json", "/application.p7s", "/report.json"] {
            let page = city.get(&format!("/applications/{wrong}{path}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}{path}");
        }
    }
    city.wait(Duration::hours(23));
    assert_eq!(city.get(&format!("/applications/{id}")).await.status, StatusCode::OK);
    city.wait(Duration::hours(1));
    assert_eq!(city.get(&format!("/applications/{id}")).await.status, StatusCode::NOT_FOUND);
}
