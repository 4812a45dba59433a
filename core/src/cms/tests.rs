use super::*;
use crate::algorithm::{Digest, DigestAlgorithm};
use crate::certificate::Certificate;
use crate::forge::certificate::Certificate as Forged;
use crate::forge::{Key, NOW, algorithm, bit_string, oid, sequence};
use cms::cert::CertificateChoices;
use cms::signed_data::{SignedData as OracleSignedData, SignerIdentifier};
use der::{Decode, Encode};

const CONTENT: &[u8] = "住民票の写しの交付申請".as_bytes();

fn certificate(forged: &Forged) -> Certificate {
    Certificate::from_der(&forged.signed_by(Key::ca())).unwrap()
}

fn at(text: &str) -> SigningTime {
    SigningTime::at(text.parse().unwrap())
}

fn prepared(content: Content<'_>) -> ToBeSigned {
    prepare(content, &certificate(&Forged::sign()), at(NOW.0)).unwrap()
}

/// What the card does.
fn card(to_be_signed: &ToBeSigned, key: &Key) -> Vec<SignatureValue> {
    let sign = |digest: &Digest| SignatureValue::from(key.sign_digest(digest.value()));
    to_be_signed.digests().iter().map(sign).collect()
}

fn signed(content: Content<'_>) -> Vec<u8> {
    let to_be_signed = prepared(content);
    let signatures = card(&to_be_signed, Key::holder());
    to_be_signed.complete(&signatures).unwrap().into_der()
}

#[test]
fn what_leaves_can_be_read_again() {
    let attached = signed(Content::Attached(CONTENT));
    let read = SignedData::from_der(&attached).unwrap();
    assert_eq!(read.content(), Some(CONTENT));
    assert_eq!(read.signing_time(), at(NOW.0));
    let detached = signed(Content::Detached(CONTENT));
    assert_eq!(SignedData::from_der(&detached).unwrap().content(), None);
}

#[test]
fn a_digest_from_elsewhere_gives_the_same_signature() {
    let digest = DigestAlgorithm::SHA_256.digest(CONTENT);
    assert_eq!(signed(Content::DetachedDigest(digest)), signed(Content::Detached(CONTENT)));
}

/// The `cms` crate reads what we wrote, and writes the same bytes again: it is DER.
#[test]
fn another_codec_agrees() {
    let attached = signed(Content::Attached(CONTENT));
    let content_info = cms::content_info::ContentInfo::from_der(&attached).unwrap();
    assert_eq!(content_info.to_der().unwrap(), attached);
    let signed_data: OracleSignedData = content_info.content.decode_as().unwrap();
    assert_eq!(signed_data.encap_content_info.econtent.unwrap().value(), CONTENT);
    let [CertificateChoices::Certificate(embedded)] = signed_data.certificates.as_ref().unwrap().0.as_slice()
    else {
        panic!("not one certificate");
    };
    let [signer] = signed_data.signer_infos.0.as_slice() else { panic!("not one signer") };
    let SignerIdentifier::IssuerAndSerialNumber(sid) = &signer.sid else {
        panic!("not by issuer and serial")
    };
    assert_eq!(&sid.issuer, embedded.tbs_certificate().issuer());
    assert_eq!(&sid.serial_number, embedded.tbs_certificate().serial_number());
    let attributes = signer.signed_attrs.as_ref().unwrap();
    let oids: Vec<_> = attributes.iter().map(|attribute| attribute.oid.to_string()).collect();
    assert_eq!(
        oids,
        [
            "1.2.840.113549.1.9.3",       // content-type
            "1.2.840.113549.1.9.5",       // signing-time
            "1.2.840.113549.1.9.4",       // message-digest
            "1.2.840.113549.1.9.16.2.47", // signing-certificate-v2
        ]
    );
    let [digest] = prepared(Content::Attached(CONTENT)).digests().to_vec().try_into().unwrap();
    assert_eq!(digest, DigestAlgorithm::SHA_256.digest(&attributes.to_der().unwrap()));
}

