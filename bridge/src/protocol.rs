//! The messages of `PROTOCOL.md`, and their bounds.
//!
//! A request is read in two steps, first its `type` and `id`, then the fields that its type has: serde's tagged enums would copy every field,
//! the PIN among them, into a buffer that nobody overwrites.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};
use zeroize::Zeroizing;

use crate::card::digest_info::Digest;
use crate::card::look::Card;
use crate::card::tables::{DigestAlgorithm, Key};
use crate::error::Error;
use crate::reader::{Reader, ReaderState};

/// The protocol's number. It changes when an older window could not work with this bridge, or the reverse.
pub const PROTOCOL: u32 = 1;

/// The largest frame that is taken from the browser, in bytes.
pub const MAX_INBOUND: usize = 64 * 1024;

/// The most digests that one `sign` may hold.
pub const MAX_DIGESTS: usize = 256;

/// The largest request id: above it a JavaScript number is not exact.
const MAX_ID: u64 = (1 << 53) - 1;

/// A request and the id that its reply must have.
#[derive(Debug)]
pub struct Request {
    /// Chosen by the window.
    pub id: u64,
    /// What is asked.
    pub verb: Verb,
}

/// What the window can ask.
#[derive(Debug)]
pub enum Verb {
    /// Which readers, which cards, how many tries.
    Status,
    /// Begin a transaction with a key.
    Open(Open),
    /// Sign digests in the open transaction.
    Sign(Vec<Digest>),
    /// End the transaction.
    Close,
}

/// The fields of `open`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "OpenRequest"))]
pub struct Open {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"open\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    /// Which key.
    pub key: Key,
    /// The reader's name, as `status` gave it.
    pub reader: String,
    /// As it was typed and normalised in the window.
    #[serde(deserialize_with = "secret")]
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub pin: Zeroizing<String>,
    /// The person has confirmed to use the last try.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>", optional))]
    pub last_try: bool,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Open").field("key", &self.key).field("reader", &self.reader).finish_non_exhaustive()
    }
}

/// The fields of `sign`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SignRequest"))]
pub struct SignFields {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"sign\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    digests: Vec<DigestFields>,
}

/// One digest of `sign`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DigestToSign"))]
pub struct DigestFields {
    algorithm: DigestAlgorithm,
    /// Base64.
    value: String,
}

/// The fields of `status` and `close`: none beside the two that every request has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bare {
    #[serde(rename = "type")]
    _type: Ignored,
    #[serde(rename = "id")]
    _id: Ignored,
}

/// The fields that every request has; all others are ignored in this first step.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    id: Option<u64>,
}

/// A field that the first step has read.
struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// A text that is overwritten when it is dropped.
fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// A frame that is no request, and the id that its reply can have.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not JSON, or without a usable id: nothing can be answered, the bridge ends.
    Unanswerable(Error),
    /// Answered with this error.
    Answerable(u64, Error),
}

impl Request {
    /// Reads a frame.
    ///
    /// # Errors
    /// `protocol-error`, with a reason that never quotes the frame: it may hold a PIN.
    pub fn from_json(frame: &str) -> Result<Self, Refusal> {
        let envelope: Envelope = serde_json::from_str(frame)
            .map_err(|error| Refusal::Unanswerable(malformed("the message", &error)))?;
        let id = envelope
            .id
            .filter(|id| *id <= MAX_ID)
            .ok_or_else(|| Refusal::Unanswerable(Error::protocol("a request has an id, 0 to 2^53 - 1")))?;
        let refuse = |error| Refusal::Answerable(id, error);
        let verb = match &*envelope.kind {
            "status" => fields::<Bare>(frame, "status").map(|_| Verb::Status),
            "open" => fields(frame, "open").map(Verb::Open),
            "sign" => fields(frame, "sign").and_then(digests).map(Verb::Sign),
            "close" => fields::<Bare>(frame, "close").map(|_| Verb::Close),
            _ => Err(Error::protocol("this type of request does not exist")),
        }
        .map_err(refuse)?;
        Ok(Self { id, verb })
    }
}

/// The fields of one type of request.
fn fields<'a, T: Deserialize<'a>>(frame: &'a str, kind: &str) -> Result<T, Error> {
    serde_json::from_str(frame).map_err(|error| malformed(kind, &error))
}

/// What is wrong with a frame, without its content: serde's own words quote values.
fn malformed(what: &str, error: &serde_json::Error) -> Error {
    let kind = match error.classify() {
        serde_json::error::Category::Data => "has a field that is missing, unknown or of another type",
        _ => "is not JSON",
    };
    Error::protocol(&format!("{what} {kind}, at byte {}", error.column()))
}

