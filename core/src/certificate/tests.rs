use super::*;
use crate::forge::certificate::{self as forge, Certificate as Forged, Person};
use crate::forge::{
    Key, algorithm, bit_string, boolean, explicit, integer, oid, sequence, tlv, utc_time, utf8,
};

fn read(forged: &Forged) -> Result<Certificate, Malformed> {
    Certificate::from_der(&forged.signed_by(Key::ca()))
        .map_err(|CertificateError::Malformed(malformed)| malformed)
}

fn read_person(person: &Person) -> Result<Holder, Malformed> {
    let mut forged = Forged::sign();
    forged.set(forge::SUBJECT_ALT_NAME, false, &person.alternative_names());
    read(&forged).map(|certificate| certificate.holder().unwrap().clone())
}

#[test]
fn the_nine_fields_of_a_signing_certificate() {
    let der = Forged::sign().signed_by(Key::ca());
    let certificate = Certificate::from_der(&der).unwrap();
    assert_eq!(certificate.der(), der);
    let summary = certificate.summary();
    assert_eq!(summary.kind, Kind::Sign);
    assert_eq!(
        summary.holder,
        Some(Holder {
            name: "実印　花子".into(),
            address: "東京都清瀬市観布子南１２－７".into(),
            birth_date: BirthDate {
                era: Era::Showa,
                year: Some(1980),
                month: Some(2),
                day: Some(17),
                raw: "319800217".into()
            },
            sex: Sex::Female,
            name_substituted: vec![1],
            address_substituted: vec![8],
        })
    );
    assert_eq!(
        summary.issuer,
        "OU=Japan Agency for Local Authority Information Systems,OU=JPKI for digital signature,O=JPKI-TEST,C=JP"
    );
    assert_eq!(summary.subject, "CN=202510161726000013413221003A,L=Kiyose-shi,L=Tokyo-to,C=JP");
    assert_eq!(summary.not_before.to_string(), "2025-10-27T01:35:57Z");
    assert_eq!(summary.not_after.to_string(), "2030-02-17T14:59:59Z");
    assert_eq!(summary.serial_number.as_str(), "01ea01");
    assert_eq!(summary.public_key.algorithm, "rsa-2048");
    assert_eq!(summary.public_key.bits, 2048);
    assert_eq!(
        summary.public_key.sha256,
        base16ct::lower::encode_string(&crate::forge::sha256(&Key::holder().spki()))
    );
    assert_eq!(summary.sha256, base16ct::lower::encode_string(&crate::forge::sha256(&der)));
    assert_eq!(summary.key_usage, ["digitalSignature", "nonRepudiation"]);
    assert_eq!(summary.policies, ["1.2.392.200149.8.5.1.0.20"]);
    assert!(summary.test);
}

#[test]
fn the_json_of_a_summary() {
    let certificate = read(&Forged::sign()).unwrap();
    let json = serde_json::to_value(certificate.summary()).unwrap();
    assert_eq!(json["kind"], "sign");
    assert_eq!(json["notBefore"], "2025-10-27T01:35:57Z");
    assert_eq!(json["holder"]["birthDate"]["era"], "showa");
    assert_eq!(json["holder"]["nameSubstituted"], serde_json::json!([1]));
    assert_eq!(json["publicKey"]["algorithm"], "rsa-2048");
}

#[test]
fn an_authentication_certificate_names_no_one() {
    let certificate = read(&Forged::auth()).unwrap();
    assert_eq!(certificate.kind(), Kind::Auth);
    assert_eq!(certificate.holder(), None);
    let json = serde_json::to_value(certificate.summary()).unwrap();
    assert!(json.get("holder").is_none());
}

#[test]
fn the_kind_is_decided_by_the_key_usage() {
    assert_eq!(read(&Forged::ca(Key::ca())).unwrap().kind(), Kind::Other);
    let mut forged = Forged::sign();
    forged.remove(forge::KEY_USAGE);
    assert_eq!(read(&forged).unwrap().kind(), Kind::Other);
    forged.set(forge::KEY_USAGE, true, forge::DIGITAL_SIGNATURE);
    assert_eq!(read(&forged).unwrap().kind(), Kind::Other);
    // The profile's signing certificates have no extended key usage (CARD.md §4.2): one that has is for that, and for nothing else.
    for usage in ["1.3.6.1.5.5.7.3.9", "1.3.6.1.5.5.7.3.8", "2.5.29.37.0"] {
        for critical in [true, false] {
            let mut other = Forged::sign();
            other.set(forge::EXT_KEY_USAGE, critical, &sequence(&[&oid(usage)]));
            assert_eq!(read(&other).unwrap().kind(), Kind::Other, "{usage}");
        }
    }
    let mut both = Forged::auth();
    both.set(forge::KEY_USAGE, true, forge::DIGITAL_SIGNATURE_AND_NON_REPUDIATION);
    assert_eq!(read(&both).unwrap().kind(), Kind::Other);
}

