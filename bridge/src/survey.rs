//! `status`: all readers and the cards in them, looked at side by side, so that a reader that hangs delays no other.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::card::file::Lengths;
use crate::card::look::{Card, Seen, look};
use crate::card::pin_pad::PinPad;
use crate::card::tables::PinKind;
use crate::error::{Error, ErrorCode};
use crate::host::Alive;
use crate::protocol::message::ReaderStatus;
use crate::reader::{CardSource, Reader, ReaderState};
use crate::supervise::{ACQUIRE, Progress, supervise};

/// What a survey found.
#[derive(Debug)]
pub struct Survey {
    /// The readers as they were listed.
    pub readers: Vec<Reader>,
    /// The same with their cards.
    pub status: Vec<ReaderStatus>,
    /// By reader: whether extended lengths were seen to work.
    pub lengths: HashMap<String, Lengths>,
}

/// Looks at every card, and reads the tries of these PINs.
///
/// # Errors
/// `pcsc-unavailable`. What fails with one card is told in that reader's status.
pub fn survey<S: CardSource>(source: &S, pins: &[PinKind], alive: &Alive) -> Result<Survey, Error> {
    let readers = list(source)?;
    let looks: Vec<_> = readers.iter().map(|reader| begin_look(source, reader, pins, alive)).collect();
    let mut lengths = HashMap::new();
    let mut status = Vec::new();
    for (reader, look) in readers.iter().zip(looks) {
        let (mut state, mut pin_pad) = (reader.state, false);
        let card = match look.map(|(result, progress)| supervise(&result, &progress).and_then(|seen| seen)) {
            None => None,
            Some(Ok((seen, pad))) => {
                pin_pad = pad;
                lengths.insert(reader.name.clone(), seen.lengths);
                Some(seen.card)
            }
            Some(Err(error)) => match error.code {
                // Taken away since the list was made; the event that says so is on its way.
                ErrorCode::NoCard | ErrorCode::CardRemoved => {
                    state = ReaderState::Empty;
                    None
                }
                ErrorCode::CardBusy => Some(Card::Busy),
                code => Some(Card::Unreadable { code }),
            },
        };
        status.push(ReaderStatus { name: reader.name.clone(), state, pin_pad, card });
    }
    Ok(Survey { readers, status, lengths })
}

/// All readers; a smart card service that does not answer is as good as none.
fn list<S: CardSource>(source: &S) -> Result<Vec<Reader>, Error> {
    let (send, receive) = channel();
    let source = source.clone();
    thread::spawn(move || send.send(source.readers()));
    receive.recv_timeout(ACQUIRE).unwrap_or(Err(Error::new(ErrorCode::PcscUnavailable)))
}

/// What was seen of a card, and whether its reader has a PIN pad.
type Look = (Receiver<Result<(Seen, bool), Error>>, Progress);

/// Starts a look in a thread of its own: `None` where there is no card to look at.
fn begin_look<S: CardSource>(source: &S, reader: &Reader, pins: &[PinKind], alive: &Alive) -> Option<Look> {
    if reader.state != ReaderState::Present {
        return None;
    }
    let (send, receive) = channel();
    let progress = Progress::default();
    let (source, name, watched, alive) =
        (source.clone(), reader.name.clone(), progress.clone(), alive.clone());
    let pins = pins.to_vec();
    thread::spawn(move || {
        let mut seen = Err(Error::new(ErrorCode::CardUnresponsive));
        let outcome = source.transact(&name, &mut |channel| {
            watched.acquire();
            let channel = &mut watched.watch(channel);
            seen = look(channel, &pins, None).and_then(|seen| Ok((seen, PinPad::find(channel)?.is_some())));
        });
        // Only here is the card locked and free: a request that follows the reply would otherwise meet this transaction's end.
        let _nobody_waits = send.send(outcome.and(seen));
        drop(alive);
    });
    Some((receive, progress))
}
