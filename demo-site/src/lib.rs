//! Jitsuin's demo site: みほん市, a municipality that exists nowhere, takes applications that are signed with a My Number
//! Card, fills them in from the card, and lets people log in. It is the reference integration: what a site must do with a signed
//! form or a login is here, in the order in which it is done.
//!
//! It will never accept a signature whose revocation nobody has checked (it says "pending", and why), never learn from a login who
//! somebody is, never ask for a
//! password or a 個人番号, never talk to a card, and never send what it received anywhere else. What it keeps, it keeps within
//! bounds and for a while.

pub mod applications;
pub mod background;
pub mod consent;
pub mod forms;
pub mod headers;
pub mod identity_links;
pub mod judgement;
pub mod kept_report;
pub mod language;
pub mod logins;
pub mod origin;
pub mod pseudonym;
pub mod rate_limit;
pub mod recheck;
pub mod refusal;
pub mod routes;
pub mod same_origin;
pub mod session_cookie;
mod sha256;
pub mod staff_password;
pub mod store;
pub mod words;

use jitsuin_verifier::revocation::Operator;
use jitsuin_verifier::verifier::Verifier;
use origin::Origin;
use pseudonym::PseudonymKey;
use rate_limit::Limit;
use staff_password::StaffPassword;
use store::Store;
use time::OffsetDateTime;

/// Everything that one running site consists of, besides its code.
pub struct Site {
    /// The origin under which people reach it.
    pub origin: Origin,
    /// Which certification authorities count, and who is asked about revocation.
    pub verifier: Verifier,
    /// Who can say which two certificates belong together (ACCEPTANCE.md L08).
    pub operator: Option<Operator>,
    /// The text of `jitsuin.js`, the API that pages import.
    pub api: String,
    /// The extension to ask for, where it is not the published one.
    pub extension_id: Option<String>,
    /// Everything that it remembers.
    pub store: Store,
    /// How often one client may ask for a nonce or send something.
    pub requests: Limit,
    /// How often one client may try a password.
    pub passwords: Limit,
    /// Who opens the console of staff; without it there is none.
    pub staff: Option<StaffPassword>,
    /// What makes the pseudonyms of members this site's own.
    pub pseudonym_key: PseudonymKey,
    /// What time it is.
    pub clock: Box<dyn Fn() -> OffsetDateTime + Send + Sync>,
}
