//! Cryptographic Message Syntax (RFC 5652), as far as one signature of one card needs it: the profile CAdES-B-B (EN 319 122-1).
//!
//! A signature is cut in two. [`prepare`] makes a [`ToBeSigned`] and its digests, the card signs them elsewhere, and
//! [`ToBeSigned::complete`] consumes the value and returns a [`SignedObject`], having verified the very bytes that leave.
//!
//! The structures are read here and not by the crate `cms`, which copies the content and encodes anew what it verifies: so 64 MiB
//! stay where they are, the bytes that were signed are the bytes that are verified, and a refusal knows its field and its byte.
//! In the tests `cms` is the second opinion.

mod ber;
mod complete;
mod prepare;
mod signed_attributes;
mod signed_data;
mod signer_info;
mod signing_certificate_v2;
mod signing_time;

pub use complete::{CompleteError, SignatureValue, SignedObject};
pub use prepare::{Content, PrepareError, ToBeSigned, prepare};
pub use signed_data::{MAX_CERTIFICATES, MAX_SIGNED_DATA, SignedData, SignedDataError};
pub use signing_time::SigningTime;

pub(crate) use signed_attributes::SignaturePolicy;
pub(crate) use signing_certificate_v2::EssCertIdV2;

/// Bytes of the largest content that is enveloped in a signature. Larger content is signed detached.
pub const MAX_ATTACHED_CONTENT: usize = 64 * 1024 * 1024;

#[cfg(test)]
mod tests;
