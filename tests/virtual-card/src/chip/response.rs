//! How response data reach the reader: at once, or as a card that T=0 habits have shaped would do it (61xx, 6Cxx). Nobody has
//! reported either for this card (CARD.md 2.7), so both are knobs.

use super::Chip;
use super::command::Command;
use super::status_word::StatusWord;
use crate::knob::Knobs;

impl Chip {
    /// Executes a command and delivers its response data as the knobs say.
    pub(super) fn respond(&mut self, command: &Command<'_>, knobs: &Knobs) -> (Vec<u8>, StatusWord) {
        if knobs.response_chaining && (command.cla, command.ins) == (0x00, 0xC0) {
            return self.get_response(command);
        }
        self.session.waiting.clear();
        match self.execute(command, knobs) {
            Ok(response) if knobs.wrong_le && is_too_long(command.ne, response.len()) => {
                (Vec::new(), StatusWord::exact_length(response.len()))
            }
            Ok(response) if knobs.response_chaining && !response.is_empty() => {
                let status = StatusWord::more(response.len());
                self.session.waiting = response;
                (Vec::new(), status)
            }
            Ok(response) if knobs.end_of_file_is_6282 && is_cut_at_the_end(command, response.len()) => {
                (response, StatusWord::END_OF_FILE)
            }
            Ok(response) => (response, StatusWord::SUCCESS),
            Err(status) => (Vec::new(), status),
        }
    }

    /// GET RESPONSE (ISO 7816-4): the next bytes of what waits, and whether more wait.
    fn get_response(&mut self, command: &Command<'_>) -> (Vec<u8>, StatusWord) {
        let waiting = &mut self.session.waiting;
        match (command.p1_p2(), command.body, command.ne) {
            (0x0000, [], Some(_)) if waiting.is_empty() => (Vec::new(), StatusWord::CONDITIONS_NOT_SATISFIED),
            (0x0000, [], Some(ne)) => {
                let rest = waiting.split_off(ne.min(waiting.len()));
                let next = std::mem::replace(waiting, rest);
                let status =
                    if waiting.is_empty() { StatusWord::SUCCESS } else { StatusWord::more(waiting.len()) };
                (next, status)
            }
            (0x0000, _, _) => (Vec::new(), StatusWord::WRONG_LENGTH),
            _ => (Vec::new(), StatusWord::INCORRECT_P1_P2),
        }
    }
}

/// Whether a READ BINARY has brought less than Le asks for.
fn is_cut_at_the_end(command: &Command<'_>, available: usize) -> bool {
    command.ins == 0xB0 && command.ne.is_some_and(|ne| ne > available)
}

/// Whether Le asks for more than there is. More than 256 bytes cannot be told in a 6Cxx.
fn is_too_long(ne: Option<usize>, available: usize) -> bool {
    (1..=256).contains(&available) && ne.is_some_and(|ne| ne > available)
}
