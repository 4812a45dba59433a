//! VERIFY (ISO/IEC 7816-4 §7.5.6): how many tries a PIN has, and the one time that it is sent.

use crate::card::channel::{Channel, exchange};
use crate::card::command::{Command, Expected, StatusWord};
use crate::card::file::{Addressing, select_file};
use crate::card::pin::{Pin, PinEntry};
use crate::card::pin_pad::PinPad;
use crate::card::tables::{EfId, PinKind};
use crate::error::{Error, ErrorCode};

/// How many tries of a PIN are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// So many; 0 is blocked.
    Known(u8),
    /// The card says that it does not count them.
    Unlimited,
    /// The card does not tell: each may be the last.
    Unknown,
}

impl Left {
    /// The number, where the card tells one.
    #[must_use]
    pub fn number(self) -> Option<u8> {
        match self {
            Self::Known(left) => Some(left),
            Self::Unlimited | Self::Unknown => None,
        }
    }
}

/// Tries of a PIN, and how the card wants its objects named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub left: Left,
    /// What the card accepted.
    pub addressing: Addressing,
}

/// Reads the tries of a PIN without using one (VERIFY without a body, CARD.md §2.3). The PIN's application is selected. `None` if the card
/// has no such PIN.
///
/// This is also where the card shows whether it takes short EF identifiers, so that VERIFY itself is never sent to find out.
///
/// # Errors
/// The reader layer's codes; `card-refused`.
pub fn read_tries(channel: &mut dyn Channel, kind: PinKind) -> Result<Option<Tries>, Error> {
    let addressing = Addressing::ShortEfId;
    let status = exchange(channel, &query(kind.row().object, addressing))?.status();
    match tries_of(status) {
        Some(left) => Ok(Some(Tries { left, addressing })),
        None => select_and_read_tries(channel, kind),
    }
}

/// The same by SELECT alone, which leaves the PIN's object as the current EF.
///
/// # Errors
/// As [`read_tries`].
pub fn select_and_read_tries(channel: &mut dyn Channel, kind: PinKind) -> Result<Option<Tries>, Error> {
    let (object, addressing) = (kind.row().object, Addressing::Select);
    let selected = select_file(channel, object)?;
    if selected == StatusWord::NOT_FOUND {
        return Ok(None);
    }
    if selected != StatusWord::OK {
        return Err(Error::refused(selected));
    }
    let status = exchange(channel, &query(object, addressing))?.status();
    tries_of(status).map(|left| Some(Tries { left, addressing })).ok_or_else(|| Error::refused(status))
}

/// A PIN whose way to the card is known.
#[derive(Debug)]
pub enum Verification<'a> {
    /// In a command of the bridge.
    Typed(&'a Pin),
    /// From the reader's PIN pad.
    Pad(PinPad, PinKind),
}

impl<'a> Verification<'a> {
    /// Looks for the PIN pad if it shall ask, before the card is touched.
    ///
    /// # Errors
    /// `protocol-error` if the reader has no PIN pad; the reader layer's codes.
    pub fn prepare(channel: &mut dyn Channel, entry: &'a PinEntry) -> Result<Self, Error> {
        match entry {
            PinEntry::Typed(pin) => Ok(Self::Typed(pin)),
            PinEntry::Pad(kind) => PinPad::find(channel)?
                .map(|pad| Self::Pad(pad, *kind))
                .ok_or_else(|| Error::protocol("without a PIN, the reader must have a PIN pad")),
        }
    }

    /// Sends the PIN, exactly once: not through `exchange`, which may send a command again.
    ///
    /// `last_try` says that the person has confirmed to use the last try. A try may be the last where the card does not tell how many are left.
    ///
    /// # Errors
    /// `pin-blocked` and `last-try`: nothing was sent. `pin-wrong`, `pin-blocked`, `card-refused`; `pin-pad-cancelled`, `pin-pad-timeout`,
    /// `pin-format` from a PIN pad; the reader layer's codes.
    pub fn send(self, channel: &mut dyn Channel, tries: Tries, last_try: bool) -> Result<(), Error> {
        match tries.left {
            Left::Known(0) => return Err(Error::new(ErrorCode::PinBlocked)),
            Left::Known(1) | Left::Unknown if !last_try => return Err(Error::new(ErrorCode::LastTry)),
            Left::Known(_) | Left::Unlimited | Left::Unknown => {}
        }
        let status = match self {
            Self::Typed(pin) => {
                let header = verify_header(pin.kind().row().object, tries.addressing);
                let command = Command::with_body(header, pin.as_bytes(), Expected::Nothing)
                    .ok_or(Error::new(ErrorCode::PinFormat))?;
                channel.transmit(&command)?.status()
            }
            Self::Pad(pad, kind) => {
                let row = kind.row();
                pad.verify(channel, verify_header(row.object, tries.addressing), &row.rule)?
            }
        };
        if status == StatusWord::OK {
            return Ok(());
        }
        Err(match (status.tries_left(), tries.left) {
            (Some(left), _) => Error::wrong_pin(left),
            (None, Left::Known(before)) if status == StatusWord::NOT_VERIFIED => {
                Error::wrong_pin(before.saturating_sub(1))
            }
            (None, _) if status == StatusWord::NOT_VERIFIED => Error::new(ErrorCode::PinWrong),
            (None, _) if status.is_blocked() => Error::new(ErrorCode::PinBlocked),
            (None, _) => Error::refused(status),
        })
    }
}

/// The question for the tries that are left.
fn query(object: EfId, addressing: Addressing) -> Command {
    Command::new(verify_header(object, addressing), Expected::Nothing)
}

/// What a status word says about tries: `None` if it says nothing.
fn tries_of(status: StatusWord) -> Option<Left> {
    match status {
        status if status.is_blocked() => Some(Left::Known(0)),
        StatusWord::NOT_VERIFIED => Some(Left::Unlimited),
        // "Verified already": it tells nothing of the tries.
        StatusWord::OK => Some(Left::Unknown),
        status => status.tries_left().map(Left::Known),
    }
}

/// CLA INS P1 P2 of VERIFY.
fn verify_header(object: EfId, addressing: Addressing) -> [u8; 4] {
    [0x00, 0x20, 0x00, addressing.reference(object)]
}
