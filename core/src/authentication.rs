//! Logging in with the authentication key (利用者証明用, DESIGN.md D5): what the bridge has it sign, and what a site receives.
//!
//! The key never signs bytes that a caller chose. The bridge composes [`to_be_signed`] by itself, from the browser's word for the
//! origin, the server's nonce and the certificate that it read, and the fixed beginning keeps a login from ever being taken for
//! another signature. [`crate::verify::verify_login`] composes it again.

mod token;

pub use token::{MAX_TOKEN, Token, TokenError};

#[cfg(feature = "typescript")]
pub(crate) use token::{Format, Members};

use crate::algorithm::DigestAlgorithm;
use crate::form::{limits, origin};
use crate::malformed::Malformed;

/// What a token calls itself, and how the bytes of a login begin.
pub const FORMAT: &str = "jitsuin-authentication-v1";

/// Bytes of the longest origin that the bridge signs. (A nonce has 16 to 255 characters.)
const MAX_ORIGIN: usize = 255;

/// The bytes whose digest the authentication key signs:
///
/// ```text
/// FORMAT ‖ 00 ‖ length of origin (2 bytes, big endian) ‖ origin ‖ length of nonce (2 bytes) ‖ nonce ‖ SHA-256(certificate)
/// ```
///
/// `certificate` is the DER that [`crate::certificate::Certificate::der`] returns.
///
/// # Errors
/// `token-malformed`: an origin that no browser writes or that is longer than 255 bytes, or a nonce that is not 16 to 255 characters
/// of printable ASCII. No login can be for them.
pub fn to_be_signed(origin: &str, nonce: &str, certificate: &[u8]) -> Result<Vec<u8>, TokenError> {
    if origin.len() > MAX_ORIGIN {
        return Err(Malformed::of("origin", format!("longer than {MAX_ORIGIN} bytes")).into());
    }
    origin::check(origin).map_err(|reason| Malformed::of("origin", reason))?;
    limits::nonce(nonce).map_err(|reason| Malformed::of("nonce", reason))?;
    let mut bytes = [FORMAT.as_bytes(), &[0]].concat();
    for (field, text) in [("origin", origin), ("nonce", nonce)] {
        let length =
            u16::try_from(text.len()).map_err(|_| Malformed::of(field, "longer than 65535 bytes"))?;
        bytes.extend(length.to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.extend(DigestAlgorithm::SHA_256.digest(certificate).value());
    Ok(bytes)
}

#[cfg(test)]
mod tests;
