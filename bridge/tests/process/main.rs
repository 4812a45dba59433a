//! The shipped bridge as a process, against a real `pcscd`, vpcd and the virtual card: what a browser would see, and what the card saw.
//!
//! Nothing here waits for a fixed time: every wait is for a message or a condition, with a deadline.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod attributes;
mod authentication;
mod bridge;
mod caller;
mod certificates;
mod change_pin;
mod contention;
mod endings;
mod frames;
mod memory;
mod openssl;
mod readers;
mod removal;
mod signing;
mod silence;
mod stage;
mod status;
mod variants;
mod wire;
