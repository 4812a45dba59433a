//! Why a certificate was revoked.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use crate::PkiError;

/// CRLReason (RFC 5280 5.3.1), by the names of the standard, which OpenSSL's index uses too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum RevocationReason {
    /// No reason given.
    Unspecified,
    /// The key, for instance a lost card.
    KeyCompromise,
    /// The CA's key.
    CaCompromise,
    /// What the certificate says of the holder is no longer so: 引越し, 婚姻.
    AffiliationChanged,
    /// There is a new certificate.
    Superseded,
    /// The holder's record was deleted: death, moved abroad.
    CessationOfOperation,
    /// For now only, for instance while a lost card is looked for.
    CertificateHold,
}

/// Number and name of each.
const TABLE: [(RevocationReason, u8, &str); 7] = [
    (RevocationReason::Unspecified, 0, "unspecified"),
    (RevocationReason::KeyCompromise, 1, "keyCompromise"),
    (RevocationReason::CaCompromise, 2, "CACompromise"),
    (RevocationReason::AffiliationChanged, 3, "affiliationChanged"),
    (RevocationReason::Superseded, 4, "superseded"),
    (RevocationReason::CessationOfOperation, 5, "cessationOfOperation"),
    (RevocationReason::CertificateHold, 6, "certificateHold"),
];

impl RevocationReason {
    /// The number that CRLs and OCSP answers carry.
    #[must_use]
    pub fn code(self) -> u8 {
        TABLE.iter().find(|(reason, ..)| *reason == self).map_or(0, |(_, code, _)| *code)
    }
}

impl fmt::Display for RevocationReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(TABLE.iter().find(|(reason, ..)| reason == self).map_or("unspecified", |(.., name)| name))
    }
}

impl FromStr for RevocationReason {
    type Err = PkiError;

    fn from_str(text: &str) -> Result<Self, PkiError> {
        TABLE.iter().find(|(.., name)| *name == text).map(|(reason, ..)| *reason).ok_or_else(|| {
            PkiError::field("reason", format!("one of {}", TABLE.map(|(.., name)| name).join(", ")))
        })
    }
}

impl TryFrom<String> for RevocationReason {
    type Error = PkiError;

    fn try_from(text: String) -> Result<Self, PkiError> {
        text.parse()
    }
}
