//! The HTTP service: every answer is one of its own description.

use crate::stage::{NONCE, ORIGIN, Stage};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use jitsuin_test_pki::{Purpose, RevocationReason};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::CrlFile;
use jitsuin_verifier::service::{Limits, Service};
use jitsuin_verifier::verifier::Verifier;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::mpsc;
use tower::ServiceExt;

struct Running {
    stage: Stage,
    router: Router,
    description: Value,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Running {
    fn new() -> Self {
        let stage = Stage::new();
        for purpose in [Purpose::Sign, Purpose::Auth] {
            let path = stage.path(&format!("{}.crl", purpose.word()));
            std::fs::write(path, stage.crl(purpose, "now", "+1d")).unwrap();
        }
        let router = router(&stage, Limits::default());
        let description = serde_json::to_value(jitsuin_verifier::service::description()).unwrap();
        Self { stage, router, description }
    }

    async fn ask(&self, method: Method, path: &str, body: &str) -> Answer {
        let request = Request::builder().method(method.clone()).uri(path);
        let request = request.header("content-type", "application/json").body(Body::from(body.to_owned()));
        let response = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_else(|_| panic!("not JSON: {body:?}"));
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        self.is_as_described(&method, path, &answer);
        answer
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(Method::POST, path, &body.to_string()).await
    }

    /// Holds an answer to the schema that the description has for it.
    fn is_as_described(&self, method: &Method, path: &str, answer: &Answer) {
        let operation = &self.description["paths"][path][method.as_str().to_lowercase()];
        let schema = if operation.is_null() {
            json!({ "$ref": "#/components/schemas/Refusal" })
        } else {
            let response = &operation["responses"][answer.status.as_str()];
            assert!(!response.is_null(), "{method} {path}: {} is not described", answer.status);
            response["content"]["application/json"]["schema"].clone()
        };
        let mut whole = self.description.clone();
        whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        for (name, member) in schema.as_object().unwrap() {
            whole[name] = member.clone();
        }
        let validator = jsonschema::options().should_validate_formats(true).build(&whole).unwrap();
        let problems: Vec<_> = validator
            .iter_errors(&answer.body)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(problems.is_empty(), "{method} {path}: {problems:#?}\n{:#}", answer.body);
    }

    fn document(&self, content: &[u8]) -> Value {
        json!({
            "signature": STANDARD.encode(self.stage.signed_detached(content)),
            "content": STANDARD.encode(content),
        })
    }
}

fn router(stage: &Stage, limits: Limits) -> Router {
    let list = |name: &str| -> Box<dyn jitsuin_verifier::revocation::RevocationSource> {
        Box::new(CrlFile::new(stage.path(name), stage.anchors()))
    };
    let sources = vec![list("sign.crl"), list("auth.crl")];
    Service::new(Verifier::new(stage.anchors(), sources, Mode::Test).unwrap(), limits).router()
}

#[tokio::test]
async fn documents() {
    let service = Running::new();
    let good = service.post("/v1/documents", &service.document(b"application")).await;
    assert_eq!(good.status, StatusCode::OK);
    assert_eq!(good.body["indication"], "TOTAL-PASSED");
    assert_eq!(good.body["mode"], "test");
    assert_eq!(good.body["signer"]["holder"]["name"], "霞　花子");

    let mut altered = service.document(b"application");
    altered["content"] = STANDARD.encode("another").into();
    let altered = service.post("/v1/documents", &altered).await;
    assert_eq!((altered.status, &altered.body["indication"]), (StatusCode::OK, &json!("TOTAL-FAILED")));

    let mut earlier = service.document(b"application");
    earlier["at"] = "2020-01-01T00:00:00Z".into();
    let earlier = service.post("/v1/documents", &earlier).await;
    assert_eq!(earlier.body["subIndication"], "NOT_YET_VALID", "{:#}", earlier.body);

    let nonsense = json!({ "signature": STANDARD.encode("nonsense") });
    let nonsense = service.post("/v1/documents", &nonsense).await;
    assert_eq!(nonsense.body["subIndication"], "FORMAT_FAILURE");

    let large = service.post("/v1/documents", &service.document(&vec![b'x'; 1024 * 1024])).await;
    assert_eq!(large.body["indication"], "TOTAL-PASSED");

    service.stage.revoke(Purpose::Sign, "-1d", RevocationReason::KeyCompromise);
    std::fs::write(service.stage.path("sign.crl"), service.stage.crl(Purpose::Sign, "now", "+1d")).unwrap();
    let revoked = service.post("/v1/documents", &service.document(b"application")).await;
    assert_eq!(revoked.body["revocation"]["reasonCode"], "keyCompromise", "{:#}", revoked.body);
}

#[tokio::test]
async fn logins() {
    let service = Running::new();
    let login = json!({ "token": service.stage.token(), "origin": ORIGIN, "nonce": NONCE });
    let good = service.post("/v1/logins", &login).await;
    assert_eq!(good.body["indication"], "TOTAL-PASSED", "{:#}", good.body);
    assert!(good.body["signer"].get("holder").is_none());
    let mut elsewhere = login.clone();
    elsewhere["origin"] = "https://elsewhere.example".into();
    assert_eq!(service.post("/v1/logins", &elsewhere).await.body["indication"], "TOTAL-FAILED");
    let mut empty = login;
    empty["token"] = json!({});
    assert_eq!(service.post("/v1/logins", &empty).await.body["subIndication"], "FORMAT_FAILURE");
}

#[tokio::test]
async fn matches() {
    let service = Running::new();
    let form = json!({
        "name": "霞花子", "address": "東京都千代田区霞が関二丁目1番2号-101",
        "birthDate": "平成2年4月29日", "sex": "女性",
    });
    let question = json!({ "form": form, "document": service.document(b"application") });
    let answer = service.post("/v1/matches", &question).await;
    assert_eq!(answer.body["match"]["conclusion"], "same", "{:#}", answer.body);
    assert_eq!(answer.body["verdict"]["indication"], "TOTAL-PASSED");
    let mut other = question;
    other["form"]["name"] = "霞　華子".into();
    let other = service.post("/v1/matches", &other).await;
    assert_eq!(other.body["match"]["conclusion"], "differs");
    let nobody = json!({ "form": {}, "document": { "signature": "" } });
    let nobody = service.post("/v1/matches", &nobody).await;
    assert_eq!(nobody.body["match"]["conclusion"], "person-must-look");
}

#[tokio::test]
async fn what_the_service_is() {
    let service = Running::new();
    assert_eq!(service.ask(Method::GET, "/healthz", "").await.body["status"], "ok");
    let anchors = service.ask(Method::GET, "/v1/anchors", "").await.body;
    assert_eq!(anchors["anchors"].as_array().unwrap().len(), 2);
    assert_eq!(anchors["anchors"][0]["origin"], "test");
    assert_eq!(anchors["sources"][0]["kind"], "crl");
    let description = service.ask(Method::GET, "/openapi.json", "").await.body;
    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(description, service.description);
    for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
        assert!(
            schema["properties"].is_object() || schema["enum"].is_array(),
            "{name} says nothing: {schema}"
        );
    }
    assert_eq!(description["components"]["schemas"]["Verdict"]["additionalProperties"], false);
    let mut operations = std::collections::HashSet::new();
    for operation in
        description["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        assert!(operations.insert(operation["operationId"].as_str().unwrap()), "twice: {operation}");
    }
    for path in description["paths"].as_object().unwrap().keys() {
        let method =
            if description["paths"][path].get("post").is_some() { Method::POST } else { Method::GET };
        assert_ne!(service.ask(method, path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn refusals() {
    let service = Running::new();
    let bodies = [
        "",
        "{}",
        "[]",
        "{\"signature\": 1}",
        "{\"signature\": \"?\"}",
        "{\"signature\": \"\", \"more\": 1}",
        "{\"signature\": \"\", \"at\": \"yesterday\"}",
    ];
    for body in bodies {
        let answer = service.ask(Method::POST, "/v1/documents", body).await;
        assert_eq!(
            (answer.status, &answer.body["code"]),
            (StatusCode::BAD_REQUEST, &json!("body-malformed"))
        );
    }
    let nowhere = service.ask(Method::GET, "/v2", "").await;
    assert_eq!((nowhere.status, &nowhere.body["code"]), (StatusCode::NOT_FOUND, &json!("path-unknown")));
    let method = service.ask(Method::DELETE, "/v1/documents", "").await;
    assert_eq!(method.status, StatusCode::METHOD_NOT_ALLOWED);

    let small = Limits { body: 1000, ..Limits::default() };
    let small = Running { router: router(&service.stage, small), ..Running::new() };
    let answer = small.ask(Method::POST, "/v1/documents", &" ".repeat(1001)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.body["code"], "body-too-large");
}

#[tokio::test]
async fn requests_have_names_and_other_origins_get_nothing() {
    let service = Running::new();
    let named = |name: &'static str| {
        let request =
            Request::get("/healthz").header("x-request-id", name).header("origin", "https://a.example");
        service.router.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let response = named("case-17").await.unwrap();
    assert_eq!(response.headers()["x-request-id"], "case-17");
    assert!(response.headers().get("access-control-allow-origin").is_none());
    let replaced = named("a b").await.unwrap();
    assert_eq!(replaced.headers()["x-request-id"].len(), 16);
    let answer = service.ask(Method::GET, "/healthz", "").await;
    assert_eq!(answer.headers["x-request-id"].len(), 16);
}

/// 現況確認: each certificate by itself, and who moved is told apart from who may still log in.
#[tokio::test]
async fn certificates() {
    let service = Running::new();
    let question =
        |purpose| json!({ "certificate": STANDARD.encode(service.stage.certificate(purpose).der()) });
    for purpose in [Purpose::Sign, Purpose::Auth] {
        let good = service.post("/v1/certificates", &question(purpose)).await;
        assert_eq!(good.body["indication"], "TOTAL-PASSED", "{:#}", good.body);
        assert_eq!(good.body["findings"].as_array().unwrap().len(), 5);
        assert!(good.body["signer"].get("holder").is_none(), "{:#}", good.body);
    }
    let nonsense = service.post("/v1/certificates", &json!({ "certificate": "AAAA" })).await;
    assert_eq!(
        (nonsense.status, &nonsense.body["code"]),
        (StatusCode::BAD_REQUEST, &json!("body-malformed"))
    );

    service.stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    let list = service.stage.crl(Purpose::Sign, "now", "+1d");
    std::fs::write(service.stage.path("sign.crl"), list).unwrap();
    let moved = service.post("/v1/certificates", &question(Purpose::Sign)).await;
    assert_eq!(moved.body["subIndication"], "REVOKED", "{:#}", moved.body);
    let still_in = service.post("/v1/certificates", &question(Purpose::Auth)).await;
    assert_eq!(still_in.body["indication"], "TOTAL-PASSED");
}

/// A request whose body comes from here, piece by piece.
fn slow(path: &str) -> (mpsc::Sender<Bytes>, Request<Body>) {
    let (pieces, coming) = mpsc::channel(1);
    let body = stream::unfold(coming, |mut coming: mpsc::Receiver<Bytes>| async move {
        coming.recv().await.map(|piece| (Ok::<_, std::convert::Infallible>(piece), coming))
    });
    let request = Request::post(path).header("content-type", "application/json");
    (pieces, request.body(Body::from_stream(body)).unwrap())
}

async fn text_of(response: axum::response::Response) -> (StatusCode, String) {
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let service = Running::new();
    let router = router(&service.stage, Limits { time: Duration::from_millis(100), ..Limits::default() });
    let (_held, request) = slow("/v1/documents");
    let (status, text) = text_of(router.oneshot(request).await.unwrap()).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(text.contains("\"timeout\""), "{text}");
}

/// All the memory is taken by a body that may still become large; the next one waits, and is judged once it is free.
#[tokio::test]
async fn large_bodies_wait_for_their_turn() {
    let service = Running::new();
    let limits = Limits { body: 128 * 1024, memory: 128 * 1024, ..Limits::default() };
    let router = router(&service.stage, limits);
    let (first_body, first) = slow("/v1/documents");
    let first = tokio::spawn(router.clone().oneshot(first));
    // It is being read: the second piece finds a place in the channel of one only when the first was taken.
    first_body.send("{".into()).await.unwrap();
    first_body.send("\"signature\":".into()).await.unwrap();

    let document = service.document(&[b'x'; 64 * 1024]).to_string();
    let second = Request::post("/v1/documents").header("content-type", "application/json");
    let second = tokio::spawn(router.clone().oneshot(second.body(Body::from(document)).unwrap()));
    // What needs little memory is not held up.
    let small = service.document(b"application").to_string();
    let small =
        Request::post("/v1/documents").header("content-type", "application/json").body(Body::from(small));
    assert_eq!(router.clone().oneshot(small.unwrap()).await.unwrap().status(), StatusCode::OK);
    assert!(!second.is_finished());

    drop(first_body);
    assert_eq!(text_of(first.await.unwrap().unwrap()).await.0, StatusCode::BAD_REQUEST);
    let (status, text) = text_of(second.await.unwrap().unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("TOTAL-PASSED"), "{text}");
}
