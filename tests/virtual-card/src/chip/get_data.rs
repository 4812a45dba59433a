//! GET DATA, `00 CA`, of the objects that the card has outside of its applications (CARD.md 1.1).

use super::command::Command;
use super::status_word::StatusWord;
use super::{Chip, Executed};
use crate::contents::DATA_OBJECTS;

/// The issuing municipality's code, five digits.
pub(crate) const MUNICIPALITY: u16 = 0x00F0;
/// The card's expiry, `YYYYMMDD`.
pub(crate) const EXPIRY: u16 = 0x00F2;
/// The contact ATR without its first byte.
pub(crate) const CONTACT_ATR: u16 = 0x5F51;

/// What this card has; which objects exist varies from card to card.
pub(crate) const TAGS: [u16; 3] = [MUNICIPALITY, EXPIRY, CONTACT_ATR];

impl Chip {
    pub(super) fn get_data(&self, command: &Command<'_>) -> Executed {
        let (Some(ne), []) = (command.ne, command.body) else { return Err(StatusWord::WRONG_LENGTH) };
        match (self.session.application(), self.contents.file(DATA_OBJECTS, command.p1_p2())) {
            (None, Some(object)) => Ok(object.iter().copied().take(ne).collect()),
            _ => Err(StatusWord::REFERENCE_NOT_FOUND),
        }
    }
}
