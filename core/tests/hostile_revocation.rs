//! Lists and OCSP responses of any bytes: refused, or read; never a panic, and never a good answer by mistake.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "../src/forge.rs"]
mod forge;

use forge::certificate::Certificate as Forged;
use forge::ocsp::{Response as ForgedResponse, Single};
use forge::revocation::{Crl as ForgedCrl, entry};
use forge::{Key, NOW};
use jitsuin_core::report::{Indication, RevocationStatus};
use jitsuin_core::revocation::ocsp::{MAX_RESPONSE, Response};
use jitsuin_core::revocation::{Answer, Crl};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::verify::examine;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::sync::LazyLock;

static ANCHOR: LazyLock<TrustAnchor> =
    LazyLock::new(|| TrustAnchor::from_der(&Forged::ca(Key::ca()).signed_by(Key::ca())).unwrap());
static SIGNED: LazyLock<Vec<u8>> =
    LazyLock::new(|| forge::signature::Signature::of(b"content").signed_by(Key::holder()));
static LIST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut list = ForgedCrl::of(Key::ca());
    list.entries = vec![entry(&[0x05], "261101000000Z", &[forge::revocation::reason(1)])];
    list.signed_by(Key::ca())
});
static RESPONSE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    ForgedResponse::delegated(&Single::good(), &Forged::responder())
        .with_nonce(&[7; 32])
        .signed_by(Key::other())
});

/// Good bytes with some of them replaced, removed or put in.
fn damaged(good: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
    let damage = (0..good.len(), 0..8_usize, vec(any::<u8>(), 0..8));
    vec(damage, 1..4).prop_map(move |damages| {
        let mut bytes = good.to_vec();
        for (start, length, replacement) in damages {
            let start = start.min(bytes.len());
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, replacement);
        }
        bytes
    })
}

/// Whatever the list is, asking it about our signer ends in an answer, and never in a yes where it does not parse.
fn list_is_survived(der: Vec<u8>) {
    if let Ok(crl) = Crl::from_der(der, std::slice::from_ref(&*ANCHOR)) {
        let at = NOW.0.parse().unwrap();
        let report = examine(&SIGNED, None, std::slice::from_ref(&*ANCHOR), at).conclude(&[Answer::Crl {
            crl: &crl,
            source: "list",
            at,
        }]);
        assert_eq!(
            report.indication == Indication::TotalPassed,
            report.revocation.status == RevocationStatus::Good
        );
    }
}

proptest! {
    #[test]
    fn random_bytes_are_no_list_and_no_response(bytes in vec(any::<u8>(), 0..512)) {
        prop_assert!(Crl::from_der(bytes.clone(), std::slice::from_ref(&*ANCHOR)).is_err());
        prop_assert!(Response::from_der(&bytes, &ANCHOR).is_err());
    }

    #[test]
    fn a_damaged_list_is_refused(bytes in damaged(&LIST)) {
        prop_assert_eq!(Crl::from_der(bytes.clone(), std::slice::from_ref(&*ANCHOR)).is_ok(), bytes == *LIST);
    }

    #[test]
    fn a_damaged_response_is_refused(bytes in damaged(&RESPONSE)) {
        prop_assert_eq!(Response::from_der(&bytes, &ANCHOR).is_ok(), bytes == *RESPONSE);
    }

    /// The signature is right, so the entries are read.
    #[test]
    fn a_signed_list_of_anything_is_survived(entries in vec(any::<u8>(), 1..200), extensions in vec(any::<u8>(), 1..100)) {
        let mut list = ForgedCrl::of(Key::ca());
        list.entries = vec![entries];
        list_is_survived(list.signed_by(Key::ca()));
        let mut list = ForgedCrl::of(Key::ca());
        list.extensions = vec![extensions];
        list_is_survived(list.signed_by(Key::ca()));
    }

    #[test]
    fn a_signed_list_finds_what_it_revokes_and_nothing_else(
        revoked in btree_set(vec(1..=u8::MAX, 1..=20), 1..40),
        others in vec(vec(1..=u8::MAX, 1..=20), 20),
    ) {
        let mut list = ForgedCrl::of(Key::ca());
        // A serial number is positive, so one of 20 octets begins below 0x80.
        let revoked: std::collections::BTreeSet<_> = revoked.into_iter().map(positive).collect();
        list.entries = revoked.iter().map(|serial| entry(serial, "261101000000Z", &[])).collect();
        let crl = Crl::from_der(list.signed_by(Key::ca()), std::slice::from_ref(&*ANCHOR)).unwrap();
        prop_assert!(revoked.iter().all(|serial| crl.find(serial).is_some()));
        for other in others.into_iter().map(positive) {
            prop_assert_eq!(crl.find(&other).is_some(), revoked.contains(&other));
        }
    }

    #[test]
    fn a_signed_response_of_anything_is_survived(single in vec(any::<u8>(), 0..200), extensions in vec(any::<u8>(), 1..100)) {
        let mut response = ForgedResponse::of(&Single::good());
        response.responses = vec![single];
        let _ = Response::from_der(&response.signed_by(Key::ca()), &ANCHOR);
        let mut response = ForgedResponse::of(&Single::good());
        response.extensions = vec![extensions];
        let _ = Response::from_der(&response.signed_by(Key::ca()), &ANCHOR);
    }
}

fn positive(mut serial: Vec<u8>) -> Vec<u8> {
    serial[0] &= 0x7f;
    serial[0] |= 0x01;
    serial
}

#[test]
fn what_is_too_large_is_not_read() {
    let error = Response::from_der(&vec![0x30; MAX_RESPONSE + 1], &ANCHOR).unwrap_err();
    assert!(error.to_string().contains("more than 65536 bytes"), "{error}");
    // A length that promises more than there is.
    assert!(Crl::from_der(vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff], std::slice::from_ref(&*ANCHOR)).is_err());
    assert!(
        Crl::from_der(
            vec![0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            std::slice::from_ref(&*ANCHOR)
        )
        .is_err()
    );
}

/// Nesting is read by loops and to a fixed depth, so no depth of it can overflow the stack.
#[test]
fn deep_nesting_is_survived() {
    let mut nested = Vec::new();
    for _ in 0..2000 {
        nested = forge::tlv(0x30, &nested);
    }
    assert!(Crl::from_der(nested.clone(), std::slice::from_ref(&*ANCHOR)).is_err());
    assert!(Response::from_der(&nested, &ANCHOR).is_err());
    let mut list = ForgedCrl::of(Key::ca());
    list.entries = vec![nested.clone()];
    list_is_survived(list.signed_by(Key::ca()));
    list.entries = vec![entry(&[1], "261101000000Z", &[nested])];
    list_is_survived(list.signed_by(Key::ca()));
}
