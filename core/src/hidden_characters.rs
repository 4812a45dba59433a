//! Characters that are not seen but change what is seen: the one rule for forms, for 基本4情報 and for names in certificates. The extension
//! marks at least these where it shows a text (`extension/src/signing/content/visible.ts`).

use std::fmt::Write;

/// The first character of the text that is not seen, except the `allowed` ones. A variation selector is no character of its own where it
/// chooses the shape of the sign in front of it (葛󠄀).
pub(crate) fn first_hidden(text: &str, allowed: &[char]) -> Option<char> {
    let mut sign_in_front = false;
    text.chars().find(|character| {
        let selector = is_variation_selector(*character);
        let hidden = is_hidden(*character) && !(selector && sign_in_front);
        sign_in_front = !hidden && !selector && !character.is_whitespace();
        hidden && !allowed.contains(character)
    })
}

/// Is nothing of the text seen?
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_hidden(character))
}

/// Is this a character that is not seen wherever it stands, or one that is seen only behind another?
pub(crate) fn is_hidden(character: char) -> bool {
    match character {
        // Most of what is read: decided at once.
        ascii if ascii.is_ascii() => ascii.is_ascii_control(),
        control if control.is_control() => true,
        selector if is_variation_selector(selector) => true,
        // Line and paragraph separators.
        '\u{2028}' | '\u{2029}' => true,
        // What turns the direction of writing (UAX #9), and what joins or parts without a width.
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => true,
        // Word joiner, invisible operators, isolates, and formats that nobody should use any more.
        '\u{2060}'..='\u{206f}' => true,
        // Soft hyphen, grapheme joiner, byte order mark, annotations.
        '\u{ad}' | '\u{34f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        // Letters and signs that are a blank: Hangul fillers, Khmer vowels, Mongolian selectors, the empty Braille cell.
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => true,
        '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}' => true,
        // Shorthand and music formats, and the tag characters.
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => false,
    }
}

/// The text with every character that is not seen as `\u{…}`, for messages that repeat what somebody else wrote.
pub(crate) fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        if is_hidden(character) {
            // Writing to a String cannot fail.
            write!(escaped, "\\u{{{:x}}}", u32::from(character)).unwrap_or_default();
        } else {
            escaped.push(character);
        }
        escaped
    })
}

fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_found() {
        for character in [
            '\0',
            '\u{7}',
            '\n',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{202e}',
            '\u{2060}',
            '\u{2064}',
            '\u{2069}',
            '\u{206a}',
            '\u{206f}',
            '\u{2800}',
            '\u{3164}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{1d173}',
            '\u{e0041}',
        ] {
            assert_eq!(first_hidden(&format!("実印{character}花子"), &[]), Some(character), "{character:?}");
        }
        assert_eq!(first_hidden("一行\n二行\t", &['\n', '\t']), None);
    }

    #[test]
    fn what_is_seen_is_not() {
        for text in
            ["実印　花子", "辻\u{e0100}　葛\u{e0101}𠮷", "¥100 ❤\u{fe0f}", "\u{e000}", "がか\u{3099}", ""]
        {
            assert_eq!(first_hidden(text, &[]), None, "{text:?}");
        }
    }

    /// Behind nothing, behind a blank or behind another one it chooses no shape.
    #[test]
    fn a_variation_selector_belongs_to_a_sign() {
        for text in ["\u{fe0f}", "実 \u{e0100}", "葛\u{e0100}\u{e0101}"] {
            assert!(first_hidden(text, &[]).is_some_and(is_variation_selector), "{text:?}");
        }
    }

    #[test]
    fn blanks() {
        for text in ["", " ", "　\u{a0}", "\u{3164}", "\u{fe0f}"] {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank(" 氏名 "));
    }

    #[test]
    fn messages_show_what_is_not_seen() {
        assert_eq!(escaped("a\u{1b}[2J\u{202e}実印"), r"a\u{1b}[2J\u{202e}実印");
    }
}
