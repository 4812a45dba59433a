use super::*;
use crate::forge::certificate::{self as forge, Certificate as Forged};
use crate::forge::ocsp::{NONCE, Response as ForgedResponse, Single, by_key, time as generalized};
use crate::forge::revocation::extension;
use crate::forge::{Key, algorithm, boolean, explicit, integer, octet_string, oid, sequence, tlv, utc_time};

fn anchor(key: &Key) -> TrustAnchor {
    TrustAnchor::from_der(&Forged::ca(key).signed_by(key)).unwrap()
}

fn read(der: &[u8]) -> Result<Response, OcspError> {
    Response::from_der(der, &anchor(Key::ca()))
}

fn of_ca(change: impl FnOnce(&mut ForgedResponse)) -> Result<Response, OcspError> {
    let mut response = ForgedResponse::of(&Single::good());
    change(&mut response);
    read(&response.signed_by(Key::ca()))
}

fn delegated(change: impl FnOnce(&mut Forged)) -> Result<Response, OcspError> {
    let mut responder = Forged::responder();
    change(&mut responder);
    read(&ForgedResponse::delegated(&Single::good(), &responder).signed_by(Key::other()))
}

#[test]
fn what_a_response_says() {
    let response =
        of_ca(|response| response.extensions.push(extension(NONCE, false, &octet_string(&[7; 32])))).unwrap();
    assert_eq!(response.produced_at().to_string(), "2026-11-22T09:54:00Z");
    assert_eq!(response.nonce(), Some(&[7; 32][..]));
    assert!(response.responder().is_none());
    let response = delegated(|_| {}).unwrap();
    assert_eq!(response.nonce(), None);
    assert_eq!(response.responder().unwrap().not_after().to_string(), "2030-02-17T14:59:59Z");
    assert!(of_ca(|response| response.responder = by_key(Key::ca())).is_ok());
    assert!(of_ca(|response| response.version = explicit(0, &integer(&[0]))).is_ok());
}

#[test]
fn only_the_issuer_and_whom_it_allows_may_answer() {
    let unauthorised = |result: Result<Response, OcspError>, expected: &str| match result.unwrap_err() {
        OcspError::ResponderNotAuthorised { explanation } => {
            assert!(explanation.contains(expected), "{explanation}")
        }
        other => panic!("{other}"),
    };
    unauthorised(delegated(|responder| responder.remove(forge::EXT_KEY_USAGE)), "not one for signing OCSP");
    let any = sequence(&[&oid("2.5.29.37.0")]);
    unauthorised(
        delegated(|responder| responder.set(forge::EXT_KEY_USAGE, false, &any)),
        "not one for signing OCSP",
    );
    unauthorised(
        delegated(|responder| responder.set(forge::KEY_USAGE, true, forge::CERT_SIGN_AND_CRL_SIGN)),
        "must not sign",
    );
    unauthorised(delegated(|responder| responder.issuer = forge::auth_ca_name()), "another CA");
    let mut by_itself = ForgedResponse::delegated(&Single::good(), &Forged::responder());
    by_itself.certificates = vec![Forged::responder().signed_by(Key::other())];
    unauthorised(read(&by_itself.signed_by(Key::other())), "did not sign");
    // The holder of any certificate of the CA cannot vouch for himself.
    let mut holder = ForgedResponse::delegated(&Single::good(), &Forged::sign());
    holder.responder = by_key(Key::holder());
    unauthorised(read(&holder.signed_by(Key::holder())), "not one for signing OCSP");
    let critical = delegated(|responder| responder.set("1.2.3.4", true, &integer(&[1])));
    assert_eq!(critical.unwrap_err(), OcspError::ExtensionUnknown { oid: "1.2.3.4".into() });

    let mut without = ForgedResponse::delegated(&Single::good(), &Forged::responder());
    without.certificates.clear();
    assert_eq!(read(&without.signed_by(Key::other())).unwrap_err(), OcspError::ResponderUnknown);
    let by_another_key =
        ForgedResponse::delegated(&Single::good(), &Forged::responder()).signed_by(Key::holder());
    assert_eq!(read(&by_another_key).unwrap_err(), OcspError::SignatureMismatch);
    let in_its_name = ForgedResponse::of(&Single::good()).signed_by(Key::other());
    assert_eq!(read(&in_its_name).unwrap_err(), OcspError::SignatureMismatch);
    // All generations of the CA have one name; its key tells them apart.
    let other =
        Response::from_der(&ForgedResponse::of(&Single::good()).signed_by(Key::ca()), &anchor(Key::other()));
    assert_eq!(other.unwrap_err(), OcspError::SignatureMismatch);
    assert!(matches!(
        of_ca(|response| response.algorithm = algorithm("1.2.840.113549.1.1.5")),
        Err(OcspError::AlgorithmUnsupported(_))
    ));
}

/// RFC 6960 §2.2: in such a response, a hold since the beginning of time.
#[test]
fn a_certificate_that_was_never_issued() {
    let status = |single: Single, extended: bool| {
        let mut response = ForgedResponse::of(&single);
        if extended {
            response.extensions.push(extension("1.3.6.1.5.5.7.48.1.9", false, &[0x05, 0x00]));
        }
        read(&response.signed_by(Key::ca())).unwrap().responses.first().unwrap().status
    };
    let epoch = "19700101000000Z";
    assert_eq!(status(Single::revoked(epoch, Some(6)), true), Status::NeverIssued);
    for (single, extended) in [
        (Single::revoked(epoch, Some(6)), false),
        (Single::revoked(epoch, Some(1)), true),
        (Single::revoked(epoch, None), true),
        (Single::revoked("20261101000000Z", Some(6)), true),
    ] {
        assert!(matches!(status(single, extended), Status::Revoked(_)));
    }
    assert_eq!(status(Single::good(), true), Status::Good);
}

