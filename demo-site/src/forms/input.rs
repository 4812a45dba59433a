//! What an answer to a question looks like: the same rules as the page's, so that the two never disagree.

use crate::language::{Language, Text};
use time::Date;
use time::macros::format_description;

/// The kinds of answers.
#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// One line of text.
    Line {
        /// Which characters it may have.
        pattern: Pattern,
        /// How many characters at most.
        most: usize,
    },
    /// A date, signed as `YYYY-MM-DD`.
    Date,
    /// A whole number.
    Count {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// One of a few, all in sight.
    Radio(&'static [Choice]),
    /// One of several, in a list that opens.
    Select(&'static [Choice]),
}

/// One of the answers that a question offers. What is signed is the text that the person saw.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// Its name, for scripts.
    pub name: &'static str,
    /// What the person reads.
    pub text: Text,
}

/// Which characters a line may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Any that can be printed.
    Any,
    /// Full-width katakana and spaces.
    Katakana,
    /// Digits and hyphens, beginning with 0.
    Telephone,
    /// `123-4567`.
    PostalCode,
}

impl Input {
    /// The answers it offers, if it offers any.
    #[must_use]
    pub fn choices(&self) -> &'static [Choice] {
        match self {
            Self::Radio(choices) | Self::Select(choices) => choices,
            Self::Line { .. } | Self::Date | Self::Count { .. } => &[],
        }
    }

    /// Whether `value` is an answer.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in English.
    pub fn check(&self, value: &str, language: Language) -> Result<(), &'static str> {
        match self {
            Self::Line { pattern, most } => {
                if value.trim().is_empty() || value != value.trim() {
                    Err("it is empty or has spaces around it")
                } else if value.chars().count() > *most {
                    Err("it is too long")
                } else if value.chars().any(char::is_control) {
                    Err("it has control characters")
                } else if pattern.fits(value) {
                    Ok(())
                } else {
                    Err("it has characters that this field does not take")
                }
            }
            Self::Date => {
                let fits = value.len() == 10
                    && value.is_ascii()
                    && Date::parse(value, &format_description!("[year]-[month]-[day]")).is_ok();
                if fits { Ok(()) } else { Err("it is not a date such as 1980-01-31") }
            }
            Self::Count { least, most } => {
                let count = value.parse::<u32>().ok().filter(|count| count.to_string() == value);
                if count.is_some_and(|count| (*least..=*most).contains(&count)) {
                    Ok(())
                } else {
                    Err("it is not a number of the range")
                }
            }
            Self::Radio(choices) | Self::Select(choices) => {
                if choices.iter().any(|choice| choice.text.of(language) == value) {
                    Ok(())
                } else {
                    Err("it is none of the choices")
                }
            }
        }
    }
}

impl Pattern {
    /// The same rule for the page, as an HTML `pattern`.
    #[must_use]
    pub fn html(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::Katakana => Some(r"[\u30A1-\u30F6\u30FC\u30FB \u3000]+"),
            Self::Telephone => Some(r"0[0-9\-]{8,13}[0-9]"),
            Self::PostalCode => Some(r"[0-9]{3}-[0-9]{4}"),
        }
    }

    /// Which keys a telephone should show (HTML `inputmode`).
    #[must_use]
    pub fn keyboard(self) -> &'static str {
        match self {
            Self::Any | Self::Katakana => "text",
            Self::Telephone => "tel",
            Self::PostalCode => "numeric",
        }
    }

    /// Its name for the script, which brings what is typed into this form (half-width kana, full-width digits).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Katakana => "katakana",
            Self::Telephone => "telephone",
            Self::PostalCode => "postal-code",
        }
    }

    fn fits(self, value: &str) -> bool {
        let digit = |c: char| c.is_ascii_digit();
        match self {
            Self::Any => true,
            Self::Katakana => value.chars().all(|c| matches!(c, 'ァ'..='ヶ' | 'ー' | '・' | ' ' | '　')),
            Self::Telephone => {
                (10..=15).contains(&value.len())
                    && value.starts_with('0')
                    && value.ends_with(digit)
                    && value.chars().all(|c| digit(c) || c == '-')
            }
            Self::PostalCode => {
                value.len() == 8
                    && value
                        .split_once('-')
                        .is_some_and(|(a, b)| a.len() == 3 && a.chars().chain(b.chars()).all(digit))
            }
        }
    }
}
