//! The forms of the municipality, as tables: one table draws the page, and the same table judges what comes back.
//!
//! A new form is one more file beside `juminhyo` and one more line in [`ALL`].

mod input;
pub mod juminhyo;

pub use input::{Choice, Input, Pattern};

use crate::language::{Language, Text};
use jitsuin_verifier::matching::DeclaredAttributes;

/// Every form that this site takes.
pub static ALL: &[&Form] = &[&juminhyo::FORM];

/// One form.
#[derive(Debug)]
pub struct Form {
    /// Its place below `/forms/`.
    pub name: &'static str,
    /// Its title, which is signed.
    pub title: Text,
    /// What it is for, in a sentence or two.
    pub purpose: Text,
    /// What to bear in mind; the signing window shows it before the password (ACCEPTANCE.md C02). It is not signed.
    pub notice: Text,
    /// Its parts, in their order.
    pub sections: &'static [Section],
}

/// Fields under one heading.
#[derive(Debug)]
pub struct Section {
    /// The heading. It is not signed.
    pub heading: Text,
    /// The fields, in their order.
    pub fields: &'static [Field],
}

/// One question to the person.
#[derive(Debug)]
pub struct Field {
    /// Its name in the signed document.
    pub name: &'static str,
    /// The question, which is signed with the answer.
    pub label: Text,
    /// How to answer; [`Text::NONE`] where the question says it all.
    pub hint: Text,
    /// Whether it must be answered.
    pub required: Required,
    /// What an answer looks like.
    pub input: Input,
    /// What the browser may offer (HTML `autocomplete`).
    pub autocomplete: &'static str,
    /// What the card can fill in here.
    pub from_card: Option<CardAttribute>,
    /// What to say where an answer is missing.
    pub missing: Text,
    /// What to say where an answer cannot be right.
    pub wrong: Text,
}

/// Whether a field must be answered.
#[derive(Clone, Copy, Debug)]
pub enum Required {
    /// Always.
    Always,
    /// Never.
    Never,
    /// Where the field `field` has the answer `choice`.
    When {
        /// The name of a field with [`Choice`]s that stands before this one.
        field: &'static str,
        /// The name of one of its choices.
        choice: &'static str,
    },
}

/// One of 基本4情報, by the name that `readAttributes` knows it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardAttribute {
    /// 氏名
    Name,
    /// 住所
    Address,
    /// 生年月日
    BirthDate,
    /// 性別
    Sex,
}

/// Why a signed document is not this form, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The name of the field at fault; `title` for the title, and `fields` where an unknown field stands.
    pub field: String,
    /// What is wrong with it, in English.
    pub reason: &'static str,
}

