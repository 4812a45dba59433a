//! What each check of a verification report is called. What came of it, core says in both languages.

use crate::language::Text;

/// The title of a check.
#[must_use]
pub fn check(name: &str) -> Option<&'static Text> {
    find(CHECKS, name)
}

/// The title of a check of a login, where some checks are of something else.
#[must_use]
pub fn login_check(name: &str) -> Option<&'static Text> {
    find(LOGIN_CHECKS, name).or_else(|| check(name))
}

fn find(table: &'static [(&str, Text)], name: &str) -> Option<&'static Text> {
    table.iter().find(|(check, _)| *check == name).map(|(_, title)| title)
}

/// Every check, in the order of the report.
const CHECKS: &[(&str, Text)] = &[
    ("format", Text { ja: "署名の形式", en: "Form of the signature" }),
    ("integrity", Text { ja: "改ざんの有無", en: "Integrity" }),
    ("signature", Text { ja: "署名の検証", en: "Signature" }),
    ("signing-certificate", Text { ja: "署名と電子証明書の結び付き", en: "Binding to the certificate" }),
    ("certificate-kind", Text { ja: "電子証明書の種類", en: "Kind of certificate" }),
    ("path", Text { ja: "発行者の確認", en: "Issuer" }),
    ("policy", Text { ja: "証明書ポリシー", en: "Certificate policy" }),
    ("validity", Text { ja: "有効期間", en: "Validity period" }),
    ("revocation", Text { ja: "失効の確認", en: "Revocation" }),
];

/// The checks of a login that are not those of an application.
const LOGIN_CHECKS: &[(&str, Text)] = &[
    ("format", Text { ja: "ログインの形式", en: "Form of the login" }),
    ("signature", Text { ja: "カードによる証明", en: "Proof by the card" }),
];
