//! Readers, and where their cards come from: PC/SC in the shipped bridge, a virtual card in the tests' own host.

use serde::Serialize;

use crate::card::channel::Channel;
use crate::error::Error;

/// What is in a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ReaderState {
    /// No card.
    Empty,
    /// A card that answered its power-up.
    Present,
    /// A card that does not answer.
    Unresponsive,
}

/// A reader at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Reader {
    /// Its name in PC/SC.
    pub name: String,
    /// What is in it.
    pub state: ReaderState,
    /// How many cards came and went, so far as the source counts: tells a card from the one before it.
    #[serde(skip)]
    #[cfg_attr(feature = "typescript", ts(skip))]
    pub events: u32,
}

/// What is to become of a card when its transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Its power is cut, so that no PIN counts as verified (CARD.md §2.6).
    PowerOff,
    /// It is left as it is: nothing was done that would have to be undone, and another program may use it.
    Leave,
}

/// What is done with a card in one transaction.
pub type Work<'a> = &'a mut dyn FnMut(&mut dyn Channel) -> Disposition;

/// Where cards come from. A clone is used by another thread.
pub trait CardSource: Clone + Send + 'static {
    /// All readers, now.
    ///
    /// # Errors
    /// `pcsc-unavailable`.
    fn readers(&self) -> Result<Vec<Reader>, Error>;

    /// Calls `tell` with all readers at once, and again at each change, until `tell` returns false. It blocks; it is given a thread.
    fn watch(&self, tell: &mut dyn FnMut(Vec<Reader>) -> bool);

    /// Ends the watch, before the program ends. It returns when the watch makes no more calls.
    fn end_watch(&self) {}

    /// Begins an exclusive transaction with the card in a reader, lets `work` use it, and ends it as `work` says; by [`Disposition::PowerOff`] if
    /// `work` panics.
    ///
    /// It waits while another program holds the card.
    ///
    /// # Errors
    /// The reader layer's codes, if the transaction could not begin: then `work` was not called.
    fn transact(&self, reader: &str, work: Work<'_>) -> Result<(), Error>;
}
