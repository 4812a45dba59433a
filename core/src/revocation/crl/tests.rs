use super::*;
use crate::forge::certificate::{self as forge, Certificate as Forged};
use crate::forge::revocation::{
    self as forged, CERTIFICATE_ISSUER, Crl as ForgedCrl, DELTA_CRL_INDICATOR, INVALIDITY_DATE,
    ISSUING_DISTRIBUTION_POINT, REASON_CODE, entry, extension, reason,
};
use crate::forge::{Key, algorithm, boolean, integer, sequence, tlv, utc_time};
use crate::revocation::ReasonCode;

fn anchor(key: &Key) -> TrustAnchor {
    TrustAnchor::from_der(&Forged::ca(key).signed_by(key)).unwrap()
}

fn read(list: &ForgedCrl) -> Result<Crl, CrlError> {
    Crl::from_der(list.signed_by(Key::ca()), &[anchor(Key::ca())])
}

fn changed(change: impl FnOnce(&mut ForgedCrl)) -> CrlError {
    let mut list = ForgedCrl::of(Key::ca());
    change(&mut list);
    read(&list).unwrap_err()
}

#[test]
fn of_two_entries_for_one_certificate_the_heavier_counts() {
    let mut list = ForgedCrl::of(Key::ca());
    list.entries = vec![
        entry(&[0x03], "261110000000Z", &[reason(6)]),
        entry(&[0x03], "261112000000Z", &[reason(3)]),
        entry(&[0x03], "261111000000Z", &[reason(1)]),
    ];
    let found = read(&list).unwrap().find(&[0x03]).unwrap();
    assert_eq!(
        (found.at.to_string().as_str(), found.reason),
        ("2026-11-11T00:00:00Z", Some(ReasonCode::KeyCompromise))
    );
}

#[test]
fn what_a_list_says() {
    let mut list = ForgedCrl::of(Key::ca());
    list.entries = vec![
        entry(&[0x02, 0x00], "261101000000Z", &[reason(1)]),
        entry(&[0xff], "261102000000Z", &[]),
        entry(
            &[0x01],
            "261103000000Z",
            &[extension(INVALIDITY_DATE, false, &tlv(0x18, b"20261001000000Z")), reason(5)],
        ),
        entry(&[0x02, 0x00], "261104000000Z", &[]),
    ];
    let crl = read(&list).unwrap();
    assert_eq!((crl.len(), crl.is_empty()), (4, false));
    assert_eq!(crl.this_update().to_string(), "2026-11-22T08:00:00Z");
    assert_eq!(crl.next_update().unwrap().to_string(), "2026-11-23T08:00:00Z");
    assert_eq!(crl.number(), Some(&[7][..]));
    let find = |serial: &[u8]| crl.find(serial).map(|found| (found.at.to_string(), found.reason));
    assert_eq!(find(&[0x02, 0x00]), Some(("2026-11-01T00:00:00Z".into(), Some(ReasonCode::KeyCompromise))));
    assert_eq!(find(&[0xff]), Some(("2026-11-02T00:00:00Z".into(), None)));
    assert_eq!(find(&[0x01]), Some(("2026-11-03T00:00:00Z".into(), Some(ReasonCode::CessationOfOperation))));
    let invalid_since =
        |serial: &[u8]| crl.find(serial).unwrap().invalidity_date.map(|date| date.to_string());
    assert_eq!(invalid_since(&[0x01]).as_deref(), Some("2026-10-01T00:00:00Z"));
    assert_eq!(invalid_since(&[0xff]), None);
    for absent in [&[][..], &[0x00], &[0x02], &[0x02, 0x01], &[0xfe], &[0x01, 0x00, 0x00]] {
        assert_eq!(find(absent), None, "{absent:02x?}");
    }
}

