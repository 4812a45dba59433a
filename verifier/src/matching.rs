//! Compares what a person declared in a form with what the signing certificate says (ACCEPTANCE.md L03, 突合).
//!
//! People do not write their address as the register does. Each way of writing that is known is a row of [`Rule`], and the report
//! names the rows that were needed. What could be the same, such as 高 and 髙, is never called the same: it is a row of [`Doubt`], and
//! a person must look. The report repeats nothing of what was compared, so it may be kept where the attributes may not.

mod address;
mod birth_date;
mod name;
mod reason;
mod sex;
mod variant;
mod written;

pub use reason::{Doubt, Obstacle, Rule, Sentences};

use jitsuin_core::certificate::Holder;
use reason::Words;
use serde::{Deserialize, Serialize};

/// Characters of the longest value that is compared. An address in a certificate has at most 200 (CARD.md §4.2).
pub const MAX_CHARACTERS: usize = 1000;

/// What a person declared, as it was typed. A field that the form did not ask for is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeclaredAttributes {
    /// 氏名
    #[serde(default)]
    pub name: Option<String>,
    /// 住所
    #[serde(default)]
    pub address: Option<String>,
    /// 生年月日: `1980-02-17`, `1980年2月17日`, `昭和55年2月17日`, `S55.2.17`, `19800217` …
    #[serde(default)]
    pub birth_date: Option<String>,
    /// 性別: `男`, `女`, `male`, `female`, or a digit of ISO 5218.
    #[serde(default)]
    pub sex: Option<String>,
}

/// One of 基本4情報.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Attribute {
    /// 氏名
    Name,
    /// 住所
    Address,
    /// 生年月日
    BirthDate,
    /// 性別
    Sex,
}

/// What came of one comparison. Only the first two are a yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum Comparison {
    /// Character by character.
    Same,
    /// The same once what the rules name is written in one way.
    SameAfter {
        /// Every one of them was needed, in the order of their application.
        rules: Vec<Rule>,
    },
    /// Nothing proves a difference, and nothing proves that there is none. A person must look.
    MayBeSame {
        /// Rules that were needed too.
        rules: Vec<Rule>,
        /// What is doubtful.
        why: Vec<Doubt>,
    },
    /// They differ.
    Differs,
    /// One of the two is not there or cannot be read.
    NotComparable {
        /// Which, and why.
        why: Obstacle,
    },
}

/// One field and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldMatch {
    /// Which one.
    pub attribute: Attribute,
    /// `result`, with `rules` and `why`.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// The same as a sentence for a person.
    pub sentences: Sentences,
}

/// What follows from all fields together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Every field that the form gave is the certificate's, and it gave at least one.
    Same,
    /// No field differs, but a person must look at one at least.
    PersonMustLook,
    /// A field differs.
    Differs,
}

/// The comparison of a form with a certificate, a row for each of 基本4情報.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MatchReport {
    /// What follows.
    pub conclusion: Conclusion,
    /// Name, address, birth date, sex, in this order.
    pub fields: Vec<FieldMatch>,
}

/// Compares a form with the person whom a signing certificate names. `holder` is `None` for a certificate that names nobody.
pub fn compare(form: &DeclaredAttributes, holder: Option<&Holder>) -> MatchReport {
    let field = |attribute, declared: &Option<String>, compare: fn(&str, &Holder) -> Comparison| {
        let comparison = match (readable(declared.as_deref()), holder) {
            (Err(why), _) => Comparison::NotComparable { why },
            (Ok(_), None) => Comparison::NotComparable { why: Obstacle::NoHolder },
            (Ok(declared), Some(holder)) => compare(declared, holder),
        };
        FieldMatch { attribute, sentences: Words::of(attribute, &comparison), comparison }
    };
    let fields = vec![
        field(Attribute::Name, &form.name, name::compare),
        field(Attribute::Address, &form.address, address::compare),
        field(Attribute::BirthDate, &form.birth_date, birth_date::compare),
        field(Attribute::Sex, &form.sex, sex::compare),
    ];
    MatchReport { conclusion: Conclusion::of(&fields), fields }
}

impl Comparison {
    /// Is it a yes?
    pub fn is_same(&self) -> bool {
        matches!(self, Self::Same | Self::SameAfter { .. })
    }
}

impl Conclusion {
    fn of(fields: &[FieldMatch]) -> Self {
        let mut given = fields.iter().map(|field| &field.comparison).filter(|comparison| {
            !matches!(comparison, Comparison::NotComparable { why: Obstacle::NotGiven })
        });
        let any_given = given.clone().next().is_some();
        if given.clone().any(|comparison| *comparison == Comparison::Differs) {
            Self::Differs
        } else if any_given && given.all(Comparison::is_same) {
            Self::Same
        } else {
            Self::PersonMustLook
        }
    }
}

/// A value that is there and that can be compared.
fn readable(declared: Option<&str>) -> Result<&str, Obstacle> {
    let declared = declared.filter(|text| !text.trim().is_empty()).ok_or(Obstacle::NotGiven)?;
    if declared.chars().nth(MAX_CHARACTERS).is_some() {
        return Err(Obstacle::TooLong);
    }
    if declared.chars().any(written::is_unreadable) {
        return Err(Obstacle::Unreadable);
    }
    Ok(declared)
}

#[cfg(test)]
mod tests;
