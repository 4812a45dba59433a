//! 住所
//!
//! A register writes 霞が関２－１－２ or 霞が関二丁目１番２号; people write all of that and more. Block numbers are brought to ASCII digits parted by
//! `-`. What two different block words say is kept: 1番地2 and 1丁目2番 are different places, though both may be written 1-2.

mod numeral;

use super::written::{self, Step};
use super::{Comparison, Doubt, Rule, variant};
use jitsuin_core::certificate::Holder;
use std::iter::Peekable;
use std::str::Chars;

/// Up to the block words; with [`BLOCK_RULE`] the whole.
const RULES: &[Step<Rule>] = &[
    (Rule::Width, written::width),
    (Rule::Space, parted),
    (Rule::LetterCase, written::capitals),
    (Rule::KanjiNumeral, numeral::in_digits),
    (Rule::Hyphen, hyphens),
    BLOCK_RULE,
];

const BLOCK_RULE: Step<Rule> = (Rule::BlockWord, without_block_words);

const DOUBTS: &[Step<Doubt>] = &[
    (Doubt::VariantCharacter, variant::usual_forms),
    (Doubt::CompatibilityCharacter, written::compatibility),
    (Doubt::PlaceKana, place_kana),
    (Doubt::PrefectureOmitted, without_prefecture),
    (Doubt::AzaOmitted, without_aza),
    (Doubt::MiddleDot, written::without_middle_dots),
];

/// What stands after a number and says what it counts. The longer first.
pub(super) const BLOCK_WORDS: &[&str] = &["号室", "丁目", "番地", "番", "号"];

/// What makes 番 and 号 part of a name: 一番町, 二号館.
const NOT_AFTER_BLOCK_WORD: &[char] = &['町', '丁', '館', '棟', '線', '街'];

const PREFECTURES: &[&str] = &[
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

pub(super) fn compare(declared: &str, holder: &Holder) -> Comparison {
    let certified = written::with_substitutions(&holder.address, &holder.address_substituted);
    let declared = declared.trim();
    let comparison = match written::compare(declared, &certified, RULES, DOUBTS) {
        Comparison::SameAfter { rules } => weigh_block_words(declared, &certified, rules, Vec::new()),
        Comparison::MayBeSame { rules, why } => weigh_block_words(declared, &certified, rules, why),
        other => other,
    };
    written::doubt_substitutions(comparison, &holder.address_substituted)
}

/// The address in the one way of writing of all rules.
#[cfg(test)]
pub(super) fn normalised(text: &str) -> String {
    written::apply(text, RULES)
}

/// The two agree once block words are hyphens. Do the words agree where both have one?
fn weigh_block_words(declared: &str, certified: &str, rules: Vec<Rule>, mut why: Vec<Doubt>) -> Comparison {
    let words = |text: &str| {
        let before = RULES.split_last().map(|(_, before)| before).unwrap_or_default();
        block_words(&written::apply(text, before))
    };
    let mut lot_and_block = false;
    for pair in words(declared).into_iter().zip(words(certified)) {
        match pair {
            (Some("番"), Some("番地")) | (Some("番地"), Some("番")) => lot_and_block = true,
            (Some(one), Some(other)) if one != other => return Comparison::Differs,
            _ => {}
        }
    }
    if lot_and_block {
        why.push(Doubt::BlockWordDiffers);
    }
    if why.is_empty() { Comparison::SameAfter { rules } } else { Comparison::MayBeSame { rules, why } }
}

/// Of each number the word after it.
fn block_words(text: &str) -> Vec<Option<&'static str>> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        rest = rest
            .get(start..)
            .unwrap_or_default()
            .trim_start_matches(|character: char| character.is_ascii_digit());
        words.push(block_word_at(rest));
    }
    words
}

/// The block word with which the text begins.
pub(super) fn block_word_at(text: &str) -> Option<&'static str> {
    let word = BLOCK_WORDS.iter().find(|word| text.starts_with(**word))?;
    let after = text.get(word.len()..).unwrap_or_default();
    (!after.starts_with(NOT_AFTER_BLOCK_WORD)).then_some(word)
}

/// [`Rule::BlockWord`]: a block word, and の between numbers, become a hyphen before a digit, and nothing elsewhere.
fn without_block_words(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let after_digit = written.ends_with(|last: char| last.is_ascii_digit());
        let word = if after_digit { block_word_at(rest) } else { None };
        let (length, replaced) = match word {
            Some(word) => (word.len(), true),
            None => (character.len_utf8(), false),
        };
        let (piece, after) = rest.split_at(length);
        let joint = after.trim_start_matches(['-', 'の', 'ー', '～', '〜', '~']);
        let digit_follows = joint.starts_with(|next: char| next.is_ascii_digit());
        if replaced && digit_follows {
            written.push('-');
            rest = joint;
        } else if replaced {
            rest = after;
        } else if piece == "の" && after_digit && after.starts_with(|next: char| next.is_ascii_digit()) {
            written.push('-');
            rest = after;
        } else {
            written.push_str(piece);
            rest = after;
        }
    }
    written
}

