//! Comparing two texts by steps: each step writes both in one way, and the steps that were needed are named.

use super::variant;
use super::{Comparison, Doubt, Rule};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// Stands for a character that the certificate substituted (外字). It is no character of Unicode, so no form can hold it.
pub(super) const SUBSTITUTED: char = '\u{fdd0}';

/// A rule or a doubt with what it does to a text. Done twice it does nothing more.
pub(super) type Step<T> = (T, fn(&str) -> String);

/// Compares by characters, then by `rules`, then by `doubts`.
pub(super) fn compare(
    declared: &str,
    certified: &str,
    rules: &[Step<Rule>],
    doubts: &[Step<Doubt>],
) -> Comparison {
    if declared == certified {
        return Comparison::Same;
    }
    if let Some(rules) = needed(rules, |steps| agree(&apply(declared, steps), &apply(certified, steps))) {
        return Comparison::SameAfter { rules };
    }
    let (declared_now, certified_now) = (apply(declared, rules), apply(certified, rules));
    // After a doubt has been removed, a rule may apply once more: 第①号 becomes 第1号.
    let settle = |text: &str, steps: &[Step<Doubt>]| apply(&apply(text, steps), rules);
    let Some(why) =
        needed(doubts, |steps| agree(&settle(&declared_now, steps), &settle(&certified_now, steps)))
    else {
        return Comparison::Differs;
    };
    let doubted: Vec<_> = doubts.iter().copied().filter(|(doubt, _)| why.contains(doubt)).collect();
    let rules = needed(rules, |rules| {
        let settle = |text: &str| apply(&apply(&apply(text, rules), &doubted), rules);
        agree(&settle(declared), &settle(certified))
    });
    Comparison::MayBeSame { rules: rules.unwrap_or_default(), why }
}

/// The steps without which the two do not agree; `None` if they do not with all of them.
fn needed<T: Copy>(steps: &[Step<T>], agree: impl Fn(&[Step<T>]) -> bool) -> Option<Vec<T>> {
    let mut kept = steps.to_vec();
    if !agree(&kept) {
        return None;
    }
    for index in (0..kept.len()).rev() {
        let mut without = kept.clone();
        without.remove(index);
        if agree(&without) {
            kept = without;
        }
    }
    Some(kept.into_iter().map(|(name, _)| name).collect())
}

pub(super) fn apply<T>(text: &str, steps: &[Step<T>]) -> String {
    steps.iter().fold(text.to_owned(), |text, (_, step)| step(&text))
}

/// Equal, where a substituted character stands for any one character but a digit.
fn agree(one: &str, other: &str) -> bool {
    let stands_for = |this: char, that: char| this == SUBSTITUTED && !that.is_ascii_digit();
    let (mut one, mut other) = (one.chars(), other.chars());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(this), Some(that)) if this == that => {}
            (Some(this), Some(that)) if stands_for(this, that) || stands_for(that, this) => {}
            _ => return false,
        }
    }
}

/// The certificate's text, with [`SUBSTITUTED`] at the places that it flags.
pub(super) fn with_substitutions(text: &str, places: &[usize]) -> String {
    text.chars()
        .enumerate()
        .map(|(place, character)| if places.contains(&place) { SUBSTITUTED } else { character })
        .collect()
}

/// A yes is none where the certificate substituted a character.
pub(super) fn doubt_substitutions(comparison: Comparison, places: &[usize]) -> Comparison {
    if places.is_empty() {
        return comparison;
    }
    let substituted = Doubt::SubstitutedCharacter;
    match comparison {
        Comparison::Same => Comparison::MayBeSame { rules: Vec::new(), why: vec![substituted] },
        Comparison::SameAfter { rules } => Comparison::MayBeSame { rules, why: vec![substituted] },
        Comparison::MayBeSame { rules, mut why } => {
            why.push(substituted);
            Comparison::MayBeSame { rules, why }
        }
        other => other,
    }
}

/// Characters that no person types and that hide what a text says: controls, directions, and those that Unicode has none for.
pub(super) fn is_unreadable(character: char) -> bool {
    let invisible =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let noncharacter =
        matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe;
    (character.is_control() && !matches!(character, '\t' | '\n' | '\r')) || invisible || noncharacter
}

/// [`Rule::Width`]. CJK compatibility ideographs are left alone: they are another way of writing a *character* ([`Doubt`]), which NFC
/// would hide.
pub(super) fn width(text: &str) -> String {
    let narrow: String = text
        .chars()
        .flat_map(|character| {
            let mut decomposed = String::new();
            match character {
                '\u{ff01}'..='\u{ffee}' | '\u{3000}' => {
                    decompose_compatible(character, |part| decomposed.push(part));
                }
                other => decomposed.push(other),
            }
            decomposed.chars().collect::<Vec<_>>()
        })
        .collect();
    narrow
        .split_inclusive(variant::is_compatibility_ideograph)
        .flat_map(|piece| {
            let ideograph =
                piece.chars().next_back().filter(|last| variant::is_compatibility_ideograph(*last));
            let rest = ideograph.map_or(piece, |last| piece.strip_suffix(last).unwrap_or(piece));
            rest.nfc().chain(ideograph).collect::<Vec<_>>()
        })
        .collect()
}

/// [`Rule::LetterCase`]
pub(super) fn capitals(text: &str) -> String {
    text.to_ascii_uppercase()
}

/// [`Rule::Space`] for names.
pub(super) fn without_spaces(text: &str) -> String {
    text.chars().filter(|character| !is_space(*character)).collect()
}

/// White space, and what has no width.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// [`Doubt::CompatibilityCharacter`]
pub(super) fn compatibility(text: &str) -> String {
    text.nfkc().collect()
}

/// [`Doubt::MiddleDot`]
pub(super) fn without_middle_dots(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '・' | '·' | '‧' | '･')).collect()
}
