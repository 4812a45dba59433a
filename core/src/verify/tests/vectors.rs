//! Negative vectors: each is refused for its own reason and for no other.

use super::{CONTENT, EXTENSION_OF_NOBODY, complaints, judge};
use crate::forge::certificate::{self as forge, Certificate as Forged};
use crate::forge::signature::{self, Signature};
use crate::forge::{
    Key, SHA_256, SHA_256_WITH_RSA, algorithm, bit_string, integer, octet_string, oid, sequence, sha256, tlv,
    utc_time,
};
use crate::report::{Indication, SubIndication};

const SHA3_256: &str = "2.16.840.1.101.3.4.2.8";
const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
const MD5: &str = "1.2.840.113549.2.5";
const SHA_1: &str = "1.3.14.3.2.26";
/// One change, and what the report says of it.
struct Vector {
    name: &'static str,
    signed: Vec<u8>,
    complaints: &'static [&'static str],
    sub_indication: SubIndication,
}

impl Vector {
    /// A change of the signature before it is made.
    fn signature(
        name: &'static str,
        change: impl FnOnce(&mut Signature),
        complaints: &'static [&'static str],
        sub_indication: SubIndication,
    ) -> Self {
        let mut signature = Signature::of(CONTENT);
        change(&mut signature);
        Self { name, signed: signature.signed_by(Key::holder()), complaints, sub_indication }
    }

    /// A change of the certificate before it is signed.
    fn certificate(
        name: &'static str,
        change: impl FnOnce(&mut Forged),
        complaints: &'static [&'static str],
        sub_indication: SubIndication,
    ) -> Self {
        let mut certificate = Forged::sign();
        change(&mut certificate);
        let signed = Signature::with_certificate(CONTENT, &certificate).signed_by(Key::holder());
        Self { name, signed, complaints, sub_indication }
    }

    /// A signature that cannot be read, so that nothing but the format is judged.
    fn format(name: &'static str, change: impl FnOnce(&mut Signature), complaint: &'static str) -> Self {
        let complaints: &'static [&'static str] = match complaint {
            "malformed" => &["format: malformed"],
            "attribute-missing" => &["format: attribute-missing"],
            "attribute-repeated" => &["format: attribute-repeated"],
            "attributes-missing" => &["format: attributes-missing"],
            "content-type-mismatch" => &["format: content-type-mismatch"],
            "signer-count" => &["format: signer-count"],
            _ => panic!("{complaint}"),
        };
        Self::signature(name, change, complaints, SubIndication::FormatFailure)
    }

    fn check(&self) {
        let report = judge(&self.signed);
        let found: Vec<_> = complaints(&report)
            .into_iter()
            .filter(|complaint| {
                !complaint.ends_with(": not-reached") && complaint != "revocation: revocation-not-checked"
            })
            .collect();
        assert_eq!(found, self.complaints, "{}", self.name);
        assert_eq!(report.sub_indication, Some(self.sub_indication), "{}", self.name);
        assert_eq!(report.indication, self.sub_indication.indication(), "{}", self.name);
        assert_ne!(report.indication, Indication::TotalPassed, "{}", self.name);
        assert_eq!(report.findings.len(), 9, "{}", self.name);
    }
}

