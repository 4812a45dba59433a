//! What the chip remembers until the power goes off: what is selected, what was verified, what waits for GET RESPONSE.

use std::collections::BTreeSet;

use crate::application::{Application, File};
use crate::pin::Pin;

/// The volatile state of CARD.md 2.6.
#[derive(Default)]
pub(crate) struct Session {
    application: Option<&'static Application>,
    file: Option<&'static File>,
    verified: BTreeSet<Pin>,
    /// The application in which `verified` was earned. It survives a warm reset, which leaves the application.
    verified_in: Option<&'static Application>,
    had_a_command: bool,
    /// Response data behind a 61xx.
    pub(crate) waiting: Vec<u8>,
}

impl Session {
    /// True once after power-on.
    pub(crate) fn is_first_command(&mut self) -> bool {
        !std::mem::replace(&mut self.had_a_command, true)
    }

    pub(crate) fn warm_reset(&mut self) {
        self.application = None;
        self.file = None;
        self.waiting.clear();
    }

    /// Makes an application current, `None` being the Issuer Security Domain. What was verified elsewhere is forgotten.
    pub(crate) fn select(&mut self, application: Option<&'static Application>) {
        if !is_same(application, self.verified_in) {
            self.verified.clear();
            self.verified_in = application;
        }
        self.application = application;
        self.file = None;
    }

    pub(crate) fn select_file(&mut self, file: &'static File) {
        self.file = Some(file);
    }

    pub(crate) fn application(&self) -> Option<&'static Application> {
        self.application
    }

    pub(crate) fn is_in(&self, application: &'static Application) -> bool {
        is_same(self.application, Some(application))
    }

    pub(crate) fn file(&self) -> Option<&'static File> {
        self.file
    }

    pub(crate) fn verified(&self) -> &BTreeSet<Pin> {
        &self.verified
    }

    pub(crate) fn set_verified(&mut self, pin: Pin, verified: bool) {
        if verified {
            self.verified.insert(pin);
        } else {
            self.verified.remove(&pin);
        }
    }
}

fn is_same(one: Option<&'static Application>, other: Option<&'static Application>) -> bool {
    one.map(|application| application.aid) == other.map(|application| application.aid)
}
