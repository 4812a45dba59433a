//! JSON Canonicalization Scheme (RFC 8785) for strings, integers, arrays and objects: all that a form document has.
//!
//! Numbers with a fraction, whose canonical form is ECMAScript's, are left out on purpose: no document has one.

use std::cmp::Ordering;
use std::fmt::Write;

/// A JSON value. An object's members are in any order here, and sorted when written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    String(String),
    /// Up to 2^32, so that it is exact in ECMAScript too (RFC 8785 §3.2.2.3).
    Integer(u32),
    Array(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Value {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut text = String::new();
        self.write(&mut text);
        text.into_bytes()
    }

    fn write(&self, text: &mut String) {
        match self {
            Self::String(value) => write_string(value, text),
            // Writing to a String cannot fail.
            Self::Integer(value) => write!(text, "{value}").unwrap_or_default(),
            Self::Array(values) => {
                text.push('[');
                write_separated(values, text, |value, text| value.write(text));
                text.push(']');
            }
            Self::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|(left, _), (right, _)| compare_utf16(left, right));
                text.push('{');
                write_separated(sorted, text, |(name, value), text| {
                    write_string(name, text);
                    text.push(':');
                    value.write(text);
                });
                text.push('}');
            }
        }
    }
}

/// Where in `bytes` the JSON parser stopped.
pub(super) fn offset_of(error: &serde_json::Error, bytes: &[u8]) -> usize {
    let line_start: usize = bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    line_start.saturating_add(error.column().saturating_sub(1)).min(bytes.len())
}

/// RFC 8785 §3.2.3: by UTF-16 code units, which is not the order of UTF-8 nor that of code points.
fn compare_utf16(left: &str, right: &str) -> Ordering {
    left.encode_utf16().cmp(right.encode_utf16())
}

/// RFC 8785 §3.2.2.2.
fn write_string(value: &str, text: &mut String) {
    text.push('"');
    for character in value.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\t' => text.push_str("\\t"),
            '\n' => text.push_str("\\n"),
            '\u{c}' => text.push_str("\\f"),
            '\r' => text.push_str("\\r"),
            control @ '\0'..='\u{1f}' => write!(text, "\\u{:04x}", u32::from(control)).unwrap_or_default(),
            other => text.push(other),
        }
    }
    text.push('"');
}

fn write_separated<T>(items: impl IntoIterator<Item = T>, text: &mut String, write: impl Fn(T, &mut String)) {
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(item, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(value: &Value) -> String {
        String::from_utf8(value.to_bytes()).unwrap()
    }

    #[test]
    fn the_strings_of_rfc_8785_section_3_2_2() {
        let string = Value::String("\u{20ac}$\u{000F}\u{000a}A'\u{0042}\u{0022}\u{005c}\\\"/".into());
        assert_eq!(canonical(&string), r#""€$\u000f\nA'B\"\\\\\"/""#);
        let controls = Value::String("\u{0}\u{7}\u{8}\t\n\u{b}\u{c}\r\u{1f}\u{7f}\u{80}\u{2028}".into());
        assert_eq!(
            canonical(&controls),
            "\"\\u0000\\u0007\\b\\t\\n\\u000b\\f\\r\\u001f\u{7f}\u{80}\u{2028}\""
        );
    }

    #[test]
    fn the_members_of_rfc_8785_section_3_2_3() {
        let member = |name: &str, value: &str| (name.to_owned(), Value::String(value.to_owned()));
        let object = Value::Object(vec![
            member("\u{20ac}", "Euro Sign"),
            member("\r", "Carriage Return"),
            member("\u{fb33}", "Hebrew Letter Dalet With Dagesh"),
            member("1", "One"),
            member("\u{1f600}", "Emoji: Grinning Face"),
            member("\u{80}", "Control"),
            member("\u{f6}", "Latin Small Letter O With Diaeresis"),
        ]);
        let expected = [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ];
        let written = canonical(&object);
        let places: Vec<_> = expected.iter().map(|value| written.find(value).unwrap()).collect();
        assert!(places.is_sorted(), "{written}");
    }

    #[test]
    fn nothing_stands_between_the_tokens() {
        let value = Value::Object(vec![
            ("b".into(), Value::Array(vec![Value::Integer(1), Value::String(String::new())])),
            ("a".into(), Value::Object(Vec::new())),
        ]);
        assert_eq!(canonical(&value), r#"{"a":{},"b":[1,""]}"#);
    }
}
