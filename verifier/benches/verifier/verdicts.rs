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
    let whole = || {
        let report = runtime.block_on(verifier.verify_document(black_box(&signed), None, at));
        assert_eq!(report.sub_indication, None);
        report
    };

    // The bare arithmetic: by the library that the verifier uses, with a key that is ready and a digest that is there.
    let key = KEYS.key("sign").unwrap();
    let public_key = key.to_public_key().to_pkcs1_der().unwrap();
    let public_key = ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key.as_bytes()).unwrap();
    let digest = digest(&SHA256, &content);
    let signature = sign_digest(&key, digest.as_ref());
    let bare = || public_key.verify_digest_sig(black_box(&digest), black_box(&signature)).unwrap();

    let (mut bare_seconds, mut whole_seconds) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        bare_seconds = bare_seconds.min(seconds(bare));
        whole_seconds = whole_seconds.min(seconds(whole));
    }
    json!({
        "contentBytes": CONTENT,
        "rsa2048VerificationsPerSecond": (1.0 / bare_seconds).round() as u64,
        "twoRsaVerificationsPerSecond": (0.5 / bare_seconds).round() as u64,
        "verdictsPerSecond": (1.0 / whole_seconds).round() as u64,
        "verdictsToTwoRsaVerifications": ratio(2.0 * bare_seconds / whole_seconds),
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
