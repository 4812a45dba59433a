//! The OpenAPI 3.1 description. Paths and questions come from the handlers; what comes from core is `schemas.json`, to which the tests
//! hold every answer.

#![allow(unused_qualifications, reason = "the derive OpenApi writes the paths of its list once more")]

use super::{certificates, documents, logins, matches, refusal, standing};
use serde_json::Value;
use std::sync::LazyLock;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{OpenApi, PartialSchema, ToSchema};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "jitsuin",
        description = "Verifies signatures and logins of the My Number Card (マイナンバーカード), with revocation.\n\n\
            An indication other than TOTAL-PASSED is not an acceptance. `reason` and `code` are codes that never change; `sentences` are \
            for people. Documents are judged as CAdES-B-B with one signer.\n\n\
            A path or a method that is not listed here gets 404 or 405 with a Refusal.",
    ),
    paths(
        documents::verify,
        logins::verify,
        certificates::verify,
        matches::compare,
        standing::anchors,
        standing::health,
        standing::openapi,
    ),
    components(schemas(
        refusal::Refusal,
        VerdictSchema,
        MatchAnswerSchema,
        DeclaredAttributesSchema,
        AnchorsSchema,
        HealthSchema,
    ))
)]
struct Description;

/// The whole description.
pub fn description() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// JSON Schemas by name.
static SCHEMAS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("schemas.json")).unwrap_or_default());

/// A schema of `schemas.json`.
fn named(name: &str) -> RefOr<Schema> {
    let schema = SCHEMAS.get(name).cloned().unwrap_or_default();
    serde_json::from_value(schema).unwrap_or_default()
}

macro_rules! schemas {
    ($($type:ident: $name:literal, needs $needed:expr;)+) => {
        $(
            #[doc = concat!("`", $name, "` of schemas.json.")]
            pub(super) struct $type;

            impl PartialSchema for $type {
                fn schema() -> RefOr<Schema> {
                    named($name)
                }
            }

            impl ToSchema for $type {
                fn name() -> std::borrow::Cow<'static, str> {
                    $name.into()
                }

                fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
                    let needed: &[&str] = &$needed;
                    schemas.extend(needed.iter().map(|name| ((*name).to_owned(), named(name))));
                }
            }
        )+
    };
}

schemas! {
    VerdictSchema: "Verdict", needs ["Finding", "Sentences", "Certificate", "Holder", "Revocation", "RevocationAnswer", "RevocationSource"];
    MatchAnswerSchema: "MatchAnswer", needs ["Verdict", "Match", "FieldMatch"];
    DeclaredAttributesSchema: "DeclaredAttributes", needs [];
    AnchorsSchema: "Anchors", needs ["RevocationSource"];
    HealthSchema: "Health", needs [];
}
