//! SELECT FILE (JICSAP 6.4.8): applications by AID, EFs by id, and the odd behaviour around the MF (CARD.md 1.1).

use super::command::Command;
use super::status_word::StatusWord;
use super::{Chip, Executed};
use crate::application::ISSUER_SECURITY_DOMAIN;
use crate::knob::{Kind, Knobs};

/// First or only occurrence, with FCI in the response.
const WITH_FCI: u8 = 0x00;
/// First or only occurrence, no response data.
const WITHOUT_FCI: u8 = 0x0C;

impl Chip {
    pub(super) fn select(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        match (command.p1, command.p2) {
            (0x00, 0x00) if command.body.is_empty() => self.select_mf(),
            (0x00, _) => Err(StatusWord::NOT_FOUND),
            (0x02, WITHOUT_FCI) => self.select_ef(command.body),
            (0x04, WITH_FCI | WITHOUT_FCI) => self.select_application(command, knobs),
            _ => Err(StatusWord::INCORRECT_P1_P2),
        }
    }

    /// A beginning of an AID is enough (JICSAP 4.2 (1)); what fails changes nothing.
    fn select_application(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        if command.body.is_empty() {
            return Err(StatusWord::WRONG_LENGTH);
        }
        let found = Self::applications(knobs)
            .iter()
            .copied()
            .find(|application| application.aid.starts_with(command.body));
        let is_domain = knobs.kind != Kind::Other && ISSUER_SECURITY_DOMAIN.starts_with(command.body);
        let aid = match found {
            Some(application) => application.aid,
            None if is_domain => ISSUER_SECURITY_DOMAIN,
            None => return Err(StatusWord::NOT_FOUND),
        };
        self.session.select(found);
        match (command.p2, command.ne) {
            (WITH_FCI, Some(ne)) => Ok(fci(aid).into_iter().take(ne).collect()),
            _ => Ok(Vec::new()),
        }
    }

    fn select_ef(&mut self, id: &[u8]) -> Executed {
        let &[high, low] = id else { return Err(StatusWord::WRONG_LENGTH) };
        let application = self.session.application().ok_or(StatusWord::NOT_FOUND)?;
        let file = application
            .file(u16::from_be_bytes([high, low]))
            .filter(|file| self.exists(application, file))
            .ok_or(StatusWord::NOT_FOUND)?;
        self.session.select_file(file);
        Ok(Vec::new())
    }

    /// `00 A4 00 00`: refused after a reset; inside an application it says yes and does nothing.
    fn select_mf(&self) -> Executed {
        match self.session.application() {
            Some(_) => Ok(Vec::new()),
            None => Err(StatusWord::INCORRECT_P1_P2),
        }
    }
}

/// `6F { 84 AID }` (ISO 7816-4, file control information).
fn fci(aid: &[u8]) -> Vec<u8> {
    let length = u8::try_from(aid.len()).unwrap_or(u8::MAX);
    [&[0x6F, length + 2, 0x84, length], aid].concat()
}

/// What a SELECT names, an AID or an EF id, for the log of exchanges; no other command's body may ever get there.
pub(crate) fn selected(bytes: &[u8]) -> Option<&[u8]> {
    let command = Command::decode(bytes)?;
    let is_select = command.cla == 0x00 && command.ins == 0xA4;
    (is_select && !command.body.is_empty() && command.body.len() <= 16).then_some(command.body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_select_is_named_in_the_log() {
        assert_eq!(selected(&[0x00, 0xA4, 0x02, 0x0C, 0x02, 0x00, 0x06]), Some(&[0x00, 0x06][..]));
        assert_eq!(selected(&[0x00, 0x20, 0x00, 0x80, 0x04, 0x31, 0x32, 0x33, 0x34]), None);
        assert_eq!(selected(&[0x00, 0xA4, 0x00, 0x00]), None);
        assert_eq!(selected(&[0x00, 0xA4]), None);
    }
}
