//! Why bytes were refused: where, in which field, and the reason.

use std::borrow::Cow;
use std::fmt;

/// A refusal of hostile or broken input, precise enough to find the place in a hex dump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// Byte offset in the input. `None` where the input is a value and not bytes.
    pub position: Option<usize>,
    /// The field's name, as the standard that defines it spells it (`tbsCertificate`, `fields[2].label`).
    pub field: Cow<'static, str>,
    /// What is wrong, an English clause without a full stop.
    pub reason: Cow<'static, str>,
}

impl Malformed {
    /// A refusal at a byte.
    pub(crate) fn at(
        position: usize,
        field: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { position: Some(position), field: field.into(), reason: reason.into() }
    }

    /// A refusal of a value that has no position.
    pub(crate) fn of(field: impl Into<Cow<'static, str>>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { position: None, field: field.into(), reason: reason.into() }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "{} at byte {position}: {}", self.field, self.reason),
            None => write!(f, "{}: {}", self.field, self.reason),
        }
    }
}

impl std::error::Error for Malformed {}
