//! Measures what core costs beside the RSA arithmetic that nothing can avoid, on one core, and prints one line of JSON.
//!
//! With the feature `aws-lc-rs`, both sides use that library. The list that the verdict looks into has one million entries.
//!
//! Bare and whole are measured in turns within one run. A ratio is the median of the rounds' ratios, each of two things that were measured
//! one after the other: it says something about the code, a time only about the machine. `cargo xtask bench` runs it.

#![allow(clippy::unwrap_used, clippy::as_conversions, clippy::indexing_slicing)]
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

#[path = "../src/forge.rs"]
mod forge;

use library::{LIBRARY, is_signature, load};

use forge::signature::Signature as Forged;
use forge::{Key, NOW};
use jitsuin_core::algorithm::DigestAlgorithm;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{Content, SignatureValue, SigningTime, prepare};
use jitsuin_core::report::Indication;
use jitsuin_core::revocation::{Answer, Crl};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::examine;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds, in each of which everything is measured once.
const ROUNDS: usize = 41;
/// How long one thing is measured in one round.
const SLICE: Duration = Duration::from_millis(20);
/// Bytes of the signed form.
const CONTENT: usize = 1024;
/// Certificates that the list revokes.
const REVOKED: u32 = 1_000_000;
/// How often the list is read.
const READINGS: usize = 3;

fn main() {
    let now: UnixTime = NOW.0.parse().unwrap();
    let content = vec![b'x'; CONTENT];
    let signed = Forged::of(&content).signed_by(Key::holder());
    let anchor = forge::certificate::Certificate::ca(Key::ca()).signed_by(Key::ca());
    let anchors = [TrustAnchor::from_der(&anchor).unwrap()];
    let certificate =
        Certificate::from_der(&forge::certificate::Certificate::sign().signed_by(Key::ca())).unwrap();

    let digest = DigestAlgorithm::SHA_256.digest(&content);
    let signature = Key::holder().sign_digest(digest.value());
    // Of the two keys of a document, the CA's is ready, and the person's is another in every document.
    let der = Key::holder().public();
    let key = load(&der);
    let bare = || assert!(is_signature(&key, black_box(digest.value()), black_box(&signature)));
    let with_new_key =
        || assert!(is_signature(&load(black_box(&der)), black_box(digest.value()), black_box(&signature)));

    let list = list_of_a_million();
    let bytes = list.len();
    let hash_list = best((0..READINGS).map(|_| once(|| DigestAlgorithm::SHA_256.digest(&list))).collect());
    let read_list = || Crl::from_der(list.clone(), &anchors).unwrap();
    let copy_list = best((0..READINGS).map(|_| once(|| list.clone())).collect());
    let read_seconds = best((0..READINGS).map(|_| once(read_list)).collect()) - copy_list;
    let crl = Crl::from_der(list, &anchors).unwrap();
    let mut number = 0_u32;
    let mut find = || {
        number = number.wrapping_add(1) % REVOKED;
        assert!(crl.find(black_box(&serial_number(number))).is_some());
    };

    let whole = || {
        let examination = examine(black_box(&signed), None, &anchors, now);
        let report = examination.conclude(&[Answer::Crl { crl: &crl, source: "sign.crl", at: now }]);
        assert_eq!(report.indication, Indication::TotalPassed);
        report
    };

    // The card signs between the two halves, so its value is made once, beforehand.
    let prepare_once =
        || prepare(Content::Attached(black_box(&content)), &certificate, SigningTime::at(now)).unwrap();
    let value =
        SignatureValue::from(Key::holder().sign_digest(prepare_once().digests().first().unwrap().value()));
    let both_halves = || prepare_once().complete(std::slice::from_ref(&value)).unwrap();

    let read = || Certificate::from_der(black_box(certificate.der())).unwrap();

    let mut seconds: [Vec<f64>; 6] = Default::default();
    for _ in 0..ROUNDS {
        seconds[0].push(measure(bare));
        seconds[1].push(measure(whole));
        seconds[2].push(measure(both_halves));
        seconds[3].push(measure(read));
        seconds[4].push(measure(&mut find));
        seconds[5].push(measure(with_new_key));
    }
    let [bares, wholes, halves, reads, finds, news] = &seconds;
    let to_bare =
        |values: &[f64]| median(bares.iter().zip(values).map(|(bare, value)| value / bare).collect());
    let twice = bares.iter().zip(news).map(|(bare, new)| bare + new);
    let judged = median(twice.zip(wholes).map(|(two, whole)| two / whole).collect());
    let judged_to_ready = median(bares.iter().zip(wholes).map(|(bare, whole)| 2.0 * bare / whole).collect());
    let (halves, read, found) = (to_bare(halves), to_bare(reads), to_bare(finds));
    let [bare, whole, _, _, find, new] = seconds.map(best);
    println!(
        "{}",
        serde_json::json!({
            "library": LIBRARY,
            "contentBytes": CONTENT,
            "rsa2048VerificationsPerSecond": per_second(bare),
            "rsa2048VerificationsWithNewKeyPerSecond": per_second(new),
            "twoRsaVerificationsPerSecond": per_second(bare + new),
            "signaturesJudgedPerSecond": per_second(whole),
            "judgedToTwoRsaVerifications": ratio(judged),
            "judgedToTwoRsaVerificationsWithReadyKeys": ratio(judged_to_ready),
            "prepareAndCompleteToOneRsaVerification": ratio(halves),
            "readCertificateToOneRsaVerification": ratio(read),
            "crl": {
                "entries": crl.len(),
                "bytes": bytes,
                "memoryBytes": crl.memory(),
                "readSeconds": ratio(read_seconds),
                "readToHashingItOnce": ratio(read_seconds / hash_list),
                "findNanoseconds": (find * 1e9).round(),
                "findToOneRsaVerification": ratio(found),
            },
        })
    );
}