impl Form {
    /// The address of its page.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/forms/{}", self.name)
    }

    /// The address of the terms that come before it.
    #[must_use]
    pub fn consent_path(&self) -> String {
        format!("/forms/{}/consent", self.name)
    }

    /// What a person declared of 基本4情報 in this form, by the fields that the card could have filled in. `answers` are name and value.
    #[must_use]
    pub fn declared<'a>(&self, answers: impl Iterator<Item = (&'a str, &'a str)>) -> DeclaredAttributes {
        let mut declared = DeclaredAttributes::default();
        for (name, value) in answers {
            let attribute = self.fields().find(|field| field.name == name).and_then(|field| field.from_card);
            let place = match attribute {
                Some(CardAttribute::Name) => &mut declared.name,
                Some(CardAttribute::Address) => &mut declared.address,
                Some(CardAttribute::BirthDate) => &mut declared.birth_date,
                Some(CardAttribute::Sex) => &mut declared.sex,
                None => continue,
            };
            *place = Some(value.to_owned());
        }
        declared
    }

    /// The form of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().copied().find(|form| form.name == name)
    }

    /// The form, and the language in which it was filled in, that has this title.
    #[must_use]
    pub fn titled(title: &str) -> Option<(&'static Self, Language)> {
        ALL.iter().copied().find_map(|form| {
            Language::ALL
                .into_iter()
                .find(|language| form.title.of(*language) == title)
                .map(|language| (form, language))
        })
    }

    /// The fields of all sections, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.sections.iter().flat_map(|section| section.fields)
    }

    /// What the card can fill in, as one text with spaces between: what the page asks the card for, and no more.
    #[must_use]
    pub fn card_attributes(&self) -> String {
        let names: Vec<&str> =
            self.fields().filter_map(|field| field.from_card).map(CardAttribute::name).collect();
        names.join(" ")
    }

    /// Holds what was signed against this form in one language: the same questions to the letter, in the same order, with
    /// answers that the page would have accepted. `answers` are name, label and value.
    ///
    /// # Errors
    ///
    /// The first field that does not fit. A person who used the page never sees this; a signature over other questions
    /// than the municipality asked would be worth nothing to it.
    pub fn check<'a>(
        &self,
        language: Language,
        answers: impl IntoIterator<Item = (&'a str, &'a str, &'a str)>,
    ) -> Result<(), Misfit> {
        let mut answers = answers.into_iter().peekable();
        let mut given: Vec<(&'static str, &str)> = Vec::new();
        for field in self.fields() {
            let misfit = |reason| Misfit { field: field.name.to_owned(), reason };
            if let Some((_, label, value)) = answers.next_if(|(name, ..)| *name == field.name) {
                if label != field.label.of(language) {
                    return Err(misfit("its label is not the one of the form"));
                }
                field.input.check(value, language).map_err(misfit)?;
                given.push((field.name, value));
            } else if field.is_required(language, &given, self) {
                return Err(misfit("it is missing"));
            }
        }
        match answers.next() {
            None => Ok(()),
            Some(_) => Err(Misfit {
                field: "fields".to_owned(),
                reason: "a field is unknown, twice or out of its order",
            }),
        }
    }
}

impl CardAttribute {
    /// Its name in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::BirthDate => "birthDate",
            Self::Sex => "sex",
        }
    }
}

impl Field {
    /// Always to be answered, as the page marks it.
    #[must_use]
    pub fn is_always_required(&self) -> bool {
        matches!(self.required, Required::Always)
    }

    /// Drawn as a group of buttons, and not as one control.
    #[must_use]
    pub fn is_radio(&self) -> bool {
        matches!(self.input, Input::Radio(_))
    }

    /// Says how to answer.
    #[must_use]
    pub fn has_hint(&self) -> bool {
        !self.hint.ja.is_empty()
    }

    /// The other field and its choice where the answer to another field decides whether this one must be answered.
    #[must_use]
    pub fn condition(&self) -> Option<(&'static str, &'static str)> {
        match self.required {
            Required::When { field, choice } => Some((field, choice)),
            Required::Always | Required::Never => None,
        }
    }

