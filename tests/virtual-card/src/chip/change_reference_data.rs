//! CHANGE REFERENCE DATA as this card has it (CARD.md 2.4): `00 24 01 80` with the new PIN alone, after VERIFY of the old one.

use super::command::Command;
use super::status_word::StatusWord;
use super::{Chip, Executed};
use crate::knob::Knobs;

impl Chip {
    pub(super) fn change_reference_data(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        if command.p1 != 0x01 {
            return Err(StatusWord::INCORRECT_P1_P2);
        }
        let pin = self.referenced_pin(command.p2, knobs)?;
        if self.pins.tries_left(pin) == 0 {
            return Err(super::verify::blocked(knobs));
        }
        if !self.session.verified().contains(&pin) || !pin.is_changeable() {
            return Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED);
        }
        let value = std::str::from_utf8(command.body).map_err(|_| StatusWord::INCORRECT_DATA)?;
        if !pin.accepts(command.body) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        self.pins.set_value(pin, value.to_owned()).map_err(|_| StatusWord::MEMORY_FAILURE)?;
        Ok(Vec::new())
    }
}
