//! `status`: all readers and the cards in them, looked at side by side, so that a reader that hangs delays no other.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::card::file::Lengths;
use crate::card::look::{Card, Seen, look};
use crate::card::pin_pad::PinPad;
use crate::card::tables::PinKind;
use crate::error::{Error, ErrorCode};
use crate::occupancy::Occupancy;
use crate::protocol::message::ReaderStatus;
use crate::reader::{CardSource, Reader, ReaderState};
use crate::supervise::{ACQUIRE, Progress};
use crate::transaction::transact_once;

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

/// Looks at every card, and reads the tries of these PINs. `known` is what an earlier look has found of a reader and the card in it.
///
/// # Errors
/// `pcsc-unavailable`. What fails with one card is told in that reader's status.
pub fn survey<S: CardSource>(
    source: &S,
    pins: &[PinKind],
    known: &[(Reader, Lengths)],
    progress: &Progress,
    occupancy: &Occupancy,
) -> Result<Survey, Error> {
    let readers = list(source)?;
    let begin = |reader: &Reader| {
        let known = known.iter().find(|(before, _)| before == reader).map(|(_, lengths)| *lengths);
        begin_look(source, reader, pins.to_vec(), known, progress.branch(), occupancy)
    };
    let looks: Vec<_> = readers.iter().map(begin).collect();
    let mut lengths = HashMap::new();
    let mut status = Vec::new();
    for (reader, look) in readers.iter().zip(looks) {
        let (mut state, mut pin_pad) = (reader.state, false);
        let unheard = || Err(Error::new(ErrorCode::CardUnresponsive));
        let card = match look.map(|look| look.recv().unwrap_or_else(|_| unheard())) {
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
type Look = Receiver<Result<(Seen, bool), Error>>;

/// Starts a look in a thread of its own: `None` where there is no card to look at.
fn begin_look<S: CardSource>(
    source: &S,
    reader: &Reader,
    pins: Vec<PinKind>,
    known: Option<Lengths>,
    progress: Progress,
    occupancy: &Occupancy,
) -> Option<Look> {
    if reader.state != ReaderState::Present {
        return None;
    }
    let (send, look_of) = channel();
    let (source, name, occupancy) = (source.clone(), reader.name.clone(), occupancy.clone());
    thread::spawn(move || {
        let watched = progress.clone();
        let outcome = transact_once(&source, name, &progress, &occupancy, move |channel| {
            let seen = look(channel, &pins, known)?;
            // Another program may be at work with a card that is not ours, between two transactions: SELECT has changed nothing.
            if seen.card == Card::Other {
                watched.nothing_to_lock();
            }
            Ok((seen, PinPad::find(channel)?.is_some()))
        });
        let _nobody_waits = send.send(outcome);
    });
    Some(look_of)
}
