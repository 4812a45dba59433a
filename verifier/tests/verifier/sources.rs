//! Lists in files and behind HTTP.

use crate::stage::{NONCE, ORIGIN, Stage, json_of, now};
use jitsuin_test_pki::{Door, Manner, Purpose, Question, Reply, RevocationReason};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{
    CrlFile, CrlFolder, CrlUrl, HttpClient, RevocationSource, configured_url,
};
use jitsuin_verifier::verifier::Verifier;
use serde_json::{Value, json};
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
    assert_eq!(report["subIndication"], "REVOKED_NO_POE", "{report:#}");
    assert_eq!(report["revocation"]["reasonCode"], "affiliationChanged");
}

/// An older list, or none at all, in the place of the one that revoked.
#[tokio::test]
async fn an_older_file_takes_no_revocation_back() {
    let stage = Stage::new();
    let older = stage.crl(Purpose::Sign, "-1d", "+1d");
    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    replace(&stage, "sign.crl", &stage.crl(Purpose::Sign, "-1h", "+1d"), Duration::from_secs(60));
    let verifier = verifier(&stage, vec![file(&stage, "sign.crl")]);
    assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
    for (age, bytes) in [(50, older), (40, b"no list".to_vec())] {
        replace(&stage, "sign.crl", &bytes, Duration::from_secs(age));
        assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
    }
}

/// J-LIS's certificates name the distribution point of a municipality, and its lists are of one each.
#[tokio::test]
async fn a_folder_with_the_lists_of_many_municipalities() {
    let stage = Stage::new();
    std::fs::create_dir(stage.path("lists")).unwrap();
    let folder: Box<dyn RevocationSource> = Box::new(CrlFolder::new(stage.path("lists"), stage.anchors()));
    let verifier = verifier(&stage, vec![folder]);
    let words = |report: &Value| {
        report["findings"].as_array().unwrap().last().unwrap()["sentences"]["en"].as_str().unwrap().to_owned()
    };
    let absent = document(&verifier, &stage).await;
    assert_eq!((reason(&absent), &absent["indication"]), ("revocation-unavailable", &json!("INDETERMINATE")));
    assert!(words(&absent).contains(&format!("distribution point {}", stage.point())), "{absent:#}");

    let list = |town: Option<&str>| stage.crl_of(town, "now", "+1d");
    std::fs::write(stage.path("lists/README.txt"), b"no list").unwrap();
    for number in 0..40 {
        replace(
            &stage,
            &format!("lists/{number}.crl"),
            &list(Some(&format!("Town {number}"))),
            Duration::ZERO,
        );
    }
    replace(&stage, "lists/broken.crl", b"no list", Duration::ZERO);
    let absent = document(&verifier, &stage).await;
    assert_eq!(reason(&absent), "revocation-unavailable");
    assert!(words(&absent).contains(&stage.point()) && words(&absent).contains("broken.crl"));

    replace(&stage, "lists/own.crl", &list(None), Duration::from_secs(60));
    let good = document(&verifier, &stage).await;
    assert_eq!(good["indication"], "TOTAL-PASSED", "{good:#}");
    assert!(good["revocation"]["source"]["name"].as_str().unwrap().ends_with("lists/own.crl"));
    assert_eq!(good["revocation"]["answers"].as_array().unwrap().len(), 1, "{good:#}");

    // Read again where it changes, and no older one takes its place.
    let older = stage.crl_of(None, "-1h", "+1d");
    stage.revoke(Purpose::Sign, "-1d", RevocationReason::AffiliationChanged);
    replace(&stage, "lists/own.crl", &list(None), Duration::from_secs(50));
    assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
    replace(&stage, "lists/own.crl", &older, Duration::from_secs(40));
    assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
    std::fs::remove_file(stage.path("lists/own.crl")).unwrap();
    assert_eq!(reason(&document(&verifier, &stage).await), "revocation-unavailable");
}

/// The list of another municipality is no answer, and says so only where nobody else speaks.
#[tokio::test]
async fn files_of_two_municipalities() {
    let stage = Stage::new();
    for (name, town) in [("ota.crl", Some("Ota-ku CRLDP")), ("own.crl", None)] {
        replace(&stage, name, &stage.crl_of(town, "now", "+1d"), Duration::ZERO);
    }
    let both = verifier(&stage, vec![file(&stage, "ota.crl"), file(&stage, "own.crl")]);
    let report = document(&both, &stage).await;
    assert_eq!(report["indication"], "TOTAL-PASSED", "{report:#}");
    assert_eq!(report["revocation"]["answers"].as_array().unwrap().len(), 1, "{report:#}");
    let other = verifier(&stage, vec![file(&stage, "ota.crl")]);
    let report = document(&other, &stage).await;
    assert_eq!(reason(&report), "revocation-unavailable");
    let finding = report["findings"].as_array().unwrap().last().unwrap();
    assert!(finding["sentences"]["en"].as_str().unwrap().contains(&stage.point()), "{finding}");
}

#[tokio::test]
async fn how_old_an_answer_may_be() {
    let stage = Stage::new();
    replace(&stage, "sign.crl", &stage.crl(Purpose::Sign, "-2h", "+1d"), Duration::ZERO);
    let hour = Duration::from_secs(60 * 60);
    for (max_age, expected) in [(hour, "revocation-answer-stale"), (3 * hour, "not-revoked")] {
        let verifier = verifier(&stage, vec![file(&stage, "sign.crl")]).with_max_age(max_age);
        assert_eq!(reason(&document(&verifier, &stage).await), expected);
    }
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
    assert_eq!(report["subIndication"], "REVOKED_NO_POE", "{report:#}");
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
    assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
    *server.answer.lock().unwrap() = list(older);
    // The condition is the newer list's own end, when another one is fetched.
    while server.asked.load(Ordering::SeqCst) < 2 {
        assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(reason(&document(&verifier, &stage).await), "revoked");
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
}

/// A server that lets everybody wait costs a verdict a few seconds, once, and its list counts when it comes.
#[tokio::test(flavor = "multi_thread")]
async fn a_download_goes_on_behind_the_verdicts() {
    let stage = Stage::new();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let (released, asked) = (Mutex::new(released), Arc::new(AtomicUsize::new(0)));
    let (crl, count) = (stage.crl(Purpose::Sign, "now", "+1d"), asked.clone());
    let door = Door::open(None, move |_: &Question| {
        count.fetch_add(1, Ordering::SeqCst);
        // Until the test says so, or has ended.
        let _either_way = released.lock().unwrap().recv();
        list(crl.clone())
    })
    .unwrap();
    let verifier = verifier(&stage, vec![url(&stage, &format!("http://{}/sign.crl", door.address()))]);
    // Each of these would wait for ever if it waited for the server.
    for _ in 0..20 {
        let report = document(&verifier, &stage).await;
        assert_eq!(reason(&report), "revocation-unavailable", "{report:#}");
        let explanation = report["revocation"]["answers"][0]["explanation"].as_str().unwrap();
        assert!(explanation.contains("still being fetched"), "{explanation}");
    }
    release.send(()).unwrap();
    while document(&verifier, &stage).await["indication"] != "TOTAL-PASSED" {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
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
