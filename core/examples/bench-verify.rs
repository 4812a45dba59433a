//! Measures what core costs beside the RSA arithmetic that nothing can avoid, on one core, and prints one line of JSON.
//!
//! Bare and whole are measured in turns within one run, and the best rounds are compared: a ratio says something about the code,
//! a time only about the machine, and a slow round only about its neighbours. `cargo xtask bench` runs it.

#![allow(clippy::unwrap_used, clippy::as_conversions)]
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

#[path = "../src/forge.rs"]
mod forge;

use forge::signature::Signature as Forged;
use forge::{Key, NOW};
use jitsuin_core::algorithm::DigestAlgorithm;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{Content, SignatureValue, SigningTime, prepare};
use jitsuin_core::report::SubIndication;
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::verify;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::hazmat::PrehashVerifier;
use sha2::Sha256;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds, in each of which everything is measured once.
const ROUNDS: usize = 41;
/// How long one thing is measured in one round.
const SLICE: Duration = Duration::from_millis(20);
/// Bytes of the signed form.
const CONTENT: usize = 1024;

fn main() {
    let now: UnixTime = NOW.0.parse().unwrap();
    let content = vec![b'x'; CONTENT];
    let signed = Forged::of(&content).signed_by(Key::holder());
    let anchor = forge::certificate::Certificate::ca(Key::ca()).signed_by(Key::ca());
    let anchors = [TrustAnchor::from_der(&anchor).unwrap()];
    let certificate =
        Certificate::from_der(&forge::certificate::Certificate::sign().signed_by(Key::ca())).unwrap();

    let key = VerifyingKey::<Sha256>::new(Key::holder().private().to_public_key());
    let digest = DigestAlgorithm::SHA_256.digest(&content);
    let signature = Key::holder().sign_digest(digest.value());
    let signature = Signature::try_from(&signature[..]).unwrap();
    let bare = || key.verify_prehash(black_box(digest.value()), black_box(&signature)).unwrap();

    let whole = || {
        let report = verify(black_box(&signed), None, &anchors, now);
        assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
        report
    };

    // The card signs between the two halves, so its value is made once, beforehand.
    let prepare_once =
        || prepare(Content::Attached(black_box(&content)), &certificate, SigningTime::at(now)).unwrap();
    let value =
        SignatureValue::from(Key::holder().sign_digest(prepare_once().digests().first().unwrap().value()));
    let both_halves = || prepare_once().complete(std::slice::from_ref(&value)).unwrap();

    let read = || Certificate::from_der(black_box(certificate.der())).unwrap();

    let mut seconds: [Vec<f64>; 4] = Default::default();
    for _ in 0..ROUNDS {
        seconds[0].push(measure(bare));
        seconds[1].push(measure(whole));
        seconds[2].push(measure(both_halves));
        seconds[3].push(measure(read));
    }
    let [bare, whole, both_halves, read] = seconds.map(best);
    println!(
        "{}",
        serde_json::json!({
            "contentBytes": CONTENT,
            "rsa2048VerificationsPerSecond": per_second(bare),
            "twoRsaVerificationsPerSecond": per_second(2.0 * bare),
            "signaturesJudgedPerSecond": per_second(whole),
            "judgedToTwoRsaVerifications": ratio(2.0 * bare / whole),
            "prepareAndCompleteToOneRsaVerification": ratio(both_halves / bare),
            "readCertificateToOneRsaVerification": ratio(read / bare),
        })
    );
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

fn per_second(seconds: f64) -> u64 {
    (1.0 / seconds).round() as u64
}

fn ratio(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
