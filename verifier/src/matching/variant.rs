//! 旧字体 and 異体字: which characters may be written for one another. The table is `variants.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;
use unicode_normalization::char::decompose_canonical;

/// Every character of a group but its first, to the first.
static USUAL: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    groups()
        .flat_map(|group| {
            let mut characters = group.chars();
            let usual = characters.next();
            characters.filter_map(move |character| Some((character, usual?)))
        })
        .collect()
});

fn groups() -> impl Iterator<Item = &'static str> {
    include_str!("variants.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The text with the usual one of each group, without variation selectors (UTS #37), and with CJK compatibility ideographs decomposed.
pub(super) fn usual_forms(text: &str) -> String {
    text.chars()
        .filter(|character| !is_variation_selector(*character))
        .map(|character| {
            let character =
                if is_compatibility_ideograph(character) { unified(character) } else { character };
            USUAL.get(&character).copied().unwrap_or(character)
        })
        .collect()
}

/// U+F900…FAFF and U+2F800…2FA1F.
pub(super) fn is_compatibility_ideograph(character: char) -> bool {
    matches!(character, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Its canonical decomposition, which is one ideograph. (Twelve of the block, such as 﨑, are unified ideographs themselves.)
fn unified(character: char) -> char {
    let mut unified = character;
    decompose_canonical(character, |decomposed| unified = decomposed);
    unified
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_in_one_group() {
        let mut seen = std::collections::HashSet::new();
        for group in groups() {
            assert!(group.chars().count() >= 2, "{group}");
            for character in group.chars() {
                assert!(seen.insert(character), "{character} twice");
                assert!(!character.is_ascii() && character.is_alphabetic(), "{character}");
                assert!(!"〇一二三四五六七八九十百千".contains(character), "{character} is a numeral");
            }
        }
    }

    #[test]
    fn variants_become_the_usual_character() {
        let cases = [
            ("髙橋", "高橋"),
            ("山﨑", "山崎"),
            ("𠮷田", "吉田"),
            ("渡邊", "渡辺"),
            ("神\u{fa19}", "神神"),
            ("葛\u{e0100}飾", "葛飾"),
        ];
        for (text, usual) in cases {
            assert_eq!(usual_forms(text), usual);
            assert_eq!(usual_forms(&usual_forms(text)), usual);
        }
    }
}
