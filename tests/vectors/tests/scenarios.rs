//! Every scenario of `tests/pki/scenarios` played to the verifier: real responders, real HTTP, real time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use jitsuin_core::authentication::{Token, to_be_signed};
use jitsuin_core::certificate::{Certificate, Kind};
use jitsuin_core::cms::{Content, SignatureValue, SigningTime, prepare};
use jitsuin_core::report::{Outcome, Report};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_test_pki::{
    Declaration, Expected, Hierarchy, Holder, Issue, KeyStore, Lie, Purpose, RsaPrivateKey, Scenario, Source,
    Trust,
};
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::{CrlUrl, HttpClient, Ocsp, RevocationSource, configured_url};
use jitsuin_verifier::verifier::Verifier;
use rsa::Pkcs1v15Sign;
use serde_json::{Value, to_value};
use time::OffsetDateTime;

const ORIGIN: &str = "https://shinsei.city.example.lg.jp";
const NONCE: &str = "b2f0c1d2e3f4a5b6c7d8";
const PKI: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../pki");
const CONTENT: &[u8] = "住民票の写しの交付申請".as_bytes();

/// A hierarchy in a folder of its own, with keys that are generated once for all runs.
struct Cas {
    folder: tempfile::TempDir,
    hierarchy: Hierarchy,
}

impl Cas {
    fn new(generation: &str, now: OffsetDateTime) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = kept();
        let own = KeyStore::open(folder.path()).unwrap();
        for name in ["sign-ca", "auth-ca"] {
            own.keep(name, &kept.key(&format!("{name}-{generation}")).unwrap()).unwrap();
        }
        for name in ["sign-ocsp", "auth-ocsp", "sign-unfit", "auth-unfit", "stranger"] {
            own.keep(name, &kept.key(name).unwrap()).unwrap();
        }
        let declaration = Declaration::from_toml(&read(&format!("{PKI}/jpki-test.toml"))).unwrap();
        let hierarchy = Hierarchy::open_or_create(declaration, folder.path(), now).unwrap();
        Self { folder, hierarchy }
    }

    fn anchors(&self) -> Vec<TrustAnchor> {
        TrustAnchor::from_pem(&self.hierarchy.anchors_pem().unwrap()).unwrap()
    }

    /// Issues a certificate and enters it.
    fn issue(
        &self,
        purpose: Purpose,
        name: &str,
        holder: &Holder,
        key: &RsaPrivateKey,
        now: OffsetDateTime,
    ) -> Vec<u8> {
        let certificate = self.hierarchy.issue(purpose, holder, key.as_public_key(), now).unwrap().unwrap();
        self.hierarchy.authority(purpose).register().add(name, &certificate).unwrap();
        certificate
    }
}

fn kept() -> KeyStore {
    KeyStore::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios")).unwrap()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn kind(purpose: Purpose) -> Kind {
    match purpose {
        Purpose::Sign => Kind::Sign,
        Purpose::Auth => Kind::Auth,
    }
}

fn unix(time: OffsetDateTime) -> UnixTime {
    UnixTime::from_milliseconds(u64::try_from(time.unix_timestamp()).unwrap() * 1000).unwrap()
}

/// What the holder's card signs for a document at this time.
fn document(certificate: &[u8], key: &RsaPrivateKey, signed: OffsetDateTime) -> Vec<u8> {
    let certificate = Certificate::from_der(certificate).unwrap();
    let to_be_signed =
        prepare(Content::Attached(CONTENT), &certificate, SigningTime::at(unix(signed))).unwrap();
    let values: Vec<_> = to_be_signed
        .digests()
        .iter()
        .map(|digest| key.sign(Pkcs1v15Sign::new::<sha2::Sha256>(), digest.value()).unwrap())
        .map(SignatureValue::from)
        .collect();
    to_be_signed.complete(&values).unwrap().into_der()
}

/// What the holder's card signs for a login.
fn login(certificate: &[u8], key: &RsaPrivateKey) -> Vec<u8> {
    let message = to_be_signed(ORIGIN, NONCE, certificate).unwrap();
    let value = jitsuin_test_pki::sign_sha256(key, &message).unwrap();
    serde_json::to_vec(&Token::new(certificate, &value, ORIGIN, NONCE).unwrap()).unwrap()
}

