//! The tables of the comparison: what ways of writing are known, what is doubtful, what prevents a comparison; and their words.

use super::{Attribute, Comparison};
use serde::Serialize;

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sentences {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// One row: the code, and what follows "apart from" in both languages.
macro_rules! rows {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident: $ja:literal, $en:literal;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            /// The whole table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The row in words.
            pub fn words(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($ja, $en),)+ }
            }
        }
    };
}

rows! {
    /// A way of writing that changes nothing about what is meant.
    Rule {
        /// Half width and full width (the block U+FF00 by UAX #15 NFKC), and combining marks put together.
        Width: "全角と半角", "full-width and half-width characters";
        /// Spaces of any kind, or none. Between two digits of an address a space parts them as a hyphen does.
        Space: "空白", "spaces";
        /// Capital and small letters of the Latin alphabet.
        LetterCase: "英字の大文字と小文字", "capital and small letters";
        /// 二丁目 and 2丁目: numerals of block numbers only, never those of place names such as 六本木.
        KanjiNumeral: "丁目・番地などの漢数字", "kanji numerals in block numbers";
        /// Every kind of hyphen, dash and minus; ー only between digits.
        Hyphen: "ハイフンの種類", "the kind of hyphen";
        /// 丁目, 番地, 番, 号, 号室 and の, or a hyphen.
        BlockWord: "「丁目・番地・番・号」とハイフン", "block words (丁目, 番地, 番, 号) and hyphens";
        /// The way in which a date is written.
        DateNotation: "日付の書き方", "the way the date is written";
        /// 元号
        JapaneseEra: "元号と西暦", "Japanese era and Gregorian year";
        /// The word for the sex.
        SexNotation: "性別の書き方", "the word for the sex";
    }
}

rows! {
    /// Why something may be the same and may not.
    Doubt {
        /// 旧字体, 異体字, variation selectors, CJK compatibility ideographs.
        VariantCharacter: "異体字・旧字体の可能性がある文字", "characters that may be variants of one another";
        /// ①, ㈱, ㎡ … (NFKC outside the block of width).
        CompatibilityCharacter: "丸数字・組文字などの特殊な文字", "compatibility characters such as ① or ㈱";
        /// ヶ, ケ, が; ノ, の, 之; ツ, ッ, つ.
        PlaceKana: "地名の仮名（ヶ・が・ノ・の・ツなど）", "kana in a place name (ヶ, が, ノ, の, ツ)";
        /// One of the two begins with the prefecture, the other without.
        PrefectureOmitted: "都道府県名の有無", "a prefecture that only one of them names";
        /// 大字, 字
        AzaOmitted: "「大字」「字」の有無", "大字 or 字 that only one of them has";
        /// ・
        MiddleDot: "中点（・）の有無", "a middle dot that only one of them has";
        /// 番 where the other says 番地: block and lot numbers are different systems.
        BlockWordDiffers: "「番」と「番地」の違い", "番 in one and 番地 in the other";
        /// A name that is parted at another place.
        SpaceElsewhere: "姓と名の区切りの位置", "the place where family and given name are parted";
        /// 代替文字: the certificate says that a character stands for one that it cannot write.
        SubstitutedCharacter: "電子証明書で代替文字に置き換えられた文字（外字）",
            "a character that the certificate substitutes for one it cannot write";
        /// The register does not hold all of the date.
        DateIncomplete: "電子証明書の生年月日に不明な部分があること", "parts of the birth date that the certificate does not know";
        /// The same day, but under another era than the register's.
        EraDiffers: "元号の違い", "another era for the same day";
    }
}

/// Why there is nothing to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// The form did not ask, or nothing was filled in.
    NotGiven,
    /// Longer than [`super::MAX_CHARACTERS`].
    TooLong,
    /// Not a date or a sex of any known notation, or with control characters.
    Unreadable,
    /// The form asked, and the person did not want to say.
    NotDeclared,
    /// The certificate says that it does not know.
    NotRegistered,
    /// The certificate names nobody.
    NoHolder,
}

impl Obstacle {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotGiven => ("申請に記入がありません", "the form does not give it"),
            Self::TooLong => ("申請の記入が長すぎます", "what the form gives is too long"),
            Self::Unreadable => ("申請の記入を読み取れません", "what the form gives cannot be read"),
            Self::NotDeclared => ("申請者が回答していません", "the person did not declare it"),
            Self::NotRegistered => {
                ("電子証明書では不明とされています", "the certificate says that it is unknown")
            }
            Self::NoHolder => ("電子証明書に記録がありません", "the certificate does not hold it"),
        }
    }
}

/// Puts the sentences together.
pub(super) struct Words;

impl Words {
    pub(super) fn of(attribute: Attribute, comparison: &Comparison) -> Sentences {
        let (ja, en) = attribute.words();
        match comparison {
            Comparison::Same => Sentences {
                ja: format!("{ja}は電子証明書と一致しています。"),
                en: format!("The {en} is the certificate's."),
            },
            Comparison::SameAfter { rules } => {
                let (rules_ja, rules_en) = list(rules.iter().map(|rule| rule.words()));
                Sentences {
                    ja: format!("{ja}は、{rules_ja}の違いを除いて電子証明書と一致しています。"),
                    en: format!("The {en} is the certificate's, apart from {rules_en}."),
                }
            }
            Comparison::MayBeSame { rules: _, why } => {
                let (why_ja, why_en) = list(why.iter().map(|doubt| doubt.words()));
                Sentences {
                    ja: format!(
                        "{ja}は一致している可能性がありますが、{why_ja}のため、人による確認が必要です。"
                    ),
                    en: format!(
                        "The {en} may be the certificate's; a person must look, because of {why_en}."
                    ),
                }
            }
            Comparison::Differs => Sentences {
                ja: format!("{ja}が電子証明書と異なります。"),
                en: format!("The {en} differs from the certificate's."),
            },
            Comparison::NotComparable { why } => {
                let (why_ja, why_en) = why.words();
                Sentences {
                    ja: format!("{ja}は照合できません。{why_ja}。"),
                    en: format!("The {en} cannot be compared: {why_en}."),
                }
            }
        }
    }
}

impl Attribute {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("氏名", "name"),
            Self::Address => ("住所", "address"),
            Self::BirthDate => ("生年月日", "birth date"),
            Self::Sex => ("性別", "sex"),
        }
    }
}

fn list(words: impl Iterator<Item = (&'static str, &'static str)>) -> (String, String) {
    let (ja, en): (Vec<_>, Vec<_>) = words.unzip();
    (ja.join("、"), en.join("; "))
}