#[test]
fn a_statement_may_say_since_when_the_certificate_was_invalid() {
    let date = extension(crate::forge::revocation::INVALIDITY_DATE, false, &generalized("20261001000000Z"));
    let with_date = |single: Single| {
        let single = Single { extensions: explicit(1, &sequence(&[&date])), ..single };
        read(&ForgedResponse::of(&single).signed_by(Key::ca())).unwrap().responses.first().unwrap().status
    };
    match with_date(Single::revoked("20261101000000Z", Some(7))) {
        Status::Revoked(Revoked { invalidity_date, reason, .. }) => {
            assert_eq!(invalidity_date.unwrap().to_string(), "2026-10-01T00:00:00Z");
            assert_eq!(reason, Some(ReasonCode::Unspecified));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(with_date(Single::good()), Status::Good);
}

#[test]
fn a_responder_that_does_not_answer_is_named() {
    for (code, name) in [
        (1, "malformedRequest"),
        (2, "internalError"),
        (3, "tryLater"),
        (5, "sigRequired"),
        (6, "unauthorized"),
    ] {
        let refusal = read(&sequence(&[&tlv(0x0a, &[code])])).unwrap_err();
        assert_eq!(refusal, OcspError::NotSuccessful { status: name });
    }
    let refusal = of_ca(|response| response.response_type = oid("1.3.6.1.5.5.7.48.1.3")).unwrap_err();
    assert_eq!(refusal, OcspError::TypeUnsupported { oid: "1.3.6.1.5.5.7.48.1.3".into() });
}

#[test]
fn what_is_malformed_is_refused() {
    let refused = |result: Result<Response, OcspError>, field: &str| match result.unwrap_err() {
        OcspError::Malformed(malformed) => assert_eq!(malformed.field, field, "{malformed}"),
        other => panic!("{other}"),
    };
    let single = |change: &dyn Fn(&mut Single)| {
        let mut single = Single::good();
        change(&mut single);
        of_ca(|response| response.responses = vec![single.der()])
    };
    refused(read(&sequence(&[&tlv(0x0a, &[4])])), "responseStatus");
    refused(read(&sequence(&[&tlv(0x0a, &[0])])), "responseBytes");
    refused(of_ca(|response| response.version = explicit(0, &integer(&[1]))), "version");
    refused(of_ca(|response| response.responder = tlv(0xa3, &[])), "responderID");
    refused(of_ca(|response| response.produced_at = utc_time("261122095400Z")), "producedAt");
    refused(of_ca(|response| response.responses = vec![Single::good().der(); 17]), "singleResponse");
    refused(single(&|single| single.status = tlv(0x80, &[0])), "certStatus");
    refused(single(&|single| single.status = tlv(0x83, &[])), "certStatus");
    refused(single(&|single| single.status = boolean(true)), "certStatus");
    refused(single(&|single| single.this_update = utc_time("261122095400Z")), "thisUpdate");
    refused(single(&|single| single.next_update = generalized("20261123080000Z")), "singleResponse");
    let reason = |value: &[u8]| {
        let at = generalized("20261101000000Z");
        let status = tlv(0xa1, &[at, explicit(0, value)].concat());
        single(&|single| single.status = status.clone())
    };
    refused(reason(&tlv(0x0a, &[])), "reasonCode");
    refused(reason(&boolean(true)), "reasonCode");
    refused(of_ca(|response| response.extensions = vec![extension(NONCE, false, &[1, 2, 3])]), "nonce");
    let many = |response: &mut ForgedResponse| {
        response.responder = by_key(Key::other());
        response.certificates = vec![Forged::responder().signed_by(Key::ca()); 5];
    };
    refused(of_ca(many), "certs");
    let unknown = of_ca(|response| response.extensions = vec![extension("1.2.3.4", true, &[])]).unwrap_err();
    assert_eq!(unknown, OcspError::ExtensionUnknown { oid: "1.2.3.4".into() });
    let in_single =
        single(&|single| single.extensions = explicit(1, &sequence(&[&extension("1.2.3.4", true, &[])])));
    assert_eq!(in_single.unwrap_err(), OcspError::ExtensionUnknown { oid: "1.2.3.4".into() });

    assert_eq!(read(&vec![0x30; MAX_RESPONSE + 1]).unwrap_err(), OcspError::TooLarge);
    let der = ForgedResponse::delegated(&Single::good(), &Forged::responder()).signed_by(Key::other());
    for length in 0..der.len() {
        assert!(read(&der[..length]).is_err());
    }
    assert!(read(&[&der[..], &[0]].concat()).is_err());
}

/// One byte changed anywhere is noticed.
#[test]
fn an_altered_byte_is_noticed() {
    let der = ForgedResponse::of(&Single::good()).with_nonce(&[1; 32]).signed_by(Key::ca());
    for place in 0..der.len() {
        let mut altered = der.clone();
        altered[place] ^= 1;
        assert!(read(&altered).is_err(), "byte {place}");
    }
    let der = ForgedResponse::delegated(&Single::good(), &Forged::responder()).signed_by(Key::other());
    for place in (0..der.len()).step_by(5) {
        let mut altered = der.clone();
        altered[place] ^= 1;
        assert!(read(&altered).is_err(), "byte {place}");
    }
}