#[test]
fn signatures_that_are_not_accepted() {
    use SubIndication as Sub;
    let vectors = [
        // Format.
        Vector::format("no signed attributes", |s| s.attributes.clear(), "attributes-missing"),
        Vector::format("no content-type", |s| s.remove(signature::CONTENT_TYPE), "attribute-missing"),
        Vector::format("no message-digest", |s| s.remove(signature::MESSAGE_DIGEST), "attribute-missing"),
        Vector::format("no signing-time", |s| s.remove(signature::SIGNING_TIME), "attribute-missing"),
        Vector::format(
            "no signing-certificate-v2",
            |s| s.remove(signature::SIGNING_CERTIFICATE_V2),
            "attribute-missing",
        ),
        Vector::format(
            "message-digest twice",
            |s| s.repeat(signature::MESSAGE_DIGEST, &[&octet_string(&sha256(b"other"))]),
            "attribute-repeated",
        ),
        Vector::format(
            "message-digest with two values",
            |s| {
                let (right, wrong) = (octet_string(&sha256(CONTENT)), octet_string(&sha256(b"other")));
                s.set(signature::MESSAGE_DIGEST, &[&right, &wrong]);
            },
            "attribute-repeated",
        ),
        Vector::format(
            "message-digest without a value",
            |s| s.set(signature::MESSAGE_DIGEST, &[]),
            "malformed",
        ),
        Vector::format(
            "content-type attribute of another type",
            |s| s.set(signature::CONTENT_TYPE, &[&oid(signature::SIGNED_DATA)]),
            "content-type-mismatch",
        ),
        Vector::format("content of another type", |s| s.content_type = oid("1.2.3.4"), "malformed"),
        Vector::format("two signers", |s| s.signers = 2, "signer-count"),
        Vector::format("no signer", |s| s.signers = 0, "signer-count"),
        Vector::format(
            "attributes out of order",
            |s| {
                s.attributes.sort_by(|(_, left), (_, right)| right.cmp(left));
                s.sorted = false;
            },
            "malformed",
        ),
        Vector::format(
            "seventeen attributes",
            |s| {
                (0..13).for_each(|_| s.repeat("1.2.3.4", &[&integer(&[1])]));
            },
            "malformed",
        ),
        Vector::format("SignedData of version 3", |s| s.version = integer(&[3]), "malformed"),
        Vector::format("SignerInfo of version 3", |s| s.signer_version = integer(&[3]), "malformed"),
        Vector::format("signer by key identifier in version 1", |s| s.sid = tlv(0x80, &[1; 20]), "malformed"),
        Vector::format(
            "an OCSP response inside version 1",
            |s| {
                s.carry_ocsp_response();
                s.version = integer(&[1]);
            },
            "malformed",
        ),
        Vector::format(
            "no certificate among certificates",
            |s| s.certificates.push(octet_string(&[])),
            "malformed",
        ),
        Vector::format("digestAlgorithms without the signer's", |s| s.digest_algorithms.clear(), "malformed"),
        Vector::format(
            "signing-time in text",
            |s| s.set(signature::SIGNING_TIME, &[&tlv(0x0c, b"now")]),
            "malformed",
        ),
        Vector::format(
            "signing-time 2026 as GeneralizedTime",
            |s| s.set(signature::SIGNING_TIME, &[&tlv(0x18, b"20261122095403Z")]),
            "malformed",
        ),
        Vector::format("not SignedData", |s| s.outer_type = oid(signature::DATA), "malformed"),
        // Integrity.
        Vector::signature(
            "message-digest of other content",
            |s| s.set(signature::MESSAGE_DIGEST, &[&octet_string(&sha256(b"other"))]),
            &["integrity: message-digest-mismatch"],
            Sub::HashFailure,
        ),
        Vector::signature(
            "message-digest cut short",
            |s| s.set(signature::MESSAGE_DIGEST, &[&octet_string(&sha256(CONTENT)[..16])]),
            &["integrity: message-digest-mismatch"],
            Sub::HashFailure,
        ),
        Vector::signature(
            "SHA-1",
            |s| {
                s.digest_algorithm = algorithm(SHA_1);
                s.digest_algorithms = vec![algorithm(SHA_1)];
            },
            &["integrity: digest-weak", "signature: digest-weak"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::signature(
            "MD5",
            |s| {
                s.digest_algorithm = algorithm(MD5);
                s.digest_algorithms = vec![algorithm(MD5)];
            },
            &["integrity: digest-weak", "signature: digest-weak"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::signature(
            "SHA3-256, for which there is no row",
            |s| {
                s.digest_algorithm = algorithm(SHA3_256);
                s.digest_algorithms = vec![algorithm(SHA3_256)];
            },
            &["integrity: algorithm-unsupported", "signature: algorithm-unsupported"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::signature(
            "thirty-three certificates",
            |s| s.certificates = vec![s.certificates[0].clone(); 33],
            &["format: too-many-certificates"],
            Sub::Custom,
        ),
        Vector::signature(
            "digest parameters that nobody knows",
            |s| s.digest_algorithm = sequence(&[&oid(SHA_256), &integer(&[1])]),
            &["integrity: algorithm-unsupported", "signature: algorithm-unsupported"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::signature(
            "signature parameters that nobody knows",
            |s| s.signature_algorithm = sequence(&[&oid(SHA_256_WITH_RSA), &integer(&[1])]),
            &["signature: algorithm-unsupported"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::signature(
            "another key identifier",
            |s| s.name_by_key_identifier(&Key::other().identifier()),
            &["signature: signer-certificate-missing"],
            Sub::NoSigningCertificateFound,
        ),
        Vector::signature(
            "detached without content",
            |s| s.content = None,
            &["integrity: content-missing"],
            Sub::SignedDataNotFound,
        ),
        // Signature.
        Vector {
            name: "made with another key",
            signed: Signature::of(CONTENT).signed_by(Key::other()),
            complaints: &["signature: signature-mismatch"],
            sub_indication: Sub::SigCryptoFailure,
        },
        Vector {
            name: "of the bare hash, without DigestInfo",
            signed: Signature::of(CONTENT).signed_with(|signed| Key::holder().sign_bare(signed)),
            complaints: &["signature: signature-raw-hash"],
            sub_indication: Sub::SigCryptoFailure,
        },
        Vector::signature(
            "calls itself ECDSA",
            |s| s.signature_algorithm = sequence(&[&oid("1.2.840.10045.4.3.2")]),
            &["signature: signature-algorithm-mismatch"],
            Sub::SigCryptoFailure,
        ),
        Vector::signature(
            "calls itself sha1WithRSAEncryption",
            |s| s.signature_algorithm = algorithm("1.2.840.113549.1.1.5"),
            &["signature: signature-algorithm-mismatch"],
            Sub::SigCryptoFailure,
        ),
        Vector::signature(
            "calls itself RSASSA-PSS, for which there is no row",
            |s| s.signature_algorithm = sequence(&[&oid(RSASSA_PSS)]),
            &["signature: algorithm-unsupported"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::certificate(
            "an RSA key of 1024 bits",
            |c| c.spki = Key::generate(1024).spki(),
            &["signature: key-weak"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::signature(
            "without its certificate",
            |s| s.certificates.clear(),
            &["signature: signer-certificate-missing"],
            Sub::NoSigningCertificateFound,
        ),
        Vector::signature(
            "with another certificate of the same CA only",
            |s| s.certificates = vec![Forged::auth().signed_by(Key::ca())],
            &["signature: signer-certificate-missing"],
            Sub::NoSigningCertificateFound,
        ),
        Vector::certificate(
            "a P-384 key",
            |c| {
                let p384 = sequence(&[&oid("1.2.840.10045.2.1"), &oid("1.3.132.0.34")]);
                c.spki = sequence(&[&p384, &bit_string(&[0x04; 97])]);
            },
            &["signature: algorithm-unsupported"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        Vector::certificate(
            "flags that do not fit the name",
            |c| {
                let person = forge::Person::example().with(2, tlv(0x0c, b"0"));
                c.set(forge::SUBJECT_ALT_NAME, false, &person.alternative_names());
            },
            &["signature: signer-certificate-malformed"],
            Sub::NoSigningCertificateFound,
        ),
        // Signing certificate.
        Vector::signature(
            "signing-certificate-v2 of another certificate",
            |s| {
                let other = Forged::auth().signed_by(Key::ca());
                let value = signature::signing_certificate_v2(&other, &s.sid);
                s.set(signature::SIGNING_CERTIFICATE_V2, &[&value]);
            },
            &["signing-certificate: signing-certificate-mismatch"],
            Sub::NoSigningCertificateFound,
        ),
        Vector::signature(
            "signing-certificate-v2 with another serial number",
            |s| {
                let sid = sequence(&[&forge::ca_name(), &integer(&[9, 9, 9])]);
                let value = signature::signing_certificate_v2(&s.certificates[0], &sid);
                s.set(signature::SIGNING_CERTIFICATE_V2, &[&value]);
            },
            &["signing-certificate: signing-certificate-mismatch"],
            Sub::NoSigningCertificateFound,
        ),
        Vector::signature(
            "signing-certificate-v2 by SHA-1",
            |s| {
                let hash = octet_string(&[0; 20]);
                let value = sequence(&[&sequence(&[&sequence(&[&algorithm(SHA_1), &hash])])]);
                s.set(signature::SIGNING_CERTIFICATE_V2, &[&value]);
            },
            &["signing-certificate: digest-weak"],
            Sub::CryptoConstraintsFailureNoPoe,
        ),
        // Certificate kind.
        Vector {
            name: "the authentication certificate",
            signed: Signature::with_certificate(CONTENT, &Forged::auth()).signed_by(Key::holder()),
            complaints: &["certificate-kind: authentication-certificate"],
            sub_indication: Sub::ChainConstraintsFailure,
        },
        Vector::certificate(
            "a certificate without nonRepudiation",
            |c| c.set(forge::KEY_USAGE, true, forge::DIGITAL_SIGNATURE),
            &["certificate-kind: not-for-signatures"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "a certificate for signing OCSP responses",
            |c| c.set(forge::EXT_KEY_USAGE, true, &sequence(&[&oid("1.3.6.1.5.5.7.3.9")])),
            &["certificate-kind: not-for-signatures"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "a certificate that names nobody",
            |c| c.remove(forge::SUBJECT_ALT_NAME),
            &["certificate-kind: holder-missing"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "a certificate without key usage",
            |c| c.remove(forge::KEY_USAGE),
            &["certificate-kind: not-for-signatures"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "a CA's certificate",
            |c| c.set(forge::BASIC_CONSTRAINTS, true, &sequence(&[&crate::forge::boolean(true)])),
            &["certificate-kind: not-for-signatures"],
            Sub::ChainConstraintsFailure,
        ),
        // Path.
        Vector::certificate(
            "an issuer whom nobody knows",
            |c| c.issuer = c.subject.clone(),
            &["path: anchor-missing"],
            Sub::NoCertificateChainFound,
        ),
        Vector::certificate(
            "an unknown critical extension",
            |c| c.set(EXTENSION_OF_NOBODY, true, &integer(&[1])),
            &["path: critical-extension-unknown"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "name constraints",
            |c| c.set("2.5.29.30", true, &sequence(&[])),
            &["path: name-constraints-unsupported"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "issued by the CA of authentication certificates",
            |c| c.issuer = forge::auth_ca_name(),
            &["path: anchor-of-other-kind"],
            Sub::ChainConstraintsFailure,
        ),
        // Policy.
        Vector::certificate(
            "the policy of authentication certificates",
            |c| c.set(forge::CERTIFICATE_POLICIES, true, &forge::policies("1.2.392.200149.8.5.1.0.30")),
            &["policy: policy-of-other-kind"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "a policy that no table has",
            |c| c.set(forge::CERTIFICATE_POLICIES, true, &forge::policies("1.2.392.200149.8.5.1.1.40")),
            &["policy: policy-unknown"],
            Sub::ChainConstraintsFailure,
        ),
        Vector::certificate(
            "no policy",
            |c| c.remove(forge::CERTIFICATE_POLICIES),
            &["policy: policy-missing"],
            Sub::ChainConstraintsFailure,
        ),
        // Validity.
        Vector::certificate(
            "expired",
            |c| c.not_after = utc_time("261122095402Z"),
            &["validity: expired"],
            Sub::OutOfBoundsNoPoe,
        ),
        Vector::certificate(
            "not yet valid",
            |c| c.not_before = utc_time("261122095404Z"),
            &["validity: not-yet-valid"],
            Sub::NotYetValid,
        ),
        Vector::signature(
            "signing-time before the certificate",
            |s| s.set(signature::SIGNING_TIME, &[&utc_time("251027013556Z")]),
            &["validity: signing-time-outside-validity"],
            Sub::SigConstraintsFailure,
        ),
        Vector::signature(
            "signing-time two days ahead",
            |s| s.set(signature::SIGNING_TIME, &[&utc_time("261124095403Z")]),
            &["validity: signing-time-in-future"],
            Sub::SigConstraintsFailure,
        ),
    ];
    vectors.iter().for_each(Vector::check);
}
