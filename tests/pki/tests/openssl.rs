//! OpenSSL's judgement of the certificates: paths verify, and the extensions stand in the order of CARD.md 4.1 to 4.3.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use jitsuin_test_pki::{Declaration, Hierarchy, Holder, KeyStore, Purpose};
use time::OffsetDateTime;

const DECLARATION: &str = include_str!("../jpki-test.toml");

/// A hierarchy whose keys are generated once for all runs; the folder of the certificates is new in every test.
struct Bench {
    hierarchy: Hierarchy,
    keys: KeyStore,
    folder: tempfile::TempDir,
    now: OffsetDateTime,
}

impl Bench {
    fn new() -> Self {
        let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test-pki");
        let now = OffsetDateTime::now_utc();
        Bench {
            hierarchy: Hierarchy::open_or_create(
                Declaration::from_toml(DECLARATION).unwrap(),
                &cache.join("ca"),
                now,
            )
            .unwrap(),
            keys: KeyStore::open(&cache.join("keys")).unwrap(),
            folder: tempfile::tempdir().unwrap(),
            now,
        }
    }

    fn anchors(&self) -> PathBuf {
        self.write("anchors.pem", self.hierarchy.anchors_pem().unwrap().as_bytes())
    }

    fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The certificate of a committed holder, in a file.
    fn certificate(&self, holder: &str, purpose: Purpose) -> Option<PathBuf> {
        let toml = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("holders/{holder}.toml"));
        let declared = Holder::from_toml(&std::fs::read_to_string(toml).unwrap()).unwrap();
        let key = self.keys.key("holder").unwrap();
        let der = self.hierarchy.issue(purpose, &declared, key.as_public_key(), self.now).unwrap()?;
        Some(self.write(&format!("{holder}-{}.der", purpose.word()), &der))
    }

    fn authority(&self, purpose: Purpose) -> PathBuf {
        self.write(
            &format!("{}-ca.der", purpose.word()),
            &self.hierarchy.authority_certificate(purpose).unwrap(),
        )
    }
}

fn openssl(arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl")
        .args(arguments)
        .output()
        .expect("openssl must be installed (Debian package openssl)");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr),
    )
}

fn text(certificate: &Path) -> String {
    let (read, text) =
        openssl(&["x509", "-inform", "DER", "-noout", "-text", "-in", certificate.to_str().unwrap()]);
    assert!(read, "{text}");
    text
}

/// The titles of the extensions as OpenSSL prints them, in their order.
fn extensions(certificate: &Path) -> Vec<String> {
    text(certificate)
        .lines()
        .skip_while(|line| !line.contains("X509v3 extensions:"))
        .skip(1)
        .take_while(|line| line.starts_with("            "))
        .filter(|line| !line.starts_with("             "))
        .map(|line| line.trim().trim_end_matches(':').to_owned())
        .collect()
}

fn verifies(bench: &Bench, certificate: &Path) -> (bool, String) {
    let certificate = certificate.to_str().unwrap();
    openssl(&["verify", "-x509_strict", "-CAfile", bench.anchors().to_str().unwrap(), certificate])
}

#[test]
fn a_signing_certificate_has_the_extensions_of_a_real_one_in_their_order() {
    let bench = Bench::new();
    let certificate = bench.certificate("hanako", Purpose::Sign).unwrap();
    assert_eq!(
        extensions(&certificate),
        [
            "X509v3 Key Usage: critical",
            "X509v3 Subject Alternative Name",
            "X509v3 Certificate Policies: critical",
            "X509v3 Issuer Alternative Name",
            "X509v3 CRL Distribution Points",
            "X509v3 Authority Key Identifier",
            "X509v3 Subject Key Identifier",
        ]
    );
    let text = text(&certificate);
    for fact in [
        "Digital Signature, Non Repudiation",
        "C = JP, L = Tokyo-to, L = Chiyoda-ku, CN = ",
        "Policy: 1.2.392.200149.8.5.1.0.20",
        "CPS: http://www.jpki.go.jp/cps.html",
        "OU = CRL Distribution Points, OU = Tokyo-to, CN = Chiyoda-ku CRLDP",
        "14:59:59",
        "othername: 1.2.392.200149.8.5.5.1::霞　花子, othername: 1.2.392.200149.8.5.5.4::419900429, \
         othername: 1.2.392.200149.8.5.5.3::2, \
         othername: 1.2.392.200149.8.5.5.5::東京都千代田区霞が関２－１－２－１０１, \
         othername: 1.2.392.200149.8.5.5.2::0000, othername: 1.2.392.200149.8.5.5.6::0000000000000000000",
    ] {
        assert!(text.contains(fact), "{fact}\n{text}");
    }
}

