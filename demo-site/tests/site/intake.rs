//! What is taken, and what is refused for which reason.

use crate::city::{
    City, HANAKO, ORIGIN, PKI, Pki, answers, document, form, post, sign, sign_with_openssl, submission, text,
};
use axum::http::{HeaderValue, Request, StatusCode};
use jitsuin_core::form::{FormDocument, FormField};
use jitsuin_demo_site::forms::juminhyo::FORM;
use jitsuin_demo_site::language::Language;
use jitsuin_demo_site::routes::LARGEST_BODY;
use jitsuin_demo_site::store::RETENTION;
use jitsuin_test_pki::Purpose;
use serde_json::json;
use std::sync::Arc;
use time::Duration;

#[tokio::test]
async fn a_signed_form_waits_for_revocation() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    let answer = city.submit(&content, &signature).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["status"], "pending");
    assert_eq!(answer["report"]["indication"], "INDETERMINATE");
    assert_eq!(answer["report"]["subIndication"], "TRY_LATER");
    for finding in answer["report"]["findings"].as_array().unwrap() {
        let expected = if finding["check"] == "revocation" { "indeterminate" } else { "passed" };
        assert_eq!(finding["outcome"], expected, "{finding}");
    }
    assert_eq!(answer["report"]["signer"]["holder"]["name"], "霞　花子");
    assert_eq!(text(&answer, "id").len(), 22);
}

#[tokio::test]
async fn an_english_form_and_a_signature_of_openssl_are_taken() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires, Language::English);
    let signature = sign_with_openssl(&content, Purpose::Sign, &PKI.certificate(Purpose::Sign, HANAKO));
    let answer = city.submit(&content, &signature).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.json()["status"], "pending");
}

/// The answer may have been lost on its way: who sends the same bytes again has not applied twice.
#[tokio::test]
async fn the_same_submission_again_gets_the_same_receipt() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    let first = city.submit(&content, &signature).await.json();
    city.wait(Duration::hours(2));
    let second = city.submit(&content, &signature).await;
    assert_eq!(second.status, StatusCode::OK, "{}", second.text());
    assert_eq!(second.json(), first);
    assert!(
        city.get(&format!("/applications/{}", text(&first, "id"))).await.text().contains("id=\"number\">1<")
    );
}

#[tokio::test]
async fn a_replay_is_refused() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);

    // A new signature over the same number is no new number.
    let other = sign_with_openssl(&content, Purpose::Sign, &PKI.certificate(Purpose::Sign, HANAKO));
    city.submit(&content, &other).await.assert_refused(409, "nonce-used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_parallel_submissions_one_is_kept() {
    let city = Arc::new(City::new().await);
    let (content, signature) = city.signed_form().await;
    let submissions: Vec<_> = (0..8)
        .map(|_| {
            let (city, content, signature) = (city.clone(), content.clone(), signature.clone());
            tokio::spawn(async move { city.submit(&content, &signature).await })
        })
        .collect();
    let mut ids = std::collections::BTreeSet::new();
    for submission in submissions {
        ids.insert(text(&submission.await.unwrap().json(), "id"));
    }
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn a_form_for_another_origin_is_refused() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let elsewhere = "https://evil.example";
    let content = form(elsewhere, &nonce, &expires, Language::Japanese);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, HANAKO));
    let refusal = city.submit(&content, &signature).await.assert_refused(422, "other-origin");
    assert_eq!(refusal["origin"], elsewhere);

    // The nonce was not used up by it.
    let content = form(ORIGIN, &nonce, &expires, Language::Japanese);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, HANAKO));
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_expired_form_is_refused() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    city.wait(Duration::minutes(29));
    let (late_content, late_signature) = city.signed_form().await;
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);
    city.wait(Duration::minutes(31));
    city.submit(&late_content, &late_signature).await.assert_refused(422, "request-expired");
}

#[tokio::test]
async fn an_expiry_that_was_not_given_out_is_refused() {
    let city = City::new().await;
    let (nonce, _) = city.request().await;
    let content = form(ORIGIN, &nonce, "2999-12-31T23:59:59Z", Language::Japanese);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, HANAKO));
    city.submit(&content, &signature).await.assert_refused(422, "expires-altered");

    // Not even a millisecond more.
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires.replace('Z', ".001Z"), Language::Japanese);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, HANAKO));
    city.submit(&content, &signature).await.assert_refused(422, "expires-altered");
}

