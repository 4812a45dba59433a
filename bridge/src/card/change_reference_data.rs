//! CHANGE REFERENCE DATA (ISO/IEC 7816-4 §7.5.7): a PIN is replaced by another (CARD.md §2.4).
//!
//! Only forms that two sources know are used: the PIN is selected, VERIFY and the change name the current EF.

use crate::card::channel::Channel;
use crate::card::command::{Command, Expected};
use crate::card::file::require_application;
use crate::card::pin::Pin;
use crate::card::tables::PinKind;
use crate::card::verify::{Verification, select_and_read_tries};
use crate::error::{Error, ErrorCode, PinIs};

/// CLA INS P1 P2: the body is the new PIN alone, and the current EF is the PIN.
const CHANGE: [u8; 4] = [0x00, 0x24, 0x01, 0x80];

/// A change whose both PINs have the right form.
#[derive(Debug)]
pub struct PinChange {
    old: Pin,
    new: Pin,
    last_try: bool,
}

impl PinChange {
    /// Takes both PINs as they were received. `last_try` says that the person has confirmed to use the last try of the old one.
    ///
    /// # Errors
    /// `pin-format`; `pin-unchanged`. The card is not asked.
    pub fn new(kind: PinKind, old: &str, new: &str, last_try: bool) -> Result<Self, ErrorCode> {
        let (old, new) = (Pin::new(kind, old)?, Pin::new(kind, new)?);
        if old == new {
            return Err(ErrorCode::PinUnchanged);
        }
        Ok(Self { old, new, last_try })
    }

    /// Verifies the old PIN, **once**. After this the card takes the new one.
    ///
    /// # Errors
    /// As [`Verification::send`]; `card-unsupported`; `certificate-missing` if the card has no such PIN. The old PIN holds.
    pub fn verify_old(self, channel: &mut dyn Channel) -> Result<VerifiedChange, Error> {
        let kind = self.new.kind();
        require_application(channel, kind.row().application)?;
        let tries = select_and_read_tries(channel, kind)?.ok_or_else(|| Error::missing(kind))?;
        Verification::Typed(&self.old).send(channel, tries, self.last_try)?;
        Ok(VerifiedChange(self.new))
    }
}

/// A new PIN for a card that has accepted the old one.
#[derive(Debug)]
pub struct VerifiedChange(Pin);

impl VerifiedChange {
    /// Writes the new PIN: sent exactly once.
    ///
    /// # Errors
    /// `card-refused` with the fact that the old PIN holds; `pin-change-unclear` if the old or the new one may hold.
    pub fn write(self, channel: &mut dyn Channel) -> Result<(), Error> {
        let unclear = || Error::new(ErrorCode::PinChangeUnclear);
        let command = Command::with_body(CHANGE, self.0.as_bytes(), Expected::Nothing).ok_or_else(unclear)?;
        let status = channel.transmit(&command).map_err(|_| unclear())?.status();
        match status.0.to_be_bytes() {
            [0x90, 0x00] => Ok(()),
            // Errors that ISO/IEC 7816-4 §5.6 defines as "memory unchanged" or as found while the command was checked. Others
            // are warnings, failures of the memory, or say nothing.
            [0x64 | 0x66..=0x6E, _] => Err(Error { pin_is: Some(PinIs::Old), ..Error::refused(status) }),
            _ => Err(unclear()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_pins_must_have_the_form_and_differ() {
        let refusal = |kind, old, new| PinChange::new(kind, old, new, false).err();
        assert_eq!(refusal(PinKind::Auth, "1234", "5678"), None);
        assert_eq!(refusal(PinKind::Auth, "1234", "567"), Some(ErrorCode::PinFormat));
        assert_eq!(refusal(PinKind::Auth, "123", "5678"), Some(ErrorCode::PinFormat));
        assert_eq!(refusal(PinKind::Attributes, "1234", "ABC123"), Some(ErrorCode::PinFormat));
        assert_eq!(refusal(PinKind::Sign, "ABC123", "DEF456"), None);
        assert_eq!(refusal(PinKind::Sign, "ABC123", "def456"), Some(ErrorCode::PinFormat));
        assert_eq!(refusal(PinKind::Sign, "ABC123", "ABC123"), Some(ErrorCode::PinUnchanged));
    }
}
