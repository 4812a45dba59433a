//! Which readers this bridge works with: at most one thread for each. A PC/SC call cannot be interrupted, so a thread that was given up still has its
//! reader; another beside it would only wait behind it, and then meet what it leaves.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::card::pin_pad::PAD;
use crate::error::{Error, ErrorCode};
use crate::supervise::{ACQUIRE, Progress};

/// How often the end looks whether a person still types on a PIN pad: nothing tells it.
const LOOK: Duration = Duration::from_millis(250);

/// The readers that are worked with. Clones are one.
#[derive(Clone, Debug, Default)]
pub struct Occupancy(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug, Default)]
struct State {
    /// By reader: the work of its thread.
    at_work: HashMap<String, Progress>,
    /// No further work begins.
    over: bool,
}

/// A reader that a thread has taken. It is free when this is dropped.
#[derive(Debug)]
pub struct Occupied {
    occupancy: Occupancy,
    reader: String,
}

impl Occupancy {
    /// Takes a reader for a piece of work, and waits for the one before it. The work's deadlines count from here.
    ///
    /// # Errors
    /// If the one before it does not end: `card-busy` if that one itself still waits for another program, `card-unresponsive` if its card or its reader
    /// hangs. `card-unresponsive` if nobody waits for the work any more.
    pub fn take(&self, reader: &str, progress: &Progress) -> Result<Occupied, Error> {
        let deadline = Instant::now() + ACQUIRE;
        let mut state = self.state();
        loop {
            if state.over || progress.is_over() {
                return Err(Error::new(ErrorCode::CardUnresponsive));
            }
            let Some(before) = state.at_work.get(reader) else { break };
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let hangs = before.has_acquired();
                return Err(Error::new(if hangs {
                    ErrorCode::CardUnresponsive
                } else {
                    ErrorCode::CardBusy
                }));
            }
            state = self.changes(state, left);
        }
        progress.touch();
        state.at_work.insert(reader.to_owned(), progress.clone());
        Ok(Occupied { occupancy: self.clone(), reader: reader.to_owned() })
    }

    /// Ends all work before its next exchange, and waits until every card is locked: so long at most, and longer while a person types on a PIN pad,
    /// because the reader sends the PIN all the same. Work that has not begun its transaction has nothing to lock.
    pub fn end(&self, within: Duration) {
        let began = Instant::now();
        let mut state = self.state();
        state.over = true;
        self.0.1.notify_all();
        for progress in state.at_work.values() {
            progress.abandon();
        }
        loop {
            let patience = |work: &Progress| within + if work.is_at_pin_pad() { PAD } else { Duration::ZERO };
            let longest = state.at_work.values().filter(|work| work.has_acquired()).map(patience).max();
            let left = longest.unwrap_or_default().saturating_sub(began.elapsed());
            if left.is_zero() {
                return;
            }
            state = self.changes(state, left.min(LOOK));
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a reader is free, or so long.
    fn changes<'a>(&'a self, state: MutexGuard<'a, State>, within: Duration) -> MutexGuard<'a, State> {
        self.0.1.wait_timeout(state, within).unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Occupied {
    fn drop(&mut self) {
        self.occupancy.state().at_work.remove(&self.reader);
        self.occupancy.0.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

    use super::*;
    use crate::card::channel::{Channel, ControlCode};
    use crate::card::command::{Command, Response};

    const HANGS: ErrorCode = ErrorCode::CardUnresponsive;

    fn refusal(occupancy: &Occupancy, reader: &str) -> ErrorCode {
        occupancy.take(reader, &Progress::default()).unwrap_err().code
    }

    #[test]
    fn a_reader_is_taken_once_and_free_again() {
        let occupancy = Occupancy::default();
        let first = occupancy.take("A", &Progress::default()).unwrap();
        let _other = occupancy.take("B", &Progress::default()).unwrap();
        thread::scope(|scope| {
            let second = scope.spawn(|| occupancy.take("A", &Progress::default()).map(drop));
            drop(first);
            assert_eq!(second.join().unwrap(), Ok(()));
        });
    }

    #[test]
    fn who_hangs_is_told_from_who_waits() {
        let (occupancy, waits, hangs) = (Occupancy::default(), Progress::default(), Progress::default());
        hangs.acquire();
        let _waits = occupancy.take("A", &waits).unwrap();
        let _hangs = occupancy.take("B", &hangs).unwrap();
        thread::scope(|scope| {
            let busy = scope.spawn(|| refusal(&occupancy, "A"));
            assert_eq!(refusal(&occupancy, "B"), HANGS);
            assert_eq!(busy.join().unwrap(), ErrorCode::CardBusy);
        });
    }

    #[test]
    fn the_wait_for_a_reader_is_not_that_for_a_card() {
        let (occupancy, progress) = (Occupancy::default(), Progress::default());
        let before = progress.moved();
        let _taken = occupancy.take("A", &progress).unwrap();
        assert!(progress.moved() > before, "the deadlines count from here");
    }

    #[test]
    fn the_end_abandons_all_work_and_lets_none_begin() {
        let (occupancy, waits) = (Occupancy::default(), Progress::default());
        let _waits = occupancy.take("A", &waits).unwrap();
        let began = Instant::now();
        occupancy.end(Duration::from_secs(60));
        assert!(began.elapsed() < ACQUIRE, "work that waits for another program has nothing to lock");
        assert!(waits.is_over());
        assert_eq!(refusal(&occupancy, "C"), HANGS);
    }

    /// A PIN pad whose person types when the test says so.
    struct Pad(Receiver<()>);

    impl Channel for Pad {
        fn transmit(&mut self, _: &Command) -> Result<Response, Error> {
            panic!("nothing is sent from the PC")
        }

        fn control(&mut self, _: ControlCode, _: &[u8]) -> Result<Option<Vec<u8>>, Error> {
            self.0.recv().unwrap();
            Ok(None)
        }
    }

    #[test]
    fn the_end_waits_for_a_person_at_the_pin_pad() {
        let (occupancy, works) = (Occupancy::default(), Progress::default());
        let taken = occupancy.take("A", &works).unwrap();
        works.acquire();
        let (typed, keys) = channel();
        let locked = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                works.watch(&mut Pad(keys)).control(ControlCode::Feature(1), &[]).unwrap();
                locked.store(true, Ordering::SeqCst);
                drop(taken);
            });
            while !works.is_at_pin_pad() {
                thread::yield_now();
            }
            let end = scope.spawn(|| {
                occupancy.end(Duration::ZERO);
                assert!(locked.load(Ordering::SeqCst), "the reader would have sent the PIN all the same");
            });
            while !works.is_over() {
                thread::yield_now();
            }
            typed.send(()).unwrap();
            end.join().unwrap();
        });
    }

    #[test]
    fn the_end_waits_for_a_card_to_be_locked() {
        let (occupancy, works) = (Occupancy::default(), Progress::default());
        let taken = occupancy.take("A", &works).unwrap();
        works.acquire();
        thread::scope(|scope| {
            let end = scope.spawn(|| occupancy.end(Duration::from_secs(60)));
            while !works.is_over() {
                thread::yield_now();
            }
            assert!(!end.is_finished());
            drop(taken);
        });
    }
}