#[test]
fn an_authentication_certificate_has_no_personal_data_and_ocsp() {
    let bench = Bench::new();
    let certificate = bench.certificate("hanako", Purpose::Auth).unwrap();
    assert_eq!(
        extensions(&certificate),
        [
            "X509v3 Key Usage: critical",
            "X509v3 Extended Key Usage",
            "X509v3 Certificate Policies: critical",
            "X509v3 Issuer Alternative Name",
            "X509v3 CRL Distribution Points",
            "Authority Information Access",
            "X509v3 Authority Key Identifier",
            "X509v3 Subject Key Identifier",
        ]
    );
    let text = text(&certificate);
    assert!(text.contains("OCSP - URI:http://test-ocspauthnorm.jpki.go.jp"), "{text}");
    assert!(text.contains("TLS Web Client Authentication"), "{text}");
    assert!(text.contains("Policy: 1.2.392.200149.8.5.1.0.30"), "{text}");
    assert!(!text.contains("霞"), "{text}");
}

#[test]
fn the_authorities_have_the_extensions_of_real_ones_in_their_order() {
    let bench = Bench::new();
    for purpose in [Purpose::Sign, Purpose::Auth] {
        let authority = bench.authority(purpose);
        assert_eq!(
            extensions(&authority),
            [
                "X509v3 Key Usage: critical",
                "X509v3 Subject Alternative Name",
                "X509v3 Basic Constraints: critical",
                "X509v3 CRL Distribution Points",
                "X509v3 Subject Key Identifier",
            ]
        );
        assert!(text(&authority).contains("O = JPKI-TEST"));
    }
}

#[test]
fn sizes_are_those_of_the_test_card() {
    let bench = Bench::new();
    let size = |path: PathBuf| std::fs::metadata(path).unwrap().len();
    assert_eq!(size(bench.certificate("hanako", Purpose::Sign).unwrap()), 1758);
    assert_eq!(size(bench.certificate("hanako", Purpose::Auth).unwrap()), 1590);
    assert_eq!(size(bench.authority(Purpose::Sign)), 1318);
    assert_eq!(size(bench.authority(Purpose::Auth)), 1333);
    assert!(size(bench.certificate("long-address", Purpose::Sign).unwrap()) > 2000);
}

#[test]
fn openssl_verifies_every_holder_to_the_anchors_except_the_expired_one() {
    let bench = Bench::new();
    for holder in ["hanako", "long-address", "substituted", "last-try", "blocked"] {
        for purpose in [Purpose::Sign, Purpose::Auth] {
            let certificate = bench.certificate(holder, purpose).unwrap();
            let (verified, said) = verifies(&bench, &certificate);
            assert!(verified, "{holder} {purpose:?}: {said}");
        }
    }
    let (verified, said) = verifies(&bench, &bench.certificate("expired", Purpose::Sign).unwrap());
    assert!(!verified && said.contains("certificate has expired"), "{said}");
}

#[test]
fn a_child_has_no_signing_certificate() {
    let bench = Bench::new();
    assert!(bench.certificate("child", Purpose::Sign).is_none());
    assert!(bench.certificate("child", Purpose::Auth).is_some());
}

#[test]
fn the_same_folder_gives_the_same_authorities() {
    let (one, other) = (Bench::new(), Bench::new());
    assert_eq!(one.hierarchy.anchors_pem().unwrap(), other.hierarchy.anchors_pem().unwrap());
}

#[test]
fn a_folder_of_another_declaration_is_refused() {
    let bench = Bench::new();
    let other = Declaration::from_toml(&DECLARATION.replace("\"JPKI-TEST\"", "\"OTHER-TEST\"")).unwrap();
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test-pki/ca");
    let refusal = Hierarchy::open_or_create(other, &cache, bench.now).err().unwrap();
    assert!(refusal.to_string().contains("another declaration"), "{refusal}");
}
