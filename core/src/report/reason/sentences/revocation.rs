//! The words for a certificate that was revoked: first what the source says, then, told apart from it, what that may mean.

use super::{Japan, Sentences, english, japanese, made};
use crate::certificate::Kind;
use crate::report::SignedAfter;
use crate::revocation::{ReasonCode, SourceKind};
use crate::unix_time::UnixTime;

/// The facts of [`crate::report::Reason::Revoked`].
pub(super) struct Revoked<'a> {
    pub(super) kind: SourceKind,
    pub(super) source: &'a str,
    pub(super) at: UnixTime,
    pub(super) invalidity_date: Option<UnixTime>,
    pub(super) reason_code: Option<ReasonCode>,
    pub(super) certificate: Kind,
    pub(super) signed_after: SignedAfter,
}

pub(super) fn revoked(facts: &Revoked<'_>) -> Sentences {
    let (mut en, mut ja) = what_the_source_says(facts);
    let mut add = |english: &str, japanese: &str| {
        en.push_str(english);
        ja.push_str(japanese);
    };
    match facts.signed_after {
        SignedAfter::Certain => add(" It signed after that.", "署名はその後です。"),
        SignedAfter::Claimed => {
            add(" By its own word it signed after that.", "署名に書かれた日時によると、署名はその後です。");
        }
        SignedAfter::Unproven => {}
    }
    if let Some(meaning) = facts.reason_code.and_then(ReasonCode::meaning) {
        add(&format!(" This may mean that {}.", meaning.en), &format!("{}可能性があります。", meaning.ja));
    }
    // L10: of a signing certificate that ended for no other reason, the holder's address or name is the first thing to ask about.
    let says_nothing_of_it =
        matches!(facts.reason_code, None | Some(ReasonCode::Unspecified | ReasonCode::Superseded));
    if facts.certificate == Kind::Sign && says_nothing_of_it {
        add(" The holder's address or name may have changed.", "住所や氏名などが変わった可能性があります。");
    }
    made(en, ja)
}

fn what_the_source_says(facts: &Revoked<'_>) -> (String, String) {
    let Revoked { kind, source, at, .. } = *facts;
    let (held_en, held_ja) = match facts.reason_code {
        Some(ReasonCode::CertificateHold | ReasonCode::RemoveFromCrl) => {
            (format!("has been on hold since {at}"), format!("{}から一時的に止められています", Japan(at)))
        }
        _ => (format!("was revoked at {at}"), format!("{}に失効しました", Japan(at))),
    };
    let (reason_en, reason_ja) = match facts.reason_code {
        Some(code) => (format!("reason: {}", code.name()), format!("理由コード: {}", code.name())),
        None => ("no reason given".to_owned(), "理由の記載なし".to_owned()),
    };
    let mut en = format!("{} {source} says that the certificate {held_en} ({reason_en}).", english(kind));
    let mut ja = format!("{}（{source}）によると、{held_ja}（{reason_ja}）。", japanese(kind));
    if let Some(invalid) = facts.invalidity_date {
        en.push_str(&format!(" It says that the certificate is not to be trusted from {invalid} on."));
        ja.push_str(&format!("{}から信用できないとしています。", Japan(invalid)));
    }
    (en, ja)
}
