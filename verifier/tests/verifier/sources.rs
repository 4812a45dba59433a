//! Lists in files and behind HTTP.

use crate::stage::{NONCE, ORIGIN, Stage, json_of, now};
use jitsuin_test_pki::{Door, Manner, Purpose, Question, Reply, RevocationReason};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{CrlFile, CrlUrl, HttpClient, RevocationSource, configured_url};
use jitsuin_verifier::verifier::Verifier;
use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

fn verifier(stage: &Stage, sources: Vec<Box<dyn RevocationSource>>) -> Verifier {
    Verifier::new(stage.anchors(), sources, Mode::Test).unwrap()
}

fn file(stage: &Stage, name: &str) -> Box<dyn RevocationSource> {
    Box::new(CrlFile::new(stage.path(name), stage.anchors()))
}

fn url(stage: &Stage, url: &str) -> Box<dyn RevocationSource> {
    Box::new(CrlUrl::new(configured_url(url).unwrap(), stage.anchors(), HttpClient::new().unwrap()))
}

async fn document(verifier: &Verifier, stage: &Stage) -> Value {
    json_of(&verifier.verify_document(&stage.signed(b"application"), None, now()).await)
}

fn reason(report: &Value) -> &str {
    report["findings"].as_array().unwrap().last().unwrap()["reason"].as_str().unwrap()
}

/// Replaces a file as an administrator should, with another time than before.
fn replace(stage: &Stage, name: &str, bytes: &[u8], age: Duration) {
    let whole = stage.path("new");
    std::fs::write(&whole, bytes).unwrap();
    std::fs::File::options().write(true).open(&whole).unwrap().set_modified(SystemTime::now() - age).unwrap();
    std::fs::rename(whole, stage.path(name)).unwrap();
}

#[tokio::test]
async fn a_list_in_a_file_is_read_again_when_it_changes() {
    let stage = Stage::new();
    replace(&stage, "sign.crl", &stage.crl(Purpose::Sign, "now", "+1d"), Duration::from_secs(60));
    let verifier = verifier(&stage, vec![file(&stage, "sign.crl")]);
    let report = document(&verifier, &stage).await;
    assert_eq!(report["indication"], "TOTAL-PASSED", "{report:#}");
    assert_eq!(report["revocation"]["source"]["kind"], "crl");
    assert!(report["revocation"]["source"]["name"].as_str().unwrap().ends_with("sign.crl"));

    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    replace(&stage, "sign.crl", &stage.crl(Purpose::Sign, "now", "+1d"), Duration::ZERO);
    let report = document(&verifier, &stage).await;
    assert_eq!(report["indication"], "TOTAL-FAILED", "{report:#}");
    assert_eq!(report["subIndication"], "REVOKED");
    assert_eq!(report["revocation"]["reasonCode"], "affiliationChanged");
}

#[tokio::test]
async fn a_list_in_pem_and_one_for_each_ca() {
    let stage = Stage::new();
    for purpose in [Purpose::Sign, Purpose::Auth] {
        let der = stage.crl(purpose, "now", "+1d");
        let pem = pem_rfc7468::encode_string("X509 CRL", pem_rfc7468::LineEnding::LF, &der).unwrap();
        std::fs::write(stage.path(&format!("{}.crl", purpose.word())), pem).unwrap();
    }
    let verifier = verifier(&stage, vec![file(&stage, "sign.crl"), file(&stage, "auth.crl")]);
    let report = document(&verifier, &stage).await;
    assert_eq!(report["indication"], "TOTAL-PASSED", "{report:#}");
    assert_eq!(report["revocation"]["answers"].as_array().unwrap().len(), 1, "{report:#}");

    let token = stage.token().to_string();
    let login = json_of(&verifier.verify_login(token.as_bytes(), ORIGIN, NONCE, now()).await);
    assert_eq!(login["indication"], "TOTAL-PASSED", "{login:#}");
    assert!(login["revocation"]["source"]["name"].as_str().unwrap().ends_with("auth.crl"), "{login:#}");
}

#[tokio::test]
async fn a_file_that_is_no_list_is_never_good() {
    let stage = Stage::new();
    let verifier = verifier(&stage, vec![file(&stage, "sign.crl")]);
    assert_eq!(reason(&document(&verifier, &stage).await), "revocation-unavailable");
    let cases = [
        (b"no list".to_vec(), "revocation-answer-refused"),
        (stage.forged_crl(Purpose::Sign), "revocation-answer-refused"),
        (stage.crl(Purpose::Sign, "-3d", "-2d"), "revocation-answer-stale"),
        (stage.crl(Purpose::Auth, "now", "+1d"), "revocation-unavailable"),
    ];
    for (age, (bytes, expected)) in (1..).zip(cases) {
        replace(&stage, "sign.crl", &bytes, Duration::from_secs(age));
        let report = document(&verifier, &stage).await;
        assert_eq!(reason(&report), expected, "{report:#}");
        assert_eq!(report["indication"], "INDETERMINATE");
    }
}

