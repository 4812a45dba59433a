//! The error codes that the bridge can send: its own rows of the table in `PROTOCOL.md`.

use std::fmt;

use serde::Serialize;

use crate::card::command::StatusWord;
use crate::card::tables::PinKind;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// A code of the table in `PROTOCOL.md`, layers bridge, reader and card. Append only.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "BridgeErrorCode"))]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is written in messages.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

error_codes! {
    /// The bridge was started by a program that is not this extension.
    CallerRefused = "caller-refused",
    /// A message that `PROTOCOL.md` does not describe.
    ProtocolError = "protocol-error",
    /// A frame above the limit.
    MessageTooLarge = "message-too-large",
    /// A request that has no meaning now.
    OutOfOrder = "out-of-order",
    /// The smart card service does not run.
    PcscUnavailable = "pcsc-unavailable",
    /// No reader, or the named one is gone.
    NoReader = "no-reader",
    /// No card in the reader.
    NoCard = "no-card",
    /// Another program is using the card.
    CardBusy = "card-busy",
    /// The card was taken away in mid-work.
    CardRemoved = "card-removed",
    /// The card did not answer in time, or not at all.
    CardUnresponsive = "card-unresponsive",
    /// Not a My Number Card.
    CardUnsupported = "card-unsupported",
    /// The card holds no certificate for this use.
    CertificateMissing = "certificate-missing",
    /// The PIN's length or characters cannot be right; nothing was sent.
    PinFormat = "pin-format",
    /// The PIN was wrong; one try was used.
    PinWrong = "pin-wrong",
    /// No try is left.
    PinBlocked = "pin-blocked",
    /// One try is left, or nobody knows how many, and the request did not confirm it; nothing was sent.
    LastTry = "last-try",
    /// The card answered a command with another status word.
    CardRefused = "card-refused",
    /// The card's answer is not of the form it should have.
    CardGarbled = "card-garbled",
    /// The person cancelled the entry on the reader's PIN pad; no try was used.
    PinPadCancelled = "pin-pad-cancelled",
    /// Nobody typed on the reader's PIN pad in time; no try was used.
    PinPadTimeout = "pin-pad-timeout",
    /// The new PIN is the old one; nothing was sent.
    PinUnchanged = "pin-unchanged",
    /// The change of a PIN was sent and not answered clearly: the old or the new one holds.
    PinChangeUnclear = "pin-change-unclear",
}

/// An error and its facts, as it goes into an `error` message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "BridgeError"))]
pub struct Error {
    /// Which row of the table.
    pub code: ErrorCode,
    /// Tries that are left after a wrong PIN.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub tries_left: Option<u8>,
    /// The card's status word, four hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub status_word: Option<String>,
    /// Which PIN holds after a change that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub pin_is: Option<PinIs>,
    /// For a developer, in English; never holds anything that was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub reason: Option<String>,
}

/// Which PIN holds after a change that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum PinIs {
    /// The old one: the card has refused the new one.
    Old,
}

impl Error {
    /// An error without facts.
    #[must_use]
    pub const fn new(code: ErrorCode) -> Self {
        Self { code, tries_left: None, status_word: None, pin_is: None, reason: None }
    }

    /// A wrong PIN, with the tries that remain; none left is `pin-blocked`.
    #[must_use]
    pub fn wrong_pin(tries_left: u8) -> Self {
        if tries_left == 0 {
            return Self::new(ErrorCode::PinBlocked);
        }
        Self { tries_left: Some(tries_left), ..Self::new(ErrorCode::PinWrong) }
    }

    /// The card refused a command.
    #[must_use]
    pub fn refused(status: StatusWord) -> Self {
        Self { status_word: Some(status.to_string()), ..Self::new(ErrorCode::CardRefused) }
    }

    /// The card has no such PIN.
    #[must_use]
    pub const fn missing(pin: PinKind) -> Self {
        Self::new(match pin {
            PinKind::Sign | PinKind::Auth => ErrorCode::CertificateMissing,
            PinKind::Attributes => ErrorCode::CardUnsupported,
        })
    }

    /// Whether the card refused a command with this word.
    #[must_use]
    pub fn is_refusal(&self, status: StatusWord) -> bool {
        *self == Self::refused(status)
    }

    /// The card's answer has the wrong form.
    #[must_use]
    pub fn garbled(reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::new(ErrorCode::CardGarbled) }
    }

    /// A message outside the protocol.
    #[must_use]
    pub fn protocol(reason: &str) -> Self {
        Self { reason: Some(reason.to_owned()), ..Self::new(ErrorCode::ProtocolError) }
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())?;
        if let Some(status) = &self.status_word {
            write!(f, " ({status})")?;
        }
        if let Some(reason) = &self.reason {
            write!(f, ": {reason}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the error table whose layer is one of `layers`.
    fn table(layers: &[&str]) -> Vec<String> {
        include_str!("../PROTOCOL.md")
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split_once("` | "))
            .filter(|(_, rest)| layers.iter().any(|layer| rest.starts_with(&format!("{layer} |"))))
            .map(|(code, _)| code.to_owned())
            .collect()
    }

    #[test]
    fn codes_are_the_rows_of_the_protocol() {
        let codes: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
        assert_eq!(codes, table(&["bridge", "reader", "card"]));
    }

    #[test]
    fn facts_are_fields() {
        let json = |error: Error| serde_json::to_string(&error).unwrap();
        assert_eq!(json(Error::wrong_pin(4)), r#"{"code":"pin-wrong","triesLeft":4}"#);
        assert_eq!(json(Error::wrong_pin(0)), r#"{"code":"pin-blocked"}"#);
        assert_eq!(
            json(Error::refused(StatusWord(0x6985))),
            r#"{"code":"card-refused","statusWord":"6985"}"#
        );
    }
}
