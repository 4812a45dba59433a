//! 住民票の写しの交付申請: the application for a copy of one's entry in the residents' register (住民基本台帳法 12条).
//!
//! It never asks for the 個人番号; a copy that shows it is not applied for here.

use super::{CardAttribute, Choice, Field, Form, Input, Pattern, Required, Section};
use crate::language::Text;

/// The form.
pub static FORM: Form = Form {
    name: "juminhyo",
    title: Text {
        ja: "住民票の写しの交付申請", en: "Application for a copy of the residence record"
    },
    purpose: Text {
        ja: "みほん市に住民登録をしている方が、ご本人または同じ世帯の方の住民票の写しを請求する手続きです。",
        en: "For residents registered in Mihon City who need a copy of the residence record (juminhyo) of themselves or of \
             members of their household.",
    },
    notice: Text {
        ja: "住民票の写しは、手数料の納付を確認した後に発行します。うその申請をすると、罰せられることがあります。",
        en: "The copy is issued once the fee has been paid. A false application can be punished.",
    },
    sections: &[APPLICANT, RECORD, DELIVERY],
};

const APPLICANT: Section = Section {
    heading: Text { ja: "申請する方", en: "Applicant" },
    fields: &[
        Field {
            name: "applicant-name",
            label: Text { ja: "氏名", en: "Full name" },
            hint: Text {
                ja: "住民票に記載されているとおりに入力してください。例：実印 太郎",
                en: "As written in the residence record. Example: Jitsuin Taro",
            },
            required: Required::Always,
            input: Input::Line { pattern: Pattern::Any, most: 100 },
            autocomplete: "name",
            from_card: Some(CardAttribute::Name),
            missing: Text { ja: "氏名を入力してください。", en: "Enter your full name." },
            wrong: Text {
                ja: "氏名は100文字以内で入力してください。",
                en: "Your name can have at most 100 characters.",
            },
        },
        Field {
            name: "applicant-kana",
            label: Text { ja: "フリガナ", en: "Reading in katakana" },
            hint: Text {
                ja: "全角カタカナで入力してください。例：ジツイン タロウ",
                en: "In katakana. Hiragana and half-width katakana are converted.",
            },
            required: Required::Always,
            input: Input::Line { pattern: Pattern::Katakana, most: 100 },
            autocomplete: "off",
            from_card: None,
            missing: Text {
                ja: "フリガナを入力してください。", en: "Enter the reading of your name."
            },
            wrong: Text {
                ja: "フリガナは全角カタカナで入力してください。",
                en: "Enter the reading in katakana.",
            },
        },
        Field {
            name: "birth-date",
            label: Text { ja: "生年月日", en: "Date of birth" },
            hint: Text { ja: "西暦で入力してください。", en: "Year, month and day." },
            required: Required::Always,
            input: Input::Date,
            autocomplete: "bday",
            from_card: Some(CardAttribute::BirthDate),
            missing: Text {
                ja: "生年月日を入力してください。", en: "Enter your date of birth."
            },
            wrong: Text {
                ja: "生年月日を正しい日付で入力してください。",
                en: "Enter a date of birth that exists.",
            },
        },
        Field {
            name: "postal-code",
            label: Text { ja: "郵便番号", en: "Postal code" },
            hint: Text { ja: "例：123-4567", en: "Example: 123-4567" },
            required: Required::Always,
            input: Input::Line { pattern: Pattern::PostalCode, most: 8 },
            autocomplete: "postal-code",
            from_card: None,
            missing: Text { ja: "郵便番号を入力してください。", en: "Enter your postal code." },
            wrong: Text {
                ja: "郵便番号は「123-4567」のように7桁の数字で入力してください。",
                en: "Enter the seven digits of the postal code, such as 123-4567.",
            },
        },
        Field {
            name: "address",
            label: Text { ja: "住所", en: "Address" },
            hint: Text {
                ja: "住民登録をしている住所を、都道府県から建物名・部屋番号まで入力してください。",
                en: "The registered address, from the prefecture to the building and room number.",
            },
            required: Required::Always,
            input: Input::Line { pattern: Pattern::Any, most: 200 },
            autocomplete: "street-address",
            from_card: Some(CardAttribute::Address),
            missing: Text { ja: "住所を入力してください。", en: "Enter your address." },
            wrong: Text {
                ja: "住所は200文字以内で入力してください。",
                en: "The address can have at most 200 characters.",
            },
        },
        Field {
            name: "telephone",
            label: Text { ja: "電話番号", en: "Telephone number" },
            hint: Text {
                ja: "日中に連絡のつく番号を入力してください。例：090-0000-0000",
                en: "Where we can reach you during the day. Example: 090-0000-0000",
            },
            required: Required::Always,
            input: Input::Line { pattern: Pattern::Telephone, most: 15 },
            autocomplete: "tel",
            from_card: None,
            missing: Text {
                ja: "電話番号を入力してください。", en: "Enter your telephone number."
            },
            wrong: Text {
                ja: "電話番号は0から始まる10桁または11桁の数字で入力してください。",
                en: "Enter a telephone number of 10 or 11 digits that begins with 0.",
            },
        },
        Field {
            name: "relation",
            label: Text {
                ja: "必要な方から見た申請者の続柄",
                en: "Your relation to the person whose record you need",
            },
            hint: Text {
                ja: "別の世帯の方や代理の方は、この手続きでは申請できません。窓口へお越しください。",
                en: "If you live in another household or act for somebody else, please come to the counter.",
            },
            required: Required::Always,
            input: Input::Radio(&[
                Choice { name: "self", text: Text { ja: "本人", en: "I am that person" } },
                Choice {
                    name: "household",
                    text: Text { ja: "同じ世帯の方", en: "A member of the same household" },
                },
            ]),
            autocomplete: "",
            from_card: None,
            missing: Text {
                ja: "続柄を選択してください。",
                en: "Choose your relation to the person whose record you need.",
            },
            wrong: Text {
                ja: "続柄を選択してください。",
                en: "Choose your relation to the person whose record you need.",
            },
        },
    ],
};

