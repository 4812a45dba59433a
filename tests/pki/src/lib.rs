//! A test PKI that is declared in text: two CAs of the JPKI shape (CARD.md section 4) and the holders of certificates.
//!
//! ```text
//! Declaration (jpki-test.toml) ─► Hierarchy ─┐
//! Holder (holders/*.toml) ───────────────────┴─► Hierarchy::issue ─► DER
//! ```
//!
//! Every time is relative to the moment of issue; nothing here is committed with an end date.
//!
//! What this crate will never do: issue under the production name `O=JPKI`, write a 個人番号 that could be somebody's, revoke,
//! answer OCSP, judge a certificate, or be part of what is installed. Its private keys lie in files without a password.

mod certificate;
mod days;
mod declaration;
mod error;
mod extension;
mod hierarchy;
mod holder;
mod key;
mod name;
mod subject_alternative_name;

pub use declaration::{Declaration, Purpose};
pub use error::PkiError;
pub use hierarchy::Hierarchy;
pub use holder::{BirthDate, Holder, Pin, Sex};
pub use key::{KeyStore, sign_sha256};
pub use rsa::{RsaPrivateKey, RsaPublicKey};