/// An odd reason revokes like any other, and leaves the rest of the list as it is.
#[test]
fn a_reason_that_nobody_has_defined_does_not_cost_the_list() {
    let two_octets = extension(REASON_CODE, false, &tlv(0x0a, &[0x01, 0x00]));
    let mut list = ForgedCrl::of(Key::ca());
    list.entries = vec![
        entry(&[1], "261101000000Z", &[reason(7)]),
        entry(&[2], "261101000000Z", &[reason(11)]),
        entry(&[3], "261101000000Z", &[two_octets]),
        entry(&[4], "261101000000Z", &[reason(8)]),
        entry(&[5], "261101000000Z", &[reason(1)]),
    ];
    let crl = read(&list).unwrap();
    let found: Vec<_> = (1..=5).map(|serial| crl.find(&[serial]).unwrap().reason.unwrap()).collect();
    let unspecified = ReasonCode::Unspecified;
    assert_eq!(
        found,
        [unspecified, unspecified, unspecified, ReasonCode::RemoveFromCrl, ReasonCode::KeyCompromise]
    );
}

/// An older list would take a revocation back.
#[test]
fn which_list_may_take_the_place_of_another() {
    let made = |number: Option<&[u8]>, this_update: &str, point: Option<&str>, key: &'static Key| {
        let mut list = ForgedCrl::of(key);
        list.this_update = utc_time(this_update);
        list.extensions.truncate(1);
        list.extensions.extend(number.map(|number| extension(forged::CRL_NUMBER, false, &integer(number))));
        list.extensions.extend(point.map(|point| {
            let name = forge::name(&[("2.5.4.3", crate::forge::utf8(point))]);
            let value = sequence(&[&forged::distribution_point(&name)]);
            extension(ISSUING_DISTRIBUTION_POINT, true, &value)
        }));
        Crl::from_der(list.signed_by(key), &[anchor(key)]).unwrap()
    };
    let (noon, one) = ("261122120000Z", "261122130000Z");
    let kept = made(Some(&[0xff]), noon, Some("Kiyose-shi"), Key::ca());
    let may = |number, time, point, key| made(number, time, point, key).may_replace(&kept);
    assert!(may(Some(&[0xff]), noon, Some("Kiyose-shi"), Key::ca()));
    assert!(may(Some(&[0x01, 0x00]), one, Some("Kiyose-shi"), Key::ca()));
    assert!(may(None, one, Some("Kiyose-shi"), Key::ca()));
    assert!(!may(Some(&[0x01, 0x00]), "261122115959Z", Some("Kiyose-shi"), Key::ca()));
    assert!(!may(Some(&[0xfe]), one, Some("Kiyose-shi"), Key::ca()));
    assert!(!may(Some(&[0x01, 0x00]), one, Some("Ota-ku"), Key::ca()));
    assert!(!may(Some(&[0x01, 0x00]), one, None, Key::ca()));
    assert!(!may(Some(&[0x01, 0x00]), one, Some("Kiyose-shi"), Key::other()));
}

#[test]
fn every_entry_of_a_long_list_is_found() {
    let serials: Vec<[u8; 4]> =
        (1..3000_u32).map(|number| number.wrapping_mul(0x9e37_79b1).to_be_bytes()).collect();
    let trimmed =
        |serial: &[u8; 4]| serial.iter().copied().skip_while(|octet| *octet == 0).collect::<Vec<_>>();
    let mut list = ForgedCrl::of(Key::ca());
    list.entries = serials.iter().map(|serial| entry(&trimmed(serial), "261101000000Z", &[])).collect();
    let crl = read(&list).unwrap();
    assert!(serials.iter().all(|serial| crl.find(&trimmed(serial)).is_some()));
    assert!(
        (3000..6000_u32)
            .all(|number| crl.find(&trimmed(&number.wrapping_mul(0x9e37_79b1).to_be_bytes())).is_none())
    );
}

#[test]
fn a_list_that_revokes_nobody_and_one_of_version_1() {
    assert!(read(&ForgedCrl::of(Key::ca())).unwrap().is_empty());
    let mut list = ForgedCrl::of(Key::ca());
    list.version = Vec::new();
    list.extensions.clear();
    list.next_update = Vec::new();
    list.entries = vec![entry(&[0x05], "261101000000Z", &[])];
    let crl = read(&list).unwrap();
    assert!(crl.find(&[0x05]).is_some());
    assert_eq!((crl.next_update(), crl.number()), (None, None));
}

