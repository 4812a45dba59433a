//! Who runs the verifier (公的個人認証法 17条; ACCEPTANCE.md B10, P05). It is declared, never guessed, and stands in each verdict.

use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// Who may ask J-LIS about revocation, and through whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// An administrative body that has notified J-LIS (17条1項1号): asks J-LIS itself.
    Administrative,
    /// A private operator with the minister's accreditation (17条1項6号, platform operator): asks J-LIS itself.
    AccreditedOperator,
    /// A private service that leaves verification to a platform operator: may not ask J-LIS, and asks its operator.
    ServiceProvider,
    /// Declared test CAs only. Production certificates are refused.
    Test,
}

/// Not one of the four words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of administrative, accredited-operator, service-provider, test")]
pub struct ModeError;

impl Mode {
    /// All four.
    pub const ALL: [Self; 4] =
        [Self::Administrative, Self::AccreditedOperator, Self::ServiceProvider, Self::Test];

    /// The word that configurations and verdicts use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrative => "administrative",
            Self::AccreditedOperator => "accredited-operator",
            Self::ServiceProvider => "service-provider",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Mode {
    type Err = ModeError;

    fn from_str(text: &str) -> Result<Self, ModeError> {
        Self::ALL.into_iter().find(|mode| mode.word() == text).ok_or(ModeError)
    }
}
