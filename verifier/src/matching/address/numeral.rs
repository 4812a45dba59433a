//! Kanji numerals of block numbers: 二丁目, 二十三番地, 一〇一号室. Those of place names (六本木, 三田) are left alone.

use super::{NOT_AFTER_BLOCK_WORD, block_word_at};

/// What may follow a numeral and is not a block word: 北一条西二丁目, 第三地割.
const FURTHER_WORDS: &[&str] = &["条", "地割"];

/// Most digits of a block number that is read.
const MAX_DIGITS: usize = 6;

/// [`super::Rule::KanjiNumeral`]
pub(super) fn in_digits(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    // Has a number just ended, so that the next one belongs to the block too?
    let mut after_number = false;
    while let Some(character) = rest.chars().next() {
        let length: usize = rest.chars().take_while(|next| is_numeral(*next)).map(char::len_utf8).sum();
        if length == 0 {
            let (length, goes_on) = joint(rest, &written, after_number)
                .unwrap_or((character.len_utf8(), character.is_ascii_digit()));
            let (piece, after) = rest.split_at(length);
            written.push_str(piece);
            (rest, after_number) = (after, goes_on);
            continue;
        }
        let (run, after) = rest.split_at(length);
        let follows_digit = written.ends_with(|last: char| last.is_ascii_digit());
        let of_block = after_number || word_follows(after) || number_follows(after);
        match number(run).filter(|_| of_block && !follows_digit) {
            Some(number) => {
                written.push_str(&number);
                after_number = true;
            }
            None => {
                written.push_str(run);
                after_number = false;
            }
        }
        rest = after;
    }
    written
}

/// After a number: what parts it from the next one, with its length.
fn joint(rest: &str, written: &str, after_number: bool) -> Option<(usize, bool)> {
    if !after_number || !written.ends_with(|last: char| last.is_ascii_digit()) {
        return None;
    }
    if let Some(word) = block_word_at(rest) {
        let after = rest.get(word.len()..).unwrap_or_default();
        let further = if number_follows(after) { after.chars().next().map_or(0, char::len_utf8) } else { 0 };
        return Some((word.len().saturating_add(further), true));
    }
    number_follows(rest).then(|| (rest.chars().next().map_or(0, char::len_utf8), true))
}

fn word_follows(text: &str) -> bool {
    block_word_at(text).is_some()
        || FURTHER_WORDS
            .iter()
            .any(|word| text.strip_prefix(word).is_some_and(|after| !after.starts_with(NOT_AFTER_BLOCK_WORD)))
}

/// A hyphen or の and then a number.
fn number_follows(text: &str) -> bool {
    let mut characters = text.chars();
    let parts = |character| {
        matches!(
            character,
            '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | 'ー' | '～' | '〜' | 'の'
        )
    };
    characters.next().is_some_and(parts)
        && characters.next().is_some_and(|next| is_numeral(next) || next.is_ascii_digit())
}

/// Is it a part of a number, of either kind?
pub(super) fn is_part(character: char) -> bool {
    character.is_ascii_digit() || is_numeral(character)
}

fn is_numeral(character: char) -> bool {
    digit(character).is_some() || unit(character).is_some()
}

fn digit(character: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().zip(0..).find(|(numeral, _)| *numeral == character).map(|(_, value)| value)
}

fn unit(character: char) -> Option<u32> {
    match character {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

/// 二三 and 二十三 are 23. What is neither, such as 十二十, is no number.
fn number(run: &str) -> Option<String> {
    if run.chars().all(|character| digit(character).is_some()) {
        let digits: Option<String> = run
            .chars()
            .map(|character| digit(character).and_then(|value| char::from_digit(value, 10)))
            .collect();
        return digits.filter(|digits| digits.len() <= MAX_DIGITS);
    }
    let (mut total, mut pending, mut last_unit) = (0_u32, None, u32::MAX);
    for character in run.chars() {
        if let Some(value) = digit(character) {
            if value == 0 || pending.replace(value).is_some() {
                return None;
            }
        } else {
            let unit = unit(character).filter(|unit| *unit < last_unit)?;
            total = total.checked_add(unit.checked_mul(pending.take().unwrap_or(1))?)?;
            last_unit = unit;
        }
    }
    Some(total.checked_add(pending.unwrap_or(0))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let cases = [
            ("二", Some("2")),
            ("十", Some("10")),
            ("二十三", Some("23")),
            ("二三", Some("23")),
            ("一〇一", Some("101")),
            ("百二十", Some("120")),
            ("千五", Some("1005")),
            ("十二十", None),
            ("十百", None),
            ("二三十", None),
            ("〇十", None),
        ];
        for (run, expected) in cases {
            assert_eq!(number(run).as_deref(), expected, "{run}");
        }
    }

    #[test]
    fn only_block_numbers_are_read() {
        let cases = [
            ("霞が関二丁目一番二号", "霞が関2丁目1番2号"),
            ("六本木六丁目十番一号", "六本木6丁目10番1号"),
            ("三田二ー十五ー四十五", "三田2ー15ー45"),
            ("北一条西二丁目", "北1条西2丁目"),
            ("一番町二十", "一番町二十"),
            ("四谷一丁目の三", "四谷1丁目の3"),
            ("センター三", "センター三"),
            ("三の丸", "三の丸"),
            ("千代田区", "千代田区"),
            ("八百番地の二", "800番地の2"),
            ("一丁目2番三", "1丁目2番3"),
        ];
        for (text, expected) in cases {
            assert_eq!(in_digits(text), expected);
        }
    }
}