#[cfg(not(feature = "aws-lc-rs"))]
mod library {
    use rsa::RsaPublicKey;
    use rsa::pkcs1::DecodeRsaPublicKey;
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::signature::hazmat::PrehashVerifier;
    use sha2::Sha256;

    pub(crate) const LIBRARY: &str = "rsa";

    pub(crate) fn load(der: &[u8]) -> VerifyingKey<Sha256> {
        VerifyingKey::new(RsaPublicKey::from_pkcs1_der(der).unwrap())
    }

    pub(crate) fn is_signature(key: &VerifyingKey<Sha256>, digest: &[u8], signature: &[u8]) -> bool {
        key.verify_prehash(digest, &Signature::try_from(signature).unwrap()).is_ok()
    }
}

#[cfg(feature = "aws-lc-rs")]
mod library {
    use aws_lc_rs::digest::{Digest, SHA256};
    use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};

    pub(crate) const LIBRARY: &str = "aws-lc-rs";

    pub(crate) fn load(der: &[u8]) -> ParsedPublicKey {
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der).unwrap()
    }

    pub(crate) fn is_signature(key: &ParsedPublicKey, digest: &[u8], signature: &[u8]) -> bool {
        key.verify_digest_sig(&Digest::import_less_safe(digest, &SHA256).unwrap(), signature).is_ok()
    }
}

/// A list of the CA, with a reason in each entry, as an authority that revokes a million certificates has it.
fn list_of_a_million() -> Vec<u8> {
    let reason = forge::revocation::reason(3);
    let entry = |number| {
        forge::revocation::entry(&serial_number(number), "261101000000Z", std::slice::from_ref(&reason))
    };
    let mut list = forge::revocation::Crl::of(Key::ca());
    list.entries = (0..REVOKED).map(entry).collect();
    list.signed_by(Key::ca())
}

/// Four octets, in no order, none of them the signer's.
fn serial_number(number: u32) -> [u8; 4] {
    let [_, rest @ ..] = number.wrapping_mul(0x00_9e_37_79).to_be_bytes();
    let [high, ..] = number.to_be_bytes().map(|octet| octet.wrapping_add(0x10));
    [high, rest[0], rest[1], rest[2]]
}

/// Seconds of one call, measured once.
fn once<T>(call: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(call());
    start.elapsed().as_secs_f64()
}

/// Seconds of one call.
fn measure<T>(mut call: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < SLICE {
        black_box(call());
        calls += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(calls)
}

fn best(values: Vec<f64>) -> f64 {
    values.into_iter().min_by(f64::total_cmp).unwrap()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn per_second(seconds: f64) -> u64 {
    (1.0 / seconds).round() as u64
}

fn ratio(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
