//! Which of a verdict's two sentences is shown.

use jitsuin_core::report::Sentences;
use std::borrow::Cow;

/// 日本語 or English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    Ja,
    En,
}

impl Language {
    /// By the environment, as POSIX says: `LC_ALL`, `LC_MESSAGES`, `LANG`.
    pub(crate) fn of_environment() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        if locale.is_some_and(|locale| locale.starts_with("ja")) { Self::Ja } else { Self::En }
    }

    pub(crate) fn of(self, sentences: Sentences) -> Cow<'static, str> {
        match self {
            Self::Ja => sentences.ja,
            Self::En => sentences.en,
        }
    }
}
