//! One open key: a thread that holds the card's transaction between `open` and `sign` or `authenticate`, and locks the card at its end, whatever ends it.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::card::channel::Channel;
use crate::card::file::Lengths;
use crate::card::jpki::UnlockedKey;
use crate::card::pin::PinEntry;
use crate::error::{Error, ErrorCode};
use crate::occupancy::Occupancy;
use crate::reader::{CardSource, Disposition};
use crate::supervise::{Progress, supervise};

/// How long an open key waits for what it shall sign. WASM prepares it in milliseconds; Windows resets a card whose transaction idles for five
/// seconds.
const IDLE: Duration = Duration::from_secs(4);

/// How long a request waits for the key of the one before it to be locked. No exchange is under way then; the window waits for both.
const CLOSE: Duration = Duration::from_secs(3);

/// What `open` asks for, with a PIN whose form is right.
pub struct Opening {
    /// In which reader.
    pub reader: String,
    /// Verified once, then overwritten.
    pub pin: PinEntry,
    /// The person has confirmed to use the last try.
    pub last_try: bool,
    /// What the first look has found of this reader and card.
    pub lengths: Lengths,
}

/// A key that is open, and signs only what its kind can. Dropping it ends the transaction and locks the card.
#[derive(Debug)]
pub struct Session<K: UnlockedKey> {
    statements: Sender<Vec<K::Statement>>,
    signatures: Receiver<Step>,
    progress: Progress,
}

/// What the session's thread tells while it signs.
enum Step {
    /// One more signature is made.
    Signed(Vec<u8>),
    /// The card or the reader failed.
    Failed(Error),
    /// All are made, and the card is locked.
    Locked,
}

impl<K: UnlockedKey> Session<K> {
    /// Opens a key and reads its certificate.
    ///
    /// # Errors
    /// See [`UnlockedKey::open`]; `card-busy`; `card-unresponsive`. The card is locked before the error is returned, unless it hangs.
    pub fn open<S: CardSource>(
        source: &S,
        opening: Opening,
        progress: &Progress,
        occupancy: &Occupancy,
    ) -> Result<(Self, Vec<u8>), Error> {
        let (send_certificate, certificate) = channel();
        let (send_statements, statements) = channel();
        let (send_step, signatures) = channel();
        let occupied = occupancy.take(&opening.reader, progress)?;
        let (source, watched) = (source.clone(), progress.clone());
        thread::spawn(move || {
            let Opening { reader, pin, last_try, lengths } = opening;
            let mut pin = Some(pin);
            let mut failure = None;
            let outcome = source.transact(&reader, &mut |channel| {
                let Some(pin) = pin.take() else { return Disposition::Leave };
                watched.acquire();
                let mut channel = watched.watch(channel);
                let opened = K::open(&mut channel, &pin, last_try, lengths);
                // The key may stay open for a while; its PIN does not.
                drop(pin);
                failure = match opened {
                    Ok(key) => {
                        let _nobody_waits = send_certificate.send(Ok(key.certificate().to_vec()));
                        sign_all(&mut channel, key, &statements, &send_step);
                        None
                    }
                    Err(error) => Some(error),
                };
                watched.disposition()
            });
            // Only here is the card locked: an answer sent earlier could be followed by a program that finds it open.
            match outcome.err().or(failure) {
                Some(error) => drop(send_certificate.send(Err(error))),
                None => drop(send_step.send(Step::Locked)),
            }
            drop(occupied);
        });
        let certificate = supervise(&certificate, progress)??;
        Ok((Self { statements: send_statements, signatures, progress: progress.clone() }, certificate))
    }

    /// Signs statements and locks the card. `signed` is told after each.
    ///
    /// # Errors
    /// `out-of-order` if the session has ended by itself; `card-refused`, `card-garbled` and the reader layer's codes.
    pub fn sign(
        self,
        statements: Vec<K::Statement>,
        mut signed: impl FnMut(usize),
    ) -> Result<Vec<Vec<u8>>, Error> {
        let wanted = statements.len();
        self.progress.touch();
        self.statements.send(statements).map_err(|_| Error::new(ErrorCode::OutOfOrder))?;
        let mut signatures = Vec::with_capacity(wanted);
        let mut failure = None;
        loop {
            match supervise(&self.signatures, &self.progress)? {
                Step::Signed(signature) => {
                    signatures.push(signature);
                    signed(signatures.len());
                }
                Step::Failed(error) => failure = Some(error),
                Step::Locked => break,
            }
        }
        match failure {
            Some(error) => Err(error),
            None if signatures.len() == wanted => Ok(signatures),
            // The wait for statements had ended just before they came.
            None => Err(Error::new(ErrorCode::OutOfOrder)),
        }
    }

    /// Ends the transaction and waits until the card is locked.
    pub fn close(self) {
        let Self { statements, signatures, .. } = self;
        drop(statements);
        while let Ok(step) = signatures.recv_timeout(CLOSE) {
            if matches!(step, Step::Locked) {
                return;
            }
        }
    }

    /// Ends the work of the session's thread before its next exchange.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }
}

/// Waits for the statements and signs them. It ends when they are signed, when one fails, when the session is dropped, and after [`IDLE`].
fn sign_all<K: UnlockedKey>(
    channel: &mut dyn Channel,
    mut key: K,
    statements: &Receiver<Vec<K::Statement>>,
    step: &Sender<Step>,
) {
    let statements = match statements.recv_timeout(IDLE) {
        Ok(statements) => statements,
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
    };
    for statement in &statements {
        let done = match key.sign(channel, statement) {
            Ok(signature) => Step::Signed(signature),
            Err(error) => Step::Failed(error),
        };
        let failed = matches!(done, Step::Failed(_));
        if step.send(done).is_err() || failed {
            return;
        }
    }
}