/// Plays a scenario; returns what the verifier said otherwise than it must.
async fn play(path: PathBuf) -> Vec<String> {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let scenario = Scenario::from_toml(&read(path.to_str().unwrap())).unwrap();
    let now = OffsetDateTime::now_utc();
    let cas = Cas::new("first", now);
    let holder = Holder::from_toml(&read(&format!("{PKI}/holders/{}.toml", scenario.holder))).unwrap();
    let key = kept().key("holder").unwrap();
    let issued: Vec<_> = (0..scenario.issues)
        .map(|_| {
            [Purpose::Sign, Purpose::Auth]
                .map(|purpose| cas.issue(purpose, &scenario.holder, &holder, &key, now))
        })
        .collect();
    let back = usize::from(scenario.uses == Issue::Previous);
    let [sign, auth] = issued.iter().rev().nth(back).unwrap();
    scenario.revoke(cas.folder.path(), now).unwrap();
    let responder = scenario.respond(cas.folder.path(), None).unwrap();

    let anchors = match scenario.trust {
        Trust::Issuers => cas.anchors(),
        Trust::OtherGeneration => Cas::new("second", now).anchors(),
    };
    let http = HttpClient::new().unwrap();
    // A busy machine must not look like a silent responder, and a silent one need not be waited for.
    let silent = scenario.sign.lie == Some(Lie::Silence);
    let limit = Duration::from_secs(if silent { 1 } else { 60 });
    let sources: Vec<Box<dyn RevocationSource>> = [Purpose::Sign, Purpose::Auth]
        .into_iter()
        .map(|purpose| -> Box<dyn RevocationSource> {
            match scenario.source {
                Source::Ocsp => {
                    let url = configured_url(&responder.ocsp(purpose)).unwrap();
                    Box::new(Ocsp::new(url, Some(kind(purpose)), http.clone()).with_time_limit(limit))
                }
                Source::Crl => {
                    let url = configured_url(&responder.crl(purpose)).unwrap();
                    Box::new(CrlUrl::new(url, anchors.clone(), http.clone()))
                }
            }
        })
        .collect();
    let verifier = Verifier::new(anchors, sources, Mode::Test).unwrap();
    let at = unix(scenario.judged.from(now));

    let signed = document(sign, &key, scenario.signed.from(now));
    let report = verifier.verify_document(&signed, None, at).await;
    let mut wrong = differences(&format!("{name}, document"), &report, &scenario.document);
    if let Some(expected) = &scenario.login {
        let report = verifier.verify_login(&login(auth, &key), ORIGIN, NONCE, at).await;
        wrong.extend(differences(&format!("{name}, login"), &report, expected));
    }
    wrong
}

fn differences(name: &str, report: &Report, expected: &Expected) -> Vec<String> {
    let text = |value: Value| value.as_str().map(str::to_owned);
    let passed = |finding: &Value| finding.get("outcome") == Some(&Value::from("passed"));
    let findings = report.findings.iter().map(|finding| to_value(finding).unwrap());
    let mut reasons: Vec<_> = findings
        .filter(|finding| !passed(finding))
        .filter_map(|finding| text(finding.get("reason")?.clone()))
        .filter(|reason| reason != "not-reached")
        .collect();
    // Where something else is wrong, nobody is asked.
    if report.findings.iter().any(|finding| finding.outcome == Outcome::Failed) || reasons.len() > 1 {
        reasons.retain(|reason| reason != "revocation-not-checked");
    }
    let said = Expected {
        indication: text(to_value(report.indication).unwrap()).unwrap(),
        sub_indication: report.sub_indication.and_then(|sub| text(to_value(sub).unwrap())),
        reasons,
        revocation: text(to_value(report.revocation.status).unwrap()).unwrap(),
        reason_code: report.revocation.reason_code.and_then(|code| text(to_value(code).unwrap())),
    };
    if said == *expected {
        Vec::new()
    } else {
        vec![format!(
            "{name}\n  expected {expected:?}\n  said     {said:?}\n  {:?}",
            report.revocation.answers
        )]
    }
}

#[tokio::test]
async fn every_scenario_ends_as_it_must() {
    let paths: Vec<_> =
        std::fs::read_dir(format!("{PKI}/scenarios")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(paths.len() > 30, "only {} scenarios", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        wrong.extend(play(path).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
