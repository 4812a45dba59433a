//! What each part of a form document may be. Characters are Unicode scalar values.

use crate::hidden_characters::{first_hidden, is_blank};

const MAX_LINE: usize = 200;
const MAX_TEXT: usize = 20_000;
const MAX_FIELDS: usize = 256;
const NONCE_LENGTH: std::ops::RangeInclusive<usize> = 16..=255;

/// A title or a label: one line that is shown as it is, and of which something is seen.
pub(crate) fn line(text: &str) -> Result<(), String> {
    characters(text, 1, MAX_LINE)?;
    no_hidden_characters(text, &[])?;
    if is_blank(text) { Err("nothing in it is seen".into()) } else { Ok(()) }
}

/// A value or a notice: lines of text.
pub(super) fn text(text: &str) -> Result<(), String> {
    characters(text, 0, MAX_TEXT)?;
    no_hidden_characters(text, &['\t', '\n', '\r'])
}

/// A field's name.
pub(super) fn name(text: &str) -> Result<(), String> {
    characters(text, 1, MAX_LINE)?;
    printable_ascii(text)
}

/// The server's nonce.
pub(crate) fn nonce(text: &str) -> Result<(), String> {
    characters(text, *NONCE_LENGTH.start(), *NONCE_LENGTH.end())?;
    printable_ascii(text)
}

/// The number of fields.
pub(super) fn field_count(count: usize) -> Result<(), String> {
    if (1..=MAX_FIELDS).contains(&count) {
        Ok(())
    } else {
        Err(format!("{count} fields, 1 to {MAX_FIELDS} are allowed"))
    }
}

fn characters(text: &str, min: usize, max: usize) -> Result<(), String> {
    match text.chars().count() {
        count if (min..=max).contains(&count) => Ok(()),
        count => Err(format!("{count} characters, {min} to {max} are allowed")),
    }
}

fn printable_ascii(text: &str) -> Result<(), String> {
    match text.chars().find(|character| !matches!(character, ' '..='~')) {
        None => Ok(()),
        Some(character) => Err(format!("U+{:04X} is not printable ASCII", u32::from(character))),
    }
}

/// With others the person would sign something else than what is shown.
fn no_hidden_characters(text: &str, allowed: &[char]) -> Result<(), String> {
    match first_hidden(text, allowed) {
        None => Ok(()),
        Some(character) => Err(format!("U+{:04X} is not allowed: it is not seen", u32::from(character))),
    }
}
