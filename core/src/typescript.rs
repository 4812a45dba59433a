//! The TypeScript declarations of everything that leaves this crate, from the Rust types themselves.

use crate::attributes::{Attributes, AttributesReading};
use crate::authentication::{Format, Members as TokenMembers};
use crate::certificate::{BirthDate, CertificateSummary, Era, Holder, Kind, PublicKeySummary, Sex};
use crate::facts::Facts;
use crate::form::{DocumentType, FormContent, FormField, Members};
use crate::report::{
    AnswerSummary, Check, ContentSummary, FindingInWords, Indication, Outcome, Reason, Report, Revocation,
    RevocationStatus, Sentences, SignedAfter, Source, SubIndication,
};
use crate::revocation::{ReasonCode, SourceKind};
use crate::trust_anchor::AnchorOrigin;
use ts_rs::TS;

/// One `export type` for each type.
pub fn declarations() -> String {
    [
        declaration::<FormContent>(),
        declaration::<FormField>(),
        declaration::<Members>(),
        declaration::<DocumentType>(),
        declaration::<CertificateSummary>(),
        declaration::<Kind>(),
        declaration::<Holder>(),
        declaration::<BirthDate>(),
        declaration::<Era>(),
        declaration::<Sex>(),
        declaration::<PublicKeySummary>(),
        declaration::<AttributesReading>(),
        declaration::<Attributes>(),
        declaration::<TokenMembers>(),
        declaration::<Format>(),
        declaration::<Report>(),
        declaration::<Indication>(),
        declaration::<SubIndication>(),
        declaration::<FindingInWords<'static>>(),
        declaration::<Check>(),
        declaration::<Outcome>(),
        declaration::<Reason>(),
        declaration::<SignedAfter>(),
        declaration::<ContentSummary>(),
        declaration::<Sentences>(),
        declaration::<AnchorOrigin>(),
        declaration::<Revocation>(),
        declaration::<RevocationStatus>(),
        declaration::<Source>(),
        declaration::<AnswerSummary>(),
        declaration::<SourceKind>(),
        declaration::<ReasonCode>(),
        declaration::<Facts>(),
    ]
    .join("\n")
}

fn declaration<T: TS + 'static>() -> String {
    let declaration = format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl());
    // A flattened enum is written out in full where it is used; its name says the same.
    indented(&declaration.replace(&format!("({})", Reason::inline()), "Reason"))
}

/// A member a line, a level of braces a level of indentation, comments above what they are about.
fn indented(declaration: &str) -> String {
    let mut text = String::new();
    let mut depth = 0_usize;
    let mut rest = declaration;
    while let Some(character) = rest.chars().next() {
        let (piece, after) = match rest.find("*/").filter(|_| rest.starts_with("/*")) {
            Some(end) => rest.split_at(end.saturating_add("*/".len())),
            None => rest.split_at(character.len_utf8()),
        };
        rest = after;
        match piece {
            "{" => {
                depth = depth.saturating_add(1);
                text.push('{');
                new_line(&mut text, depth);
            }
            "}" => {
                depth = depth.saturating_sub(1);
                new_line(&mut text, depth);
                text.push('}');
            }
            "," if depth > 0 => {
                text.push(',');
                new_line(&mut text, depth);
            }
            comment if comment.len() > 1 => {
                text.push_str(&one_line(comment));
                new_line(&mut text, depth);
            }
            "\n" if depth > 0 => {}
            " " if text.ends_with(char::is_whitespace) => {}
            "\n" if text.is_empty() || text.ends_with('\n') => {}
            other => text.push_str(other),
        }
    }
    text
}

fn new_line(text: &mut String, depth: usize) {
    text.truncate(text.trim_end().len());
    text.push('\n');
    text.extend(std::iter::repeat_n("    ", depth));
}

/// `/** … */` without the line breaks.
fn one_line(comment: &str) -> String {
    let words = comment.trim_start_matches("/**").trim_end_matches("*/").lines();
    let words: Vec<_> =
        words.map(|line| line.trim().trim_start_matches("* ")).filter(|line| !line.is_empty()).collect();
    format!("/** {} */", words.join(" "))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_kept_file_is_what_the_rust_types_say() {
        let kept = include_str!("../../wasm/types.d.ts");
        assert!(kept.ends_with(&super::declarations()), "run `cargo xtask types`");
    }
}
