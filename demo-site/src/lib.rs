//! Jitsuin's demo site: みほん市, a municipality that exists nowhere, takes applications that are signed with a My Number
//! Card, fills them in from the card, and lets people log in. It is the reference integration: what a site must do with a signed
//! form or a login is here, in the order in which it is done.
//!
//! It will never accept a signature whose revocation nobody has checked (it says "pending", and why), never learn from a login who
//! somebody is, never ask for a
//! password or a 個人番号, never talk to a card, and never send what it received anywhere else. What it keeps, it keeps in
//! memory, within bounds, for a day.

pub mod applications;
pub mod forms;
pub mod headers;
pub mod language;
pub mod login_store;
pub mod logins;
pub mod nonce_store;
pub mod origin;
pub mod record_store;
pub mod refusal;
pub mod routes;
pub mod same_origin;
pub mod serve;
pub mod words;

use jitsuin_core::trust_anchor::TrustAnchor;
use login_store::{LoginStore, PseudonymKey};
use nonce_store::NonceStore;
use origin::Origin;
use record_store::RecordStore;
use time::OffsetDateTime;

/// Everything that one running site consists of, besides its code.
pub struct Site {
    /// The origin under which people reach it.
    pub origin: Origin,
    /// The certification authorities whose certificates count.
    pub anchors: Vec<TrustAnchor>,
    /// The text of `jitsuin.js`, the API that pages import.
    pub api: String,
    /// The extension to ask for, where it is not the published one.
    pub extension_id: Option<String>,
    /// Which nonces are out.
    pub nonces: Box<dyn NonceStore>,
    /// What was accepted or waits.
    pub records: Box<dyn RecordStore>,
    /// Who logged in.
    pub logins: Box<dyn LoginStore>,
    /// What makes their pseudonyms this site's own.
    pub pseudonym_key: PseudonymKey,
    /// What time it is.
    pub clock: Box<dyn Fn() -> OffsetDateTime + Send + Sync>,
}
