//! A login: from what the card gave to the token, and from the token to the verdict.

use crate::error::Failure;
use crate::{time, to_json};
use jitsuin_core::authentication::Token;
use jitsuin_core::trust_anchor::TrustAnchor;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Verifies the card's signature over origin and nonce, and returns the token that the page takes to its server.
///
/// # Errors
/// `certificate-malformed` (also for a certificate that is not for logging in), `algorithm-unsupported`, `token-malformed` (origin or
/// nonce), `signature-invalid`.
#[wasm_bindgen(js_name = authenticationToken, unchecked_return_type = "Token")]
pub fn authentication_token(
    certificate: &[u8],
    signature: &[u8],
    origin: &str,
    nonce: &str,
) -> Result<JsValue, JsValue> {
    to_json(&Token::new(certificate, signature, origin, nonce).map_err(Failure::from)?)
}

/// Judges a login for the time `atMs` (milliseconds after the epoch), asking nobody about revocation: `examineLogin` waits for answers.
///
/// `origin` is the server's own, `nonce` the one that it gave.
///
/// # Errors
/// `anchors-malformed`. A bad login is not an error but a report.
#[wasm_bindgen(js_name = verifyLogin, unchecked_return_type = "Report")]
pub fn verify_login(
    #[wasm_bindgen(js_name = tokenJson)] token_json: &str,
    origin: &str,
    nonce: &str,
    #[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str,
    #[wasm_bindgen(js_name = atMs)] at_ms: f64,
) -> Result<JsValue, JsValue> {
    let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
    let at = time(at_ms)?;
    to_json(&jitsuin_core::verify::verify_login(token_json.as_bytes(), origin, nonce, &anchors, at))
}
