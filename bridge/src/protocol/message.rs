//! What the bridge sends.

use serde::Serialize;

use crate::card::look::Card;
use crate::error::Error;
use crate::reader::{Reader, ReaderState};

/// A reply has the id of its request; an event has none.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "BridgeMessage"))]
pub enum Message {
    /// First, once.
    Hello {
        /// [`PROTOCOL`](crate::protocol::PROTOCOL).
        protocol: u32,
        /// The bridge's version.
        version: &'static str,
    },
    /// A reader or a card came or went.
    ReadersChanged {
        /// All readers.
        readers: Vec<Reader>,
    },
    /// One more digest of several is signed.
    Progress {
        /// So many are signed.
        done: usize,
        /// Of so many.
        total: usize,
    },
    /// Reply to `status`.
    Status {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
        /// All readers, and the cards in them.
        readers: Vec<ReaderStatus>,
    },
    /// Reply to `open`.
    Opened {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
        /// DER, in base64.
        certificate: String,
    },
    /// Reply to `sign`.
    Signed {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
        /// One for each digest, in base64.
        signatures: Vec<String>,
    },
    /// Reply to `authenticate`.
    Authenticated {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
        /// Base64.
        signature: String,
    },
    /// Reply to `attributes`.
    Attributes {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
        /// EF 0002 of the text application, in base64, without what follows its value.
        file: String,
        /// The SHA-256 digest of the attributes that the issuer wrote into EF 0003, in base64; null where the card does not give it.
        digest: Option<String>,
    },
    /// Reply to `certificates`.
    Certificates {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
        /// The authentication certificate's DER in base64; null where there is none, or where it wants a PIN.
        auth: Option<String>,
    },
    /// Reply to `change-pin`.
    PinChanged {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
    },
    /// Reply to `close`.
    Closed {
        /// The request's id.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        id: u64,
    },
    /// Reply to a request that failed; without an id, the reason why the bridge ends.
    Error {
        /// The request's id.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional, type = "number"))]
        id: Option<u64>,
        /// The code and its facts.
        #[serde(flatten)]
        error: Error,
    },
}

/// A reader, and the card in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReaderStatus {
    /// The reader's name in PC/SC.
    pub name: String,
    /// What is in it.
    pub state: ReaderState,
    /// Whether a PIN can be entered on the reader itself; false while no card is in it.
    pub pin_pad: bool,
    /// What the card is; only where one is present.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub card: Option<Card>,
}
