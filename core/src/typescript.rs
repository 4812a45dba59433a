//! The TypeScript declarations of everything that leaves this crate, from the Rust types themselves.

use crate::certificate::{BirthDate, CertificateSummary, Era, Holder, Kind, PublicKeySummary, Sex};
use crate::facts::Facts;
use crate::form::{DocumentType, FormContent, FormField, Members};
use crate::report::{
    Check, ContentSummary, Finding, Indication, Outcome, Reason, Report, Revocation, SubIndication,
};
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
        declaration::<Report>(),
        declaration::<Indication>(),
        declaration::<SubIndication>(),
        declaration::<Finding>(),
        declaration::<Check>(),
        declaration::<Outcome>(),
        declaration::<Reason>(),
        declaration::<ContentSummary>(),
        declaration::<Revocation>(),
        declaration::<Facts>(),
    ]
    .join("\n")
}

fn declaration<T: TS + 'static>() -> String {
    let declaration = format!("{}export {}\n", T::docs().unwrap_or_default(), T::decl());
    // A flattened enum is written out in full where it is used; its name says the same.
    let named = declaration.replace(&format!("({})", Reason::inline()), "Reason");
    named.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}