/// Decodes and bounds the digests of `sign`.
fn digests(fields: SignFields) -> Result<Vec<Digest>, Error> {
    use base64::Engine as _;
    if fields.digests.is_empty() || fields.digests.len() > MAX_DIGESTS {
        return Err(Error::protocol("sign takes 1 to 256 digests"));
    }
    let decode = |digest: DigestFields| {
        let value = base64::engine::general_purpose::STANDARD.decode(digest.value).ok()?;
        Digest::new(digest.algorithm, value)
    };
    fields
        .digests
        .into_iter()
        .map(|digest| {
            decode(digest)
                .ok_or_else(|| Error::protocol("a digest is not the base64 of its algorithm's size"))
        })
        .collect()
}

/// What the bridge sends.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "BridgeMessage"))]
pub enum Message {
    /// First, once.
    Hello {
        /// [`PROTOCOL`].
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReaderStatus {
    /// The reader's name in PC/SC.
    pub name: String,
    /// What is in it.
    pub state: ReaderState,
    /// What the card is; only where one is present.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub card: Option<Card>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn reads_each_request() {
        let verb = |json: &str| Request::from_json(json).unwrap().verb;
        assert!(matches!(verb(r#"{"type":"status","id":1}"#), Verb::Status));
        assert!(matches!(verb(r#"{"id":0,"type":"close"}"#), Verb::Close));
        let open =
            verb(r#"{"type":"open","id":2,"key":"sign","reader":"R 00","pin":"ABC123","lastTry":true}"#);
        assert!(matches!(&open, Verb::Open(open) if open.last_try && open.pin.as_str() == "ABC123"));
        assert!(!format!("{open:?}").contains("ABC123"), "a PIN is never printed");
        let digest = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";
        let sign =
            format!(r#"{{"type":"sign","id":3,"digests":[{{"algorithm":"sha-256","value":"{digest}"}}]}}"#);
        assert!(matches!(verb(&sign), Verb::Sign(digests) if digests.len() == 1));
    }

    #[test]
    fn refuses_what_the_protocol_does_not_describe() {
        let unanswerable = [
            "",
            "[]",
            "null",
            "{",
            r#"{"type":"status"}"#,
            r#"{"type":"status","id":-1}"#,
            r#"{"id":1}"#,
            r#"{"type":"status","id":9007199254740992}"#,
            r#"{"type":"status","id":1.5}"#,
        ];
        for frame in unanswerable {
            assert!(matches!(Request::from_json(frame), Err(Refusal::Unanswerable(_))), "{frame}");
        }
        let answerable = [
            r#"{"type":"transmit","id":1,"apdu":"00A4"}"#,
            r#"{"type":"status","id":1,"more":1}"#,
            r#"{"type":"open","id":1,"key":"sign","reader":"R"}"#,
            r#"{"type":"open","id":1,"key":"other","reader":"R","pin":"ABC123"}"#,
            r#"{"type":"open","id":1,"key":"sign","reader":"R","pin":"ABC123","origin":"x"}"#,
            r#"{"type":"sign","id":1,"digests":[]}"#,
            r#"{"type":"sign","id":1,"digests":[{"algorithm":"sha-1","value":""}]}"#,
            r#"{"type":"sign","id":1,"digests":[{"algorithm":"sha-256","value":"AAAA"}]}"#,
            r#"{"type":"sign","id":1,"digests":[{"algorithm":"sha-256","value":"?"}]}"#,
        ];
        for frame in answerable {
            assert!(matches!(Request::from_json(frame), Err(Refusal::Answerable(1, _))), "{frame}");
        }
    }

    #[test]
    fn a_refusal_never_quotes_the_frame() {
        let frame = r#"{"type":"open","id":1,"key":"TOPSECRET1","reader":"R","pin":"TOPSECRET1"}"#;
        let Err(Refusal::Answerable(1, error)) = Request::from_json(frame) else { panic!("accepted") };
        assert_eq!(error.code, ErrorCode::ProtocolError);
        assert!(!format!("{error:?}").contains("TOPSECRET1"));
    }

    #[test]
    fn takes_at_most_256_digests() {
        let digest = r#"{"algorithm":"sha-256","value":"qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="}"#;
        let sign =
            |count| format!(r#"{{"type":"sign","id":1,"digests":[{}]}}"#, vec![digest; count].join(","));
        assert!(sign(256).len() < MAX_INBOUND);
        assert!(Request::from_json(&sign(256)).is_ok());
        assert!(Request::from_json(&sign(257)).is_err());
    }
}
