//! What sources say about revocation: lists (RFC 5280 §5), OCSP responses (RFC 6960) and a platform operator's word.
//!
//! Nothing here asks anybody. A caller asks, and hands what it got, with where and when it got it, to
//! [`crate::verify::Examination::conclude`], which decides whether an answer counts.

mod answer;
mod crl;
mod issuer;
pub mod ocsp;
mod reason_code;

pub use answer::{Answer, Revoked, SourceKind, Status};
pub use crl::{Crl, CrlError, MAX_CRL, distribution_point_text, distribution_points};
pub use reason_code::{Meaning, ReasonCode};

pub(crate) use issuer::Issuer;

use std::time::Duration;

/// The greatest age of an answer that counts, unless it revokes for ever, from its thisUpdate, where the caller names no other.
pub const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
