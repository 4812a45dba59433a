//! The verifier against real sources: CRL files, CRLs over HTTP, `openssl ocsp`, and the program itself.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod listen;
mod modes;
mod ocsp;
mod program;
mod service;
mod sources;
mod stage;
