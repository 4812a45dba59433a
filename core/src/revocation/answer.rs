//! What a source answered, and who that was.

use super::{Crl, ReasonCode, ocsp};
use crate::unix_time::UnixTime;
use serde::Serialize;

/// How a source answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RevocationSourceKind"))]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A certificate revocation list (RFC 5280 §5).
    Crl,
    /// An OCSP responder (RFC 6960).
    Ocsp,
    /// The interface of a platform operator (ACCEPTANCE.md M08): its word, without a signature that could be verified here.
    Operator,
}

/// What a source says of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is not revoked.
    Good,
    /// It is.
    Revoked(Revoked),
    /// The CA never issued it (RFC 6960 §2.2, the extended revoked definition).
    NeverIssued,
    /// The source does not know it.
    Unknown,
}

/// Since when a certificate is revoked, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Since when.
    pub at: UnixTime,
    /// Why; `None` where the source gives no reason.
    pub reason: Option<ReasonCode>,
    /// From when on the certificate is not to be trusted, where the source says so (RFC 5280 §5.3.2): often earlier than `at`.
    pub invalidity_date: Option<UnixTime>,
}

impl Revoked {
    /// The moment from which the revocation counts: the earlier one of the two.
    pub(crate) fn since(&self) -> UnixTime {
        self.invalidity_date.map_or(self.at, |invalid| invalid.min(self.at))
    }
}

impl Status {
    /// Does it stay true whatever comes later? A certificate on hold may be valid again, and one that was never issued may be issued.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Revoked(revoked) if !revoked.reason.is_some_and(ReasonCode::may_be_lifted))
    }
}

/// One answer. `source` is the name that the operator knows the source by, `at` when it answered, by the caller's clock.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Answer<'a> {
    /// A list. For a list that is kept, `at` is when it was read.
    Crl {
        /// The list, its signature verified.
        crl: &'a Crl,
        /// A file, a URL.
        source: &'a str,
        /// When it was read.
        at: UnixTime,
    },
    /// An OCSP response.
    Ocsp {
        /// The response, its signature verified.
        response: &'a ocsp::Response,
        /// The nonce that was sent with the request. A response without it, or with another, does not count.
        nonce: Option<&'a [u8]>,
        /// A URL.
        source: &'a str,
        /// When it came.
        at: UnixTime,
    },
    /// A platform operator's word.
    Operator {
        /// What it says.
        status: Status,
        /// From when its knowledge is; where it does not say, when it answered.
        this_update: UnixTime,
        /// Its name.
        source: &'a str,
        /// When it answered.
        at: UnixTime,
    },
    /// Something came that could not be read as an answer, or must not be believed.
    Refused {
        /// How the source answers.
        kind: SourceKind,
        /// Its name.
        source: &'a str,
        /// Why, an English clause.
        explanation: &'a str,
        /// When it answered.
        at: UnixTime,
    },
    /// Nothing came.
    Unavailable {
        /// How the source answers.
        kind: SourceKind,
        /// Its name.
        source: &'a str,
        /// Why, an English clause.
        explanation: &'a str,
        /// When it was asked.
        at: UnixTime,
    },
}

impl Answer<'_> {
    pub(crate) fn kind(&self) -> SourceKind {
        match self {
            Self::Crl { .. } => SourceKind::Crl,
            Self::Ocsp { .. } => SourceKind::Ocsp,
            Self::Operator { .. } => SourceKind::Operator,
            Self::Refused { kind, .. } | Self::Unavailable { kind, .. } => *kind,
        }
    }

    pub(crate) fn source(&self) -> &str {
        match self {
            Self::Crl { source, .. }
            | Self::Ocsp { source, .. }
            | Self::Operator { source, .. }
            | Self::Refused { source, .. }
            | Self::Unavailable { source, .. } => source,
        }
    }

    /// When it was given.
    pub(crate) fn at(&self) -> UnixTime {
        match self {
            Self::Crl { at, .. }
            | Self::Ocsp { at, .. }
            | Self::Operator { at, .. }
            | Self::Refused { at, .. }
            | Self::Unavailable { at, .. } => *at,
        }
    }
}
