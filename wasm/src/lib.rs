//! `jitsuin-core` for browsers and Node: converts, calls, converts. There is no logic here.
//!
//! It never does I/O and never reads a clock; times come as arguments. It never sees a PIN, an APDU or a private key.
//!
//! What leaves is plain JSON, the same bytes that a server would write. What fails is a JavaScript `Error` with `code` and the
//! facts of bridge/PROTOCOL.md as own properties.

mod error;
mod examination;
mod hash;
mod login;
mod signature;

pub use examination::{Examination, RevocationList, examine, examine_certificate, examine_login};
pub use hash::Sha256;
pub use login::{authentication_token, verify_login};
pub use signature::{ToBeSigned, prepare_attached, prepare_detached};

use error::Failure;
use jitsuin_core::attributes::AttributesReading;
use jitsuin_core::certificate::Certificate;
use jitsuin_core::form::{FormContent, FormDocument};
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use serde::Serialize;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../types.d.ts");

/// Puts a form and its request together; returns the bytes that are signed.
///
/// # Errors
/// `content-malformed`, `content-too-large`.
#[wasm_bindgen(js_name = composeForm)]
pub fn compose_form(
    #[wasm_bindgen(unchecked_param_type = "FormContent")] content: &JsValue,
    origin: &str,
    nonce: &str,
    expires: &str,
) -> Result<Vec<u8>, JsValue> {
    let content: FormContent = from_json(content)?;
    Ok(FormDocument::compose(&content, origin, nonce, expires).map_err(Failure::from)?.to_bytes())
}

/// Reads the bytes of a form document; anything but its one canonical form is refused.
///
/// # Errors
/// `content-malformed`, `content-too-large`.
#[wasm_bindgen(js_name = readForm, unchecked_return_type = "FormDocument")]
pub fn read_form(bytes: &[u8]) -> Result<JsValue, JsValue> {
    to_json(&FormDocument::from_bytes(bytes).map_err(Failure::from)?)
}

/// Reads one DER certificate.
///
/// # Errors
/// `certificate-malformed`.
#[wasm_bindgen(js_name = readCertificate, unchecked_return_type = "CertificateSummary")]
pub fn read_certificate(der: &[u8]) -> Result<JsValue, JsValue> {
    to_json(&Certificate::from_der(der).map_err(Failure::from)?.summary())
}

/// A DER certificate as a PEM text.
///
/// # Errors
/// `certificate-malformed`.
#[wasm_bindgen(js_name = certificatePem)]
pub fn certificate_pem(der: &[u8]) -> Result<String, JsValue> {
    let certificate = Certificate::from_der(der).map_err(Failure::from)?;
    Ok(certificate.to_pem().map_err(|error| Failure::internal(&error.to_string()))?)
}

/// Reads the card's file with 基本4情報, and compares the card's digest of it if there is one.
///
/// # Errors
/// `attributes-malformed`. A digest that does not agree is not an error.
#[wasm_bindgen(js_name = readAttributes, unchecked_return_type = "AttributesReading")]
pub fn read_attributes(file: &[u8], digest: Option<Box<[u8]>>) -> Result<JsValue, JsValue> {
    to_json(&AttributesReading::from_file(file, digest.as_deref()).map_err(Failure::from)?)
}

/// Whose each trust anchor of a PEM text is, in its order. Who runs a verifier in production counts J-LIS's only.
///
/// # Errors
/// `anchors-malformed`.
#[wasm_bindgen(js_name = anchorOrigins, unchecked_return_type = "AnchorOrigin[]")]
pub fn anchor_origins(#[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str) -> Result<JsValue, JsValue> {
    let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
    to_json(&anchors.iter().map(TrustAnchor::origin).collect::<Vec<_>>())
}

/// Judges a CMS signature for the time `atMs` (milliseconds after the epoch), asking nobody about revocation: `examine` waits for what
/// sources answer. `content` is given for a detached one.
///
/// # Errors
/// `anchors-malformed`. A bad signature is not an error but a report.
#[wasm_bindgen(unchecked_return_type = "Report")]
pub fn verify(
    signed: &[u8],
    content: Option<Box<[u8]>>,
    #[wasm_bindgen(js_name = anchorsPem)] anchors_pem: &str,
    #[wasm_bindgen(js_name = atMs)] at_ms: f64,
) -> Result<JsValue, JsValue> {
    let anchors = TrustAnchor::from_pem(anchors_pem).map_err(Failure::from)?;
    let at = time(at_ms)?;
    to_json(&jitsuin_core::verify::verify(signed, content.as_deref(), &anchors, at))
}

/// `Date.now()` as a moment.
fn time(milliseconds: f64) -> Result<UnixTime, Failure> {
    // 2^53 − 1, the largest integer that a JavaScript number holds exactly.
    const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;
    if !(0.0..=MAX_SAFE_INTEGER).contains(&milliseconds) {
        return Err(Failure::internal("not a time in milliseconds"));
    }
    #[expect(
        clippy::as_conversions,
        reason = "there is no other conversion from f64; the range has been checked, the fraction is dropped"
    )]
    let milliseconds = milliseconds as u64;
    UnixTime::from_milliseconds(milliseconds).map_err(|error| Failure::internal(&error.to_string()))
}

fn from_json<T: serde::de::DeserializeOwned>(value: &JsValue) -> Result<T, Failure> {
    let text = js_sys::JSON::stringify(value)
        .ok()
        .and_then(|text| text.as_string())
        .ok_or_else(|| Failure::content_malformed("not a JSON value"))?;
    serde_json::from_str(&text).map_err(|error| Failure::content_malformed(&error.to_string()))
}

fn to_json<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    let text = serde_json::to_string(value).map_err(|error| Failure::internal(&error.to_string()))?;
    js_sys::JSON::parse(&text)
}
