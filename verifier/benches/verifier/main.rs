//! Measures a verdict with revocation beside the two RSA verifications that nothing can avoid, then the program and the service as they
//! are shipped, and prints one line of JSON. `cargo xtask bench` runs it.
//!
//! What is compared is measured in turns in one run, and the best rounds count: a ratio says something about the code, a time only about
//! the machine, and a slow round only about its neighbours. Times and rates are of the machine that ran it.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a measurement fails by panicking"
)]
#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(dead_code, reason = "the stage of the tests can do more than is measured")]

mod archive;
mod http;
#[path = "../../tests/verifier/stage.rs"]
mod stage;
mod verdicts;

use jitsuin_test_pki::{Authority, Purpose};
use stage::Stage;
use time::{Duration, OffsetDateTime};

/// Entries of the list: as many as a CA of the whole country could have.
const REVOKED: usize = 1_000_000;

fn main() {
    let stage = Stage::new();
    let list = large_crl(&stage);
    std::fs::write(stage.path("sign.crl"), &list).unwrap();
    let figures = serde_json::json!({
        "list": verdicts::list(&stage, &list),
        "verdicts": verdicts::measure(&stage),
        "service": http::measure(&stage),
        "archive": archive::measure(&stage),
    });
    println!("{figures}");
}

/// The list of the CA for signing certificates, with so many more that are revoked.
fn large_crl(stage: &Stage) -> Vec<u8> {
    let authority = Authority::open(&stage.path(""), Purpose::Sign).unwrap();
    let now = OffsetDateTime::now_utc();
    let mut list = authority.revocation_list(now, now + Duration::DAY).unwrap();
    list.add_random_entries(REVOKED).unwrap();
    list.sign(authority.key()).unwrap()
}

fn ratio(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
