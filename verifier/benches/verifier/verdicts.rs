//! One core, one thread, nothing but the library.

use crate::ratio;
use crate::stage::{KEYS, Stage, now, sign_digest};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use jitsuin_core::revocation::Crl;
use jitsuin_verifier::mode::Mode;
use jitsuin_verifier::revocation::CrlFile;
use jitsuin_verifier::verifier::Verifier;
use rsa::pkcs1::EncodeRsaPublicKey;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds, in each of which everything is measured once.
const ROUNDS: usize = 41;
/// How long one thing is measured in one round.
const SLICE: Duration = Duration::from_millis(20);
/// Bytes of the signed form.
const CONTENT: usize = 1024;

/// What the list itself costs: to read it and verify its signature once, and to look into it.
pub(crate) fn list(stage: &Stage, list: &[u8]) -> Value {
    let anchors = stage.anchors();
    let issuer = anchors.first().unwrap();
    let read = (0..3).map(|_| {
        let copy = list.to_vec();
        let start = Instant::now();
        black_box(Crl::from_der(copy, std::slice::from_ref(issuer)).unwrap());
        start.elapsed().as_secs_f64()
    });
    let read = read.fold(f64::INFINITY, f64::min);
    let crl = Crl::from_der(list.to_vec(), std::slice::from_ref(issuer)).unwrap();
    let mut serial = 0_u32;
    let find = seconds(|| {
        serial = serial.wrapping_add(0x9e37_79b9);
        crl.find(&serial.to_be_bytes())
    });
    json!({
        "entries": crl.len(),
        "bytes": list.len(),
        "memoryBytes": crl.memory(),
        "readSeconds": ratio(read),
        "lookUpsPerSecond": (1.0 / find).round() as u64,
    })
}

pub(crate) fn measure(stage: &Stage) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let list = CrlFile::new(stage.path("sign.crl"), stage.anchors());
    let verifier = Verifier::new(stage.anchors(), vec![Box::new(list)], Mode::Test).unwrap();
    runtime.block_on(verifier.prepare());
    let content = vec![b'x'; CONTENT];
    let signed = stage.signed(&content);
    let at = now();
    let verdict = async || {
        let report = verifier.verify_document(black_box(&signed), None, at).await;
        assert_eq!(report.sub_indication, None);
        report
    };

    // The bare arithmetic: by the library that the verifier uses, with digests that are there. Of the two keys of a document, the CA's is
    // ready, and the person's is another in every document.
    let key = KEYS.key("sign").unwrap();
    let der = key.to_public_key().to_pkcs1_der().unwrap();
    let load = || ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, black_box(der.as_bytes())).unwrap();
    let digest = digest(&SHA256, &content);
    let signature = sign_digest(&key, digest.as_ref());
    let verify =
        |key: &ParsedPublicKey| key.verify_digest_sig(black_box(&digest), black_box(&signature)).unwrap();
    let ready = load();

    let mut best = [f64::INFINITY; 3];
    for _ in 0..ROUNDS {
        let ready = seconds(|| verify(&ready));
        let new = seconds(|| verify(&load()));
        let whole = runtime.block_on(seconds_of(verdict));
        best.iter_mut().zip([ready, new, whole]).for_each(|(best, now)| *best = best.min(now));
    }
    let [ready, new, whole] = best;
    json!({
        "contentBytes": CONTENT,
        "rsa2048VerificationsPerSecond": (1.0 / ready).round() as u64,
        "rsa2048VerificationsWithNewKeyPerSecond": (1.0 / new).round() as u64,
        "twoRsaVerificationsPerSecond": (1.0 / (ready + new)).round() as u64,
        "verdictsPerSecond": (1.0 / whole).round() as u64,
        "verdictsToTwoRsaVerifications": ratio((ready + new) / whole),
        "verdictsToTwoRsaVerificationsWithReadyKeys": ratio(2.0 * ready / whole),
    })
}

/// Seconds of one call.
fn seconds<T>(mut call: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < SLICE {
        black_box(call());
        calls += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(calls)
}

/// The same of one that waits.
async fn seconds_of<T>(call: impl AsyncFn() -> T) -> f64 {
    let start = Instant::now();
    let mut calls = 0_u32;
    while start.elapsed() < SLICE {
        black_box(call().await);
        calls += 1;
    }
    start.elapsed().as_secs_f64() / f64::from(calls)
}
