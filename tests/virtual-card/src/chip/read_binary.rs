//! READ BINARY (JICSAP 6.4.1; CARD.md 2.2): 15-bit offsets into the current EF, 8-bit ones with a short EF id.

use std::borrow::Cow;

use super::command::Command;
use super::status_word::StatusWord;
use super::{Chip, Executed};
use crate::application::jpki::{AUTH_CERTIFICATE, TOKEN_INFORMATION};
use crate::application::{Access, Body, File, JPKI};
use crate::knob::{Kind, Knobs};
use crate::pin::Pin;

impl Chip {
    pub(super) fn read_binary(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        let (Some(ne), []) = (command.ne, command.body) else { return Err(StatusWord::WRONG_LENGTH) };
        let (file, offset) = if command.p1 & 0x80 == 0 {
            let file = self.session.file().ok_or(StatusWord::NO_CURRENT_EF)?;
            (file, command.p1_p2())
        } else if command.p1 == 0x80 {
            return Err(StatusWord::INCORRECT_P1_P2);
        } else {
            let file = self.referenced_file(command.p1, knobs, StatusWord::NOT_FOUND)?;
            self.session.select_file(file);
            (file, u16::from(command.p2))
        };
        let content = self.readable(file, knobs)?;
        // A read across the end is cut there; one that starts at or behind it is outside.
        match content.get(usize::from(offset)..) {
            Some(rest) if !rest.is_empty() => Ok(rest.iter().copied().take(ne).collect()),
            _ => Err(StatusWord::OFFSET_OUTSIDE_EF),
        }
    }

    /// The bytes of an EF, if what protects it was verified.
    fn readable(&self, file: &'static File, knobs: &Knobs) -> Result<Cow<'_, [u8]>, StatusWord> {
        let application = self.session.application().ok_or(StatusWord::NO_CURRENT_EF)?;
        let Body::Transparent { read } = file.body else { return Err(StatusWord::INCOMPATIBLE_FILE) };
        let is_jpki = self.session.is_in(&JPKI);
        let read = match file.id {
            AUTH_CERTIFICATE if is_jpki && knobs.phone => Access::AnyOf(&[Pin::Auth]),
            _ => read,
        };
        self.satisfies(read)?;
        let content = self.contents.file(application.folder, file.id).ok_or(StatusWord::NOT_FOUND)?;
        Ok(match label(knobs) {
            Some(label) if is_jpki && file.id == TOKEN_INFORMATION => Cow::Owned(relabelled(content, label)),
            _ => Cow::Borrowed(content),
        })
    }
}

/// The label of the token information tells the kind of card (CARD.md 1.2); `None`: that of a My Number Card.
fn label(knobs: &Knobs) -> Option<&'static str> {
    match (knobs.kind, knobs.phone) {
        (Kind::Juki, _) => Some("JPKIAPICCTOKEN"),
        (_, true) => Some("JPKIAPGPSETOKEN"),
        _ => None,
    }
}

/// The label is the first 32 bytes, padded with spaces.
fn relabelled(token_information: &[u8], label: &str) -> Vec<u8> {
    let rest = token_information.get(32..).unwrap_or_default();
    [format!("{label:32}").as_bytes(), rest].concat()
}
