//! Core's errors as JavaScript errors: `message` for developers, `code` and the facts as own properties.

use jitsuin_core::algorithm::{AlgorithmUnsupported, DigestLengthError};
use jitsuin_core::attributes::AttributesError;
use jitsuin_core::authentication::TokenError;
use jitsuin_core::certificate::CertificateError;
use jitsuin_core::cms::{CompleteError, PrepareError};
use jitsuin_core::facts::Facts;
use jitsuin_core::form::FormError;
use jitsuin_core::trust_anchor::TrustAnchorError;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What every function here throws: a code of bridge/PROTOCOL.md, and the facts that it carries. */
export type CoreError = Error & ErrorFacts & {
    code: "certificate-malformed" | "certificate-not-valid" | "content-malformed" | "content-too-large"
        | "signature-invalid" | "signed-data-malformed" | "algorithm-unsupported" | "anchors-malformed"
        | "attributes-malformed" | "token-malformed" | "internal",
};
"#;

/// An error on its way to JavaScript.
#[derive(Debug)]
pub(crate) struct Failure(js_sys::Error);

impl Failure {
    fn new(code: &str, message: &str, facts: &Facts) -> Self {
        let error = js_sys::Error::new(message);
        let facts = serde_json::to_string(facts).unwrap_or_default();
        if let Ok(facts) = js_sys::JSON::parse(&facts) {
            js_sys::Object::assign(&error, &js_sys::Object::from(facts));
        }
        // Setting a property of an object that was just made cannot fail.
        let _ = js_sys::Reflect::set(&error, &"code".into(), &code.into());
        Self(error)
    }

    /// A value from JavaScript that is not of the declared type.
    pub(crate) fn internal(reason: &str) -> Self {
        Self::with_reason("internal", reason)
    }

    /// Content from JavaScript that is not of the declared type.
    pub(crate) fn content_malformed(reason: &str) -> Self {
        Self::with_reason("content-malformed", reason)
    }

    fn with_reason(code: &str, reason: &str) -> Self {
        Self::new(code, reason, &Facts { reason: Some(reason.to_owned()), ..Facts::default() })
    }
}

macro_rules! from_core {
    ($($error:ty),+) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error.code(), &error.to_string(), &error.facts())
            }
        })+
    };
}

from_core!(
    AlgorithmUnsupported,
    AttributesError,
    CertificateError,
    CompleteError,
    FormError,
    PrepareError,
    TokenError,
    TrustAnchorError
);

impl From<DigestLengthError> for Failure {
    fn from(error: DigestLengthError) -> Self {
        Self::content_malformed(&error.to_string())
    }
}

impl From<Failure> for JsValue {
    fn from(Failure(error): Failure) -> Self {
        error.into()
    }
}
