//! A test PKI that is declared in text: two CAs of the JPKI shape (CARD.md section 4) and the holders of certificates.
//!
//! ```text
//! Declaration (jpki-test.toml) ─► Hierarchy ─┐
//! Holder (holders/*.toml) ───────────────────┴─► Hierarchy::issue ─► DER ─► Register (index.txt) ─┬─► RevocationList
//! Scenario (scenarios/*.toml) ─► revokes, and says how each CA answers ──────────────────────────┴─► Responder (openssl ocsp)
//! ```
//!
//! Every time is relative to the moment of issue; nothing here is committed with an end date.
//!
//! What this crate will never do: issue under the production name `O=JPKI`, write a 個人番号 that could be somebody's, judge a
//! certificate, or be part of what is installed. Its private keys lie in files without a password.

mod authority;
mod certificate;
mod days;
mod declaration;
mod door;
mod error;
mod extension;
mod hierarchy;
mod holder;
mod key;
mod lie;
mod moment;
mod name;
mod ocsp;
mod register;
mod responder;
mod revocation_list;
mod revocation_reason;
mod scenario;
mod subject_alternative_name;
mod tlv;
mod utc_time;

pub use authority::{Authority, Delegate};
pub use declaration::{Declaration, Purpose};
pub use door::{Door, Question, Reply};
pub use error::PkiError;
pub use hierarchy::Hierarchy;
pub use holder::{BirthDate, Holder, Pin, Sex};
pub use key::{KeyStore, sign_sha256};
pub use lie::Lie;
pub use moment::Moment;
pub use ocsp::{OcspAnswer, OcspQuestion, OcspStatus};
pub use register::{Entry, Issue, Register};
pub use responder::{Manner, Responder};
pub use revocation_list::{RevocationList, RevokedEntry};
pub use revocation_reason::RevocationReason;
pub use rsa::{RsaPrivateKey, RsaPublicKey};
pub use scenario::{Expected, Revoked, Scenario, Source, Trust};
