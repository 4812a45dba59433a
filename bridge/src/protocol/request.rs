//! What the window asks.
//!
//! A request is read in two steps, first its `type` and `id`, then the fields that its type has: serde's tagged enums would copy every field,
//! the PIN among them, into a buffer that nobody overwrites.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::card::digest_info::Digest;
use crate::card::login::Login;
use crate::card::tables::{DigestAlgorithm, Key, PinKind};
use crate::error::Error;
use crate::protocol::MAX_DIGESTS;

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
    /// Which readers, which cards, how many tries of these PINs.
    Status(Vec<PinKind>),
    /// Begin a transaction with a key.
    Open(Open),
    /// Sign digests in the open transaction of the signing key.
    Sign(Vec<Digest>),
    /// Sign a login in the open transaction of the authentication key.
    Authenticate(Login),
    /// Read 基本4情報.
    Attributes(Attributes),
    /// Read what can be read without a PIN.
    Certificates(Certificates),
    /// Replace a PIN by another.
    ChangePin(ChangePin),
    /// End the transaction.
    Close,
}

/// The fields of `status`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "StatusRequest"))]
pub struct Status {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"status\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    /// Whose tries are read: one to three, each once.
    pins: Vec<PinKind>,
}

/// The fields of `open`.
#[derive(Debug, Deserialize)]
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
    /// As it was typed and normalised in the window; left out, the reader's PIN pad asks for it.
    #[serde(default, deserialize_with = "typed")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub pin: Option<Typed>,
    /// The person has confirmed to use the last try.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>", optional))]
    pub last_try: bool,
}

/// The fields of `sign`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SignRequest"))]
pub struct Sign {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"sign\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    digests: Vec<DigestToSign>,
}

/// One digest of `sign`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DigestToSign {
    algorithm: DigestAlgorithm,
    /// Base64.
    value: String,
}

/// The fields of `authenticate`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AuthenticateRequest"))]
pub struct Authenticate {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"authenticate\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    /// The site, in the browser's words.
    origin: String,
    /// The site's own, for one login.
    nonce: String,
}

/// The fields of `attributes`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AttributesRequest"))]
pub struct Attributes {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"attributes\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    /// The reader's name, as `status` gave it.
    pub reader: String,
    /// As it was typed and normalised in the window; left out, the reader's PIN pad asks for it.
    #[serde(default, deserialize_with = "typed")]
    #[cfg_attr(feature = "typescript", ts(optional, type = "string"))]
    pub pin: Option<Typed>,
    /// The person has confirmed to use the last try.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>", optional))]
    pub last_try: bool,
}

/// The fields of `certificates`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CertificatesRequest"))]
pub struct Certificates {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"certificates\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    /// The reader's name, as `status` gave it.
    pub reader: String,
}

/// The fields of `change-pin`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ChangePinRequest"))]
pub struct ChangePin {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"change-pin\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
    /// The reader's name, as `status` gave it.
    pub reader: String,
    /// Which PIN.
    pub which: PinKind,
    /// The PIN that holds now, as it was typed and normalised in the window.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub old: Typed,
    /// The PIN that shall hold.
    #[cfg_attr(feature = "typescript", ts(type = "string"))]
    pub new: Typed,
    /// The person has confirmed to use the last try.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<bool>", optional))]
    pub last_try: bool,
}

/// The fields of `close`: none beside the two that every request has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CloseRequest"))]
pub struct Close {
    #[serde(rename = "type")]
    #[cfg_attr(feature = "typescript", ts(type = "\"close\""))]
    _type: Ignored,
    #[serde(rename = "id")]
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    _id: Ignored,
}