#[tokio::test]
async fn a_nonce_of_nobody_is_refused() {
    let city = City::new().await;
    let (_, expires) = city.request().await;
    let content = form(ORIGIN, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &expires, Language::Japanese);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, HANAKO));
    city.submit(&content, &signature).await.assert_refused(422, "nonce-unknown");

    // Nor is one of another instance of the site.
    let elsewhere = City::new().await;
    let (content, signature) = elsewhere.signed_form().await;
    city.submit(&content, &signature).await.assert_refused(422, "nonce-unknown");
}

#[tokio::test]
async fn one_altered_byte_is_refused() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires, Language::Japanese);
    let signature = sign(&content, &PKI.certificate(Purpose::Sign, HANAKO));
    let altered = String::from_utf8(content).unwrap().replace("霞　花子", "霞　花予").into_bytes();
    assert!(FormDocument::from_bytes(&altered).is_ok(), "the altered form must be a form still");
    let refusal = city.submit(&altered, &signature).await.assert_refused(422, "signature-refused");
    assert_eq!(refusal["subIndication"], "HASH_FAILURE");

    // In the signature value, the last bytes of the DER.
    let (content, mut signature) = city.signed_form().await;
    let last = signature.len() - 1;
    signature[last] ^= 1;
    let refusal = city.submit(&content, &signature).await.assert_refused(422, "signature-refused");
    assert_eq!(refusal["subIndication"], "SIG_CRYPTO_FAILURE");

    for garbage in [&b""[..], b"\x30\x80", b"not DER", &signature[..last]] {
        let (content, _) = city.signed_form().await;
        city.submit(&content, garbage).await.assert_refused(422, "signature-refused");
    }
}

#[tokio::test]
async fn a_form_that_is_not_canonical_is_refused() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    let spaced = String::from_utf8(content.clone()).unwrap().replacen(':', ": ", 1).into_bytes();
    for malformed in
        [spaced, b"{}".to_vec(), b"[]".to_vec(), vec![0xff], Vec::new(), [&content[..], b"\n"].concat()]
    {
        city.submit(&malformed, &signature).await.assert_refused(422, "content-malformed");
    }
    // And none of it used up the nonce.
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_form_than_the_citys_is_refused() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let certificate = PKI.certificate(Purpose::Sign, HANAKO);
    let mut relabelled = answers(Language::Japanese);
    relabelled[0].label = "後見人".to_owned();
    let mut extra = answers(Language::Japanese);
    extra.push(FormField { name: "debt".into(), label: "借金".into(), value: "100万円".into() });
    let missing = answers(Language::Japanese)[1..].to_vec();
    let title = FORM.title.ja;
    for (title, fields, field) in [
        ("借用書", answers(Language::Japanese), "title"),
        (title, relabelled, "applicant-name"),
        (title, missing, "applicant-name"),
        (title, answers(Language::English), "applicant-name"),
        (title, extra, "fields"),
    ] {
        let content = document(title, fields, ORIGIN, &nonce, &expires);
        let signature = sign(&content, &certificate);
        let refusal = city.submit(&content, &signature).await.assert_refused(422, "form-unknown");
        assert_eq!(refusal["field"], field, "{refusal}");
    }
}

#[tokio::test]
async fn the_authentication_certificate_never_passes_for_a_document() {
    let city = City::new().await;
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires, Language::Japanese);
    let signature = sign_with_openssl(&content, Purpose::Auth, &PKI.certificate(Purpose::Auth, HANAKO));
    let refusal = city.submit(&content, &signature).await.assert_refused(422, "signature-refused");
    let findings = refusal["report"]["findings"].as_array().unwrap();
    let kind = findings.iter().find(|finding| finding["check"] == "certificate-kind").unwrap();
    assert_eq!(kind["outcome"], "failed", "{kind}");
    let signature = findings.iter().find(|finding| finding["check"] == "signature").unwrap();
    assert_eq!(signature["outcome"], "passed", "refused for its kind and nothing else: {signature}");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let city = City::new().await;
    let folder = tempfile::tempdir().unwrap();
    // Equal names, other keys.
    let elsewhere = Pki::open(folder.path(), "elsewhere");
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires, Language::Japanese);
    let holder_key = PKI.key(Purpose::Sign).to_public_key();
    let certificate = elsewhere.certificate_for(Purpose::Sign, HANAKO, &holder_key);
    let answer = city.submit(&content, &sign(&content, &certificate)).await;
    let refusal = answer.assert_refused(422, "signature-undetermined");
    let findings = refusal["report"]["findings"].as_array().unwrap();
    let path = findings.iter().find(|finding| finding["check"] == "path").unwrap();
    assert_ne!(path["outcome"], "passed");
}

