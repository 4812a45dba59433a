//! Deadlines on everything that waits for a card. PC/SC calls cannot be interrupted, so each runs in a thread of its own, and what hangs
//! is left behind: it costs its thread and its reader, not the others.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::card::channel::{Channel, ControlCode};
use crate::card::command::{Command, Response};
use crate::card::pin_pad::PAD;
use crate::error::{Error, ErrorCode};
use crate::reader::Disposition;

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
    /// The person is typing on the reader's PIN pad.
    at_pin_pad: AtomicBool,
    /// Something was sent to the card that its power off shall undo.
    to_lock: AtomicBool,
    /// The next exchange changes what the card keeps.
    changing: AtomicBool,
    /// After this no further exchange begins.
    until: Mutex<Option<Instant>>,
    /// Nobody waits for the result any more.
    abandoned: AtomicBool,
}

impl Default for ProgressState {
    fn default() -> Self {
        Self {
            acquired: AtomicBool::new(false),
            moved: Mutex::new(Instant::now()),
            at_pin_pad: AtomicBool::new(false),
            to_lock: AtomicBool::new(false),
            changing: AtomicBool::new(false),
            until: Mutex::new(None),
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

    /// Lets exchanges begin for so long from now, beside what a person takes at a PIN pad. Each exchange has its own deadline; this one bounds their
    /// number, for a card that always answers in time.
    pub fn limit_to(&self, limit: Duration) {
        *self.until() = Some(Instant::now() + limit);
    }

    /// Work of its own, for the same request: it has the same limit.
    #[must_use]
    pub fn branch(&self) -> Self {
        let branch = Self::default();
        *branch.until() = *self.until();
        branch
    }

    /// What was sent to the card needs no power off.
    pub fn nothing_to_lock(&self) {
        self.0.to_lock.store(false, Ordering::Release);
    }

    /// What is to become of the card.
    #[must_use]
    pub fn disposition(&self) -> Disposition {
        if self.0.to_lock.load(Ordering::Acquire) { Disposition::PowerOff } else { Disposition::Leave }
    }

    /// Whether the transaction has begun.
    #[must_use]
    pub fn has_acquired(&self) -> bool {
        self.wait().acquired
    }

    /// Whether a person is typing on the reader's PIN pad.
    #[must_use]
    pub fn is_at_pin_pad(&self) -> bool {
        self.wait().at_pin_pad
    }

    /// Whether no further exchange begins: nobody waits any more, or the limit has passed.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.0.abandoned.load(Ordering::SeqCst) || self.until().is_some_and(|until| until < Instant::now())
    }

    /// When the work was last known to move.
    #[must_use]
    pub fn moved(&self) -> Instant {
        self.wait().since
    }

    /// Ends the work before its next exchange.
    pub fn abandon(&self) {
        self.0.abandoned.store(true, Ordering::SeqCst);
    }

    /// From here on, work that is given up may have changed a PIN.
    pub fn change(&self) {
        // Sequentially consistent, as `abandon` and its reader are: either the exchange is refused, or the supervisor knows of it.
        self.0.changing.store(true, Ordering::SeqCst);
    }

    /// A channel whose exchanges are counted, and refused once the work is abandoned.
    pub fn watch<'a>(&'a self, channel: &'a mut dyn Channel) -> Watched<'a> {
        Watched { channel, progress: self }
    }

    fn until(&self) -> MutexGuard<'_, Option<Instant>> {
        self.0.until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is waited for, and since when.
    fn wait(&self) -> Wait {
        Wait {
            acquired: self.0.acquired.load(Ordering::Acquire),
            at_pin_pad: self.0.at_pin_pad.load(Ordering::Acquire),
            since: *self.0.moved.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wait {
    acquired: bool,
    at_pin_pad: bool,
    since: Instant,
}

impl Wait {
    /// How long it may take.
    fn limit(self) -> Duration {
        match self {
            Self { at_pin_pad: true, .. } => PAD,
            Self { acquired: true, .. } => EXCHANGE,
            Self { acquired: false, .. } => ACQUIRE,
        }
    }
}

/// See [`Progress::watch`].
pub struct Watched<'a> {
    channel: &'a mut dyn Channel,
    progress: &'a Progress,
}

impl Channel for Watched<'_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        self.go_on()?;
        self.progress.0.to_lock.store(true, Ordering::Release);
        let response = self.channel.transmit(command);
        self.progress.touch();
        response
    }

    fn control(&mut self, code: ControlCode, input: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.go_on()?;
        if code == ControlCode::GetFeatureRequest {
            let answer = self.channel.control(code, input);
            self.progress.touch();
            return answer;
        }
        let state = &self.progress.0;
        let began = Instant::now();
        state.to_lock.store(true, Ordering::Release);
        state.at_pin_pad.store(true, Ordering::Release);
        let answer = self.channel.control(code, input);
        self.progress.touch();
        state.at_pin_pad.store(false, Ordering::Release);
        if let Some(until) = self.progress.until().as_mut() {
            *until += began.elapsed();
        }
        answer
    }
}

impl Watched<'_> {
    /// Refuses to go on once nobody waits, or for longer than the limit.
    fn go_on(&self) -> Result<(), Error> {
        if self.progress.is_over() {
            return Err(Error::new(ErrorCode::CardUnresponsive));
        }
        Ok(())
    }
}