#[test]
fn only_the_issuer_signs_its_list() {
    let list = ForgedCrl::of(Key::ca());
    assert_eq!(
        Crl::from_der(list.signed_by(Key::other()), &[anchor(Key::ca())]).unwrap_err(),
        CrlError::SignatureMismatch
    );
    // Another generation of the same name: by key identifier, and without one by signature.
    assert_eq!(
        Crl::from_der(list.signed_by(Key::other()), &[anchor(Key::other())]).unwrap_err(),
        CrlError::OtherIssuer
    );
    // The key that it names is not among those that are trusted: nothing is hashed, and the refusal says why.
    assert_eq!(
        Crl::from_der(list.signed_by(Key::ca()), &[anchor(Key::other())]).unwrap_err(),
        CrlError::OtherIssuer
    );
    let mut unnamed = list.clone();
    unnamed.extensions.remove(0);
    assert_eq!(
        Crl::from_der(unnamed.signed_by(Key::ca()), &[anchor(Key::other())]).unwrap_err(),
        CrlError::SignatureMismatch
    );
    for list in [list.clone(), unnamed] {
        let anchors = [anchor(Key::other()), anchor(Key::ca())];
        let crl = Crl::from_der(list.signed_by(Key::ca()), &anchors).unwrap();
        assert!(crl.is_of(&anchors[1]) && !crl.is_of(&anchors[0]));
    }
    assert_eq!(changed(|list| list.issuer = forge::auth_ca_name()), CrlError::OtherIssuer);
    assert!(matches!(
        changed(|list| list.algorithm = algorithm("1.2.840.113549.1.1.5")),
        CrlError::AlgorithmUnsupported(_)
    ));

    let mut ca = Forged::ca(Key::ca());
    ca.set(forge::KEY_USAGE, true, &[0x03, 0x02, 0x02, 0x04]);
    let no_lists = TrustAnchor::from_der(&ca.signed_by(Key::ca())).unwrap();
    assert_eq!(
        Crl::from_der(list.signed_by(Key::ca()), &[no_lists]).unwrap_err(),
        CrlError::IssuerMayNotSign
    );
}

#[test]
fn what_a_list_must_not_be() {
    assert_eq!(
        changed(|list| list.extensions.push(extension(DELTA_CRL_INDICATOR, true, &integer(&[1])))),
        CrlError::Delta
    );
    assert_eq!(
        changed(|list| list.extensions.push(extension(DELTA_CRL_INDICATOR, false, &integer(&[1])))),
        CrlError::Delta
    );
    let unknown = |oid: &str| CrlError::ExtensionUnknown { oid: oid.into() };
    assert_eq!(changed(|list| list.extensions.push(extension("1.2.3.4", true, &[]))), unknown("1.2.3.4"));
    let of_another_issuer = extension(CERTIFICATE_ISSUER, true, &sequence(&[]));
    assert_eq!(
        changed(|list| list.entries = vec![entry(&[1], "261101000000Z", &[of_another_issuer])]),
        unknown(CERTIFICATE_ISSUER)
    );
    for (tag, scope) in [
        (0x82, "onlyContainsCACerts"),
        (0x83, "onlySomeReasons"),
        (0x84, "indirectCRL"),
        (0x85, "onlyContainsAttributeCerts"),
    ] {
        let point = sequence(&[&tlv(tag, &[0xff])]);
        let refusal =
            changed(|list| list.extensions.push(extension(ISSUING_DISTRIBUTION_POINT, true, &point)));
        assert_eq!(refusal, CrlError::OutOfScope { scope });
    }
    let relative = sequence(&[&tlv(0xa0, &tlv(0xa1, &[]))]);
    let refusal =
        changed(|list| list.extensions.push(extension(ISSUING_DISTRIBUTION_POINT, true, &relative)));
    assert_eq!(refusal, CrlError::OutOfScope { scope: "nameRelativeToCRLIssuer" });
}

