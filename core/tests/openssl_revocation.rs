//! Lists and OCSP responses that OpenSSL makes are read here, and OpenSSL reads the requests that are made here.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../src/forge.rs"]
mod forge;

use forge::Key;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{Content, SignatureValue, SigningTime, prepare};
use jitsuin_core::report::{Check, Indication, Report, SubIndication};
use jitsuin_core::revocation::ocsp::{CertIdHash, OcspError, Response, request_with};
use jitsuin_core::revocation::{Answer, Crl, CrlError, ReasonCode};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::{Examination, examine};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

const CONFIGURATION: &str = "
[ca]
default_ca = ours
[ours]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 30
default_crl_days = 1
policy = any
unique_subject = no
crl_extensions = list
[any]
commonName = supplied
[list]
authorityKeyIdentifier = keyid
[authority]
keyUsage = critical, keyCertSign, cRLSign
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
[sign]
keyUsage = critical, digitalSignature, nonRepudiation
subjectAltName = @person
certificatePolicies = critical, 1.2.392.200149.8.5.1.0.20
authorityKeyIdentifier = keyid
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[no-responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
[person]
otherName.1 = 1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8:実印　花子
otherName.2 = 1.2.392.200149.8.5.5.4;FORMAT:UTF8,UTF8:319800217
otherName.3 = 1.2.392.200149.8.5.5.3;FORMAT:UTF8,UTF8:2
otherName.4 = 1.2.392.200149.8.5.5.5;FORMAT:UTF8,UTF8:東京都清瀬市
";

/// A folder with a CA that OpenSSL runs: its database, one person's certificate and two responders'.
struct Authority(tempfile::TempDir);

impl Authority {
    fn new() -> Self {
        let authority = Self(tempfile::tempdir().unwrap());
        authority.write("configuration", CONFIGURATION.as_bytes());
        authority.write("index.txt", b"");
        authority.write("serial", b"01EA01\n");
        authority.write("crlnumber", b"07\n");
        authority.write("ca.key", Key::ca().to_pem().as_bytes());
        authority.write("sign.key", Key::holder().to_pem().as_bytes());
        authority.write("responder.key", Key::other().to_pem().as_bytes());
        authority.run(&[
            "req",
            "-new",
            "-key",
            "ca.key",
            "-out",
            "ca.csr",
            "-subj",
            "/O=JPKI-TEST/OU=JPKI for digital signature",
        ]);
        authority.run(&[
            "x509",
            "-req",
            "-in",
            "ca.csr",
            "-key",
            "ca.key",
            "-days",
            "30",
            "-extfile",
            "configuration",
            "-extensions",
            "authority",
            "-out",
            "ca.pem",
        ]);
        for (name, key) in
            [("sign", "sign.key"), ("responder", "responder.key"), ("no-responder", "responder.key")]
        {
            authority.run(&["req", "-new", "-key", key, "-out", "new.csr", "-subj", &format!("/CN={name}")]);
            authority.run(&[
                "ca",
                "-batch",
                "-notext",
                "-config",
                "configuration",
                "-in",
                "new.csr",
                "-extfile",
                "configuration",
                "-extensions",
                name,
                "-out",
                &format!("{name}.pem"),
            ]);
        }
        authority
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl").args(arguments).current_dir(self.0.path()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "openssl {}\n{errors}", arguments.join(" "));
        String::from_utf8_lossy(&output.stdout).into_owned() + &errors
    }

    fn anchor(&self) -> TrustAnchor {
        TrustAnchor::from_pem(&String::from_utf8(self.read("ca.pem")).unwrap()).unwrap().remove(0)
    }

    fn certificate(&self) -> Certificate {
        self.run(&["x509", "-in", "sign.pem", "-outform", "DER", "-out", "sign.der"]);
        Certificate::from_der(&self.read("sign.der")).unwrap()
    }

    fn revoke(&self, reason: &[&str]) {
        self.run(&[&["ca", "-config", "configuration", "-revoke", "sign.pem"], reason].concat());
    }

    fn list(&self) -> Vec<u8> {
        self.run(&["ca", "-config", "configuration", "-gencrl", "-out", "list.pem"]);
        self.run(&["crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der"]);
        self.read("list.der")
    }

    /// What `openssl ocsp` as a responder answers to our request.
    fn respond(&self, hash: CertIdHash, nonce: Option<&[u8]>, options: &[&str]) -> Vec<u8> {
        self.write("request.der", &request_with(hash, &self.certificate(), &self.anchor(), nonce));
        let responder = if options.contains(&"-rsigner") {
            &[][..]
        } else {
            &["-rsigner", "responder.pem", "-rkey", "responder.key"]
        };
        let always = [
            "ocsp",
            "-index",
            "index.txt",
            "-CA",
            "ca.pem",
            "-reqin",
            "request.der",
            "-respout",
            "response.der",
        ];
        self.run(&[&always, responder, options].concat());
        self.read("response.der")
    }

    fn examined(&self) -> Examination {
        let to_be_signed =
            prepare(Content::Attached(b"content"), &self.certificate(), SigningTime::at(now())).unwrap();
        let signature = Key::holder().sign_digest(to_be_signed.digests()[0].value());
        let signed = to_be_signed.complete(&[SignatureValue::from(signature)]).unwrap().into_der();
        examine(&signed, None, &[self.anchor()], now())
    }

    fn judge(&self, response: &[u8], nonce: Option<&[u8]>) -> Report {
        let response = Response::from_der(response, &self.anchor()).unwrap();
        self.examined().conclude(&[Answer::Ocsp { response: &response, nonce, source: "openssl", at: now() }])
    }
}

fn now() -> UnixTime {
    UnixTime::try_from(SystemTime::now()).unwrap()
}

#[test]
fn a_list_that_openssl_made() {
    let authority = Authority::new();
    let judge = || {
        let crl = Crl::from_der(authority.list(), &[authority.anchor()]).unwrap();
        authority.examined().conclude(&[Answer::Crl { crl: &crl, source: "list", at: now() }])
    };
    assert_eq!(judge().indication, Indication::TotalPassed);
    authority.revoke(&["-crl_reason", "affiliationChanged"]);
    let report = judge();
    // REVOKED where certificate and revocation are of one second, as here they may be; otherwise nothing proves the order.
    assert!(matches!(report.sub_indication, Some(SubIndication::Revoked | SubIndication::RevokedNoPoe)));
    assert_eq!(report.revocation.reason_code, Some(ReasonCode::AffiliationChanged));

    let der = authority.list();
    let crl = Crl::from_der(der.clone(), &[authority.anchor()]).unwrap();
    assert_eq!((crl.len(), crl.number()), (1, Some(&[9][..])));
    let mut altered = der;
    let serial = altered.windows(3).position(|window| window == [0x01, 0xea, 0x01]).unwrap();
    altered[serial] = 2;
    assert_eq!(Crl::from_der(altered, &[authority.anchor()]).unwrap_err(), CrlError::SignatureMismatch);
}

#[test]
fn openssl_reads_our_requests() {
    let authority = Authority::new();
    authority.write(
        "request.der",
        &request_with(CertIdHash::Sha256, &authority.certificate(), &authority.anchor(), Some(&[0xab; 32])),
    );
    let text = authority.run(&["ocsp", "-reqin", "request.der", "-req_text"]);
    assert!(text.contains("Hash Algorithm: sha256") && text.contains("Serial Number: 01EA01"), "{text}");
    assert!(text.contains("OCSP Nonce") && text.contains(&"AB".repeat(32)), "{text}");
}

#[test]
fn a_response_that_openssl_made() {
    let authority = Authority::new();
    let nonce = [0x5a; 32];
    let ways: [(CertIdHash, &[&str]); 5] = [
        (CertIdHash::Sha1, &["-nmin", "5"]),
        (CertIdHash::Sha256, &["-ndays", "1"]),
        (CertIdHash::Sha1, &["-resp_key_id"]),
        (CertIdHash::Sha1, &["-rsigner", "ca.pem", "-rkey", "ca.key"]),
        (CertIdHash::Sha1, &["-rsigner", "ca.pem", "-rkey", "ca.key", "-resp_key_id", "-resp_no_certs"]),
    ];
    for (hash, options) in ways {
        let response = authority.respond(hash, Some(&nonce), options);
        let report = authority.judge(&response, Some(&nonce));
        assert_eq!(report.indication, Indication::TotalPassed, "{options:?}: {report:#?}");
        let reason =
            |report: Report| serde_json::to_value(report.finding(Check::Revocation).unwrap()).unwrap();
        assert_eq!(reason(authority.judge(&response, Some(&[0; 32])))["reason"], "revocation-answer-refused");
    }
    let without_nonce = authority.respond(CertIdHash::Sha1, None, &[]);
    assert_eq!(authority.judge(&without_nonce, None).indication, Indication::TotalPassed);
    assert_ne!(authority.judge(&without_nonce, Some(&nonce)).indication, Indication::TotalPassed);

    authority.revoke(&["-crl_reason", "cessationOfOperation"]);
    let report = authority.judge(&authority.respond(CertIdHash::Sha1, Some(&nonce), &[]), Some(&nonce));
    assert!(matches!(report.sub_indication, Some(SubIndication::Revoked | SubIndication::RevokedNoPoe)));
    assert_eq!(report.revocation.reason_code, Some(ReasonCode::CessationOfOperation));
}

#[test]
fn a_responder_that_may_not_answer() {
    let authority = Authority::new();
    let by_client = authority.respond(
        CertIdHash::Sha1,
        None,
        &["-rsigner", "no-responder.pem", "-rkey", "responder.key"],
    );
    let refusal = Response::from_der(&by_client, &authority.anchor()).unwrap_err();
    assert!(matches!(refusal, OcspError::ResponderNotAuthorised { .. }), "{refusal}");
    let without = authority.respond(CertIdHash::Sha1, None, &["-resp_no_certs"]);
    assert_eq!(Response::from_der(&without, &authority.anchor()).unwrap_err(), OcspError::ResponderUnknown);
    // A responder that has forgotten the certificate.
    authority.write("index.txt", b"");
    let report = authority.judge(&authority.respond(CertIdHash::Sha1, None, &[]), None);
    assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
}
