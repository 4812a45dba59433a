//! 性別

use super::written;
use super::{Comparison, Obstacle, Rule};
use jitsuin_core::certificate::{Holder, Sex};

/// What people and forms write; the first two rows of each are the certificate's own words. Digits are those of ISO 5218.
const NOTATIONS: &[(&str, Option<Sex>)] = &[
    ("男", Some(Sex::Male)),
    ("MALE", Some(Sex::Male)),
    ("男性", Some(Sex::Male)),
    ("おとこ", Some(Sex::Male)),
    ("M", Some(Sex::Male)),
    ("1", Some(Sex::Male)),
    ("女", Some(Sex::Female)),
    ("FEMALE", Some(Sex::Female)),
    ("女性", Some(Sex::Female)),
    ("おんな", Some(Sex::Female)),
    ("F", Some(Sex::Female)),
    ("2", Some(Sex::Female)),
    ("その他", None),
    ("無回答", None),
    ("回答しない", None),
    ("答えたくない", None),
    ("不明", None),
    ("UNKNOWN", None),
    ("OTHER", None),
    ("0", None),
    ("9", None),
];

/// A sex that the form or the certificate does not tell is not compared, whatever the other says.
pub(super) fn compare(declared: &str, holder: &Holder) -> Comparison {
    let text = written::capitals(&written::without_spaces(&written::width(declared)));
    let Some((notation, sex)) = NOTATIONS.iter().find(|(notation, _)| *notation == text) else {
        return Comparison::NotComparable { why: Obstacle::Unreadable };
    };
    match (sex, holder.sex) {
        (None, _) => Comparison::NotComparable { why: Obstacle::NotDeclared },
        (_, Sex::Unknown | Sex::NotApplicable) => Comparison::NotComparable { why: Obstacle::NotRegistered },
        (Some(sex), certified) if *sex != certified => Comparison::Differs,
        _ if matches!(*notation, "男" | "女" | "MALE" | "FEMALE") => Comparison::Same,
        _ => Comparison::SameAfter { rules: vec![Rule::SexNotation] },
    }
}