#[test]
fn a_production_certificate_is_no_test_certificate() {
    let mut forged = Forged::sign();
    let production = forged.issuer.windows(9).position(|window| window == b"JPKI-TEST").unwrap();
    forged.issuer[production + 5] = b'X';
    assert!(!read(&forged).unwrap().is_test());
}

#[test]
fn names_are_found_by_oid_and_not_by_place() {
    let mut person = Person::example();
    let expected = read_person(&person).unwrap();
    person.names.reverse();
    assert_eq!(read_person(&person).unwrap(), expected);
}

#[test]
fn a_holder_without_flags_has_no_substituted_characters() {
    let holder = read_person(&Person::example().without(2).without(6)).unwrap();
    assert_eq!((holder.name_substituted, holder.address_substituted), (vec![], vec![]));
}

#[test]
fn sexes() {
    let sex = |text| read_person(&Person::example().with(3, utf8(text))).map(|holder| holder.sex);
    assert_eq!(sex("1"), Ok(Sex::Male));
    assert_eq!(sex("2"), Ok(Sex::Female));
    assert_eq!(sex("3"), Ok(Sex::Unknown));
    // 0 and 9 are ISO 5218's, and not the profile's.
    for other in ["0", "4", "9"] {
        assert_eq!(sex(other).unwrap_err().field, "sex");
    }
}

#[test]
fn what_is_wrong_with_a_person_is_said() {
    let mut twice = Person::example();
    twice.names.push((1, utf8("別人")));
    let cases = [
        (Person::example().with(2, utf8("0000")), "nameSubstituted", "4 flags for 5 characters"),
        (Person::example().with(2, utf8("00000000000000")), "nameSubstituted", "14 flags for 5 characters"),
        (Person::example().with(2, utf8("00002")), "nameSubstituted", "a flag is not 0 or 1"),
        (Person::example().with(6, utf8("0")), "addressSubstituted", "1 flags for 14 characters"),
        (Person::example().with(4, utf8("19800217")), "birthDate", "not nine digits"),
        (Person::example().with(1, utf8("")), "name", "empty"),
        (Person::example().with(1, utf8("実印\u{1b}[2J")), "name", "U+001B is not seen"),
        (Person::example().with(1, utf8("実印\n花子")), "name", "U+000A is not seen"),
        (Person::example().with(1, utf8("\u{202e}子花")), "name", "U+202E is not seen"),
        (Person::example().with(5, utf8("　")), "address", "nothing in it is seen"),
        (Person::example().with(1, tlv(0x0c, &[0xff])), "name", "invalid utf-8"),
        (Person::example().with(1, tlv(0x04, b"name")), "name", "expected UTF8String, found OCTET STRING"),
        (Person::example().without(5), "address", "missing"),
        (Person::example().without(4), "birthDate", "missing"),
        (Person::example().without(3), "sex", "missing"),
        (twice, "name", "given twice"),
    ];
    for (person, field, reason) in cases {
        let refusal = read_person(&person).unwrap_err();
        assert_eq!(refusal.field, field);
        assert!(refusal.reason.starts_with(reason), "{refusal}");
        assert!(refusal.position.is_some());
    }
}

#[test]
fn nothing_stands_behind_the_names() {
    let mut forged = Forged::sign();
    let names = [&Person::example().alternative_names()[..], &[0x05, 0x00]].concat();
    forged.set(forge::SUBJECT_ALT_NAME, false, &names);
    let refusal = read(&forged).unwrap_err();
    assert_eq!((&*refusal.field, &*refusal.reason), ("subjectAltName", "2 trailing bytes"));
}