#[test]
fn what_is_malformed_is_refused() {
    let refused = |change: &dyn Fn(&mut ForgedCrl), field: &str, reason: &str| match changed(change) {
        CrlError::Malformed(malformed) => {
            assert_eq!(malformed.field, field, "{malformed}");
            assert!(malformed.reason.contains(reason), "{malformed}");
        }
        other => panic!("{other}"),
    };
    let with_entry = |der: Vec<u8>| move |list: &mut ForgedCrl| list.entries = vec![der.clone()];
    refused(&|list| list.version = integer(&[2]), "version", "neither");
    refused(&|list| list.version = Vec::new(), "crlExtensions", "version 1");
    refused(&|list| list.this_update = tlv(0x0c, b"now"), "thisUpdate", "");
    refused(&with_entry(entry(&[1; 21], "261101000000Z", &[])), "userCertificate", "longer than 20");
    refused(&with_entry(sequence(&[&[0x02, 0x01, 0x80], &utc_time("261101000000Z")])), "userCertificate", "");
    refused(&with_entry(entry(&[1], "261301000000Z", &[])), "revocationDate", "malformed");
    let empty_reason = extension(REASON_CODE, false, &tlv(0x0a, &[]));
    refused(&with_entry(entry(&[1], "261101000000Z", &[empty_reason])), "reasonCode", "without a number");
    for date in [utc_time("261001000000Z"), tlv(0x18, b"202610010000Z"), Vec::new()] {
        let date = extension(INVALIDITY_DATE, false, &date);
        refused(&with_entry(entry(&[1], "261101000000Z", &[date])), "invalidityDate", "");
    }
    refused(
        &with_entry(entry(&[1], "261101000000Z", &[reason(1), reason(1)])),
        "crlEntryExtension",
        "second time",
    );
    refused(
        &with_entry(entry(&[1], "261101000000Z", &[extension(REASON_CODE, false, &boolean(true))])),
        "reasonCode",
        "",
    );
    refused(&with_entry(integer(&[1])), "revokedCertificate", "expected SEQUENCE");
    refused(&|list| list.extensions.push(list.extensions[0].clone()), "crlExtension", "second time");

    let der = ForgedCrl::of(Key::ca()).signed_by(Key::ca());
    for length in 0..der.len() {
        assert!(Crl::from_der(der[..length].to_vec(), &[anchor(Key::ca())]).is_err());
    }
    assert!(Crl::from_der([&der[..], &[0]].concat(), &[anchor(Key::ca())]).is_err());
    for place in 0..der.len() {
        let mut altered = der.clone();
        altered[place] ^= 1;
        assert!(Crl::from_der(altered, &[anchor(Key::ca())]).is_err(), "byte {place}");
    }
}

#[test]
fn a_distribution_point_binds_list_and_certificate() {
    let kiyose = forge::name(&[("2.5.4.3", crate::forge::utf8("Kiyose-shi CRLDP"))]);
    let elsewhere = forge::name(&[("2.5.4.3", crate::forge::utf8("Tokyo CRLDP"))]);
    let certificate = |points: Option<Vec<u8>>| {
        let mut certificate = Forged::sign();
        if let Some(points) = points {
            certificate.set("2.5.29.31", false, &points);
        }
        Certificate::from_der(&certificate.signed_by(Key::ca())).unwrap()
    };
    let points = |point: &[u8]| Some(sequence(&[&sequence(&[point])]));
    let of_kiyose = forged::distribution_point(&kiyose);
    let mut list = ForgedCrl::of(Key::ca());
    let value = sequence(&[&of_kiyose, &tlv(0x81, &[0xff])]);
    list.extensions.push(extension(ISSUING_DISTRIBUTION_POINT, true, &value));
    let crl = read(&list).unwrap();
    assert!(crl.covers(&certificate(points(&of_kiyose))));
    assert_eq!(
        distribution_point_text(&certificate(points(&of_kiyose))).as_deref(),
        Some("CN=Kiyose-shi CRLDP")
    );
    assert_eq!(distribution_point_text(&certificate(None)), None);
    assert!(!crl.covers(&certificate(points(&forged::distribution_point(&elsewhere)))));
    assert!(!crl.covers(&certificate(None)));
    // A point for some reasons only, and one that is no point at all.
    let some_reasons = Some(sequence(&[&sequence(&[&of_kiyose, &tlv(0x81, &[0x06, 0x40])])]));
    assert!(!crl.covers(&certificate(some_reasons)));
    assert!(!crl.covers(&certificate(Some(vec![0x30, 0x05]))));
    // A list for all covers each.
    assert!(read(&ForgedCrl::of(Key::ca())).unwrap().covers(&certificate(points(&of_kiyose))));
}
