//! The two languages of the pages, and how one of them is chosen.

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use std::convert::Infallible;

/// A language in which every page exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// 日本語, where nothing else was asked for.
    Japanese,
    /// English.
    English,
}

impl Language {
    /// Both, in the order in which pages offer them.
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// The BCP 47 tag, as `?lang=` and `<html lang>` have it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// The language with this tag.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language that a browser prefers (RFC 9110 §12.5.4), or `None` where it names neither.
    #[must_use]
    pub fn preferred(accept_language: &str) -> Option<Self> {
        accept_language
            .split(',')
            .take(32)
            .filter_map(|range| {
                let mut parts = range.split(';');
                let tag = parts.next()?.trim().to_ascii_lowercase();
                let language = Self::from_tag(tag.split('-').next()?)?;
                let weight = parts
                    .filter_map(|parameter| parameter.trim().strip_prefix("q="))
                    .find_map(|weight| weight.parse::<f32>().ok())
                    .unwrap_or(1.0);
                (weight > 0.0).then_some((language, weight))
            })
            // Of equal weights the first counts, as people list them in that order.
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(language, _)| language)
    }
}

/// A sentence in both languages, side by side, so that neither can be forgotten.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Japanese.
    pub ja: &'static str,
    /// English.
    pub en: &'static str,
}

impl Text {
    /// Where there is nothing to say.
    pub const NONE: Self = Self { ja: "", en: "" };

    /// The sentence in one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &'static str {
        match language {
            Language::Japanese => self.ja,
            Language::English => self.en,
        }
    }
}

/// Whether a text that somebody typed has kana or kanji, so that a screen reader can read it out as Japanese.
#[must_use]
pub fn is_japanese(text: &str) -> bool {
    text.chars().any(|character| matches!(character, 'ぁ'..='ヿ' | '㐀'..='鿿' | 'ｦ'..='ﾟ'))
}

/// What a page must know of the person who looks at it: the language, and the address, to offer the other language.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language of the page.
    pub language: Language,
    /// Chosen by a link, so that it must be carried on, and not by the browser's setting.
    chosen: bool,
    path: String,
}

impl Visit {
    /// A visit to `path` by someone whose browser sends this query and `Accept-Language`.
    #[must_use]
    pub fn new(path: &str, query: Option<&str>, accept_language: Option<&str>) -> Self {
        let chosen = query
            .unwrap_or("")
            .split('&')
            .find_map(|pair| pair.strip_prefix("lang="))
            .and_then(Language::from_tag);
        let language = chosen.or_else(|| Language::preferred(accept_language?)).unwrap_or(Language::Japanese);
        Self { language, chosen: chosen.is_some(), path: path.to_owned() }
    }

    /// The same visit, as of another path: for an answer whose own address is not one to come back to.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    /// One of two sentences. Templates have both languages where the words are used.
    #[must_use]
    pub fn say<'a>(&self, japanese: &'a str, english: &'a str) -> &'a str {
        match self.language {
            Language::Japanese => japanese,
            Language::English => english,
        }
    }

    /// A [`Text`] in the page's language.
    #[must_use]
    pub fn text(&self, text: &Text) -> &'static str {
        text.of(self.language)
    }

    /// A path of this site that keeps a chosen language.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        if self.chosen { format!("{path}?lang={}", self.language.tag()) } else { path.to_owned() }
    }

    /// This page in `language`.
    #[must_use]
    pub fn here_in(&self, language: &Language) -> String {
        format!("{}?lang={}", self.path, language.tag())
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let accept_language = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self::new(parts.uri.path(), parts.uri.query(), accept_language))
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, Visit};

    #[test]
    fn a_browser_is_understood() {
        for (header, expected) in [
            ("ja,en-US;q=0.9,en;q=0.8", Some(Language::Japanese)),
            ("en-GB, ja;q=0.5", Some(Language::English)),
            ("fr, ja;q=0.3, en;q=0.4", Some(Language::English)),
            ("en;q=0, ja;q=0.1", Some(Language::Japanese)),
            ("JA-JP", Some(Language::Japanese)),
            ("fr", None),
            ("", None),
            (";;;q=,,", None),
        ] {
            assert_eq!(Language::preferred(header), expected, "{header}");
        }
    }

    #[test]
    fn a_link_outweighs_the_browser_and_is_carried_on() {
        let visit = Visit::new("/forms/juminhyo", Some("a=b&lang=en"), Some("ja"));
        assert_eq!(visit.language, Language::English);
        assert_eq!(visit.link("/"), "/?lang=en");
        assert_eq!(visit.here_in(&Language::Japanese), "/forms/juminhyo?lang=ja");

        let visit = Visit::new("/", Some("lang=xx"), Some("en"));
        assert_eq!(visit.language, Language::English);
        assert_eq!(visit.link("/developers"), "/developers");
    }
}
