//! 生年月日

use super::written;
use super::{Comparison, Doubt, Obstacle, Rule};
use jitsuin_core::certificate::{BirthDate, Era, Holder};

/// Year, month, day.
type Day = (u16, u8, u8);

/// An era: its names, the Gregorian year before its first, and its first and last day.
///
/// Sources: 元号法 and the orders under it; 明治 begins with its civil calendar of 1873, before which days do not agree.
struct EraRow {
    era: Era,
    names: &'static [&'static str],
    year_before: u16,
    days: (Day, Day),
}

const ERAS: &[EraRow] = &[
    EraRow {
        era: Era::Meiji,
        names: &["明治", "明", "M"],
        year_before: 1867,
        days: ((1873, 1, 1), (1912, 7, 30)),
    },
    EraRow {
        era: Era::Taisho,
        names: &["大正", "大", "T"],
        year_before: 1911,
        days: ((1912, 7, 30), (1926, 12, 25)),
    },
    EraRow {
        era: Era::Showa,
        names: &["昭和", "昭", "S"],
        year_before: 1925,
        days: ((1926, 12, 25), (1989, 1, 7)),
    },
    EraRow {
        era: Era::Heisei,
        names: &["平成", "平", "H"],
        year_before: 1988,
        days: ((1989, 1, 8), (2019, 4, 30)),
    },
    EraRow {
        era: Era::Reiwa,
        names: &["令和", "令", "R"],
        year_before: 2018,
        days: ((2019, 5, 1), (9999, 12, 31)),
    },
];

/// What a person wrote.
struct Declared {
    era: Option<&'static EraRow>,
    year: u16,
    month: u8,
    day: u8,
}

pub(super) fn compare(declared: &str, holder: &Holder) -> Comparison {
    let certified = &holder.birth_date;
    let Some(date) = Declared::read(declared) else {
        return Comparison::NotComparable { why: Obstacle::Unreadable };
    };
    let known = [certified.year.is_some(), certified.month.is_some(), certified.day.is_some()];
    let differs = certified.year.is_some_and(|year| year != date.year)
        || certified.month.is_some_and(|month| month != date.month)
        || certified.day.is_some_and(|day| day != date.day);
    if !known.contains(&true) {
        return Comparison::NotComparable { why: Obstacle::NotRegistered };
    }
    if differs {
        return Comparison::Differs;
    }
    let mut rules = Vec::new();
    if declared.trim() != date.iso() {
        rules.push(Rule::DateNotation);
    }
    if date.era.is_some() {
        rules.push(Rule::JapaneseEra);
    }
    let mut why = Vec::new();
    if known.contains(&false) {
        why.push(Doubt::DateIncomplete);
    }
    if date.era_differs(certified) {
        why.push(Doubt::EraDiffers);
    }
    match (rules.is_empty(), why.is_empty()) {
        (_, false) => Comparison::MayBeSame { rules, why },
        (false, true) => Comparison::SameAfter { rules },
        (true, true) => Comparison::Same,
    }
}

impl Declared {
    /// `1980-02-17`, `1980年2月17日`, `1980.2.17`, `19800217`, and with an era `昭和55年2月17日`, `S55/2/17`, `令和元年5月1日`.
    fn read(text: &str) -> Option<Self> {
        let text = written::capitals(&written::without_spaces(&written::width(text)));
        let (era, rest) = ERAS
            .iter()
            .flat_map(|row| row.names.iter().map(move |name| (row, *name)))
            .find_map(|(row, name)| Some((Some(row), text.strip_prefix(name)?)))
            .unwrap_or((None, text.as_str()));
        let [year, month, day] = parts(rest, era.is_some())?;
        let year: u16 = if year == "元" { 1 } else { year.parse().ok()? };
        let year = match era {
            Some(row) if year > 0 => row.year_before.checked_add(year)?,
            Some(_) => return None,
            None => year,
        };
        let (month, day): (u8, u8) = (month.parse().ok()?, day.parse().ok()?);
        let valid = (1800..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        valid.then_some(Self { era, year, month, day })
    }

    fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Another era than the register's, or a day that the era does not have.
    fn era_differs(&self, certified: &BirthDate) -> bool {
        let Some(row) = self.era else { return false };
        let day = (self.year, self.month, self.day);
        let outside = day < row.days.0 || day > row.days.1;
        outside || (certified.era != Era::Unknown && certified.era != row.era)
    }
}

/// Year, month and day as they stand, without signs. A year without an era has four digits, so that 55.2.17 is not read as a year 55.
fn parts(text: &str, era: bool) -> Option<[&str; 3]> {
    if !era && text.len() == 8 && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Some([text.get(..4)?, text.get(4..6)?, text.get(6..)?]);
    }
    let [year, month, day] = if let Some(text) = text.strip_suffix('日') {
        let (year, rest) = text.split_once('年')?;
        let (month, day) = rest.split_once('月')?;
        [year, month, day]
    } else {
        let mut parts = text.split(['-', '/', '.', '‐', '−', '–']);
        let date = [parts.next()?, parts.next()?, parts.next()?];
        parts.next().is_none().then_some(date)?
    };
    let digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_digit())
    };
    let year_is_one = if era { year == "元" || digits(year, 2) } else { year.len() == 4 && digits(year, 4) };
    (year_is_one && digits(month, 2) && digits(day, 2)).then_some([year, month, day])
}
