//! OpenSSL and core accept each other's signatures, and refuse them with one byte changed.
//!
//! OpenSSL makes the certificates here, with the names of the JPKI profile, valid from now on.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../src/forge.rs"]
mod forge;

use forge::Key;
use jitsuin_core::certificate::{Certificate, Kind, Sex};
use jitsuin_core::cms::{Content, SignatureValue, SigningTime, prepare};
use jitsuin_core::report::{Check, Outcome, Report, SubIndication};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::verify;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::SystemTime;

const CONTENT: &[u8] = "住民票の写しの交付申請\r\n\0\x1a".as_bytes();

const EXTENSIONS: &str = "
[ca]
keyUsage = critical, keyCertSign, cRLSign
basicConstraints = critical, CA:TRUE
subjectKeyIdentifier = hash
[sign]
keyUsage = critical, digitalSignature, nonRepudiation
subjectAltName = @person
certificatePolicies = critical, 1.2.392.200149.8.5.1.0.20
authorityKeyIdentifier = keyid, issuer:always
subjectKeyIdentifier = hash
[auth]
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
authorityKeyIdentifier = keyid
[person]
otherName.1 = 1.2.392.200149.8.5.5.1;FORMAT:UTF8,UTF8:実印　花子
otherName.2 = 1.2.392.200149.8.5.5.4;FORMAT:UTF8,UTF8:319800000
otherName.3 = 1.2.392.200149.8.5.5.3;FORMAT:UTF8,UTF8:2
otherName.4 = 1.2.392.200149.8.5.5.5;FORMAT:UTF8,UTF8:東京都清瀬市観布子南１２
otherName.5 = 1.2.392.200149.8.5.5.2;FORMAT:UTF8,UTF8:00001
otherName.6 = 1.2.392.200149.8.5.5.6;FORMAT:UTF8,UTF8:000000000000
";

/// A folder with a CA and its two certificates of one person.
struct Workplace(tempfile::TempDir);

