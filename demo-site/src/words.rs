//! Words for people that scripts and servers share: what happened, and what to do about it.

mod bridge;
mod browser;
pub mod contact;
pub mod findings;
mod intake;

pub use browser::BROWSER;
pub use intake::ERRORS as INTAKE_ERRORS;

use crate::language::{Language, Text};
use serde_json::{Map, Value, json};

/// What is said about one error code.
#[derive(Clone, Copy, Debug)]
pub struct ErrorWords {
    /// The code, in kebab-case.
    pub code: &'static str,
    /// What happened. `{fact}` stands for a fact of the error.
    pub what: Text,
    /// What the person can do.
    pub then: Text,
}

/// Every code that a page of this site may meet: Jitsuin's (`bridge/PROTOCOL.md`) and the site's own.
pub fn errors() -> impl Iterator<Item = &'static ErrorWords> {
    bridge::ERRORS.iter().chain(intake::ERRORS)
}

/// The words for a code.
#[must_use]
pub fn error(code: &str) -> Option<&'static ErrorWords> {
    errors().find(|words| words.code == code)
}

/// The words that the scripts of the pages need, in one language, as an ECMAScript module.
#[must_use]
pub fn module(language: Language) -> String {
    let errors: Map<String, Value> = errors()
        .map(|words| {
            (
                words.code.to_owned(),
                json!({ "what": words.what.of(language), "then": words.then.of(language) }),
            )
        })
        .collect();
    let page: Map<String, Value> =
        BROWSER.iter().map(|(name, text)| ((*name).to_owned(), text.of(language).into())).collect();
    format!(
        "export const errors = {};\nexport const words = {};\n",
        Value::Object(errors),
        Value::Object(page)
    )
}

#[cfg(test)]
mod tests {
    use super::{BROWSER, error, errors};

    #[test]
    fn every_code_of_the_protocol_has_words() {
        let protocol = include_str!("../../bridge/PROTOCOL.md");
        let (_, table) = protocol.split_once("## Errors").unwrap();
        let codes: Vec<&str> = table
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(code, _)| code))
            .collect();
        assert!(codes.len() > 40, "the table was not read: {codes:?}");
        for code in codes {
            assert!(error(code).is_some(), "{code} has no words");
        }
    }

    #[test]
    fn no_code_has_two_sets_of_words_and_none_is_empty() {
        let mut seen = std::collections::BTreeSet::new();
        for words in errors() {
            assert!(seen.insert(words.code), "{} twice", words.code);
            for text in [words.what, words.then] {
                assert!(!text.ja.is_empty() && !text.en.is_empty(), "{}", words.code);
                assert!(text.en.is_ascii() && !text.ja.is_ascii(), "{}", words.code);
            }
        }
        for (name, text) in BROWSER {
            assert!(!text.ja.is_empty() && !text.en.is_empty() && text.en.is_ascii(), "{name}");
        }
    }

    #[test]
    fn every_word_that_a_script_asks_for_exists() {
        let script = [
            include_str!("../assets/form.js"),
            include_str!("../assets/link.js"),
            include_str!("../assets/login.js"),
            include_str!("../assets/tell.js"),
        ]
        .concat();
        let asked: Vec<&str> = script
            .split("words.")
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap())
            .collect();
        assert!(!asked.is_empty());
        for name in &asked {
            assert!(BROWSER.iter().any(|(known, _)| known == name), "words.{name} is missing");
        }
        for (name, _) in BROWSER {
            assert!(asked.contains(name), "nobody uses {name}");
        }
    }
}