const RECORD: Section = Section {
    heading: Text { ja: "必要な住民票の写し", en: "The copy you need" },
    fields: &[
        Field {
            name: "household",
            label: Text { ja: "住民票の種類", en: "Persons on the copy" },
            hint: Text::NONE,
            required: Required::Always,
            input: Input::Radio(&[
                Choice { name: "all", text: Text { ja: "世帯全員", en: "The whole household" } },
                Choice { name: "part", text: Text { ja: "世帯の一部", en: "Part of the household" } },
            ]),
            autocomplete: "",
            from_card: None,
            missing: Text {
                ja: "世帯全員か世帯の一部かを選択してください。",
                en: "Choose the whole or a part of the household.",
            },
            wrong: Text {
                ja: "世帯全員か世帯の一部かを選択してください。",
                en: "Choose the whole or a part of the household.",
            },
        },
        Field {
            name: "members",
            label: Text { ja: "必要な方の氏名", en: "Names of the persons on the copy" },
            hint: Text {
                ja: "「世帯の一部」を選んだ場合に入力してください。複数の場合は「、」で区切ってください。",
                en: "Only for a part of the household. Separate several names by commas.",
            },
            required: Required::When { field: "household", choice: "part" },
            input: Input::Line { pattern: Pattern::Any, most: 200 },
            autocomplete: "off",
            from_card: None,
            missing: Text {
                ja: "「世帯の一部」の場合は、必要な方の氏名を入力してください。",
                en: "For a part of the household, enter the names of the persons.",
            },
            wrong: Text {
                ja: "必要な方の氏名は200文字以内で入力してください。",
                en: "The names can have at most 200 characters.",
            },
        },
        Field {
            name: "copies",
            label: Text { ja: "必要な通数", en: "Number of copies" },
            hint: Text {
                ja: "1通から10通まで。手数料は1通300円です。",
                en: "From 1 to 10. The fee is 300 yen a copy.",
            },
            required: Required::Always,
            input: Input::Count { least: 1, most: 10 },
            autocomplete: "off",
            from_card: None,
            missing: Text {
                ja: "必要な通数を入力してください。", en: "Enter the number of copies."
            },
            wrong: Text {
                ja: "通数は1から10までの数字で入力してください。",
                en: "Enter a number from 1 to 10.",
            },
        },
        Field {
            name: "head-and-relation",
            label: Text { ja: "世帯主・続柄の記載", en: "Head of household and relation" },
            hint: Text::NONE,
            required: Required::Always,
            input: Input::Radio(&WITH_OR_WITHOUT),
            autocomplete: "",
            from_card: None,
            missing: Text {
                ja: "世帯主・続柄の記載の有無を選択してください。",
                en: "Choose whether they are shown.",
            },
            wrong: Text {
                ja: "世帯主・続柄の記載の有無を選択してください。",
                en: "Choose whether they are shown.",
            },
        },
        Field {
            name: "domicile",
            label: Text {
                ja: "本籍・筆頭者の記載",
                en: "Registered domicile (honseki) and head of the family register",
            },
            hint: Text {
                ja: "外国籍の方は、国籍・地域などの記載になります。",
                en: "For foreign nationals: nationality or region.",
            },
            required: Required::Always,
            input: Input::Radio(&WITH_OR_WITHOUT),
            autocomplete: "",
            from_card: None,
            missing: Text {
                ja: "本籍・筆頭者の記載の有無を選択してください。",
                en: "Choose whether they are shown.",
            },
            wrong: Text {
                ja: "本籍・筆頭者の記載の有無を選択してください。",
                en: "Choose whether they are shown.",
            },
        },
        Field {
            name: "purpose",
            label: Text { ja: "使用目的", en: "Purpose" },
            hint: Text::NONE,
            required: Required::Always,
            input: Input::Select(&[
                Choice {
                    name: "licence",
                    text: Text { ja: "運転免許・資格の手続き", en: "Licence or qualification" },
                },
                Choice {
                    name: "work", text: Text { ja: "就職・勤務先への提出", en: "Employment" }
                },
                Choice {
                    name: "school",
                    text: Text { ja: "入学・奨学金の手続き", en: "School or scholarship" },
                },
                Choice {
                    name: "housing",
                    text: Text { ja: "住宅の契約・ローン", en: "Housing contract or loan" },
                },
                Choice {
                    name: "pension",
                    text: Text { ja: "年金・保険の手続き", en: "Pension or insurance" },
                },
                Choice {
                    name: "inheritance",
                    text: Text { ja: "相続・登記の手続き", en: "Inheritance or registration" },
                },
                Choice { name: "other", text: Text { ja: "その他", en: "Other" } },
            ]),
            autocomplete: "",
            from_card: None,
            missing: Text { ja: "使用目的を選択してください。", en: "Choose the purpose." },
            wrong: Text { ja: "使用目的を選択してください。", en: "Choose the purpose." },
        },
        Field {
            name: "submitted-to",
            label: Text { ja: "提出先", en: "To be submitted to" },
            hint: Text {
                ja: "例：○○銀行、勤務先、○○法務局",
                en: "Example: a bank, an employer, a legal affairs bureau",
            },
            required: Required::Always,
            input: Input::Line { pattern: Pattern::Any, most: 100 },
            autocomplete: "off",
            from_card: None,
            missing: Text {
                ja: "提出先を入力してください。", en: "Enter where you will submit the copy."
            },
            wrong: Text {
                ja: "提出先は100文字以内で入力してください。",
                en: "The place of submission can have at most 100 characters.",
            },
        },
    ],
};

