//! The table of what verification found, on the page of an application and on that of a login.

use crate::kept_report::{KeptFinding, KeptReport};
use crate::language::{Text, Visit};

pub(super) use crate::words::findings::{check as of_application, login_check as of_login};

/// One line of the table of checks.
pub(super) struct FindingRow {
    /// The check and its outcome, by the names of the report.
    pub(super) check: String,
    pub(super) outcome: String,
    pub(super) title: String,
    pub(super) word: String,
    pub(super) meaning: String,
}

/// A row for each finding of the report.
pub(super) fn rows(
    report: &KeptReport,
    title_of: fn(&str) -> Option<&'static Text>,
    visit: &Visit,
) -> Vec<FindingRow> {
    report.findings.iter().map(|finding| row(finding, title_of, visit)).collect()
}

/// The verdict in the words of ETSI EN 319 102-1.
pub(super) fn indication(report: &KeptReport) -> String {
    match &report.sub_indication {
        Some(sub_indication) => format!("{} / {sub_indication}", report.indication),
        None => report.indication.clone(),
    }
}

fn row(finding: &KeptFinding, title_of: fn(&str) -> Option<&'static Text>, visit: &Visit) -> FindingRow {
    let (check, outcome) = (finding.check.clone(), finding.outcome.clone());
    let word = match outcome.as_str() {
        "passed" => visit.say("✓ 問題なし", "✓ Passed"),
        "failed" => visit.say("✕ 問題あり", "✕ Failed"),
        _ => visit.say("△ 未確認", "△ Open"),
    };
    FindingRow {
        // A check that is newer than these words is called by its name.
        title: title_of(&check).map_or_else(|| check.clone(), |title| visit.text(title).to_owned()),
        word: word.to_owned(),
        meaning: visit.say(&finding.sentences.ja, &finding.sentences.en).to_owned(),
        check,
        outcome,
    }
}
