//! The two halves of a signature, with the card between them.

use crate::error::Failure;
use crate::time;
use jitsuin_core::algorithm::{Digest, DigestAlgorithm};
use jitsuin_core::certificate::Certificate;
use jitsuin_core::cms::{self, Content, SignatureValue, SigningTime};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A hash value and what made it, as the bridge's protocol names it. */
export type Digest = {
    algorithm: "sha-256",
    value: Uint8Array,
};
"#;

/// Prepared attributes that wait for the card's signatures.
#[wasm_bindgen]
#[derive(Debug)]
pub struct ToBeSigned(cms::ToBeSigned);

/// Prepares a signature that envelops its content. `nowMs` is `Date.now()`.
///
/// # Errors
/// `certificate-malformed`, `certificate-not-valid`, `algorithm-unsupported`, `content-too-large`.
#[wasm_bindgen(js_name = prepareAttached)]
pub fn prepare_attached(
    content: &[u8],
    certificate: &[u8],
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
) -> Result<ToBeSigned, JsValue> {
    prepare(Content::Attached(content), certificate, now_ms)
}

/// Prepares a signature beside its content, from the content's digest. `nowMs` is `Date.now()`.
///
/// # Errors
/// As `prepareAttached`; `content-malformed` for a digest of the wrong length.
#[wasm_bindgen(js_name = prepareDetached)]
pub fn prepare_detached(
    #[wasm_bindgen(unchecked_param_type = "Digest")] digest: &JsValue,
    certificate: &[u8],
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
) -> Result<ToBeSigned, JsValue> {
    prepare(Content::DetachedDigest(digest_from_js(digest)?), certificate, now_ms)
}

fn prepare(content: Content<'_>, certificate: &[u8], now_ms: f64) -> Result<ToBeSigned, JsValue> {
    let certificate = Certificate::from_der(certificate).map_err(Failure::from)?;
    let signing_time = SigningTime::at(time(now_ms)?);
    Ok(ToBeSigned(cms::prepare(content, &certificate, signing_time).map_err(Failure::from)?))
}

#[wasm_bindgen]
impl ToBeSigned {
    /// What the card signs, in this order.
    #[wasm_bindgen(unchecked_return_type = "Digest[]")]
    pub fn digests(&self) -> Array {
        self.0.digests().iter().map(digest_to_js).collect()
    }

    /// Verifies the card's signatures and returns the DER of the `SignedData`. The object is used up.
    ///
    /// # Errors
    /// `signature-invalid`.
    pub fn complete(self, signatures: Vec<Uint8Array>) -> Result<Vec<u8>, JsValue> {
        let signatures: Vec<_> =
            signatures.iter().map(|signature| SignatureValue::from(signature.to_vec())).collect();
        Ok(self.0.complete(&signatures).map_err(Failure::from)?.into_der())
    }
}

fn digest_from_js(digest: &JsValue) -> Result<Digest, Failure> {
    let property = |name: &str| Reflect::get(digest, &name.into()).ok();
    let algorithm = property("algorithm").and_then(|value| value.as_string());
    let value = property("value").and_then(|value| value.dyn_into::<Uint8Array>().ok());
    let (Some(algorithm), Some(value)) = (algorithm, value) else {
        return Err(Failure::content_malformed("not a digest { algorithm, value }"));
    };
    Ok(Digest::new(DigestAlgorithm::by_name(&algorithm)?, &value.to_vec())?)
}

fn digest_to_js(digest: &Digest) -> JsValue {
    let object = Object::new();
    // Setting a property of an object that was just made cannot fail.
    let _ = Reflect::set(&object, &"algorithm".into(), &digest.algorithm().name().into());
    let _ = Reflect::set(&object, &"value".into(), &Uint8Array::from(digest.value()));
    object.into()
}
