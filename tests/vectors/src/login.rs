//! Changes of a login, and the login of a recipe.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jitsuin_test_pki::Purpose;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::certificate::{CertificateChange, Draft};
use crate::digest::Hash;
use crate::forge::{Key, sha256};
use crate::padding::Forgery;
use crate::recipe::{KeyName, Vector};

/// Where the login is for.
pub(crate) const ORIGIN: &str = "https://shinsei.city.example.lg.jp";
/// What the site gave for it.
pub(crate) const NONCE: &str = "b2f0c1d2e3f4a5b6c7d8";

/// One change before or while the login is made.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LoginChange {
    /// Signed for this origin.
    Origin(String),
    /// Signed for this nonce.
    Nonce(String),
    /// This key signs.
    SignedBy(KeyName),
    /// With this hash.
    Hash(Hash),
    /// The value is made in this wrong way.
    Value(Forgery),
    /// One bit of the value is another.
    Flip,
    /// The token has the certificate that these changes give; the signed one is another.
    SwappedCertificate(Vec<CertificateChange>),
    /// This member has this value.
    Member(String, String),
    /// This member a second time, in front of the token's own, with this value.
    Twice(String, String),
    /// Without this member.
    Without(String),
    /// This text behind the token.
    Trailing(String),
    /// The lengths of origin and nonce are not signed, so that what is between them could move.
    WithoutLengths,
}

/// The token of a recipe.
pub(crate) fn token(vector: &Vector) -> Vec<u8> {
    let certificate = Draft::of(Purpose::Auth, &vector.certificate).der();
    let (mut origin, mut nonce) = (ORIGIN, NONCE);
    let (mut key, mut hash, mut forgery, mut lengths) = (Key::holder(), Hash::Sha256, None, true);
    for change in &vector.login {
        match change {
            LoginChange::Origin(other) => origin = other,
            LoginChange::Nonce(other) => nonce = other,
            LoginChange::SignedBy(name) => key = name.key(),
            LoginChange::Hash(other) => hash = *other,
            LoginChange::Value(wrong) => forgery = Some(*wrong),
            LoginChange::WithoutLengths => lengths = false,
            _ => {}
        }
    }
    let message = to_be_signed(origin, nonce, &certificate, lengths);
    let mut value =
        forgery.map_or_else(|| hash.sign(key, &message), |forgery: Forgery| forgery.sign(key, &message));
    let mut carried = certificate;
    for change in &vector.login {
        match change {
            LoginChange::Flip => value[100] ^= 1,
            LoginChange::SwappedCertificate(changes) => carried = Draft::of(Purpose::Auth, changes).der(),
            _ => {}
        }
    }
    let mut token = json!({
        "format": "jitsuin-authentication-v1",
        "certificate": STANDARD.encode(carried),
        "signature": STANDARD.encode(value),
    });
    let (mut inside, mut behind) = (String::new(), String::new());
    for change in &vector.login {
        match (change, token.as_object_mut()) {
            (LoginChange::Member(name, value), Some(members)) => {
                members.insert(name.clone(), Value::from(value.as_str()));
            }
            (LoginChange::Without(name), Some(members)) => drop(members.remove(name)),
            (LoginChange::Twice(name, value), _) => {
                inside.push_str(&format!("{}:{},", Value::from(name.as_str()), Value::from(value.as_str())));
            }
            (LoginChange::Trailing(text), _) => behind.push_str(text),
            _ => {}
        }
    }
    format!("{token}{behind}").replacen('{', &format!("{{{inside}"), 1).into_bytes()
}

/// What the card signs (core/src/authentication.rs has the formula).
fn to_be_signed(origin: &str, nonce: &str, certificate: &[u8], lengths: bool) -> Vec<u8> {
    let mut message = b"jitsuin-authentication-v1\0".to_vec();
    for text in [origin, nonce] {
        if lengths {
            message.extend(u16::try_from(text.len()).expect("short").to_be_bytes());
        }
        message.extend(text.as_bytes());
    }
    message.extend(sha256(certificate));
    message
}
