//! A piece of card work that is one transaction: begun, done, and the card locked before its result is told.

use std::sync::mpsc::channel;
use std::thread;

use crate::card::channel::Channel;
use crate::error::{Error, ErrorCode};
use crate::occupancy::Occupancy;
use crate::reader::CardSource;
use crate::supervise::{Progress, supervise};

/// Does `work` with the card of a reader in a thread of its own, the only one for this reader, and waits as long as it makes progress.
///
/// # Errors
/// Those of `work`; `card-busy`; `card-unresponsive`; the reader layer's codes. The card is locked before the error is returned, unless it
/// hangs.
pub fn transact_once<S: CardSource, T: Send + 'static>(
    source: &S,
    reader: String,
    progress: &Progress,
    occupancy: &Occupancy,
    work: impl FnOnce(&mut dyn Channel) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (send, receive) = channel();
    let occupied = occupancy.take(&reader, progress)?;
    let (source, watched) = (source.clone(), progress.clone());
    thread::spawn(move || {
        let (mut work, mut result) = (Some(work), None);
        let outcome = source.transact(&reader, &mut |channel| {
            watched.acquire();
            result = work.take().map(|work| work(&mut watched.watch(channel)));
            watched.disposition()
        });
        let result = outcome.and_then(|()| result.unwrap_or(Err(Error::new(ErrorCode::CardUnresponsive))));
        let _nobody_waits = send.send(result);
        drop(occupied);
    });
    supervise(&receive, progress).and_then(|result| result)
}
