//! VERIFY (JICSAP 6.4.9; CARD.md 2.3). The counter is in the file before the value is compared, so that no try is ever free.

use super::command::Command;
use super::status_word::StatusWord;
use super::{Chip, Executed};
use crate::application::Body;
use crate::knob::Knobs;
use crate::pin::Pin;

impl Chip {
    pub(super) fn verify(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        if command.p1 != 0x00 {
            return Err(StatusWord::INCORRECT_P1_P2);
        }
        let pin = self.referenced_pin(command.p2, knobs)?;
        let left = self.pins.tries_left(pin);
        if command.body.is_empty() {
            // The question for the tries never costs one, and is not answered 9000 after a success (CARD.md 2.3).
            return Err(knobs.tries_query.map_or(StatusWord::tries_left(left), StatusWord::from_number));
        }
        if left == 0 {
            return Err(blocked(knobs));
        }
        // A value of a wrong form costs a try as well. No source says so; a client must not find out.
        self.session.set_verified(pin, false);
        self.pins.set_tries(pin, left - 1).map_err(|_| StatusWord::MEMORY_FAILURE)?;
        if !self.pins.is_value(pin, command.body) {
            return Err(if knobs.wrong_pin_is_6300 {
                StatusWord::NOT_VERIFIED
            } else {
                StatusWord::tries_left(left - 1)
            });
        }
        self.pins.set_tries(pin, pin.limit()).map_err(|_| StatusWord::MEMORY_FAILURE)?;
        self.session.set_verified(pin, true);
        Ok(Vec::new())
    }

    /// The PIN in P2: of the current EF, or by short EF id, which makes it the current EF.
    pub(super) fn referenced_pin(&mut self, reference: u8, knobs: &Knobs) -> Result<Pin, StatusWord> {
        let file = self.referenced_file(reference, knobs, StatusWord::REFERENCE_NOT_FOUND)?;
        match file.body {
            Body::Pin(pin) => {
                self.session.select_file(file);
                Ok(pin)
            }
            _ if reference == 0x80 => Err(StatusWord::INCOMPATIBLE_FILE),
            _ => Err(StatusWord::REFERENCE_NOT_FOUND),
        }
    }
}

pub(super) fn blocked(knobs: &Knobs) -> StatusWord {
    if knobs.blocked_is_6983 { StatusWord::AUTHENTICATION_BLOCKED } else { StatusWord::REFERENCE_BLOCKED }
}