/// Waits for what a supervised thread sends, as long as it makes progress.
///
/// # Errors
/// `card-busy` if the transaction could not begin in time, `card-unresponsive` if an exchange took too long, the reader's PIN pad never answered (then
/// nobody knows whether a try was used) or the thread ended without a word, `pin-change-unclear` if that may have been the change of a PIN. The work
/// is abandoned then.
pub fn supervise<T>(result: &Receiver<T>, progress: &Progress) -> Result<T, Error> {
    loop {
        let wait = progress.wait();
        let code = match result.recv_timeout(wait.limit().saturating_sub(wait.since.elapsed())) {
            Ok(value) => return Ok(value),
            Err(RecvTimeoutError::Timeout) if progress.wait() != wait => continue,
            Err(RecvTimeoutError::Timeout) if !wait.acquired => ErrorCode::CardBusy,
            Err(_) => ErrorCode::CardUnresponsive,
        };
        progress.abandon();
        let changing = progress.0.changing.load(Ordering::SeqCst);
        return Err(Error::new(if changing { ErrorCode::PinChangeUnclear } else { code }));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;
    use crate::card::command::Expected;

    /// A card that answers everything with success.
    struct Willing;

    impl Channel for Willing {
        fn transmit(&mut self, _: &Command) -> Result<Response, Error> {
            Ok(Response::from_bytes(&[0x90, 0x00]).unwrap())
        }
    }

    fn command() -> Command {
        Command::new([0, 0x20, 0, 0x98], Expected::Nothing)
    }

    #[test]
    fn patience_depends_on_what_is_waited_for() {
        let limit = |acquired, at_pin_pad| Wait { acquired, at_pin_pad, since: Instant::now() }.limit();
        assert_eq!(limit(false, false), ACQUIRE);
        assert_eq!(limit(true, false), EXCHANGE);
        assert_eq!(limit(true, true), PAD);
    }

    #[test]
    fn abandoned_work_sends_nothing() {
        let progress = Progress::default();
        let mut card = Willing;
        let mut channel = progress.watch(&mut card);
        assert!(channel.transmit(&command()).is_ok());
        progress.abandon();
        let refusal = Error::new(ErrorCode::CardUnresponsive);
        assert_eq!(channel.transmit(&command()).unwrap_err(), refusal);
        assert_eq!(channel.control(ControlCode::Feature(1), &[]).unwrap_err(), refusal);
    }

    #[test]
    fn a_pad_that_never_answers_may_have_used_a_try() {
        let (send, receive) = channel::<()>();
        let progress = Progress::default();
        progress.acquire();
        progress.0.at_pin_pad.store(true, Ordering::Release);
        *progress.0.moved.lock().unwrap() = Instant::now().checked_sub(PAD).unwrap();
        assert_eq!(supervise(&receive, &progress).unwrap_err().code, ErrorCode::CardUnresponsive);
        drop(send);
    }

    #[test]
    fn a_card_that_always_answers_in_time_comes_to_an_end() {
        let progress = Progress::default();
        let mut card = Willing;
        progress.limit_to(EXCHANGE);
        assert!(progress.watch(&mut card).transmit(&command()).is_ok());
        assert!(progress.branch().watch(&mut card).transmit(&command()).is_ok());
        progress.limit_to(Duration::ZERO);
        while !progress.is_over() {
            std::thread::yield_now();
        }
        assert!(progress.watch(&mut card).transmit(&command()).is_err());
        assert!(progress.branch().watch(&mut card).transmit(&command()).is_err());
        progress.limit_to(EXCHANGE);
        assert!(progress.watch(&mut card).transmit(&command()).is_ok(), "the next request has its own limit");
    }

    #[test]
    fn only_a_card_that_was_spoken_to_is_locked() {
        let progress = Progress::default();
        let mut card = Willing;
        let mut channel = progress.watch(&mut card);
        assert!(channel.control(ControlCode::GetFeatureRequest, &[]).is_ok());
        assert_eq!(progress.disposition(), Disposition::Leave);
        assert!(channel.control(ControlCode::Feature(1), &[]).is_ok());
        assert_eq!(progress.disposition(), Disposition::PowerOff);
        progress.nothing_to_lock();
        assert_eq!(progress.disposition(), Disposition::Leave);
        assert!(channel.transmit(&command()).is_ok());
        assert_eq!(progress.disposition(), Disposition::PowerOff);
    }

    #[test]
    fn a_thread_that_ends_without_a_word() {
        let refusal = |progress: &Progress| {
            let (send, receive) = channel::<()>();
            drop(send);
            supervise(&receive, progress).unwrap_err().code
        };
        let progress = Progress::default();
        progress.acquire();
        assert_eq!(refusal(&progress), ErrorCode::CardUnresponsive);
        let progress = Progress::default();
        progress.acquire();
        progress.change();
        assert_eq!(refusal(&progress), ErrorCode::PinChangeUnclear, "the change may have been made");
        let mut card = Willing;
        assert!(progress.watch(&mut card).transmit(&command()).is_err(), "the work was abandoned");
    }
}