/// [`Rule::Space`] for addresses: between two digits, kanji or not, a space parts them, elsewhere it is nothing.
fn parted(text: &str) -> String {
    replaced_between(numeral::is_part, text, written::is_space, |run, between| {
        match (between, run.is_empty()) {
            (true, false) => "-".into(),
            _ => String::new(),
        }
    })
}

/// [`Rule::Hyphen`]: every kind of hyphen is `-`. ー and ～ part numbers only; elsewhere ー makes a vowel long.
fn hyphens(text: &str) -> String {
    let simple: String = text
        .chars()
        .map(|character| match character {
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | '﹣' | '－' | '˗' | '⁃' => {
                '-'
            }
            other => other,
        })
        .collect();
    let part_numbers = |character: char| matches!(character, '-' | 'ー' | '～' | '〜' | '~');
    replaced_between_digits(&simple, part_numbers, |run, between| {
        if between && run.chars().count() == 1 { "-".into() } else { run.to_owned() }
    })
}

/// [`replaced_between`] for ASCII digits.
fn replaced_between_digits(
    text: &str,
    belongs: impl Fn(char) -> bool,
    replacement: impl Fn(&str, bool) -> String,
) -> String {
    replaced_between(|character| character.is_ascii_digit(), text, belongs, replacement)
}

/// Replaces each run of certain characters; `replacement` is told whether the run stands between two that are of a number.
fn replaced_between(
    of_number: impl Fn(char) -> bool,
    text: &str,
    belongs: impl Fn(char) -> bool,
    replacement: impl Fn(&str, bool) -> String,
) -> String {
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if !belongs(character) {
            written.push(character);
            continue;
        }
        let mut run = String::from(character);
        while let Some(next) = next_if(&mut characters, &belongs) {
            run.push(next);
        }
        let number = |character: Option<char>| character.is_some_and(&of_number);
        let between = number(written.chars().next_back()) && number(characters.peek().copied());
        written.push_str(&replacement(&run, between));
    }
    written
}

fn next_if(characters: &mut Peekable<Chars<'_>>, belongs: impl Fn(char) -> bool) -> Option<char> {
    characters.next_if(|next| belongs(*next))
}

/// [`Doubt::PlaceKana`]
fn place_kana(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            'ヶ' | 'ケ' | 'が' | 'ガ' | 'ヵ' | 'カ' | 'か' | 'け' => 'ケ',
            'の' | 'ノ' | '之' | '乃' => 'ノ',
            'ツ' | 'ッ' | 'つ' | 'っ' => 'ツ',
            other => other,
        })
        .collect()
}

/// [`Doubt::PrefectureOmitted`]
fn without_prefecture(text: &str) -> String {
    let prefecture = PREFECTURES.iter().find(|prefecture| text.starts_with(**prefecture));
    prefecture.and_then(|prefecture| text.strip_prefix(*prefecture)).unwrap_or(text).to_owned()
}

/// [`Doubt::AzaOmitted`]
fn without_aza(text: &str) -> String {
    text.replace("大字", "").replace('字', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_47_prefectures() {
        assert_eq!(PREFECTURES.len(), 47);
    }

    #[test]
    fn block_words_become_hyphens() {
        let cases = [
            ("2丁目1番2号", "2-1-2"),
            ("2丁目1番2号101号室", "2-1-2-101"),
            ("1番地の2", "1-2"),
            ("1番地-2", "1-2"),
            ("100番地", "100"),
            ("1番町2番", "1番町2"),
            ("2号館3", "2号館3"),
            ("三の丸", "三の丸"),
            ("1の2", "1-2"),
            ("2丁目ビル", "2ビル"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_block_words(text), expected);
        }
    }

    #[test]
    fn hyphens_part_numbers_and_long_vowels_stay() {
        let cases = [
            ("2−1‐2", "2-1-2"),
            ("2ー1～2", "2-1-2"),
            ("タワー2ー1", "タワー2-1"),
            ("ハイツ–A", "ハイツ-A"),
            ("1--2", "1--2"),
        ];
        for (text, expected) in cases {
            assert_eq!(hyphens(text), expected);
        }
        assert_eq!(parted("1 2  号 室 3"), "1-2号室3");
    }
}
