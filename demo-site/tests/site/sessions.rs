//! Sessions, and what protects them.

use crate::city::{City, ORIGIN, classic, form_of, post, text};
use axum::http::StatusCode;
use serde_json::json;
use time::Duration;

#[tokio::test]
async fn the_cookie_is_out_of_reach_for_scripts_and_other_sites() {
    let plain = City::new().await.post("/api/requests", &json!({})).await;
    let cookie = plain.header("set-cookie");
    assert!(
        cookie.starts_with("session=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );

    let secure = City::with("https://www.mihon.example", 10, 10).await;
    let mut request = post("/api/requests", "{}");
    request.headers_mut().insert("origin", "https://www.mihon.example".parse().unwrap());
    let answer = secure.send(request).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session=") && cookie.contains("; Secure"), "{cookie}");
    // The same browser keeps the same session.
    let mut request = post("/api/requests", "{}");
    request.headers_mut().insert("origin", "https://www.mihon.example".parse().unwrap());
    assert_eq!(secure.send(request).await.header("set-cookie"), "");
}

#[tokio::test]
async fn a_nonce_is_good_for_the_browser_that_asked_for_it() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    let login = city.login().await;
    let other = city.in_another_browser();
    other.submit(&content, &signature).await.assert_refused(403, "session-missing");
    other.log_in(&login).await.assert_refused(403, "session-missing");
    other.request().await;
    other.submit(&content, &signature).await.assert_refused(422, "nonce-unknown");
    other.log_in(&login).await.assert_refused(422, "nonce-unknown");

    let first = city.submit(&content, &signature).await;
    assert_eq!(first.status, StatusCode::OK);
    // Who has the bytes and another session does not get the key to the record.
    other.submit(&content, &signature).await.assert_refused(422, "nonce-unknown");
}

#[tokio::test]
async fn logging_in_changes_the_cookie_and_logging_out_ends_it() {
    let city = City::new().await;
    let login = city.login().await;
    let before = city.cookies();
    assert_eq!(city.log_in(&login).await.status, StatusCode::OK);
    let after = city.cookies();
    assert_ne!(before, after);
    // The cookie of before is worth nothing (session fixation).
    let thief = city.in_another_browser();
    thief.set_cookies(before);
    assert_eq!(thief.get("/members").await.status, StatusCode::SEE_OTHER);

    let page = city.get("/members").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
    let token = form_of(&page.text(), "token");

    for (token, origin) in [("", ORIGIN), ("AAAA", ORIGIN), (token.as_str(), "https://evil.example")] {
        let refused = city.send(classic("/logout", origin, &[("token", token)])).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(city.get("/members").await.status, StatusCode::OK, "still in");
    }
    let left = city.send(classic("/logout", ORIGIN, &[("token", &token)])).await;
    assert_eq!((left.status, left.header("location")), (StatusCode::SEE_OTHER, "/"));
    assert_eq!(city.cookies().len(), 0);
    assert_eq!(city.get("/members").await.status, StatusCode::SEE_OTHER);
    city.set_cookies(after);
    assert_eq!(city.get("/members").await.status, StatusCode::SEE_OTHER, "ended on the server too");
}

#[tokio::test]
async fn who_does_nothing_for_half_an_hour_is_logged_out() {
    let city = City::new().await;
    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK);
    for _ in 0..23 {
        city.wait(Duration::minutes(29));
        assert_eq!(city.get("/members").await.status, StatusCode::OK);
    }
    // Half a day is the most, whatever one does.
    for _ in 0..2 {
        city.wait(Duration::minutes(29));
        city.get("/members").await;
    }
    assert_eq!(city.get("/members").await.status, StatusCode::SEE_OTHER);

    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK);
    city.wait(Duration::minutes(30));
    assert_eq!(city.get("/members").await.status, StatusCode::SEE_OTHER);
}

/// Who logs in, fills a form in slowly and signs it has lost the login by then, not the work.
#[tokio::test]
async fn a_visit_goes_on_where_the_login_has_ended() {
    let city = City::new().await;
    city.agree().await;
    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK);
    city.wait(Duration::hours(3));
    assert_eq!(city.get("/members").await.status, StatusCode::SEE_OTHER, "logged out");
    assert_eq!(city.post("/api/requests", &json!({ "form": "juminhyo" })).await.status, StatusCode::OK);
    let (content, signature) = city.signed_form().await;
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);
}

/// PostgreSQL takes no NUL in a text, SQLite does: neither is asked.
#[tokio::test]
async fn what_can_be_no_nonce_is_none() {
    let city = City::new().await;
    let login = city.login().await;
    for nonce in ["\0", "", "A", &"x".repeat(100_000)] {
        let mut altered = login.clone();
        altered["nonce"] = nonce.into();
        city.log_in(&altered).await.assert_refused(422, "nonce-unknown");
    }
}

/// Outside `/api/` a person gets the answer, not a script.
#[tokio::test]
async fn people_are_told_in_a_page_what_was_refused() {
    let city = City::new().await;
    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK);
    let outdated = city.send(classic("/logout?lang=en", ORIGIN, &[("token", "AAAA")])).await;
    assert_eq!(outdated.status, StatusCode::FORBIDDEN);
    assert!(outdated.header("content-type").starts_with("text/html"));
    assert!(outdated.text().contains("This page is from before a log-in or log-out"), "{}", outdated.text());
    assert!(outdated.header("content-security-policy").contains("default-src 'none'"));
    let lacking = city.send(classic("/logout", ORIGIN, &[])).await;
    assert_eq!(lacking.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lacking.text().contains("受け付けられない内容でした"), "{}", lacking.text());
}

/// A cookie proves nothing about who asks, and an `Origin` can be forged by any program: the limit is by address.
#[tokio::test]
async fn one_address_cannot_fill_the_store() {
    let city = City::new().await;
    let mut refused = None;
    for _ in 0..200 {
        let answer = city.in_another_browser().post("/api/requests", &json!({})).await;
        if answer.status != StatusCode::OK {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("nobody was refused");
    refused.assert_refused(429, "too-many-requests");
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
    assert_eq!(text(&refused.json(), "code"), "too-many-requests");
    assert_eq!(city.get("/").await.status, StatusCode::OK, "pages are still there");
}
