//! Why a certificate was revoked (RFC 5280 §5.3.1), and what that means for a card.

use crate::field_reader::FieldReader;
use crate::malformed::Malformed;
use der::Tag;
use serde::Serialize;

/// `CRLReason`. A revocation without one is `Unspecified`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
    /// It is stopped no longer; only in a delta list, which is not read here.
    #[serde(rename = "removeFromCRL")]
    RemoveFromCrl,
    /// A right that the certificate stated was withdrawn.
    PrivilegeWithdrawn,
    /// The key of an attribute authority is in other hands.
    #[serde(rename = "aACompromise")]
    AaCompromise,
}

/// What a reason means for the holder of a card, a clause without a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// English
    pub en: &'static str,
    /// 日本語
    pub ja: &'static str,
}

/// One reason a row: the number, and what it means. The meanings of `affiliationChanged` and `cessationOfOperation` are those that the
/// declared test CA uses; how J-LIS uses the codes is not public, so they are a hint and never decide.
const TABLE: [(u8, ReasonCode, Meaning); 10] = [
    (0, ReasonCode::Unspecified, Meaning { en: "no reason given", ja: "理由の記載なし" }),
    (
        1,
        ReasonCode::KeyCompromise,
        Meaning {
            en: "the key may be in other hands", ja: "カードの紛失など、鍵が他人に渡ったおそれ"
        },
    ),
    (
        2,
        ReasonCode::CaCompromise,
        Meaning { en: "the CA's key may be in other hands", ja: "認証局の鍵が漏れたおそれ" },
    ),
    (
        3,
        ReasonCode::AffiliationChanged,
        Meaning {
            en: "the holder's address, name, birth date or sex changed",
            ja: "住所・氏名・生年月日・性別の変更",
        },
    ),
    (
        4,
        ReasonCode::Superseded,
        Meaning { en: "a newer certificate took its place", ja: "新しい電子証明書への切替え" },
    ),
    (
        5,
        ReasonCode::CessationOfOperation,
        Meaning {
            en: "the holder's resident record was deleted", ja: "住民票の消除（死亡・国外転出など）"
        },
    ),
    (6, ReasonCode::CertificateHold, Meaning { en: "it may come back", ja: "一時停止" }),
    (8, ReasonCode::RemoveFromCrl, Meaning { en: "it is stopped no longer", ja: "一時停止の解除" }),
    (
        9,
        ReasonCode::PrivilegeWithdrawn,
        Meaning { en: "a stated right was withdrawn", ja: "記載された権限の取消し" },
    ),
    (
        10,
        ReasonCode::AaCompromise,
        Meaning {
            en: "an authority's key may be in other hands", ja: "属性認証局の鍵が漏れたおそれ"
        },
    ),
];

impl ReasonCode {
    /// `CRLReason ::= ENUMERATED`. `removeFromCRL` belongs in delta lists, which are not read (RFC 5280 §5.3.1).
    pub(crate) fn read(mut contents: FieldReader<'_>) -> Result<Self, Malformed> {
        let element = contents.tagged("reasonCode", Tag::Enumerated)?;
        contents.finish("reasonCode")?;
        let code = match element.value {
            [number] => Self::from_number(*number),
            _ => None,
        };
        match code {
            Some(Self::RemoveFromCrl) => Err(element.refuse("removeFromCRL outside a delta list")),
            Some(code) => Ok(code),
            None => Err(element.refuse("not a reason of RFC 5280")),
        }
    }

    /// The reason with this number; RFC 5280 leaves 7 and everything above 10 unused.
    fn from_number(number: u8) -> Option<Self> {
        TABLE.iter().find(|(row, ..)| *row == number).map(|(_, code, _)| *code)
    }

    /// What it means for the holder of a card.
    pub fn meaning(self) -> Meaning {
        let row = TABLE.iter().find(|(_, code, _)| *code == self);
        row.map_or(Meaning { en: "", ja: "" }, |(.., meaning)| *meaning)
    }
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
            assert!(!found.meaning().ja.is_empty() && !found.meaning().en.is_empty());
        }
        assert_eq!(ReasonCode::from_number(7), None);
        assert_eq!(ReasonCode::from_number(11), None);
    }
}
