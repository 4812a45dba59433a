//! Deadlines on everything that waits for a card. PC/SC calls cannot be interrupted, so each runs in a thread of its own, and what hangs
//! is left behind: it costs its thread and its reader, not the others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::card::channel::Channel;
use crate::card::command::{Command, Response};
use crate::error::{Error, ErrorCode};

/// How long to wait while another program holds the card.
pub const ACQUIRE: Duration = Duration::from_secs(5);

/// How long one exchange may take. The slowest, a signature, takes a real card about one second.
pub const EXCHANGE: Duration = Duration::from_secs(10);

/// What is known of a thread that works with a card.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<ProgressState>);

#[derive(Debug)]
struct ProgressState {
    /// The transaction has begun.
    acquired: AtomicBool,
    /// When the thread was last known to move: from here its deadline counts.
    moved: Mutex<Instant>,
    /// Nobody waits for the result any more.
    abandoned: AtomicBool,
}

impl Default for ProgressState {
    fn default() -> Self {
        Self {
            acquired: AtomicBool::new(false),
            moved: Mutex::new(Instant::now()),
            abandoned: AtomicBool::new(false),
        }
    }
}

impl Progress {
    /// The transaction has begun: from here the deadline is that of an exchange.
    pub fn acquire(&self) {
        self.touch();
        self.0.acquired.store(true, Ordering::Release);
    }

    /// Counts the deadline from now: after an exchange, and when there is work again.
    pub fn touch(&self) {
        *self.0.moved.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Ends the work before its next exchange.
    pub fn abandon(&self) {
        self.0.abandoned.store(true, Ordering::Release);
    }

    /// A channel whose exchanges are counted, and refused once the work is abandoned.
    pub fn watch<'a>(&'a self, channel: &'a mut dyn Channel) -> Watched<'a> {
        Watched { channel, progress: self }
    }

    /// What is waited for, and when that wait began.
    fn wait(&self) -> (bool, Instant) {
        let acquired = self.0.acquired.load(Ordering::Acquire);
        (acquired, *self.0.moved.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// See [`Progress::watch`].
pub struct Watched<'a> {
    channel: &'a mut dyn Channel,
    progress: &'a Progress,
}

impl Channel for Watched<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        if self.progress.0.abandoned.load(Ordering::Acquire) {
            return Err(Error::new(ErrorCode::CardUnresponsive));
        }
        let response = self.channel.transmit(command);
        self.progress.touch();
        response
    }
}

/// Waits for what a supervised thread sends, as long as it makes progress.
///
/// # Errors
/// `card-busy` if the transaction could not begin in time, `card-unresponsive` if an exchange took too long or the thread ended without a word. The
/// work is abandoned then.
pub fn supervise<T>(result: &Receiver<T>, progress: &Progress) -> Result<T, Error> {
    loop {
        let wait = progress.wait();
        let (acquired, since) = wait;
        let limit = if acquired { EXCHANGE } else { ACQUIRE };
        match result.recv_timeout(limit.saturating_sub(since.elapsed())) {
            Ok(value) => return Ok(value),
            Err(RecvTimeoutError::Timeout) if progress.wait() == wait => {
                progress.abandon();
                let code = if acquired { ErrorCode::CardUnresponsive } else { ErrorCode::CardBusy };
                return Err(Error::new(code));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Error::new(ErrorCode::CardUnresponsive)),
        }
    }
}
