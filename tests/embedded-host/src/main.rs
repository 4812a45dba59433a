//! The bridge for machines without PC/SC: its library, joined to the virtual card in one process. Only tests and `cargo xtask demo
//! --embedded` start it; it is never shipped, and the shipped bridge knows nothing of it.
//!
//! The browser starts it like the bridge, so what it needs comes by the environment: `JITSUIN_EMBEDDED_CARD`, the card's folder, and
//! `JITSUIN_EMBEDDED_EXCHANGES`, a file to which a line is added for each exchange.

use std::fs::OpenOptions;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jitsuin_bridge::card::channel::Channel;
use jitsuin_bridge::card::command::{Command, Response};
use jitsuin_bridge::error::{Error, ErrorCode};
use jitsuin_bridge::reader::{CardSource, Disposition, Reader, ReaderState, Work};
use jitsuin_virtual_card::{Outcome, VirtualCard};

const READER: &str = "Embedded virtual reader";

/// One reader with one card that lies in it for good.
#[derive(Clone)]
struct Embedded(Arc<Mutex<VirtualCard>>);

impl CardSource for Embedded {
    fn readers(&self) -> Result<Vec<Reader>, Error> {
        Ok(vec![Reader { name: READER.to_owned(), state: ReaderState::Present, events: 0 }])
    }

    fn watch(&self, tell: &mut dyn FnMut(Vec<Reader>) -> bool) {
        let _listening = self.readers().is_ok_and(tell);
        loop {
            // Nothing ever changes here.
            thread::park();
        }
    }

    fn transact(&self, reader: &str, work: Work<'_>) -> Result<(), Error> {
        if reader != READER {
            return Err(Error::new(ErrorCode::NoReader));
        }
        // The mutex is the exclusive transaction.
        let mut card = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        card.power_on();
        let worked = catch_unwind(AssertUnwindSafe(|| work(&mut InProcess(&mut card))));
        if !matches!(worked, Ok(Disposition::Leave)) {
            card.power_off();
        }
        drop(card);
        worked.map(drop).map_err(|panic| resume_unwind(panic))
    }
}

/// The card, without a reader in between.
struct InProcess<'a>(&'a mut VirtualCard);

impl Channel for InProcess<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        match self.0.transmit(&command.to_bytes()) {
            Outcome::Response(bytes) => {
                Response::from_bytes(&bytes).ok_or_else(|| Error::garbled("the answer has no status word"))
            }
            Outcome::Removed => Err(Error::new(ErrorCode::CardRemoved)),
            Outcome::Silent => Err(Error::new(ErrorCode::CardUnresponsive)),
        }
    }
}

fn main() -> ExitCode {
    match card() {
        Ok(card) => {
            let arguments: Vec<_> = std::env::args().skip(1).collect();
            jitsuin_bridge::serve(Embedded(Arc::new(Mutex::new(card))), &arguments)
        }
        Err(reason) => {
            use std::io::Write as _;
            let _closed = writeln!(std::io::stderr(), "jitsuin-embedded-host: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// The card that the environment names.
fn card() -> Result<VirtualCard, String> {
    let path = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let folder = path("JITSUIN_EMBEDDED_CARD").ok_or("JITSUIN_EMBEDDED_CARD names no card")?;
    let mut card = VirtualCard::load(&folder).map_err(|error| error.to_string())?;
    if let Some(file) = path("JITSUIN_EMBEDDED_EXCHANGES") {
        let log =
            OpenOptions::new().create(true).append(true).open(file).map_err(|error| error.to_string())?;
        card.log_to(log);
    }
    Ok(card)
}