    fn is_required(&self, language: Language, given: &[(&'static str, &str)], form: &Form) -> bool {
        match self.required {
            Required::Always => true,
            Required::Never => false,
            Required::When { field, choice } => {
                let decisive = form
                    .fields()
                    .find(|other| other.name == field)
                    .and_then(|other| other.input.choices().iter().find(|option| option.name == choice))
                    .map(|option| option.text.of(language));
                given.iter().any(|(name, value)| *name == field && Some(*value) == decisive)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Form, Misfit, Required};
    use crate::language::{Language, Text};

    fn filled_in(language: Language) -> Vec<(String, String, String)> {
        super::juminhyo::example(language)
            .into_iter()
            .map(|(name, label, value)| (name.to_owned(), label.to_owned(), value.to_owned()))
            .collect()
    }

    fn check(form: &Form, language: Language, answers: &[(String, String, String)]) -> Result<(), Misfit> {
        form.check(language, answers.iter().map(|(n, l, v)| (n.as_str(), l.as_str(), v.as_str())))
    }

    #[test]
    fn the_example_fits_in_both_languages() {
        for language in Language::ALL {
            let (form, found) = Form::titled(super::juminhyo::FORM.title.of(language)).unwrap();
            assert_eq!(found, language);
            assert_eq!(check(form, language, &filled_in(language)), Ok(()));
        }
        assert!(Form::titled("婚姻届").is_none());
    }

    #[test]
    fn what_the_page_would_not_send_does_not_fit() {
        type Change = fn(&mut Vec<(String, String, String)>);
        let changes: &[(&str, Change)] = &[
            ("applicant-name", |answers| drop(answers.remove(0))),
            ("applicant-name", |answers| answers[0].1 = "氏名（漢字）".into()),
            ("applicant-name", |answers| answers[0].2 = "   ".into()),
            ("applicant-name", |answers| answers[0].2 = "実印\n太郎".into()),
            ("applicant-kana", |answers| answers[1].2 = "Taro".into()),
            ("applicant-kana", |answers| answers.swap(1, 2)),
            ("birth-date", |answers| answers[2].2 = "1980-02-30".into()),
            ("postal-code", |answers| answers[3].2 = "1234567".into()),
            ("telephone", |answers| answers[5].2 = "０９０-1234-5678".into()),
            ("relation", |answers| answers[6].2 = "self".into()),
            ("copies", |answers| answers[8].2 = "0".into()),
            ("copies", |answers| answers[8].2 = "11".into()),
            ("copies", |answers| answers[8].2 = "01".into()),
            ("fields", |answers| answers.push(answers[0].clone())),
            ("fields", |answers| answers.push(("x".into(), "x".into(), "x".into()))),
        ];
        for (field, change) in changes {
            let mut answers = filled_in(Language::Japanese);
            change(&mut answers);
            let misfit = check(&super::juminhyo::FORM, Language::Japanese, &answers).unwrap_err();
            assert_eq!(misfit.field, *field, "{misfit:?}");
        }
    }

    #[test]
    fn part_of_a_household_must_be_named() {
        let mut answers = filled_in(Language::Japanese);
        let household = answers.iter().position(|(name, ..)| name == "household").unwrap();
        answers[household].2 = "世帯の一部".into();
        let misfit = check(&super::juminhyo::FORM, Language::Japanese, &answers).unwrap_err();
        assert_eq!((misfit.field.as_str(), misfit.reason), ("members", "it is missing"));

        let label = "必要な方の氏名".to_owned();
        answers.insert(household + 1, ("members".into(), label, "実印 太郎".into()));
        assert_eq!(check(&super::juminhyo::FORM, Language::Japanese, &answers), Ok(()));
    }

    #[test]
    fn the_tables_are_sound() {
        let both = |text: &Text| !text.ja.is_empty() && !text.en.is_empty() && text.en.is_ascii();
        for form in ALL {
            assert!(both(&form.title) && both(&form.purpose) && both(&form.notice), "{}", form.name);
            // The signing window takes at most 20 000 characters; people read far fewer.
            assert!(form.notice.ja.chars().count() <= 200, "{}", form.name);
            let mut names: Vec<&str> = Vec::new();
            for section in form.sections {
                assert!(both(&section.heading));
            }
            for field in form.fields() {
                assert!(!names.contains(&field.name), "{} twice", field.name);
                assert!(both(&field.label) && both(&field.missing) && both(&field.wrong), "{}", field.name);
                assert_eq!(field.hint.ja.is_empty(), field.hint.en.is_empty(), "{}", field.name);
                for choice in field.input.choices() {
                    assert!(both(&choice.text), "{} {}", field.name, choice.name);
                }
                if let Required::When { field: other, .. } = field.required {
                    assert!(names.contains(&other), "{} depends on a later field", field.name);
                }
                names.push(field.name);
            }
        }
    }
}
