//! The token: what a page carries from the signing window to its server, as JSON.

use super::to_be_signed;
use crate::algorithm::AlgorithmUnsupported;
use crate::certificate::{Certificate, CertificateError, Kind};
use crate::facts::Facts;
use crate::hidden_characters::escaped;
use crate::malformed::Malformed;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize, Serializer};

/// Bytes of the largest token that is read: a certificate of [`crate::certificate::MAX_CERTIFICATE`] in base64, and a signature.
pub const MAX_TOKEN: usize = 32 * 1024;

/// Bytes of the longest signature: RSA-4096's, with room.
const MAX_SIGNATURE: usize = 1024;

/// A certificate and a signature that claim to be a login. Nothing here is believed yet: [`crate::verify::verify_login`] judges it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    certificate: Box<[u8]>,
    signature: Box<[u8]>,
}

/// The JSON object of a token.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Token"))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Members {
    format: Format,
    /// 利用者証明用電子証明書, DER in base64.
    certificate: String,
    /// RSASSA-PKCS1-v1_5 with SHA-256 over format, origin, nonce and certificate, in base64.
    signature: String,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "TokenFormat"))]
pub(crate) enum Format {
    #[serde(rename = "jitsuin-authentication-v1")]
    V1,
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Not the JSON object, or an origin or a nonce that no login can be for. The site is at fault.
    #[error("not a login token: {0}")]
    Malformed(#[from] Malformed),
    /// What the card gave is not a certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate is not one for logging in: a signing certificate, or a CA's.
    #[error("the certificate is not one for logging in")]
    NotForLogin,
    /// No row covers the certificate's key.
    #[error(transparent)]
    AlgorithmUnsupported(#[from] AlgorithmUnsupported),
    /// The card's signature is not one of the certificate's key over this origin and this nonce.
    #[error("the signature does not verify with the certificate's key")]
    SignatureMismatch,
}

impl Token {
    /// Puts together what the card gave, and verifies it: a login that does not verify cannot leave.
    ///
    /// # Errors
    /// `certificate-malformed` (also for a certificate that is not for logging in), `algorithm-unsupported`, `token-malformed` (origin or
    /// nonce), `signature-invalid`.
    pub fn new(certificate: &[u8], signature: &[u8], origin: &str, nonce: &str) -> Result<Self, TokenError> {
        let certificate = Certificate::from_der(certificate)?;
        if certificate.kind() != Kind::Auth {
            return Err(TokenError::NotForLogin);
        }
        let digest = certificate.key_algorithm()?.digest();
        let digest = digest.digest(&to_be_signed(origin, nonce, certificate.der())?);
        if !certificate.load_key()?.verify(&digest, signature) {
            return Err(TokenError::SignatureMismatch);
        }
        Ok(Self { certificate: certificate.der().into(), signature: signature.into() })
    }

    /// Reads the JSON object of at most [`MAX_TOKEN`] bytes; an unknown member is refused.
    ///
    /// # Errors
    /// `token-malformed`, with the field and the reason.
    pub fn from_json(json: &[u8]) -> Result<Self, TokenError> {
        if json.len() > MAX_TOKEN {
            return Err(Malformed::of("token", format!("larger than {MAX_TOKEN} bytes")).into());
        }
        let members: Members = serde_json::from_slice(json)
            .map_err(|error| Malformed::of("token", escaped(&error.to_string())))?;
        let certificate = decode("certificate", &members.certificate, crate::certificate::MAX_CERTIFICATE)?;
        let signature = decode("signature", &members.signature, MAX_SIGNATURE)?;
        Ok(Self { certificate, signature })
    }

    /// The DER of the certificate, as it came.
    pub fn certificate(&self) -> &[u8] {
        &self.certificate
    }

    /// The signature, as it came.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Members {
            format: Format::V1,
            certificate: STANDARD.encode(&self.certificate),
            signature: STANDARD.encode(&self.signature),
        }
        .serialize(serializer)
    }
}

/// Base64 (RFC 4648 §4) with its padding, in its one form.
fn decode(field: &'static str, text: &str, max: usize) -> Result<Box<[u8]>, Malformed> {
    let bytes =
        STANDARD.decode(text).map_err(|error| Malformed::of(field, format!("not base64: {error}")))?;
    match bytes.len() {
        0 => Err(Malformed::of(field, "empty")),
        length if length > max => Err(Malformed::of(field, format!("longer than {max} bytes"))),
        _ => Ok(bytes.into()),
    }
}

impl TokenError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "token-malformed",
            Self::Certificate(error) => error.code(),
            Self::NotForLogin => "certificate-malformed",
            Self::AlgorithmUnsupported(error) => error.code(),
            Self::SignatureMismatch => "signature-invalid",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Malformed(malformed) => malformed.into(),
            Self::Certificate(error) => error.facts(),
            Self::NotForLogin => {
                Facts { field: Some("keyUsage".into()), reason: Some(self.to_string()), ..Facts::default() }
            }
            Self::AlgorithmUnsupported(error) => error.facts(),
            Self::SignatureMismatch => Facts { reason: Some(self.to_string()), ..Facts::default() },
        }
    }
}