#[test]
fn what_is_wrong_with_a_certificate_is_said() {
    let changed = |change: fn(&mut Forged)| {
        let mut forged = Forged::sign();
        change(&mut forged);
        forged
    };
    let cases = [
        (changed(|forged| forged.version = Vec::new()), "version", "expected CONTEXT-SPECIFIC [0]"),
        (changed(|forged| forged.version = explicit(0, &integer(&[1]))), "version", "not a version 3"),
        (changed(|forged| forged.serial_number = vec![1; 21]), "serialNumber", "longer than 20 octets"),
        (
            changed(|forged| forged.not_before = utf8("251027013557Z")),
            "notBefore",
            "unexpected ASN.1 DER tag",
        ),
        (changed(|forged| forged.not_after = utc_time("300230000000Z")), "notAfter", "malformed"),
        (changed(|forged| forged.set(forge::KEY_USAGE, true, &[0x03, 0x01])), "keyUsage", "longer than"),
        (
            changed(|forged| forged.extensions.push(forged.extensions[0].clone())),
            "extension",
            "2.5.29.15 for the second time",
        ),
        (
            changed(|forged| {
                let value = crate::forge::octet_string(forge::DIGITAL_SIGNATURE);
                let der = sequence(&[&oid(forge::KEY_USAGE), &boolean(false), &value]);
                forged.extensions[0].1 = der;
            }),
            "critical",
            "FALSE is the default",
        ),
        (
            changed(|forged| {
                forged.spki = sequence(&[&algorithm(crate::forge::RSA_ENCRYPTION), &bit_string(&[0x30])])
            }),
            "subjectPublicKey",
            "",
        ),
    ];
    for (forged, field, reason) in cases {
        let refusal = read(&forged).unwrap_err();
        assert_eq!(refusal.field, field, "{refusal}");
        assert!(refusal.reason.contains(reason), "{refusal}");
        assert!(refusal.position.is_some(), "{refusal}");
    }
}

#[test]
fn only_one_certificate_and_nothing_after_it() {
    let der = Forged::sign().signed_by(Key::ca());
    let error = Certificate::from_der(&[&der[..], &[0; 3]].concat()).unwrap_err();
    let expected = Malformed::at(der.len(), "certificate", "3 trailing bytes");
    assert_eq!(error, CertificateError::Malformed(expected));
    assert_eq!(error.code(), "certificate-malformed");
    assert_eq!(error.facts().position, Some(der.len()));
    assert!(Certificate::from_der(&[&der[..], &der[..]].concat()).is_err());
    assert!(Certificate::from_der(&der[..der.len() - 1]).is_err());
    assert!(Certificate::from_der(&[0x30; MAX_CERTIFICATE + 1]).unwrap_err().to_string().contains("larger"));
}

#[test]
fn a_certificate_says_twice_how_it_is_signed() {
    let der = Forged::sign().signed_by(Key::ca());
    // The outer signatureAlgorithm is the last OID of the certificate: sha256WithRSAEncryption becomes sha384WithRSAEncryption.
    let place = der.len() - 256 - 5 - 3;
    assert_eq!(der[place], 0x0b);
    let mut changed = der.clone();
    changed[place] = 0x0c;
    let CertificateError::Malformed(refusal) = Certificate::from_der(&changed).unwrap_err();
    assert_eq!(refusal.reason, "differs from signatureAlgorithm");
}

#[test]
fn every_truncation_and_every_altered_header_byte_is_survived() {
    let der = Forged::sign().signed_by(Key::ca());
    for length in 0..der.len() {
        assert!(Certificate::from_der(&der[..length]).is_err());
    }
    for place in 0..der.len() {
        for value in [0x00, 0x80, 0xff] {
            let mut changed = der.clone();
            changed[place] = value;
            // It may still be a certificate; it must not be a panic.
            let _ = Certificate::from_der(&changed).map(|certificate| certificate.summary());
        }
    }
}

#[test]
fn a_p_384_certificate_is_read_and_has_no_row() {
    const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
    const SECP_384_R_1: &str = "1.3.132.0.34";
    let mut forged = Forged::sign();
    let point = [&[0x04][..], &[0x5a; 96]].concat();
    forged.spki = sequence(&[&sequence(&[&oid(EC_PUBLIC_KEY), &oid(SECP_384_R_1)]), &bit_string(&point)]);
    let certificate = read(&forged).unwrap();
    assert_eq!(certificate.summary().public_key.algorithm, "ecdsa-secp384r1");
    assert_eq!(certificate.summary().public_key.bits, 384);
    assert_eq!(certificate.key_algorithm().unwrap_err().algorithm, "ecdsa-secp384r1");
}
