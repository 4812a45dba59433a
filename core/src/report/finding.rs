//! One check and what came of it.

use super::{Check, Indication, Outcome, Reason, Sentences, SubIndication};
use serde::{Serialize, Serializer};

/// One check and what came of it. As JSON it has its words too, `sentences`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was asked.
    pub check: Check,
    /// What came of it.
    pub outcome: Outcome,
    /// What EN 319 102-1 calls it, unless it passed or was not reached.
    pub sub_indication: Option<SubIndication>,
    /// Why: a code that never changes, and its facts.
    pub reason: Reason,
}

// What a `Finding` is as JSON and as TypeScript, which takes its comments from here.
/// One check and what came of it.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Finding"))]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingInWords<'a> {
    /// What was asked.
    check: Check,
    /// What came of it.
    outcome: Outcome,
    /// What EN 319 102-1 calls it, unless it passed or was not reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    sub_indication: Option<SubIndication>,
    /// `reason`, a code that never changes, and its `facts`.
    #[serde(flatten)]
    reason: &'a Reason,
    /// The reason as a sentence for a person.
    sentences: Sentences,
}

impl Finding {
    pub(crate) fn new(check: Check, reason: Reason) -> Self {
        Self { check, outcome: reason.outcome(), sub_indication: reason.sub_indication(), reason }
    }

    /// The reason as a sentence for a person. It is put together when it is asked for: most verdicts are only counted.
    pub fn sentences(&self) -> Sentences {
        self.reason.sentences()
    }

    pub(super) fn indication(&self) -> Indication {
        match (self.outcome, self.sub_indication) {
            (Outcome::Passed, _) => Indication::TotalPassed,
            (_, Some(sub_indication)) => sub_indication.indication(),
            (_, None) => Indication::Indeterminate,
        }
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { check, outcome, sub_indication, reason } = self;
        let in_words = FindingInWords {
            check: *check,
            outcome: *outcome,
            sub_indication: *sub_indication,
            reason,
            sentences: self.sentences(),
        };
        in_words.serialize(serializer)
    }
}
