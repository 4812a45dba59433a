//! What the virtual card says, to scripts and to clients that nobody here wrote.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod bench;
mod conversations;
mod foreign_clients;
mod hostile_bytes;
mod myna_card;
mod program;
mod reader;
