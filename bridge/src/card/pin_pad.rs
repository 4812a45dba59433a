//! A reader's own PIN pad: FEATURE_VERIFY_PIN_DIRECT (PC/SC Workgroup, part 10 revision 2.02.09, §2.2, §2.5.2). The PIN goes from the keys
//! to the card and never enters the PC.

use std::time::Duration;

use crate::card::channel::{Channel, ControlCode};
use crate::card::command::{Response, StatusWord};
use crate::card::tables::PinRule;
use crate::error::{Error, ErrorCode};

/// How long the reader waits for the first key, and from that one for the last, in seconds (`bTimeOut`, `bTimeOut2`).
const KEY_TIMEOUT: u8 = 30;

/// How long the bridge waits for the reader: the reader itself is to say first that nobody typed. Twice `KEY_TIMEOUT`, and what the card takes for the
/// VERIFY; a reader that says nothing until then may have sent it.
pub const PAD: Duration = Duration::from_secs(90);

/// Tag of FEATURE_VERIFY_PIN_DIRECT (part 10 §2.3, table 1).
const VERIFY_PIN_DIRECT: u8 = 0x06;

/// The most features that are looked through: part 10 defines fewer than 32 tags.
const MAX_FEATURES: usize = 64;

/// The reader's words for an entry that did not come to the card (part 10 §2.5.2.2).
const TIMED_OUT: StatusWord = StatusWord(0x6400);
const CANCELLED: StatusWord = StatusWord(0x6401);
const WRONG_LENGTH: StatusWord = StatusWord(0x6403);

/// The pad of a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinPad {
    /// The reader's control code for PIN_VERIFY_STRUCTURE.
    verify_direct: u32,
}

impl PinPad {
    /// Asks the reader for its features: `None` if it has no PIN pad.
    ///
    /// # Errors
    /// `card-unresponsive` if nobody waits for the answer any more.
    pub fn find(channel: &mut dyn Channel) -> Result<Option<Self>, Error> {
        let features = channel.control(ControlCode::GetFeatureRequest, &[])?;
        Ok(features.as_deref().and_then(verify_direct).map(|verify_direct| Self { verify_direct }))
    }

    /// Lets the person type the PIN on the reader, which sends it to the card in a VERIFY of this header, once. The card's status word.
    ///
    /// # Errors
    /// `pin-pad-cancelled`, `pin-pad-timeout`, `pin-format` if too few or too many keys were pressed: no try was used. `card-garbled`; the
    /// reader layer's codes.
    pub fn verify(
        self,
        channel: &mut dyn Channel,
        header: [u8; 4],
        rule: &PinRule,
    ) -> Result<StatusWord, Error> {
        let structure = pin_verify_structure(header, rule);
        let answer = channel.control(ControlCode::Feature(self.verify_direct), &structure)?;
        let response = answer
            .as_deref()
            .and_then(Response::from_bytes)
            .ok_or_else(|| Error::garbled("the PIN pad's answer has no status word"))?;
        match response.status() {
            TIMED_OUT => Err(Error::new(ErrorCode::PinPadTimeout)),
            CANCELLED => Err(Error::new(ErrorCode::PinPadCancelled)),
            WRONG_LENGTH => Err(Error::new(ErrorCode::PinFormat)),
            status => Ok(status),
        }
    }
}

/// The control code of FEATURE_VERIFY_PIN_DIRECT in a reader's list of features: tag, length 4, control code in network order.
fn verify_direct(features: &[u8]) -> Option<u32> {
    let mut rest = features;
    for _ in 0..MAX_FEATURES {
        let [tag, length, following @ ..] = rest else { return None };
        let (value, following) = following.split_at_checked(usize::from(*length))?;
        if *tag == VERIFY_PIN_DIRECT {
            return value.try_into().ok().map(u32::from_be_bytes);
        }
        rest = following;
    }
    None
}

/// PIN_VERIFY_STRUCTURE (part 10 §2.5.2) for a PIN in ASCII without padding, whose length is Lc. Numbers are in the machine's byte order.
fn pin_verify_structure(header: [u8; 4], rule: &PinRule) -> Vec<u8> {
    // The reader puts the number of keys into Lc.
    let [cla, ins, p1, p2] = header;
    let command = [cla, ins, p1, p2, 0x00];
    let mut structure = vec![
        KEY_TIMEOUT, // bTimeOut
        KEY_TIMEOUT, // bTimeOut2
        0x82,        // bmFormatString: units of bytes, position 0 after Lc, left justified, ASCII
        0x00,        // bmPINBlockString: no length in the block, the block is as long as the PIN
        0x00,        // bmPINLengthFormat: no length in the command
    ];
    structure.extend(u16::from_be_bytes([rule.min, rule.max]).to_ne_bytes()); // wPINMaxExtraDigit
    structure.push(0x02); // bEntryValidationCondition: the person presses the validation key
    structure.push(0x01); // bNumberMessage: one
    structure.extend(0x0411_u16.to_ne_bytes()); // wLangId: Japanese
    structure.push(0x00); // bMsgIndex: the invitation to enter a PIN
    structure.extend([0; 3]); // bTeoPrologue: for T=1, which the reader fills in
    structure.extend(u32::try_from(command.len()).unwrap_or(0).to_ne_bytes()); // ulDataLength
    structure.extend(command); // abData
    structure
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_gives_up_before_the_bridge() {
        let reader = Duration::from_secs(2 * u64::from(KEY_TIMEOUT));
        assert!(reader + crate::supervise::EXCHANGE < PAD);
    }

    #[test]
    fn finds_the_feature_among_others() {
        let features =
            [0x07, 4, 0x42, 0x33, 0, 7, 0x12, 1, 9, 0x06, 4, 0x42, 0x33, 0, 6, 0x0A, 4, 0, 0, 0, 1];
        assert_eq!(verify_direct(&features), Some(0x4233_0006));
    }

    #[test]
    fn a_list_of_a_wrong_form_has_no_feature() {
        for features in [
            &[][..],
            &[0x06],
            &[0x06, 4],
            &[0x06, 4, 0x42, 0x33, 0],
            &[0x06, 3, 0x42, 0x33, 0],
            &[0x06, 5, 0x42, 0x33, 0, 6, 0],
            &[0x06, 0],
            &[0x07, 0xFF, 0x06, 4, 0x42, 0x33, 0, 6],
            &[0x07, 4, 0x42, 0x33, 0, 7],
        ] {
            assert_eq!(verify_direct(features), None, "{features:02X?}");
        }
        let endless = [0x01, 0].repeat(MAX_FEATURES);
        assert_eq!(verify_direct(&[&endless[..], &[0x06, 4, 0, 0, 0, 1]].concat()), None);
    }
}
