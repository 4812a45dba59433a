//! A certificate for people: the nine fields of a signing certificate (ACCEPTANCE.md S05), the five of an authentication
//! certificate (U06), in the words of the card.

use crate::kept_report::{KeptBirthDate, KeptCertificate};
use crate::language::{Language, Text};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// One line.
pub(in crate::routes) struct Fact {
    pub(in crate::routes) label: &'static str,
    pub(in crate::routes) value: String,
    /// What must be known beside it.
    pub(in crate::routes) note: Option<String>,
    /// For scripts and tests.
    pub(in crate::routes) id: Option<&'static str>,
    /// Written in Japanese whatever the language of the page.
    pub(in crate::routes) japanese: bool,
    /// Digits and letters to compare, not to read.
    pub(in crate::routes) code: bool,
}

/// The lines, in the order of the official figure.
pub(in crate::routes) fn facts(signer: &KeptCertificate, language: Language) -> Vec<Fact> {
    let mut facts = Vec::new();
    let fact = |label: Text, value: String| Fact {
        label: label.of(language),
        value,
        note: None,
        id: None,
        japanese: false,
        code: false,
    };
    if let Some(holder) = &signer.holder {
        facts.push(Fact {
            id: Some("signer-name"),
            japanese: true,
            note: substituted(&holder.name_substituted, language),
            ..fact(Text { ja: "氏名", en: "Name" }, holder.name.clone())
        });
        facts.push(Fact {
            id: Some("signer-birth-date"),
            ..fact(Text { ja: "生年月日", en: "Date of birth" }, birth_date(&holder.birth_date, language))
        });
        facts.push(fact(Text { ja: "性別", en: "Sex" }, sex(&holder.sex).of(language).to_owned()));
        facts.push(Fact {
            id: Some("signer-address"),
            japanese: true,
            note: substituted(&holder.address_substituted, language),
            ..fact(Text { ja: "住所", en: "Address" }, holder.address.clone())
        });
    }
    facts.push(fact(Text { ja: "発行者", en: "Issuer" }, signer.issuer.clone()));
    facts.push(fact(
        Text { ja: "有効期間", en: "Validity" },
        match language {
            Language::Japanese => {
                format!(
                    "{} から {} まで",
                    day(&signer.not_before, language),
                    day(&signer.not_after, language)
                )
            }
            Language::English => {
                format!("{} to {}", day(&signer.not_before, language), day(&signer.not_after, language))
            }
        },
    ));
    facts.push(fact(Text { ja: "発行年月日", en: "Issued" }, day(&signer.not_before, language)));
    facts.push(Fact {
        code: true,
        ..fact(Text { ja: "発行番号", en: "Serial number" }, signer.serial_number.clone())
    });
    facts.push(Fact {
        code: true,
        note: Some(format!("SHA-256 {}", signer.public_key.sha256)),
        ..fact(
            match signer.kind.as_str() {
                "auth" => Text { ja: "利用者証明用公開鍵", en: "Public key" },
                _ => Text { ja: "署名用公開鍵", en: "Public key" },
            },
            signer.public_key.algorithm.clone(),
        )
    });
    facts
}

/// A moment on the clocks of Japan, to the minute.
pub(in crate::routes) fn time_in_japan(time: OffsetDateTime, language: Language) -> String {
    let (year, month, day, hour, minute) = in_japan(time);
    match language {
        Language::Japanese => format!("{year}年{month}月{day}日 {hour}時{minute:02}分"),
        Language::English => format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02} (Japan time)"),
    }
}

fn in_japan(time: OffsetDateTime) -> (i32, u8, u8, u8, u8) {
    // Japan has one offset and no summer time. Beside the end of the calendar a moment stays as it is.
    let time =
        UtcOffset::from_hms(9, 0, 0).ok().and_then(|japan| time.checked_to_offset(japan)).unwrap_or(time);
    (time.year(), time.month().into(), time.day(), time.hour(), time.minute())
}

fn day(time: &str, language: Language) -> String {
    let Ok(moment) = OffsetDateTime::parse(time, &Rfc3339) else { return time.to_owned() };
    let (year, month, day, ..) = in_japan(moment);
    match language {
        Language::Japanese => format!("{year}年{month}月{day}日"),
        Language::English => format!("{year}-{month:02}-{day:02}"),
    }
}

fn birth_date(date: &KeptBirthDate, language: Language) -> String {
    let unknown = Text { ja: "不詳", en: "unknown" }.of(language);
    let part = |part: Option<u16>| part.map_or_else(|| unknown.to_owned(), |number| number.to_string());
    let (year, month, day) =
        (part(date.year), part(date.month.map(u16::from)), part(date.day.map(u16::from)));
    match language {
        Language::Japanese => {
            // The certificate has the era beside the year of the Common Era.
            let era = era(&date.era).map_or_else(String::new, |(name, first)| {
                date.year.and_then(|year| (year + 1).checked_sub(first)).filter(|year| *year > 0).map_or_else(
                    String::new,
                    |year| match year {
                        1 => format!("（{name}元年）"),
                        year => format!("（{name}{year}年）"),
                    },
                )
            });
            format!("{year}年{era}{month}月{day}日")
        }
        Language::English => format!("{year}-{month:0>2}-{day:0>2}"),
    }
}

/// Its name, and its first year.
fn era(era: &str) -> Option<(&'static str, u16)> {
    match era {
        "meiji" => Some(("明治", 1868)),
        "taisho" => Some(("大正", 1912)),
        "showa" => Some(("昭和", 1926)),
        "heisei" => Some(("平成", 1989)),
        "reiwa" => Some(("令和", 2019)),
        _ => None,
    }
}

pub(in crate::routes) fn sex(sex: &str) -> &'static Text {
    match sex {
        "male" => &Text { ja: "男", en: "Male" },
        "female" => &Text { ja: "女", en: "Female" },
        "not-applicable" => &Text { ja: "適用不能", en: "Not applicable" },
        _ => &Text { ja: "不明", en: "Unknown" },
    }
}

/// Which characters stand for others that a certificate cannot write (外字). Never passed over in silence.
fn substituted(characters: &[usize], language: Language) -> Option<String> {
    if characters.is_empty() {
        return None;
    }
    let places: Vec<String> = characters.iter().map(|place| place.saturating_add(1).to_string()).collect();
    Some(match language {
        Language::Japanese => format!("{}文字目は代替文字です（外字）。", places.join("、")),
        Language::English => {
            format!("Character {} stands for one that a certificate cannot write.", places.join(", "))
        }
    })
}
