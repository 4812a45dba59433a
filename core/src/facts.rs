//! The facts that an error carries beside its code, by the names of the error table in bridge/PROTOCOL.md.

use crate::algorithm::AlgorithmUnsupported;
use crate::malformed::Malformed;
use crate::unix_time::UnixTime;
use serde::Serialize;

/// The facts of one error. Which of them are there depends on the code; the table says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ErrorFacts"))]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// Byte offset in what was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub position: Option<usize>,
    /// The field that was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub field: Option<String>,
    /// What was wrong with it, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub reason: Option<String>,
    /// The algorithm that no row covers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub algorithm: Option<String>,
    /// The limit that was passed, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub limit: Option<usize>,
    /// First moment of the certificate's validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub not_before: Option<UnixTime>,
    /// Last second of the certificate's validity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub not_after: Option<UnixTime>,
}

impl From<&Malformed> for Facts {
    fn from(malformed: &Malformed) -> Self {
        Self {
            position: malformed.position,
            field: Some(malformed.field.clone().into_owned()),
            reason: Some(malformed.reason.clone().into_owned()),
            ..Self::default()
        }
    }
}

impl From<&AlgorithmUnsupported> for Facts {
    fn from(unsupported: &AlgorithmUnsupported) -> Self {
        Self { algorithm: Some(unsupported.algorithm.clone()), ..Self::default() }
    }
}