#[tokio::test]
async fn a_list_behind_http() {
    let stage = Stage::new();
    stage.revoke(Purpose::Sign, "-1d", RevocationReason::CessationOfOperation);
    let responder = stage.respond(&Manner::default());
    let sources = [Purpose::Sign, Purpose::Auth].map(|purpose| url(&stage, &responder.crl(purpose)));
    let verifier = verifier(&stage, sources.into());
    let report = document(&verifier, &stage).await;
    assert_eq!(report["subIndication"], "REVOKED", "{report:#}");
    assert_eq!(report["revocation"]["reasonCode"], "cessationOfOperation");
    let token = stage.token().to_string();
    let login = json_of(&verifier.verify_login(token.as_bytes(), ORIGIN, NONCE, now()).await);
    assert_eq!(login["indication"], "TOTAL-PASSED", "{login:#}");
}

/// A server whose answer changes, and that counts its questions.
struct Server {
    door: Door,
    answer: Arc<Mutex<Reply>>,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn new(answer: Reply) -> Self {
        let (answer, asked) = (Arc::new(Mutex::new(answer)), Arc::new(AtomicUsize::new(0)));
        let (current, count) = (answer.clone(), asked.clone());
        let door = Door::open(None, move |_: &Question| {
            count.fetch_add(1, Ordering::SeqCst);
            current.lock().unwrap().clone()
        });
        Self { door: door.unwrap(), answer, asked }
    }

    fn url(&self) -> String {
        format!("http://{}/sign.crl", self.door.address())
    }
}

fn list(bytes: Vec<u8>) -> Reply {
    Reply::Whole(200, "application/pkix-crl", bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_fetched_once_for_many() {
    let stage = Stage::new();
    let server = Server::new(list(stage.crl(Purpose::Sign, "now", "+1d")));
    let verifier = Arc::new(verifier(&stage, vec![url(&stage, &server.url())]));
    let signed = Arc::new(stage.signed(b"application"));
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (verifier, signed) = (verifier.clone(), signed.clone());
            tokio::spawn(async move { verifier.verify_document(&signed, None, now()).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(json_of(&task.await.unwrap())["indication"], "TOTAL-PASSED");
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_kept_list_outlives_its_server_until_its_next_update() {
    let stage = Stage::new();
    let server = Server::new(list(stage.crl(Purpose::Sign, "-1d", "+2s")));
    let verifier = verifier(&stage, vec![url(&stage, &server.url())]);
    assert_eq!(document(&verifier, &stage).await["indication"], "TOTAL-PASSED");
    *server.answer.lock().unwrap() = Reply::Whole(503, "text/plain", b"busy".to_vec());
    // The condition is the list's own end, a second or two away.
    let report = loop {
        let report = document(&verifier, &stage).await;
        if report["indication"] != "TOTAL-PASSED" {
            break report;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(reason(&report), "revocation-unavailable", "{report:#}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 2, "a server that failed is not asked again at once");
}

#[tokio::test]
async fn a_list_whose_time_has_passed_is_not_fetched_for_every_verdict() {
    let stage = Stage::new();
    let server = Server::new(list(stage.crl(Purpose::Sign, "-2d", "-1d")));
    let verifier = verifier(&stage, vec![url(&stage, &server.url())]);
    for _ in 0..3 {
        assert_eq!(reason(&document(&verifier, &stage).await), "revocation-answer-stale");
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_older_list_takes_no_revocation_back() {
    let stage = Stage::new();
    let older = stage.crl(Purpose::Sign, "-1d", "+1d");
    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    let server = Server::new(list(stage.crl(Purpose::Sign, "-1h", "+2s")));
    let verifier = verifier(&stage, vec![url(&stage, &server.url())]);
    assert_eq!(document(&verifier, &stage).await["subIndication"], "REVOKED");
    *server.answer.lock().unwrap() = list(older);
    // The condition is the newer list's own end, when another one is fetched.
    let report = loop {
        let report = document(&verifier, &stage).await;
        if report["subIndication"] != "REVOKED" {
            break report;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(reason(&report), "revocation-answer-refused", "{report:#}");
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn servers_that_do_not_give_a_list() {
    let stage = Stage::new();
    let cases = [
        (Reply::Whole(404, "text/plain", b"none".to_vec()), "revocation-unavailable"),
        (Reply::Whole(302, "text/plain", Vec::new()), "revocation-unavailable"),
        (
            Reply::Half("application/pkix-crl", stage.crl(Purpose::Sign, "now", "+1d")),
            "revocation-unavailable",
        ),
        (list(b"<html>Log in to the hotel's network</html>".to_vec()), "revocation-answer-refused"),
        (list(stage.forged_crl(Purpose::Sign)), "revocation-answer-refused"),
    ];
    for (answer, expected) in cases {
        let server = Server::new(answer);
        let verifier = verifier(&stage, vec![url(&stage, &server.url())]);
        let report = document(&verifier, &stage).await;
        assert_eq!(reason(&report), expected, "{report:#}");
        assert_eq!(report["indication"], "INDETERMINATE");
    }
}

#[tokio::test]
async fn nobody_is_asked_about_a_signature_that_fails_anyway() {
    let stage = Stage::new();
    let server = Server::new(list(stage.crl(Purpose::Sign, "now", "+1d")));
    let verifier = verifier(&stage, vec![url(&stage, &server.url())]);
    let signed = stage.signed_detached(b"application");
    let report = json_of(&verifier.verify_document(&signed, Some(b"another"), now()).await);
    assert_eq!(report["indication"], "TOTAL-FAILED");
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
}
