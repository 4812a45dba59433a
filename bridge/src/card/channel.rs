//! One card in one exclusive transaction, as the card's own code sees it.

use crate::card::command::{Command, Expected, Response};
use crate::error::Error;

/// Something that carries a command to one card and brings the answer back.
///
/// An implementation sends each command exactly once: it never repeats one, whatever the transport says.
pub trait Channel {
    /// Sends one command.
    ///
    /// # Errors
    /// The codes of the reader layer: the card was removed, did not answer in time, or its answer has no status word.
    fn transmit(&mut self, command: &Command) -> Result<Response, Error>;

    /// Asks something of the reader itself (SCardControl). `None` if it does not know such a thing.
    ///
    /// # Errors
    /// The codes of the reader layer.
    fn control(&mut self, _code: ControlCode, _input: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        Ok(None)
    }
}

/// What can be asked of a reader (PC/SC part 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlCode {
    /// CM_IOCTL_GET_FEATURE_REQUEST: which features it has, and the control code of each.
    GetFeatureRequest,
    /// The control code that the reader gave for a feature. A person may have to act before it answers.
    Feature(u32),
}

/// The most parts of a `61xx` answer that are put together.
const MAX_PARTS: usize = 256;

/// The most bytes that are put together: more than any file of this card.
const MAX_ANSWER: usize = 64 * 1024;

/// Sends a command and follows what a T=0 reader may answer instead of the data (ISO/IEC 7816-4 §5.1.3, `61xx` and `6Cxx`).
///
/// # Errors
/// As [`Channel::transmit`]; `card-garbled` for an answer that never ends.
pub fn exchange(channel: &mut dyn Channel, command: &Command) -> Result<Response, Error> {
    let mut response = channel.transmit(command)?;
    if let [0x6C, count] = response.status().0.to_be_bytes()
        && command.expected() != Expected::Nothing
    {
        response = channel.transmit(&command.expecting(expected_count(count)))?;
    }
    let mut answer = Vec::new();
    for _ in 0..MAX_PARTS {
        let [0x61, count] = response.status().0.to_be_bytes() else {
            return Ok(response.preceded_by(answer));
        };
        answer.extend_from_slice(response.body());
        if answer.len() > MAX_ANSWER {
            break;
        }
        let get_response = Command::new([0x00, 0xC0, 0x00, 0x00], Expected::Short(expected_count(count)));
        response = channel.transmit(&get_response)?;
    }
    Err(Error::garbled("the chained answer does not end"))
}

/// `xx` of `61xx` and `6Cxx`: zero stands for 256.
fn expected_count(count: u8) -> u16 {
    if count == 0 { 256 } else { u16::from(count) }
}
