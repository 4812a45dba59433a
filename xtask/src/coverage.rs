//! `docs/coverage.md` promises which tests show which rule; here it is held to the files.

use std::fs;

use crate::run::root;

#[test]
fn every_test_that_the_table_names_exists() {
    let table = fs::read_to_string(root().join("docs/coverage.md")).unwrap();
    let mut rules = Vec::new();
    for row in table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| rule")) {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [rule, place, test] = cells.as_slice() else { panic!("three cells: {row}") };
        assert!(!place.is_empty() && !test.is_empty(), "an empty cell: {row}");
        assert!(!rules.contains(rule), "twice in the table: {rule}");
        rules.push(rule);
        for shown in test.split("<br>") {
            if let Some((file, title)) = shown.strip_prefix('`').and_then(|shown| shown.split_once("`: ")) {
                let text = fs::read_to_string(root().join(file))
                    .unwrap_or_else(|_| panic!("{rule}: no file {file}"));
                let is_there = ["test(\"", "test(`", "fn ", "name = \"", "title = \""]
                    .iter()
                    .any(|start| text.contains(&format!("{start}{title}")));
                assert!(is_there, "{rule}: {file} has no test {title:?}");
            } else {
                assert!(shown.starts_with("later issue: "), "{rule}: neither a test nor a reason: {shown}");
            }
        }
    }
    assert!(rules.len() > 90, "only {} rules", rules.len());
}
