//! Why a certificate was revoked (RFC 5280 §5.3.1) and what that may mean for a card, and since when it was invalid (§5.3.2).

use crate::certificate::time;
use crate::field_reader::{Element, FieldReader};
use crate::malformed::Malformed;
use crate::unix_time::UnixTime;
use der::Tag;
use serde::{Deserialize, Serialize};

/// `CRLReason`. A revocation without one is `Unspecified`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ReasonCode {
    /// No reason is given.
    Unspecified,
    /// The private key is in other hands: the card was lost, for instance.
    KeyCompromise,
    /// The CA's own key is.
    #[serde(rename = "cACompromise")]
    CaCompromise,
    /// What the certificate says of its holder has changed: name, address, birth date or sex (ACCEPTANCE.md P07).
    AffiliationChanged,
    /// A newer certificate took its place.
    Superseded,
    /// The holder's resident record was deleted, by death or a move abroad (ACCEPTANCE.md P06).
    CessationOfOperation,
    /// It is stopped for now, and may come back.
    CertificateHold,
    /// It is stopped no longer: for delta lists, which are not read here. In a whole list it counts as a hold.
    #[serde(rename = "removeFromCRL")]
    RemoveFromCrl,
    /// A right that the certificate stated was withdrawn.
    PrivilegeWithdrawn,
    /// The key of an attribute authority is in other hands.
    #[serde(rename = "aACompromise")]
    AaCompromise,
}

/// What a reason may mean for the holder of a card: the end of "This may mean that …." and the start of 「…可能性があります。」.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// English
    pub en: &'static str,
    /// 日本語
    pub ja: &'static str,
}

/// One reason a row: its number, its name in RFC 5280, and what it may mean. The meanings of `affiliationChanged` and
/// `cessationOfOperation` are those that the declared test CA uses; how J-LIS uses the codes is not public, so they are a possibility that
/// is told apart from what the source says, and never decide.
const TABLE: [(u8, ReasonCode, &str, Option<Meaning>); 10] = [
    (0, ReasonCode::Unspecified, "unspecified", None),
    (
        1,
        ReasonCode::KeyCompromise,
        "keyCompromise",
        Some(Meaning {
            en: "the key is in other hands, because the card was lost for instance",
            ja: "カードの紛失などで、鍵が他人に渡った",
        }),
    ),
    (
        2,
        ReasonCode::CaCompromise,
        "cACompromise",
        Some(Meaning { en: "the CA's key is in other hands", ja: "認証局の鍵が漏れた" }),
    ),
    (
        3,
        ReasonCode::AffiliationChanged,
        "affiliationChanged",
        Some(Meaning {
            en: "the holder's address, name, birth date or sex changed",
            ja: "住所・氏名・生年月日・性別が変わった",
        }),
    ),
    (
        4,
        ReasonCode::Superseded,
        "superseded",
        Some(Meaning {
            en: "a newer certificate took its place", ja: "新しい電子証明書に切り替わった"
        }),
    ),
    (
        5,
        ReasonCode::CessationOfOperation,
        "cessationOfOperation",
        Some(Meaning {
            en: "the holder's resident record was deleted, or that the certificate is no longer wanted",
            ja: "住民票が消除された、または電子証明書が使われなくなった",
        }),
    ),
    (
        6,
        ReasonCode::CertificateHold,
        "certificateHold",
        Some(Meaning { en: "it will be valid again", ja: "後で再び有効になる" }),
    ),
    (
        8,
        ReasonCode::RemoveFromCrl,
        "removeFromCRL",
        Some(Meaning { en: "it is stopped no longer", ja: "一時停止が解除された" }),
    ),
    (
        9,
        ReasonCode::PrivilegeWithdrawn,
        "privilegeWithdrawn",
        Some(Meaning {
            en: "a right that the certificate states was withdrawn",
            ja: "記載された権限が取り消された",
        }),
    ),
    (
        10,
        ReasonCode::AaCompromise,
        "aACompromise",
        Some(Meaning {
            en: "an attribute authority's key is in other hands", ja: "属性認証局の鍵が漏れた"
        }),
    ),
];

impl ReasonCode {
    /// `CRLReason ::= ENUMERATED`. Whoever is on a list is revoked, whatever the reason: a number that RFC 5280 leaves unused is
    /// `Unspecified`, and must not cost the other entries their list.
    pub(crate) fn read(mut contents: FieldReader<'_>) -> Result<Self, Malformed> {
        let element = contents.tagged("reasonCode", Tag::Enumerated)?;
        contents.finish("reasonCode")?;
        match element.value {
            [] => Err(element.refuse("without a number")),
            [number] => Ok(Self::from_number(*number).unwrap_or(Self::Unspecified)),
            _ => Ok(Self::Unspecified),
        }
    }

    /// The reason with this number; RFC 5280 leaves 7 and everything above 10 unused.
    fn from_number(number: u8) -> Option<Self> {
        TABLE.iter().find(|(row, ..)| *row == number).map(|(_, code, ..)| *code)
    }

    /// Its name in RFC 5280, such as `keyCompromise`.
    pub fn name(self) -> &'static str {
        self.row().map_or("unspecified", |(_, _, name, _)| *name)
    }

    /// The reason of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|(_, _, row, _)| *row == name).map(|(_, code, ..)| *code)
    }

    /// What it may mean for the holder of a card, where the reason says anything.
    pub fn meaning(self) -> Option<Meaning> {
        self.row().and_then(|(.., meaning)| *meaning)
    }

    /// Can the certificate be valid again? Every other revocation is for ever (RFC 5280 §5.3.1). `removeFromCRL` belongs in delta lists; in
    /// a whole list it says that a hold is about to end, and until the entry is gone the certificate is held.
    pub(crate) fn may_be_lifted(self) -> bool {
        matches!(self, Self::CertificateHold | Self::RemoveFromCrl)
    }

    /// Does it say that the key stayed in the holder's hands? Of another reason, one that is not known among them, nobody can tell.
    pub(crate) fn leaves_the_key_safe(self) -> bool {
        matches!(self, Self::AffiliationChanged | Self::Superseded | Self::CessationOfOperation)
    }

    fn row(self) -> Option<&'static (u8, Self, &'static str, Option<Meaning>)> {
        TABLE.iter().find(|(_, code, ..)| *code == self)
    }
}

/// `InvalidityDate ::= GeneralizedTime` (RFC 5280 §5.3.2), the value of an extension of an entry or of a responder's statement.
pub(super) fn invalidity_date(value: &Element<'_>) -> Result<UnixTime, Malformed> {
    let mut contents = value.contents();
    let date = time(&contents.tagged("invalidityDate", Tag::GeneralizedTime)?)?;
    contents.finish("invalidityDate")?;
    Ok(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard() {
        for (number, code) in
            [(1, "keyCompromise"), (2, "cACompromise"), (8, "removeFromCRL"), (10, "aACompromise")]
        {
            let found = ReasonCode::from_number(number).unwrap();
            assert_eq!(serde_json::to_value(found).unwrap(), code);
            assert_eq!(ReasonCode::from_name(code), Some(found));
            assert_eq!(found.name(), code);
        }
        assert_eq!(ReasonCode::from_number(7), None);
        assert_eq!(ReasonCode::from_number(11), None);
        assert_eq!(ReasonCode::from_name("lost"), None);
    }

    #[test]
    fn every_reason_has_a_row_and_its_own_name() {
        for (_, code, name, _) in &TABLE {
            assert_eq!(code.name(), *name);
            assert_eq!(serde_json::to_value(code).unwrap(), *name);
        }
    }
}
