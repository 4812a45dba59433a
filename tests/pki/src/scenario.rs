//! What happened to a holder and how the CAs answer, and what a verifier must then say, in TOML: `tests/pki/scenarios/`.

use std::path::Path;

use serde::Deserialize;
use time::OffsetDateTime;

use crate::register::Issue;
use crate::{Manner, Moment, PkiError, Purpose, Register, Responder, RevocationReason};

/// A scenario: the story of one holder's two certificates.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scenario {
    /// The story in a sentence.
    pub title: String,
    /// The rows of ACCEPTANCE.md that it shows.
    pub rows: Vec<String>,
    /// The holder's declaration, without folder and ending.
    #[serde(default = "hanako")]
    pub holder: String,
    /// How often the holder was given certificates; the last ones are in the card.
    #[serde(default = "once")]
    pub issues: u8,
    /// Which of the holder's certificates sign and log in.
    #[serde(default = "current")]
    pub uses: Issue,
    /// When the document was signed.
    #[serde(default = "now")]
    pub signed: Moment,
    /// For which time the verdict is asked.
    #[serde(default = "now")]
    pub judged: Moment,
    /// Whom the verifier trusts.
    #[serde(default)]
    pub trust: Trust,
    /// What the verifier asks.
    #[serde(default)]
    pub source: Source,
    /// What was revoked.
    #[serde(default)]
    pub revoke: Vec<Revoked>,
    /// How the signing certificates' CA answers.
    #[serde(default)]
    pub sign: Manner,
    /// How the authentication certificates' CA answers.
    #[serde(default)]
    pub auth: Manner,
    /// What a verifier must say of a document.
    pub document: Expected,
    /// What a verifier must say of a login; without it, it is not asked.
    pub login: Option<Expected>,
}

/// One revocation.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Revoked {
    /// Of the certificate of this purpose.
    pub which: Purpose,
    /// Of the last one that was issued, or the one before.
    #[serde(default = "current")]
    pub issue: Issue,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: RevocationReason,
}

/// Whose certificates the verifier trusts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// The CAs that issued the certificates.
    #[default]
    Issuers,
    /// CAs of the same names with other keys, as of another generation.
    OtherGeneration,
}

/// What the verifier asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// OCSP.
    #[default]
    Ocsp,
    /// CRLs by HTTP.
    Crl,
}

/// What a verifier must say, in the words of its report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Expected {
    /// `TOTAL-PASSED`, `INDETERMINATE` or `TOTAL-FAILED`.
    pub indication: String,
    /// EN 319 102-1's; none where it passed.
    pub sub_indication: Option<String>,
    /// The reason of every finding that did not pass.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// `good`, `revoked`, `unknown` or `not-checked`.
    pub revocation: String,
    /// The name of the reason why it was revoked.
    pub reason_code: Option<String>,
}

impl Scenario {
    /// Reads a scenario from TOML.
    ///
    /// # Errors
    /// `Syntax` if the text is not of this form.
    pub fn from_toml(text: &str) -> Result<Self, PkiError> {
        toml::from_str(text).map_err(|source| PkiError::Syntax { what: "scenario", source })
    }

    /// Revokes in the registers of the CAs' folder what the scenario says.
    ///
    /// # Errors
    /// Those of [`Register::revoke`].
    pub fn revoke(&self, folder: &Path, now: OffsetDateTime) -> Result<(), PkiError> {
        for revoked in &self.revoke {
            let register = Register::of(folder, revoked.which);
            register.revoke(&self.holder, revoked.issue, revoked.at.from(now), revoked.reason)?;
        }
        Ok(())
    }

    /// Starts to answer as the scenario says.
    ///
    /// # Errors
    /// Those of [`Responder::start`].
    pub fn respond(&self, folder: &Path, port: Option<u16>) -> Result<Responder, PkiError> {
        Responder::start(folder, port, self.sign.clone(), self.auth.clone())
    }
}

fn hanako() -> String {
    "hanako".to_owned()
}

fn once() -> u8 {
    1
}

fn current() -> Issue {
    Issue::Current
}

fn now() -> Moment {
    Moment::NOW
}
