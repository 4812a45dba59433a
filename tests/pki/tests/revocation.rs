//! OpenSSL's judgement of what this crate says about revocation: registers, CRLs, and each wrong OCSP answer.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jitsuin_test_pki::{
    Declaration, Hierarchy, Holder, Issue, KeyStore, Lie, Manner, Moment, Purpose, Register, Responder,
    RevocationReason, Scenario,
};
use time::OffsetDateTime;

const DECLARATION: &str = include_str!("../jpki-test.toml");
const HANAKO: &str = include_str!("../holders/hanako.toml");

/// A hierarchy in a folder of its own, with keys that are generated once for all runs, and hanako's certificates.
struct Bench {
    folder: tempfile::TempDir,
    hierarchy: Hierarchy,
    now: OffsetDateTime,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeyStore::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("test-pki/ca")).unwrap();
        let own = KeyStore::open(folder.path()).unwrap();
        let names = ["sign-ca", "auth-ca", "sign-ocsp", "auth-ocsp", "sign-unfit", "auth-unfit", "stranger"];
        kept.prepare(&names).unwrap();
        names.iter().for_each(|name| own.keep(name, &kept.key(name).unwrap()).unwrap());
        let now = OffsetDateTime::now_utc();
        let declaration = Declaration::from_toml(DECLARATION).unwrap();
        let hierarchy = Hierarchy::open_or_create(declaration, folder.path(), now).unwrap();
        let bench = Bench { folder, hierarchy, now };
        bench.issue();
        bench
    }

    /// Issues both certificates of hanako and enters them.
    fn issue(&self) {
        let holder = Holder::from_toml(HANAKO).unwrap();
        for purpose in [Purpose::Sign, Purpose::Auth] {
            let authority = self.hierarchy.authority(purpose);
            let key = authority.key().to_public_key();
            let certificate = self.hierarchy.issue(purpose, &holder, &key, self.now).unwrap().unwrap();
            authority.register().add("hanako", &certificate).unwrap();
            std::fs::write(self.path(&format!("{}.der", purpose.word())), certificate).unwrap();
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn revoke(&self, purpose: Purpose, at: &str, reason: RevocationReason) {
        let at = at.parse::<Moment>().unwrap().from(self.now);
        Register::of(self.folder.path(), purpose).revoke("hanako", Issue::Current, at, reason).unwrap();
    }

    fn respond(&self, manner: &Manner) -> Responder {
        Responder::start(self.folder.path(), None, manner.clone(), manner.clone()).unwrap()
    }

    /// What `openssl ocsp` as a client makes of a responder's answer about hanako's certificate.
    fn asks(&self, purpose: Purpose, url: &str) -> (bool, String) {
        let ca = self.path(&format!("{}-ca.pem", purpose.word()));
        let ca = ca.to_str().unwrap();
        let certificate = self.path(&format!("{}.der", purpose.word()));
        let asked = ["ocsp", "-nonce", "-no-CAfile", "-no-CApath", "-timeout", "2", "-validity_period", "10"];
        let about = ["-issuer", ca, "-CAfile", ca, "-cert", certificate.to_str().unwrap(), "-url", url];
        openssl(&[&asked[..], &about[..]].concat())
    }
}

fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("openssl must be installed (Debian package openssl)");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

#[test]
fn both_cas_answer_for_themselves_and_by_delegates() {
    let bench = Bench::new();
    for delegated in [false, true] {
        let responder = bench.respond(&Manner { delegated, ..Manner::default() });
        for purpose in [Purpose::Sign, Purpose::Auth] {
            let (asked, said) = bench.asks(purpose, &responder.ocsp(purpose));
            assert!(asked && said.contains("Response verify OK") && said.contains(": good"), "{said}");
            assert!(!said.contains("WARNING"), "{said}");
        }
    }
}

#[test]
fn a_revocation_is_answered_at_once_and_only_for_its_certificate() {
    let bench = Bench::new();
    let responder = bench.respond(&Manner::default());
    let asked = |purpose| bench.asks(purpose, &responder.ocsp(purpose)).1;
    assert!(asked(Purpose::Sign).contains(": good"));
    bench.revoke(Purpose::Sign, "2026-01-02T03:04:05Z", RevocationReason::AffiliationChanged);
    let said = asked(Purpose::Sign);
    assert!(said.contains(": revoked") && said.contains("Reason: affiliationChanged"), "{said}");
    assert!(said.contains("Revocation Time: Jan  2 03:04:05 2026 GMT"), "{said}");
    assert!(asked(Purpose::Auth).contains(": good"));
}

#[test]
fn openssl_makes_the_same_crl_from_the_register() {
    let bench = Bench::new();
    for reason in
        ["unspecified", "keyCompromise", "affiliationChanged", "cessationOfOperation", "certificateHold"]
    {
        bench.revoke(Purpose::Sign, "-2d", reason.parse().unwrap());
        let configuration = format!(
            "[ca]\ndefault_ca = it\n[it]\ndatabase = {}\ndefault_md = sha256\ncrlnumber = {}\n",
            bench.path("sign-index.txt").display(),
            bench.path("number").display()
        );
        std::fs::write(bench.path("ca.cnf"), configuration).unwrap();
        std::fs::write(bench.path("number"), "01\n").unwrap();
        let path = |name: &str| bench.path(name).to_str().unwrap().to_owned();
        let theirs = [
            "ca",
            "-gencrl",
            "-crldays",
            "1",
            "-config",
            &path("ca.cnf"),
            "-cert",
            &path("sign-ca.pem"),
            "-keyfile",
            &path("sign-ca.key.pem"),
            "-out",
            &path("theirs.pem"),
        ];
        let (made, said) = openssl(&theirs);
        assert!(made, "{said}");
        let list = bench.hierarchy.authority(Purpose::Sign);
        let list = list.revocation_list(bench.now, bench.now + time::Duration::DAY).unwrap();
        let ours = list.sign(bench.hierarchy.authority(Purpose::Sign).key()).unwrap();
        std::fs::write(bench.path("ours.der"), ours).unwrap();
        let text = |form, name| {
            openssl(&[
                "crl",
                "-inform",
                form,
                "-noout",
                "-text",
                "-in",
                &path(name),
                "-CAfile",
                &path("sign-ca.pem"),
            ])
            .1
        };
        let (ours, theirs) = (text("DER", "ours.der"), text("PEM", "theirs.pem"));
        assert!(ours.contains("verify OK"), "{ours}");
        assert_eq!(revoked(&ours), revoked(&theirs), "{ours}");
    }
}

/// What a printed CRL says was revoked. A reason that is not given and the reason "unspecified" are the same (RFC 5280 5.3.1).
fn revoked(text: &str) -> Vec<&str> {
    text.lines()
        .skip_while(|line| !line.contains("Revoked Certificates:"))
        .take_while(|line| !line.contains("Signature Algorithm"))
        .map(str::trim)
        .collect()
}

#[test]
fn openssl_refuses_the_revoked_certificate_by_the_crl_and_not_the_other() {
    let bench = Bench::new();
    bench.revoke(Purpose::Sign, "-2d", RevocationReason::CessationOfOperation);
    let responder = bench.respond(&Manner { random_entries: 1000, ..Manner::default() });
    for (purpose, accepted) in [(Purpose::Sign, false), (Purpose::Auth, true)] {
        let path = |name: &str| bench.path(&format!("{}{name}", purpose.word())).to_str().unwrap().to_owned();
        let (fetched, said) = openssl(&["crl", "-in", &responder.crl(purpose), "-out", &path("-crl.pem")]);
        assert!(fetched, "{said}");
        let (verified, said) = openssl(&[
            "verify",
            "-x509_strict",
            "-crl_check",
            "-CAfile",
            &path("-ca.pem"),
            "-CRLfile",
            &path("-crl.pem"),
            &path(".der"),
        ]);
        assert_eq!(verified, accepted, "{said}");
        assert!(accepted || said.contains("certificate revoked"), "{said}");
    }
}

#[test]
fn openssl_believes_no_lie() {
    let bench = Bench::new();
    let lies = [
        (Lie::Down, "connect timeout"),
        (Lie::Silence, "timeout"),
        (Lie::Half, "Error querying OCSP responder"),
        (Lie::HttpError, "Error querying OCSP responder"),
        (Lie::Garbage, "Error querying OCSP responder"),
        (Lie::TryLater, "Responder Error: trylater (3)"),
        (Lie::WrongKey, "Response Verify Failure"),
        (Lie::UnfitDelegate, "missing ocspsigning usage"),
        (Lie::OtherCertificate, "No Status found"),
        (Lie::StatusFlipped, "Response Verify Failure"),
        (Lie::Stale, "status expired"),
        (Lie::Future, "status not yet valid"),
        (Lie::NoNonce, "no nonce in response"),
        (Lie::OtherNonce, "Nonce Verify error"),
        (Lie::Unknown, ": unknown"),
    ];
    for (lie, complaint) in lies {
        let responder = bench.respond(&Manner { lie: Some(lie), ..Manner::default() });
        let (_, said) = bench.asks(Purpose::Sign, &responder.ocsp(Purpose::Sign));
        assert!(said.contains(complaint), "{lie:?}: {said}");
    }
}

#[test]
fn every_committed_scenario_is_read_and_can_be_played() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")).unwrap() {
        let path = entry.unwrap().path();
        let scenario = match Scenario::from_toml(&std::fs::read_to_string(&path).unwrap()) {
            Ok(scenario) => scenario,
            Err(refusal) => panic!("{}: {refusal}", path.display()),
        };
        let holder = format!("{}/holders/{}.toml", env!("CARGO_MANIFEST_DIR"), scenario.holder);
        assert!(Path::new(&holder).exists(), "{holder}");
        if scenario.holder == "hanako" {
            let bench = Bench::new();
            (1..scenario.issues).for_each(|_| bench.issue());
            scenario.revoke(bench.folder.path(), bench.now).unwrap();
            assert!(
                scenario
                    .respond(bench.folder.path(), None)
                    .unwrap()
                    .ocsp(Purpose::Auth)
                    .ends_with("/auth/ocsp")
            );
        }
    }
}