impl Workplace {
    fn new() -> Self {
        let workplace = Self(tempfile::tempdir().unwrap());
        workplace.write("extensions", EXTENSIONS.as_bytes());
        workplace.write("content", CONTENT);
        workplace.write("ca.key", Key::ca().to_pem().as_bytes());
        workplace.write("holder.key", Key::holder().to_pem().as_bytes());
        let name = "/C=JP/O=JPKI-TEST/OU=JPKI for digital signature";
        workplace.run(&format!("req -new -key ca.key -out ca.csr -utf8 -subj '{name}'"));
        workplace.run(
            "x509 -req -in ca.csr -key ca.key -days 3650 -extfile extensions -extensions ca -out ca.pem",
        );
        for (kind, serial) in [("sign", "0x01ea01"), ("auth", "0x02ea02")] {
            workplace.run(&format!("req -new -key holder.key -out {kind}.csr -subj /C=JP/CN={kind}"));
            workplace.run(&format!(
                "x509 -req -in {kind}.csr -CA ca.pem -CAkey ca.key -set_serial {serial} -days 1825 \
                 -extfile extensions -extensions {kind} -out {kind}.pem"
            ));
            workplace.run(&format!("x509 -in {kind}.pem -outform DER -out {kind}.der"));
        }
        workplace
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

    fn openssl(&self, arguments: &str) -> Output {
        // Names with spaces are quoted; nothing else is.
        let mut parts = Vec::new();
        for (index, piece) in arguments.split('\'').enumerate() {
            match index % 2 {
                0 => parts.extend(piece.split_whitespace().map(str::to_owned)),
                _ => parts.push(piece.to_owned()),
            }
        }
        Command::new("openssl").args(parts).current_dir(self.0.path()).output().unwrap()
    }

    fn run(&self, arguments: &str) {
        let output = self.openssl(arguments);
        assert!(output.status.success(), "openssl {arguments}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// What OpenSSL makes of a signature, and the content that it then gives out.
    fn openssl_accepts(&self, signed: &[u8], beside: Option<&[u8]>) -> bool {
        self.write("signed.p7s", signed);
        let content = beside.map_or(String::new(), |content| {
            self.write("beside", content);
            "-content beside".to_owned()
        });
        let output = self.openssl(&format!(
            "cms -verify -cades -inform DER -in signed.p7s -binary -CAfile ca.pem {content} -out verified"
        ));
        output.status.success() && self.read("verified") == CONTENT
    }

    fn certificate(&self, kind: &str) -> Certificate {
        Certificate::from_der(&self.read(&format!("{kind}.der"))).unwrap()
    }

    fn we_sign(&self, content: Content<'_>) -> Vec<u8> {
        let to_be_signed = prepare(content, &self.certificate("sign"), SigningTime::at(now())).unwrap();
        let signature = Key::holder().sign_digest(to_be_signed.digests()[0].value());
        to_be_signed.complete(&[SignatureValue::from(signature)]).unwrap().into_der()
    }

    fn openssl_signs(&self, kind: &str, options: &str) -> Vec<u8> {
        self.run(&format!(
            "cms -sign -cades -md sha256 -binary -signer {kind}.pem -inkey holder.key -in content \
             -outform DER -out signed.p7s {options}"
        ));
        self.read("signed.p7s")
    }

    fn we_judge(&self, signed: &[u8], content: Option<&[u8]>) -> Report {
        let anchors = String::from_utf8(self.read("ca.pem")).unwrap();
        verify(signed, content, &TrustAnchor::from_pem(&anchors).unwrap(), now())
    }
}

fn now() -> UnixTime {
    UnixTime::try_from(SystemTime::now()).unwrap()
}

/// Everything passed but revocation, which nobody asked for.
fn is_good(report: &Report) -> bool {
    let others = report.findings.iter().filter(|finding| finding.check != Check::Revocation);
    others.into_iter().all(|finding| finding.outcome == Outcome::Passed)
        && report.sub_indication == Some(SubIndication::TryLater)
}

/// The bytes with one bit of this part changed.
fn altered(signed: &[u8], part: &[u8]) -> Vec<u8> {
    let place = signed.windows(part.len()).position(|window| window == part).unwrap();
    let mut altered = signed.to_vec();
    altered[place + part.len() / 2] ^= 1;
    altered
}

#[test]
fn a_certificate_that_openssl_made_is_read() {
    let workplace = Workplace::new();
    let summary = workplace.certificate("sign").summary();
    assert_eq!(summary.kind, Kind::Sign);
    assert_eq!(summary.serial_number.as_str(), "01ea01");
    let holder = summary.holder.unwrap();
    assert_eq!((holder.name.as_str(), holder.sex), ("実印　花子", Sex::Female));
    assert_eq!((holder.birth_date.year, holder.birth_date.month), (Some(1980), None));
    assert_eq!((holder.name_substituted, holder.address_substituted), (vec![4], vec![]));
    assert_eq!(workplace.certificate("auth").kind(), Kind::Auth);
}

#[test]
fn openssl_accepts_what_we_sign_and_refuses_it_altered() {
    let workplace = Workplace::new();
    let attached = workplace.we_sign(Content::Attached(CONTENT));
    assert!(workplace.openssl_accepts(&attached, None));
    let detached = workplace.we_sign(Content::Detached(CONTENT));
    assert!(workplace.openssl_accepts(&detached, Some(CONTENT)));

    assert!(!workplace.openssl_accepts(&detached, Some(&altered(CONTENT, CONTENT))));
    for (signed, beside) in [(&attached, None), (&detached, Some(CONTENT))] {
        let signature = &signed[signed.len() - 256..];
        assert!(!workplace.openssl_accepts(&altered(signed, signature), beside));
        let message_digest = forge::sha256(CONTENT);
        assert!(!workplace.openssl_accepts(&altered(signed, &message_digest), beside));
    }
    assert!(!workplace.openssl_accepts(&altered(&attached, CONTENT), None));
}

#[test]
fn we_accept_what_openssl_signs_and_refuse_it_altered() {
    let workplace = Workplace::new();
    let attached = workplace.openssl_signs("sign", "-nodetach");
    let detached = workplace.openssl_signs("sign", "");
    for digest in ["sha384", "sha512"] {
        let report =
            workplace.we_judge(&workplace.openssl_signs("sign", &format!("-md {digest}")), Some(CONTENT));
        assert!(is_good(&report), "{digest}: {report:#?}");
    }
    let by_key_identifier = workplace.openssl_signs("sign", "-keyid");
    assert!(is_good(&workplace.we_judge(&by_key_identifier, Some(CONTENT))));
    for (signed, content) in [(&attached, None), (&attached, Some(CONTENT)), (&detached, Some(CONTENT))] {
        let report = workplace.we_judge(signed, content);
        assert!(is_good(&report), "{report:#?}");
        let signature = &signed[signed.len() - 256..];
        let message_digest = forge::sha256(CONTENT);
        for part in [signature, &message_digest] {
            assert!(!is_good(&workplace.we_judge(&altered(signed, part), content)));
        }
    }
    assert!(!is_good(&workplace.we_judge(&altered(&attached, CONTENT), None)));
    assert!(!is_good(&workplace.we_judge(&detached, Some(&altered(CONTENT, CONTENT)))));
}

#[test]
fn we_refuse_what_openssl_signs_in_another_way() {
    let workplace = Workplace::new();
    let reason = |kind: &str, options: &str| {
        let report = workplace.we_judge(&workplace.openssl_signs(kind, options), Some(CONTENT));
        let open = report.findings.iter().find(|finding| finding.outcome != Outcome::Passed);
        let json = serde_json::to_value(report.refusal().or(open)).unwrap();
        (json["check"].as_str().unwrap().to_owned(), json["reason"].as_str().unwrap().to_owned())
    };
    let expected = |check: &str, reason: &str| (check.to_owned(), reason.to_owned());
    assert_eq!(reason("auth", ""), expected("certificate-kind", "authentication-certificate"));
    // With SHA-1 OpenSSL writes the attribute of RFC 2634, which names the certificate by SHA-1 too.
    assert_eq!(reason("sign", "-md sha1"), expected("format", "attribute-missing"));
    let pss = reason("sign", "-keyopt rsa_padding_mode:pss");
    assert_eq!(pss, expected("signature", "algorithm-unsupported"));
    assert_eq!(reason("sign", "-stream -nodetach"), expected("format", "ber-encoded"));
    let two_signers = reason("sign", "-signer auth.pem -inkey holder.key");
    assert_eq!(two_signers, expected("format", "signer-count"));
}

#[test]
fn a_signature_without_the_attributes_of_cades_is_refused() {
    let workplace = Workplace::new();
    let sign = |options: &str| {
        workplace.run(&format!(
            "cms -sign -md sha256 -binary -signer sign.pem -inkey holder.key -in content -outform DER \
             -out signed.p7s {options}"
        ));
        let report = workplace.we_judge(&workplace.read("signed.p7s"), Some(CONTENT));
        serde_json::to_value(report.refusal().unwrap()).unwrap()
    };
    let without_signing_certificate = sign("");
    assert_eq!(without_signing_certificate["reason"], "attribute-missing");
    assert_eq!(without_signing_certificate["facts"]["attribute"], "signing-certificate-v2");
    assert_eq!(sign("-noattr")["reason"], "attributes-missing");
}