/// What a person typed: it cannot be printed, and is overwritten when it is dropped.
#[derive(Deserialize)]
#[serde(transparent)]
pub struct Typed(#[serde(deserialize_with = "secret")] Zeroizing<String>);

impl Typed {
    /// The characters.
    #[must_use]
    pub fn characters(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed")
    }
}

/// A field that may be left out and is never null: what is null by mistake must not set a reader's PIN pad asking.
fn typed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Typed>, D::Error> {
    Typed::deserialize(deserializer).map(Some)
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

/// The fields that every request has; all others are ignored in this first step.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    id: Option<u64>,
}

/// A field that the first step has read.
#[derive(Debug)]
struct Ignored;

impl<'de> Deserialize<'de> for Ignored {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
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
            "status" => fields(frame, "status").and_then(pins).map(Verb::Status),
            "open" => fields(frame, "open").map(Verb::Open),
            "sign" => fields(frame, "sign").and_then(digests).map(Verb::Sign),
            "authenticate" => fields(frame, "authenticate").and_then(login).map(Verb::Authenticate),
            "attributes" => fields(frame, "attributes").map(Verb::Attributes),
            "certificates" => fields(frame, "certificates").map(Verb::Certificates),
            "change-pin" => fields(frame, "change-pin").map(Verb::ChangePin),
            "close" => fields::<Close>(frame, "close").map(|_| Verb::Close),
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

/// The PINs of `status`: one to three, each once.
fn pins(Status { pins, .. }: Status) -> Result<Vec<PinKind>, Error> {
    let once = |pin| pins.iter().filter(|other| *other == pin).count() == 1;
    if pins.is_empty() || !pins.iter().all(once) {
        return Err(Error::protocol("status names one to three PINs, each once"));
    }
    Ok(pins)
}

/// Bounds the fields of `authenticate`.
fn login(Authenticate { origin, nonce, .. }: Authenticate) -> Result<Login, Error> {
    Login::new(origin, nonce).ok_or_else(|| {
        Error::protocol("authenticate takes a web origin and a nonce of 16 to 255 printable ASCII characters")
    })
}

/// Decodes and bounds the digests of `sign`.
fn digests(fields: Sign) -> Result<Vec<Digest>, Error> {
    use base64::Engine as _;
    if fields.digests.is_empty() || fields.digests.len() > MAX_DIGESTS {
        return Err(Error::protocol("sign takes 1 to 256 digests"));
    }
    let decode = |digest: DigestToSign| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;
    use crate::protocol::MAX_INBOUND;

    #[test]
    fn reads_each_request() {
        let verb = |json: &str| Request::from_json(json).unwrap().verb;
        let status = verb(r#"{"type":"status","id":1,"pins":["auth","attributes"]}"#);
        assert!(matches!(status, Verb::Status(pins) if pins == [PinKind::Auth, PinKind::Attributes]));
        assert!(matches!(verb(r#"{"id":0,"type":"close"}"#), Verb::Close));
        let open =
            verb(r#"{"type":"open","id":2,"key":"sign","reader":"R 00","pin":"ABC123","lastTry":true}"#);
        let Verb::Open(open) = open else { panic!("{open:?}") };
        assert!(open.last_try && open.pin.is_some_and(|pin| pin.characters() == "ABC123"));
        let pad = verb(r#"{"type":"open","id":2,"key":"auth","reader":"R"}"#);
        assert!(matches!(pad, Verb::Open(Open { key: Key::Auth, pin: None, last_try: false, .. })));
        let digest = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";
        let sign =
            format!(r#"{{"type":"sign","id":3,"digests":[{{"algorithm":"sha-256","value":"{digest}"}}]}}"#);
        assert!(matches!(verb(&sign), Verb::Sign(digests) if digests.len() == 1));
        let authenticate =
            r#"{"type":"authenticate","id":4,"origin":"https://example.jp","nonce":"0123456789abcdef"}"#;
        assert!(matches!(verb(authenticate), Verb::Authenticate(_)));
        let attributes = verb(r#"{"type":"attributes","id":5,"reader":"R","pin":"1234"}"#);
        assert!(matches!(attributes, Verb::Attributes(Attributes { pin: Some(_), last_try: false, .. })));
        let certificates = verb(r#"{"type":"certificates","id":6,"reader":"R"}"#);
        assert!(matches!(certificates, Verb::Certificates(certificates) if certificates.reader == "R"));
        let change =
            verb(r#"{"type":"change-pin","id":7,"reader":"R","which":"auth","old":"1234","new":"5678"}"#);
        assert!(matches!(change, Verb::ChangePin(ChangePin { which: PinKind::Auth, last_try: false, .. })));
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
            r#"{"type":"status","id":1}"#,
            r#"{"type":"status","id":1,"pins":["sign"],"more":1}"#,
            r#"{"type":"status","id":1,"pins":[]}"#,
            r#"{"type":"status","id":1,"pins":["sign","sign"]}"#,
            r#"{"type":"status","id":1,"pins":["my-number"]}"#,
            r#"{"type":"status","id":1,"pins":["sign","auth","attributes","sign"]}"#,
            r#"{"type":"open","id":1,"key":"other","reader":"R","pin":"ABC123"}"#,
            r#"{"type":"open","id":1,"key":"attributes","reader":"R","pin":"1234"}"#,
            r#"{"type":"open","id":1,"key":"sign","reader":"R","pin":"ABC123","origin":"x"}"#,
            r#"{"type":"open","id":1,"key":"sign","reader":"R","pin":7}"#,
            r#"{"type":"sign","id":1,"digests":[]}"#,
            r#"{"type":"sign","id":1,"digests":[{"algorithm":"sha-1","value":""}]}"#,
            r#"{"type":"sign","id":1,"digests":[{"algorithm":"sha-256","value":"AAAA"}]}"#,
            r#"{"type":"sign","id":1,"digests":[{"algorithm":"sha-256","value":"?"}]}"#,
            r#"{"type":"authenticate","id":1,"origin":"https://a.jp/","nonce":"0123456789abcdef"}"#,
            r#"{"type":"authenticate","id":1,"origin":"https://a.jp","nonce":"short"}"#,
            r#"{"type":"authenticate","id":1,"origin":"https://a.jp","nonce":"0123456789abcdef","digest":""}"#,
            r#"{"type":"attributes","id":1,"pin":"1234"}"#,
            r#"{"type":"attributes","id":1,"reader":"R","pin":"1234","file":"0001"}"#,
            r#"{"type":"certificates","id":1,"reader":"R","pin":"1234"}"#,
            r#"{"type":"change-pin","id":1,"reader":"R","which":"auth","old":"1234"}"#,
            r#"{"type":"change-pin","id":1,"reader":"R","which":"code-a","old":"1234","new":"5678"}"#,
        ];
        for frame in answerable {
            assert!(matches!(Request::from_json(frame), Err(Refusal::Answerable(1, _))), "{frame}");
        }
    }

    #[test]
    fn a_pin_is_never_printed() {
        let frames = [
            r#"{"type":"open","id":1,"key":"sign","reader":"R","pin":"TOPSECRET1"}"#,
            r#"{"type":"attributes","id":1,"reader":"R","pin":"TOPSECRET1"}"#,
            r#"{"type":"change-pin","id":1,"reader":"R","which":"sign","old":"TOPSECRET1","new":"TOPSECRET1"}"#,
        ];
        for frame in frames {
            let request = Request::from_json(frame).unwrap();
            assert!(!format!("{request:?}").contains("TOPSECRET1"), "{frame}");
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
    fn a_pin_is_left_out_and_never_null() {
        for start in [
            r#"{"type":"open","id":1,"key":"sign","reader":"R""#,
            r#"{"type":"attributes","id":1,"reader":"R""#,
        ] {
            assert!(Request::from_json(&format!("{start}}}")).is_ok());
            assert!(Request::from_json(&format!(r#"{start},"pin":"1234"}}"#)).is_ok());
            assert!(Request::from_json(&format!(r#"{start},"pin":null}}"#)).is_err());
        }
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