#[test]
fn a_signature_that_does_not_verify_does_not_leave() {
    let complete = |signatures: &[SignatureValue]| prepared(Content::Attached(CONTENT)).complete(signatures);
    let good = card(&prepared(Content::Attached(CONTENT)), Key::holder());
    assert!(complete(&good).is_ok());

    let of_another_key = card(&prepared(Content::Attached(CONTENT)), Key::other());
    let of_another_content = card(&prepared(Content::Attached(b"another")), Key::holder());
    let mut bytes = Key::holder().sign_digest(prepared(Content::Attached(CONTENT)).digests()[0].value());
    bytes[255] ^= 1;
    let altered = SignatureValue::from(&bytes[..]);
    for wrong in [&of_another_key[..], &of_another_content, &[altered], &[SignatureValue::from(vec![])]] {
        let error = complete(wrong).unwrap_err();
        assert_eq!(error, CompleteError::SignatureMismatch);
        assert_eq!(error.code(), "signature-invalid");
    }
    for wrong in [&[][..], &[good[0].clone(), good[0].clone()]] {
        let error = complete(wrong).unwrap_err();
        assert_eq!(error, CompleteError::SignatureCount { expected: 1, actual: wrong.len() });
        assert_eq!(error.facts().reason.unwrap(), error.to_string());
    }
}

#[test]
fn only_a_signing_certificate_signs() {
    for forged in [Forged::auth(), Forged::ca(Key::ca())] {
        let error = prepare(Content::Attached(CONTENT), &certificate(&forged), at(NOW.0)).unwrap_err();
        assert_eq!(error, PrepareError::NotForSigning);
        assert_eq!(error.code(), "certificate-malformed");
        assert_eq!(error.facts().field.as_deref(), Some("keyUsage"));
    }
}

#[test]
fn only_while_the_certificate_is_valid() {
    let prepare_at = |time| prepare(Content::Attached(CONTENT), &certificate(&Forged::sign()), at(time));
    assert!(prepare_at("2025-10-27T01:35:57Z").is_ok());
    assert!(prepare_at("2030-02-17T14:59:59.999Z").is_ok());
    for time in ["2025-10-27T01:35:56.999Z", "2030-02-17T15:00:00Z"] {
        let error = prepare_at(time).unwrap_err();
        assert_eq!(error.code(), "certificate-not-valid");
        assert_eq!(error.facts().not_after.unwrap().to_string(), "2030-02-17T14:59:59Z");
    }
}

#[test]
fn a_key_without_a_row_is_refused_by_name() {
    let mut forged = Forged::sign();
    let p384 = sequence(&[&oid("1.2.840.10045.2.1"), &oid("1.3.132.0.34")]);
    forged.spki = sequence(&[&p384, &bit_string(&[0x04; 97])]);
    let error = prepare(Content::Attached(CONTENT), &certificate(&forged), at(NOW.0)).unwrap_err();
    assert_eq!(
        (error.code(), error.facts().algorithm.as_deref()),
        ("algorithm-unsupported", Some("ecdsa-secp384r1"))
    );

    forged.spki = Key::generate(1024).spki();
    let error = prepare(Content::Attached(CONTENT), &certificate(&forged), at(NOW.0)).unwrap_err();
    assert_eq!(error.facts().algorithm.as_deref(), Some("rsa-1024"));
}

#[test]
fn a_key_that_is_no_key_does_not_panic() {
    let mut forged = Forged::sign();
    let even_modulus = [&[0x80][..], &[0; 255]].concat();
    let key = sequence(&[&crate::forge::integer(&even_modulus), &crate::forge::integer(&[1, 0, 1])]);
    forged.spki = sequence(&[&algorithm(crate::forge::RSA_ENCRYPTION), &bit_string(&key)]);
    let to_be_signed = prepare(Content::Attached(CONTENT), &certificate(&forged), at(NOW.0)).unwrap();
    let error = to_be_signed.complete(&[SignatureValue::from(vec![1; 256])]).unwrap_err();
    assert_eq!(error, CompleteError::KeyUnusable);
}

#[test]
fn attached_content_is_bounded() {
    let content = vec![0; MAX_ATTACHED_CONTENT + 1];
    let error = prepare(Content::Attached(&content), &certificate(&Forged::sign()), at(NOW.0)).unwrap_err();
    assert_eq!((error.code(), error.facts().limit), ("content-too-large", Some(MAX_ATTACHED_CONTENT)));
    assert!(prepare(Content::Detached(&content), &certificate(&Forged::sign()), at(NOW.0)).is_ok());
}

#[test]
fn empty_and_large_content_leave_as_they_came() {
    for size in [0, 1, 127, 128, 65_535, 65_536, 3_000_000] {
        let content = vec![0x5a; size];
        let der = signed(Content::Attached(&content));
        assert_eq!(SignedData::from_der(&der).unwrap().content(), Some(&content[..]));
    }
}
