//! The bridge's library with a reader of the test's own: what no reader of vpcd can do, a PIN pad and an answer that is lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod browser;
mod lost_answer;
mod pin_pad;
mod reader;
