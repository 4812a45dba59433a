//! Who is let in, and who is not for which reason.

use crate::city::{City, HANAKO, ORIGIN, PKI, Pki, login, post, text, token, token_with};
use axum::http::{HeaderValue, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_test_pki::Purpose;
use serde_json::{Value, json};
use std::sync::Arc;
use time::Duration;

const EXPIRED: &str = include_str!("../../../tests/pki/holders/expired.toml");

/// The finding of a check in the report of a refusal.
fn finding<'a>(refusal: &'a Value, check: &str) -> &'a Value {
    let findings = refusal["report"]["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["check"] == check).unwrap()
}

/// The text of the element with this id, which holds no other element.
fn shown(html: &str, id: &str) -> String {
    let (_, rest) = html.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {html}"));
    rest.split_once('>').unwrap().1.split('<').next().unwrap().trim().to_owned()
}

#[tokio::test]
async fn a_login_is_let_in_and_says_what_was_not_checked() {
    let city = City::new().await;
    let answer = city.log_in(&city.login().await).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["status"], "pending");
    assert_eq!(answer["report"]["subIndication"], "TRY_LATER");
    let checks: Vec<_> = answer["report"]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| format!("{} {}", text(finding, "check"), text(finding, "outcome")))
        .collect();
    assert_eq!(
        checks,
        [
            "format passed",
            "signature passed",
            "certificate-kind passed",
            "path passed",
            "policy passed",
            "validity passed",
            "revocation indeterminate"
        ]
    );
    assert!(answer["report"]["signer"].get("holder").is_none(), "no attributes in a login");

    for (language, words) in
        [("ja", "デモのログイン：失効の確認をしていません"), ("en", "Demo login: revocation not checked")]
    {
        let page = city.get(&format!("/members?lang={language}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let html = page.text();
        assert!(html.contains("id=\"status\" data-status=\"pending\""), "{html}");
        assert_eq!(shown(&html, "status-title"), words);
        assert_eq!(shown(&html, "indication"), "INDETERMINATE / TRY_LATER");
        assert_eq!(html.matches("data-check=").count(), 7);
        assert!(!html.contains("霞"), "the page does not know who it is");
    }
}

#[tokio::test]
async fn the_same_person_has_the_same_pseudonym_here_and_another_elsewhere() {
    let (city, elsewhere) = (City::new().await, City::new().await);
    // One certificate, as one card has it.
    let certificate = PKI.certificate(Purpose::Auth, HANAKO);
    let log_in = async |city: &City, certificate: &[u8]| {
        let (nonce, expires) = city.request().await;
        let body = login(&token_with(Purpose::Auth, certificate, ORIGIN, &nonce), &nonce, &expires);
        assert_eq!(city.log_in(&body).await.status, StatusCode::OK);
        let html = city.get("/members").await.text();
        (shown(&html, "pseudonym"), shown(&html, "visits"))
    };
    let (first, visits) = log_in(&city, &certificate).await;
    assert_eq!(visits, "1");
    assert_eq!(log_in(&city, &certificate).await, (first.clone(), "2".to_owned()));
    assert_ne!(log_in(&elsewhere, &certificate).await.0, first);
    let another = PKI.certificate(Purpose::Auth, HANAKO);
    assert_eq!(log_in(&city, &another).await.1, "1", "another certificate is another pseudonym");
    city.wait(Duration::DAY);
    assert_eq!(log_in(&city, &certificate).await, (first, "1".to_owned()), "a day is forgotten");
}

#[tokio::test]
async fn a_replay_is_refused() {
    let city = City::new().await;
    let body = city.login().await;
    assert_eq!(city.log_in(&body).await.status, StatusCode::OK);
    city.log_in(&body).await.assert_refused(409, "nonce-used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_parallel_logins_exactly_one_wins() {
    let city = Arc::new(City::new().await);
    let body = city.login().await;
    let logins: Vec<_> = (0..8)
        .map(|_| {
            let (city, body) = (city.clone(), body.clone());
            tokio::spawn(async move { city.log_in(&body).await.status })
        })
        .collect();
    let mut won = 0;
    for login in logins {
        won += usize::from(login.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn a_login_for_another_origin_is_refused() {
    let city = City::new().await;
    for origin in ["https://evil.example", "http://localhost:8788", "https://localhost:8787"] {
        let (nonce, expires) = city.request().await;
        let body = login(&token(Purpose::Auth, HANAKO, origin, &nonce), &nonce, &expires);
        let refusal = city.log_in(&body).await.assert_refused(422, "login-refused");
        assert_eq!(refusal["subIndication"], "SIG_CRYPTO_FAILURE");
        assert_eq!(finding(&refusal, "signature")["reason"], "login-mismatch");
    }
}

#[tokio::test]
async fn a_login_for_another_nonce_is_refused() {
    let city = City::new().await;
    let (nonce, _) = city.request().await;
    let (other, expires) = city.request().await;
    let body = login(&token(Purpose::Auth, HANAKO, ORIGIN, &nonce), &other, &expires);
    let refusal = city.log_in(&body).await.assert_refused(422, "login-refused");
    assert_eq!(finding(&refusal, "signature")["reason"], "login-mismatch");
    // The nonce that was named is used up.
    let body = login(&token(Purpose::Auth, HANAKO, ORIGIN, &other), &other, &expires);
    city.log_in(&body).await.assert_refused(409, "nonce-used");

    let invented = "0123456789012345678901234567890123456789abc";
    let body = login(&token(Purpose::Auth, HANAKO, ORIGIN, invented), invented, &expires);
    city.log_in(&body).await.assert_refused(422, "nonce-unknown");
}

#[tokio::test]
async fn a_signing_certificate_never_logs_in() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let body = login(&token(Purpose::Sign, HANAKO, ORIGIN, &nonce), &nonce, &expires);
    let answer = city.log_in(&body).await;
    let refusal = answer.assert_refused(422, "login-refused");
    assert_eq!(finding(&refusal, "certificate-kind")["reason"], "signature-certificate");
    assert_eq!(finding(&refusal, "signature")["outcome"], "passed", "refused for its kind and nothing else");
    assert!(!answer.text().contains("霞"), "what the certificate holds is not even repeated");
}

#[tokio::test]
async fn an_altered_login_is_refused() {
    let city = City::new().await;
    for member in ["signature", "certificate"] {
        let mut body = city.login().await;
        let mut bytes = STANDARD.decode(text(&body["token"], member)).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        body["token"][member] = STANDARD.encode(bytes).into();
        let refusal = city.log_in(&body).await.assert_refused(422, "login-refused");
        assert_eq!(finding(&refusal, "signature")["reason"], "login-mismatch", "{member}");
    }
}

#[tokio::test]
async fn certificates_that_are_expired_or_of_nobody_known_are_refused() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let body = login(&token(Purpose::Auth, EXPIRED, ORIGIN, &nonce), &nonce, &expires);
    let refusal = city.log_in(&body).await.assert_refused(422, "login-refused");
    assert_eq!(finding(&refusal, "validity")["reason"], "expired");

    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Pki::open(folder.path(), "elsewhere");
    let key = PKI.key(Purpose::Auth).to_public_key();
    let certificate = elsewhere.certificate_for(Purpose::Auth, HANAKO, &key);
    let (nonce, expires) = city.request().await;
    let body = login(&token_with(Purpose::Auth, &certificate, ORIGIN, &nonce), &nonce, &expires);
    let refusal = city.log_in(&body).await.assert_refused(422, "login-refused");
    assert_ne!(finding(&refusal, "path")["outcome"], "passed");
}

#[tokio::test]
async fn a_login_that_comes_too_late_is_refused() {
    let city = City::new().await;
    let body = city.login().await;
    city.wait(Duration::minutes(30));
    city.log_in(&body).await.assert_refused(422, "request-expired");

    let mut altered = city.login().await;
    altered["expires"] = "2099-01-01T00:00:00Z".into();
    city.log_in(&altered).await.assert_refused(422, "expires-altered");
}

#[tokio::test]
async fn what_is_no_login_is_refused_and_uses_no_nonce() {
    let city = City::new().await;
    let good = city.login().await;
    let with = |change: fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        body
    };
    for body in [
        with(|body| body["token"] = json!({})),
        with(|body| body["token"] = json!(null)),
        with(|body| body["token"]["format"] = "jitsuin-authentication-v2".into()),
        with(|body| body["token"]["signature"] = "*".into()),
        with(|body| body["token"]["origin"] = ORIGIN.into()),
        with(|body| body["token"]["certificate"] = "A".repeat(40_000).into()),
    ] {
        let refusal = city.log_in(&body).await.assert_refused(422, "token-malformed");
        assert!(refusal["field"].is_string() && refusal["reason"].is_string(), "{refusal}");
    }
    for body in [
        json!({}),
        json!([]),
        with(|body| body["more"] = "".into()),
        with(|body| body["nonce"] = 1.into()),
        with(|body| body["expires"] = "soon".into()),
    ] {
        city.log_in(&body).await.assert_refused(400, "body-malformed");
    }
    assert_eq!(city.log_in(&good).await.status, StatusCode::OK, "the nonce is still good");
}

#[tokio::test]
async fn only_this_sites_page_logs_anybody_in() {
    let city = City::new().await;
    let body = city.login().await.to_string();
    for (header, value, status, code) in [
        ("origin", "https://evil.example", 403, "not-same-origin"),
        ("sec-fetch-site", "cross-site", 403, "not-same-origin"),
        ("content-type", "text/plain", 415, "content-type-unsupported"),
    ] {
        let mut request = post("/api/logins", body.clone());
        request.headers_mut().insert(header, HeaderValue::from_static(value));
        city.send(request).await.assert_refused(status, code);
    }
    assert_eq!(city.send(post("/api/logins", body)).await.status, StatusCode::OK);
}

/// One number is good for one thing: a login spends what a form would have spent.
#[tokio::test]
async fn a_nonce_is_good_for_a_form_or_for_a_login() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);
    let document: Value = serde_json::from_slice(&content).unwrap();
    let (nonce, expires) = (text(&document, "nonce"), text(&document, "expires"));
    let body = login(&token(Purpose::Auth, HANAKO, ORIGIN, &nonce), &nonce, &expires);
    city.log_in(&body).await.assert_refused(409, "nonce-used");
}

#[tokio::test]
async fn the_page_of_a_member_is_for_who_is_logged_in() {
    let city = City::with(ORIGIN, 5, 1).await;
    let nobody = city.get("/members?lang=en").await;
    assert_eq!((nobody.status, nobody.header("location")), (StatusCode::SEE_OTHER, "/login?lang=en"));
    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK);
    assert_eq!(city.get("/members").await.status, StatusCode::OK);
    let other = city.in_another_browser();
    assert_eq!(other.get("/members").await.status, StatusCode::SEE_OTHER);

    other.log_in(&other.login().await).await.assert_refused(503, "site-busy");
    city.wait(Duration::DAY);
    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK, "a day makes room");
}
