//! Judges a login (DESIGN.md D5) by the checks that it shares with a document's signature, and by its own.

use super::{Examination, path, policy, validity};
use crate::authentication::{Token, TokenError, to_be_signed};
use crate::certificate::{Certificate, Kind, key_usage_names};
use crate::malformed::Malformed;
use crate::report::{Check, Finding, Reason, Report};
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;

/// Judges the login `token`, the JSON that a page brought, for the time `at`, asking nobody about revocation. `origin` is the server's
/// own, `nonce` the one that it gave to this request; the server uses it up.
///
/// The best verdict is INDETERMINATE with TRY_LATER. The report never carries 基本4情報, not even where somebody hands in a signing
/// certificate.
pub fn verify_login(
    token: &[u8],
    origin: &str,
    nonce: &str,
    anchors: &[TrustAnchor],
    at: UnixTime,
) -> Report {
    examine_login(token, origin, nonce, anchors, at).conclude(&[])
}

/// Makes every check of [`verify_login`] but that of revocation, for which the caller asks its sources.
pub fn examine_login(
    token: &[u8],
    origin: &str,
    nonce: &str,
    anchors: &[TrustAnchor],
    at: UnixTime,
) -> Examination {
    let token = match Token::from_json(token) {
        Ok(token) => token,
        Err(error) => {
            return Examination::ended(&Check::LOGIN, vec![Finding::new(Check::Format, error.into())], at);
        }
    };
    let mut findings = vec![Finding::new(Check::Format, Reason::TokenSupported)];
    let certificate = match Certificate::from_der(token.certificate()) {
        Ok(certificate) => certificate,
        Err(error) => {
            findings.push(Finding::new(Check::Signature, error.into()));
            return Examination::ended(&Check::LOGIN, findings, at);
        }
    };
    let (path, issuer) = path::check(&certificate, anchors);
    findings.extend([
        Finding::new(Check::Signature, check_signature(&token, &certificate, origin, nonce)),
        Finding::new(Check::CertificateKind, check_kind(&certificate)),
        Finding::new(Check::Path, path),
        Finding::new(Check::Policy, policy::check(&certificate, Kind::Auth, issuer)),
        Finding::new(Check::Validity, validity::check(&certificate, issuer, None, at)),
    ]);
    Examination {
        signer: Some(certificate),
        issuer: issuer.cloned(),
        ..Examination::ended(&Check::LOGIN, findings, at)
    }
}

/// Did the certificate's key sign this origin, this nonce and this certificate?
fn check_signature(token: &Token, certificate: &Certificate, origin: &str, nonce: &str) -> Reason {
    let key_type = &certificate.public_key().key_type;
    if key_type.is_weak() {
        return Reason::KeyWeak { key: key_type.name() };
    }
    let (algorithm, key) =
        match certificate.key_algorithm().and_then(|row| Ok((row, certificate.load_key()?))) {
            Ok(found) => found,
            Err(unsupported) => return unsupported.into(),
        };
    let digest = match to_be_signed(origin, nonce, certificate.der()) {
        Ok(bytes) => algorithm.digest().digest(&bytes),
        Err(TokenError::Malformed(Malformed { field, reason, .. })) => {
            return Reason::LoginRequestUnfit { field: field.into_owned(), explanation: reason.into_owned() };
        }
        Err(error) => return error.into(),
    };
    if key.verify(&digest, token.signature()) {
        Reason::LoginMatches { algorithm: key_type.name() }
    } else if key.is_bare(&digest, token.signature()) {
        Reason::SignatureRawHash
    } else {
        Reason::LoginMismatch
    }
}

/// Is the certificate one for logging in? A signing certificate never is: its key's owner meant to sign a document.
fn check_kind(certificate: &Certificate) -> Reason {
    match certificate.kind() {
        Kind::Auth => Reason::CertificateForLogin,
        Kind::Sign => Reason::SignatureCertificate,
        Kind::Other => Reason::NotForLogin {
            key_usage: certificate.extensions().key_usage.as_ref().map(key_usage_names).unwrap_or_default(),
        },
    }
}

impl From<TokenError> for Reason {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Malformed(malformed) => Self::TokenMalformed {
                field: malformed.field.into_owned(),
                explanation: malformed.reason.into_owned(),
            },
            TokenError::Certificate(error) => error.into(),
            TokenError::NotForLogin => Self::NotForLogin { key_usage: Vec::new() },
            TokenError::AlgorithmUnsupported(unsupported) => unsupported.into(),
            TokenError::SignatureMismatch => Self::LoginMismatch,
        }
    }
}

#[cfg(test)]
mod tests;
