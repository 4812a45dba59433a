//! A report together with who made it.

use crate::mode::Mode;
use jitsuin_core::report::Report;
use serde::Serialize;

/// A report, and the mode in which it was made (ACCEPTANCE.md B10). In JSON one object.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict<'a> {
    /// Who runs the verifier.
    pub mode: Mode,
    /// What was found.
    #[serde(flatten)]
    pub report: &'a Report,
}
