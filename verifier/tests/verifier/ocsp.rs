//! OCSP: `openssl ocsp` answers, and responders that lie.

use crate::stage::{NONCE, ORIGIN, Stage, json_of, now};
use jitsuin_core::certificate::Kind;
use jitsuin_test_pki::{Lie, Manner, Purpose, Responder, RevocationReason};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{HttpClient, Ocsp, RevocationSource, configured_url};
use jitsuin_verifier::verifier::Verifier;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// Both responders, each for its CA's certificates, as J-LIS has them.
fn verifier(stage: &Stage, responder: &Responder) -> Verifier {
    let http = HttpClient::new().unwrap();
    let source = |purpose, kind| -> Box<dyn RevocationSource> {
        let url = configured_url(&responder.ocsp(purpose)).unwrap();
        Box::new(Ocsp::new(url, Some(kind), http.clone()).with_time_limit(Duration::from_secs(2)))
    };
    let sources = vec![source(Purpose::Sign, Kind::Sign), source(Purpose::Auth, Kind::Auth)];
    Verifier::new(stage.anchors(), sources, Mode::Test).unwrap()
}

async fn document(verifier: &Verifier, stage: &Stage) -> Value {
    json_of(&verifier.verify_document(&stage.signed(b"application"), None, now()).await)
}

async fn login(verifier: &Verifier, stage: &Stage) -> Value {
    let token = stage.token().to_string();
    json_of(&verifier.verify_login(token.as_bytes(), ORIGIN, NONCE, now()).await)
}

#[tokio::test]
async fn openssl_answers_for_both_cas() {
    let stage = Stage::new();
    for delegated in [false, true] {
        let responder = stage.respond(&Manner { delegated, ..Manner::default() });
        let verifier = verifier(&stage, &responder);
        for (report, purpose) in [
            (document(&verifier, &stage).await, Purpose::Sign),
            (login(&verifier, &stage).await, Purpose::Auth),
        ] {
            assert_eq!(report["indication"], "TOTAL-PASSED", "{report:#}");
            let revocation = &report["revocation"];
            assert_eq!(revocation["source"]["kind"], "ocsp");
            assert_eq!(revocation["source"]["name"], responder.ocsp(purpose));
            assert_eq!(
                revocation["answers"].as_array().unwrap().len(),
                1,
                "the other responder is not asked"
            );
            assert!(revocation["thisUpdate"].is_string() && revocation["answeredAt"].is_string());
        }
    }
}

/// P06–P08, L10: who moved still logs in; who died does not.
#[tokio::test]
async fn moved_and_died() {
    let stage = Stage::new();
    let responder = stage.respond(&Manner::default());
    let verifier = verifier(&stage, &responder);
    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    let moved = document(&verifier, &stage).await;
    assert_eq!(moved["subIndication"], "REVOKED_NO_POE", "{moved:#}");
    assert_eq!(moved["revocation"]["reasonCode"], "affiliationChanged");
    let sentences = &moved["findings"].as_array().unwrap().last().unwrap()["sentences"];
    assert!(sentences["ja"].as_str().unwrap().contains("住所"), "{sentences}");
    assert!(sentences["en"].as_str().unwrap().contains("address"), "{sentences}");
    assert_eq!(login(&verifier, &stage).await["indication"], "TOTAL-PASSED");

    for purpose in [Purpose::Sign, Purpose::Auth] {
        stage.revoke(purpose, "-1d", RevocationReason::CessationOfOperation);
    }
    // When a document was signed, nothing proves; a login is of now.
    for (report, sub_indication) in
        [(document(&verifier, &stage).await, "REVOKED_NO_POE"), (login(&verifier, &stage).await, "REVOKED")]
    {
        assert_eq!(report["revocation"]["reasonCode"], "cessationOfOperation", "{report:#}");
        assert_eq!(report["subIndication"], sub_indication);
    }
}

#[tokio::test]
async fn no_lie_is_believed() {
    let stage = Stage::new();
    let cases = [
        (Lie::Down, "revocation-unavailable"),
        (Lie::Silence, "revocation-unavailable"),
        (Lie::Endless, "revocation-unavailable"),
        (Lie::Half, "revocation-unavailable"),
        (Lie::HttpError, "revocation-unavailable"),
        (Lie::TryLater, "revocation-unavailable"),
        (Lie::Garbage, "revocation-answer-refused"),
        (Lie::WrongKey, "revocation-answer-refused"),
        (Lie::UnfitDelegate, "revocation-answer-refused"),
        (Lie::OtherCertificate, "revocation-answer-refused"),
        (Lie::StatusFlipped, "revocation-answer-refused"),
        (Lie::Future, "revocation-answer-refused"),
        (Lie::NoNonce, "revocation-answer-refused"),
        (Lie::OtherNonce, "revocation-answer-refused"),
        (Lie::Stale, "revocation-answer-stale"),
        (Lie::Unknown, "revocation-unknown"),
    ];
    for (lie, expected) in cases {
        let responder = stage.respond(&Manner { lie: Some(lie), ..Manner::default() });
        let report = document(&verifier(&stage, &responder), &stage).await;
        let reason = &report["findings"].as_array().unwrap().last().unwrap()["reason"];
        assert_eq!(reason, expected, "{lie:?}: {report:#}");
        assert_eq!(report["indication"], "INDETERMINATE", "{lie:?}");
        assert_eq!(report["revocation"]["status"], "unknown", "{lie:?}");
    }
}

/// Takes connections and never answers; counts them.
async fn silence() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let questions = Arc::new(AtomicUsize::new(0));
    let counted = questions.clone();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            held.push(stream);
        }
    });
    (format!("http://{address}/"), questions)
}

#[tokio::test]
async fn a_silent_responder_costs_its_time_once() {
    let stage = Stage::new();
    let (url, questions) = silence().await;
    let source = Ocsp::new(configured_url(&url).unwrap(), Some(Kind::Sign), HttpClient::new().unwrap());
    let source = source.with_time_limit(Duration::from_millis(200));
    let verifier = Verifier::new(stage.anchors(), vec![Box::new(source)], Mode::Test).unwrap();
    for _ in 0..4 {
        let report = document(&verifier, &stage).await;
        assert_eq!(report["revocation"]["status"], "unknown");
        let explanation = report["revocation"]["answers"][0]["explanation"].as_str().unwrap();
        assert!(explanation.contains("timed out"), "{explanation}");
    }
    assert_eq!(questions.load(Ordering::SeqCst), 1, "three verdicts did not wait");
}

/// What costs no time is asked again at once: a responder that is back helps the next verdict.
#[tokio::test]
async fn a_responder_that_is_back_is_asked_at_once() {
    let stage = Stage::new();
    let responder = stage.respond(&Manner::default());
    let url = configured_url(&responder.ocsp(Purpose::Sign)).unwrap();
    let port = url.port();
    let source = Ocsp::new(url, Some(Kind::Sign), HttpClient::new().unwrap());
    let verifier = Verifier::new(stage.anchors(), vec![Box::new(source)], Mode::Test).unwrap();
    drop(responder);
    assert_eq!(document(&verifier, &stage).await["indication"], "INDETERMINATE");
    let _back = stage.respond_at(port, &Manner::default());
    assert_eq!(document(&verifier, &stage).await["indication"], "TOTAL-PASSED");
}