const DELIVERY: Section = Section {
    heading: Text { ja: "受け取り", en: "Delivery" },
    fields: &[Field {
        name: "delivery",
        label: Text { ja: "受取方法", en: "How you receive the copy" },
        hint: Text {
            ja: "郵送先は住民登録をしている住所に限ります。",
            en: "By post we send to the registered address only.",
        },
        required: Required::Always,
        input: Input::Radio(&[
            Choice { name: "post", text: Text { ja: "郵送", en: "By post" } },
            Choice {
                name: "counter",
                text: Text {
                    ja: "市役所の窓口で受け取る", en: "At the counter of the city office"
                },
            },
        ]),
        autocomplete: "",
        from_card: None,
        missing: Text {
            ja: "受取方法を選択してください。", en: "Choose how you receive the copy."
        },
        wrong: Text {
            ja: "受取方法を選択してください。", en: "Choose how you receive the copy."
        },
    }],
};

const WITH_OR_WITHOUT: [Choice; 2] = [
    Choice { name: "with", text: Text { ja: "記載する", en: "Show" } },
    Choice { name: "without", text: Text { ja: "記載しない", en: "Do not show" } },
];

/// The form as somebody fills it in: name, label and value.
#[cfg(test)]
pub(crate) fn example(
    language: crate::language::Language,
) -> Vec<(&'static str, &'static str, &'static str)> {
    FORM.fields()
        .filter_map(|field| {
            let value = match field.name {
                "applicant-name" => "実印 太郎",
                "applicant-kana" => "ジツイン タロウ",
                "birth-date" => "1980-01-31",
                "postal-code" => "100-0001",
                "address" => "東京都千代田区霞が関二丁目1番2号",
                "telephone" => "090-1234-5678",
                "members" => return None,
                "copies" => "1",
                "submitted-to" => "みほん銀行",
                _ => field.input.choices()[0].text.of(language),
            };
            Some((field.name, field.label.of(language), value))
        })
        .collect()
}