#[tokio::test]
async fn too_much_is_refused() {
    let city = City::new().await;
    let body = " ".repeat(LARGEST_BODY + 1);
    city.send(post("/api/applications", body)).await.assert_refused(413, "body-too-large");
    let refusal = city.submit(&vec![b'x'; 1024 * 1024 + 1], b"").await.assert_refused(413, "body-too-large");
    assert_eq!(refusal["limit"], 1024 * 1024);
    city.submit(b"", &vec![b'x'; 64 * 1024 + 1]).await.assert_refused(413, "body-too-large");
}

#[tokio::test]
async fn another_media_type_is_refused() {
    let city = City::new().await;
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/jsonx"]
    {
        for path in ["/api/requests", "/api/applications"] {
            let mut request = post(path, "{}");
            request.headers_mut().insert("content-type", HeaderValue::from_str(media_type).unwrap());
            city.send(request).await.assert_refused(415, "content-type-unsupported");
        }
    }
    let mut request = post("/api/requests", "{}");
    request.headers_mut().insert("content-type", HeaderValue::from_static("Application/JSON; charset=utf-8"));
    assert_eq!(city.send(request).await.status, StatusCode::OK);
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let city = City::new().await;
    let (content, signature) = city.signed_form().await;
    for member in ["content", "signature"] {
        let mut body = submission(&content, &signature);
        body.as_object_mut().unwrap().remove(member);
        city.post("/api/applications", &body).await.assert_refused(400, "body-malformed");
    }
    for body in ["", "{", "[]", "null", r#"{"content":"AA=="}"#, r#"{"content":1,"signature":""}"#] {
        city.send(post("/api/applications", body)).await.assert_refused(400, "body-malformed");
    }
    for body in [
        json!({ "content": "*", "signature": "" }),
        json!({ "content": "AA", "signature": "" }),
        json!({ "content": "AA==", "signature": "AB==" }),
        json!({ "content": "", "signature": "", "more": "" }),
    ] {
        city.post("/api/applications", &body).await.assert_refused(400, "body-malformed");
    }
    let long = json!({ "x".repeat(100_000): 1 });
    let refusal = city.post("/api/requests", &long).await;
    refusal.assert_refused(400, "body-malformed");
    assert!(refusal.body.len() < 2_000, "what was sent must not come back whole");
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK, "the nonce is still good");
}

#[tokio::test]
async fn another_sites_page_is_refused() {
    let city = City::new().await;
    for (header, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "none"),
    ] {
        for path in ["/api/requests", "/api/applications"] {
            let mut request = post(path, "{}");
            request.headers_mut().insert(header, HeaderValue::from_static(value));
            city.send(request).await.assert_refused(403, "not-same-origin");
        }
    }
    let bare =
        Request::post("/api/requests").header("content-type", "application/json").body("{}".into()).unwrap();
    city.send(bare).await.assert_refused(403, "not-same-origin");
}

#[tokio::test]
async fn full_stores_say_so() {
    let city = City::with(ORIGIN, 2, 1).await;
    let (content, signature) = city.signed_form().await;
    let (second_content, second_signature) = city.signed_form().await;
    city.post("/api/requests", &json!({})).await.assert_refused(503, "site-busy");
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK);
    city.submit(&second_content, &second_signature).await.assert_refused(503, "site-busy");

    city.wait(RETENTION);
    city.site.store.erase_old((city.site.clock)()).await.unwrap();
    city.agree().await;
    let (content, signature) = city.signed_form().await;
    assert_eq!(city.submit(&content, &signature).await.status, StatusCode::OK, "time makes room");
}

#[tokio::test]
async fn nonces_are_long_and_never_the_same() {
    let city = City::new().await;
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let (nonce, expires) = city.request().await;
        assert_eq!(nonce.len(), 43);
        assert!(expires.ends_with('Z') && expires.len() == "2026-01-01T00:00:00Z".len(), "{expires}");
        assert!(seen.insert(nonce));
    }
}
