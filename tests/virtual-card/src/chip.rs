//! The chip: takes one command, answers one response. It knows nothing of readers, time and faults; [`crate::card`] does.

mod change_reference_data;
mod command;
mod compute_digital_signature;
mod get_challenge;
pub(crate) mod get_data;
mod read_binary;
mod response;
mod select;
mod session;
mod status_word;
mod verify;

use std::collections::BTreeSet;
use std::path::Path;

use crate::CardError;
use crate::application::{Access, Application, Body, File, JPKI, TEXT};
use crate::contents::Contents;
use crate::knob::{Kind, Knobs, ShortEfIds};
use crate::pin::{Pin, PinMemory};
use command::Command;
use session::Session;
use status_word::StatusWord;

pub(crate) use select::selected;

/// What a command comes to: response data with 9000, or another status word without any.
type Executed = Result<Vec<u8>, StatusWord>;

/// A chip with its contents, its PINs, and what it remembers until the power goes off.
pub(crate) struct Chip {
    contents: Contents,
    pins: PinMemory,
    session: Session,
    signatures: u64,
}

impl Chip {
    pub(crate) fn load(folder: &Path) -> Result<Self, CardError> {
        Ok(Chip {
            contents: Contents::load(folder, &get_data::TAGS)?,
            pins: PinMemory::load(folder)?,
            session: Session::default(),
            signatures: 0,
        })
    }

    /// Power off, or on: everything volatile is forgotten.
    pub(crate) fn power_cycle(&mut self) {
        self.session = Session::default();
    }

    /// A warm reset forgets what was selected but not what was verified (CARD.md 2.6).
    pub(crate) fn warm_reset(&mut self) {
        self.session.warm_reset();
    }

    pub(crate) fn pins(&self) -> &PinMemory {
        &self.pins
    }

    pub(crate) fn pins_mut(&mut self) -> &mut PinMemory {
        &mut self.pins
    }

    pub(crate) fn verified(&self) -> &BTreeSet<Pin> {
        self.session.verified()
    }

    /// How many signatures were made since the card was loaded.
    pub(crate) fn signatures(&self) -> u64 {
        self.signatures
    }

    /// Response data and status word for the bytes of a command, whatever they are.
    pub(crate) fn transmit(&mut self, bytes: &[u8], knobs: &Knobs) -> Vec<u8> {
        if knobs.first_command_6f00 && self.session.is_first_command() {
            return StatusWord::NO_DIAGNOSIS.bytes().to_vec();
        }
        let (mut response, status) = match Command::decode(bytes) {
            Some(command) if !command.extended || knobs.extended_length => self.respond(&command, knobs),
            _ => (Vec::new(), StatusWord::WRONG_LENGTH),
        };
        response.extend(status.bytes());
        response
    }

    fn execute(&mut self, command: &Command<'_>, knobs: &Knobs) -> Executed {
        match (command.cla, command.ins) {
            (0x00, 0x20) => self.verify(command, knobs),
            (0x00, 0x24) => self.change_reference_data(command, knobs),
            (0x00, 0x84) => get_challenge::get_challenge(command),
            (0x00, 0xA4) => self.select(command, knobs),
            (0x00, 0xB0) => self.read_binary(command, knobs),
            (0x00, 0xCA) => self.get_data(command),
            (0x80, 0x2A) => self.compute_digital_signature(command, knobs),
            // SET SESSION KEY is there and refuses: secure messaging is beyond this card (README.md, limits).
            (0x80, 0xAE) => Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED),
            // The last-command indicator belongs to the iPhone's token.
            (0x80, 0xFC) => Err(StatusWord::WRONG_LENGTH),
            (0x00 | 0x80, _) => Err(StatusWord::INSTRUCTION_NOT_SUPPORTED),
            (0x01..=0x03, _) => Err(StatusWord::CHANNEL_NOT_SUPPORTED),
            (0x08, _) if self.session.is_in(&JPKI) => Err(StatusWord::NO_SECURE_MESSAGING),
            _ => Err(StatusWord::CLASS_NOT_SUPPORTED),
        }
    }

    /// The applications that this kind of card has.
    fn applications(knobs: &Knobs) -> &'static [&'static Application] {
        static JPKI_ALONE: [&Application; 1] = [&JPKI];
        static BOTH: [&Application; 2] = [&JPKI, &TEXT];
        match (knobs.kind, knobs.phone) {
            (Kind::Other, _) => &[],
            (Kind::Juki, _) | (_, true) => &JPKI_ALONE,
            (Kind::MyNumberCard, false) => &BOTH,
        }
    }

    /// The file named by P2 or P1: 80 is the current EF, above it are short EF ids.
    fn referenced_file(
        &self,
        reference: u8,
        knobs: &Knobs,
        not_found: StatusWord,
    ) -> Result<&'static File, StatusWord> {
        match reference {
            0x80 => self.session.file().ok_or(StatusWord::NO_CURRENT_EF),
            0x81..=0x9E if knobs.short_ef_ids != ShortEfIds::Off => {
                let application = self.session.application().ok_or(StatusWord::NO_CURRENT_EF)?;
                application
                    .file_by_short_id(reference)
                    .filter(|file| self.exists(application, file))
                    .ok_or(not_found)
            }
            _ => Err(StatusWord::INCORRECT_P1_P2),
        }
    }

    /// Whether this card has this EF.
    fn exists(&self, application: &'static Application, file: &'static File) -> bool {
        match file.body {
            Body::Transparent { .. } => self.contents.file(application.folder, file.id).is_some(),
            _ => true,
        }
    }

    fn satisfies(&self, access: Access) -> Result<(), StatusWord> {
        let satisfied = match access {
            Access::Free => true,
            Access::AnyOf(pins) => pins.iter().any(|pin| self.session.verified().contains(pin)),
            Access::Never => false,
        };
        if satisfied { Ok(()) } else { Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED) }
    }
}
