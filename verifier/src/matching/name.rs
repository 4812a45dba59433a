//! 氏名

use super::written::{self, Step};
use super::{Comparison, Doubt, Rule, variant};
use jitsuin_core::certificate::Holder;

const RULES: &[Step<Rule>] = &[
    (Rule::Width, written::width),
    (Rule::Space, written::without_spaces),
    (Rule::LetterCase, written::capitals),
];

const DOUBTS: &[Step<Doubt>] = &[
    (Doubt::VariantCharacter, variant::usual_forms),
    (Doubt::CompatibilityCharacter, written::compatibility),
    (Doubt::MiddleDot, written::without_middle_dots),
];

pub(super) fn compare(declared: &str, holder: &Holder) -> Comparison {
    let certified = written::with_substitutions(&holder.name, &holder.name_substituted);
    let comparison = match written::compare(declared.trim(), &certified, RULES, DOUBTS) {
        Comparison::SameAfter { rules } if parted_elsewhere(declared, &certified) => {
            Comparison::MayBeSame { rules, why: vec![Doubt::SpaceElsewhere] }
        }
        other => other,
    };
    written::doubt_substitutions(comparison, &holder.name_substituted)
}

/// Do both part family and given name, and not at the same place? 林　田子 is not 林田　子.
fn parted_elsewhere(declared: &str, certified: &str) -> bool {
    let parts = |text: &str| -> Vec<usize> {
        written::width(text)
            .split(written::is_space)
            .map(|part| part.chars().count())
            .filter(|length| *length > 0)
            .collect()
    };
    let (declared, certified) = (parts(declared), parts(certified));
    declared.len() > 1 && certified.len() > 1 && declared != certified
}
