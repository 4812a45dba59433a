//! Two programs behind one database, as a site runs that must not stand still: one browser, whose requests go now here, now there.

use crate::city::{ORIGIN, form, form_of, sign, submission};
use crate::program::Program;
use jitsuin_demo_site::consent::{PRIVACY, TERMS};
use jitsuin_demo_site::language::Language;
use jitsuin_test_pki::Purpose;
use serde_json::Value;

/// A browser's request, with its cookie.
fn request(method: &str, path: &str, cookie: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost:8787\r\norigin: {ORIGIN}\r\nconnection: close\r\ncookie: {cookie}\r\n\
         content-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn json(path: &str, cookie: &str, body: &Value) -> Vec<u8> {
    request("POST", path, cookie, "application/json", &body.to_string())
}

fn body_of(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}"))
}

#[test]
fn two_programs_accept_one_nonce_once() {
    let one = Program::start();
    let two = one.beside();

    // A session begins at the one, agrees to the terms at the other.
    let page = one.exchange(&request("GET", "/forms/juminhyo/consent", "", "text/plain", ""));
    let (_, cookie) = page.split_once("set-cookie: ").unwrap_or_else(|| panic!("{page}"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let agreed =
        format!("token={}&terms={}&privacy={}", form_of(&page, "token"), TERMS.version, PRIVACY.version);
    let path = "/forms/juminhyo/consent";
    let answer = two.exchange(&request("POST", path, &cookie, "application/x-www-form-urlencoded", &agreed));
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");

    for _ in 0..5 {
        let given = body_of(&one.exchange(&json("/api/requests", &cookie, &serde_json::json!({}))));
        let (nonce, expires) = (given["nonce"].as_str().unwrap(), given["expires"].as_str().unwrap());
        let content = form(ORIGIN, nonce, expires, Language::Japanese);
        // Two certificates: two signatures that are both good, so that nothing but the nonce stands between them and acceptance.
        let requests = [(); 2].map(|()| {
            let certificate = crate::city::PKI.certificate(Purpose::Sign, crate::city::HANAKO);
            json("/api/applications", &cookie, &submission(&content, &sign(&content, &certificate)))
        });
        let answers: Vec<String> = std::thread::scope(|scope| {
            let sent: Vec<_> = [&one, &two]
                .into_iter()
                .zip(&requests)
                .map(|(program, request)| scope.spawn(|| program.exchange(request)))
                .collect();
            sent.into_iter().map(|sent| sent.join().unwrap()).collect()
        });
        let with = |status: &str| answers.iter().filter(|answer| answer.starts_with(status)).count();
        assert_eq!((with("HTTP/1.1 200"), with("HTTP/1.1 409")), (1, 1), "{answers:#?}");
    }
}
