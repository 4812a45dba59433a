//! The loop between the browser's pipe and the card's threads. It never waits for a card, and never for the browser.

mod work;

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::card::file::Lengths;
use crate::error::Error;
use crate::occupancy::Occupancy;
use crate::pipe::{Input, Output, read_frames};
use crate::protocol::PROTOCOL;
use crate::protocol::message::Message;
use crate::protocol::request::{Refusal, Request, Verb};
use crate::reader::{CardSource, Reader};
use crate::supervise::Progress;
use work::{OpenSession, Outcome, Work};

/// How long the end waits for the exchange that is under way, to lock the card after it: several times what a real card needs for a signature. A
/// browser that loses patience kills the host after about two seconds, and then SECURITY.md says what is left.
const LOCK_WAIT: Duration = Duration::from_secs(4);

/// How long the end waits for the watch of the readers to end: it is a call that another one interrupts.
const WATCH_END: Duration = Duration::from_millis(500);

/// How many requests may wait behind the one that is served.
const MAX_WAITING: usize = 16;

/// How much may wait for the loop: who sends more waits, the browser among them.
const MAX_INBOUND_QUEUE: usize = 64;

/// What reaches the loop.
enum Inbound {
    /// A frame from the browser.
    Frame(Zeroizing<String>),
    /// The pipe has ended; with an error if it was not a clean end.
    Ended(Option<Error>),
    /// The browser takes no messages any more.
    Unread(io::Error),
    /// A reader or a card came or went.
    Changed(Vec<Reader>),
    /// One more signature of several is made.
    Progress { done: usize, total: usize },
    /// The request that was served is done.
    Done(Box<Outcome>),
}

/// Ends the host from another thread, as the end of its input would.
#[derive(Clone)]
pub struct Stopper(SyncSender<Inbound>);

impl Stopper {
    /// Ends the host: the card is locked first.
    pub fn stop(&self) {
        let _ended_already = self.0.send(Inbound::Ended(None));
    }
}

/// The native messaging host.
pub struct Host<S> {
    source: S,
    inbound: Receiver<Inbound>,
    sender: SyncSender<Inbound>,
    occupancy: Occupancy,
    /// The readers as the window knows them.
    known: Option<Vec<Reader>>,
    /// The readers as the watch told them last.
    watched: Vec<Reader>,
    /// What the last look found, by reader.
    lengths: HashMap<String, Lengths>,
    session: Option<OpenSession>,
    /// The request that is served: its card work.
    working: Option<Progress>,
    waiting: VecDeque<Request>,
}

impl<S: CardSource> Host<S> {
    /// A host that takes its cards from `source`.
    pub fn new(source: S) -> Self {
        let (sender, inbound) = sync_channel(MAX_INBOUND_QUEUE);
        Self {
            source,
            inbound,
            sender,
            occupancy: Occupancy::default(),
            known: None,
            watched: Vec::new(),
            lengths: HashMap::new(),
            session: None,
            working: None,
            waiting: VecDeque::new(),
        }
    }

    /// What ends this host from another thread.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Greets, serves requests until the input ends, locks the card, and returns.
    ///
    /// # Errors
    /// The input was not of the protocol, or the output could not be written.
    pub fn run(
        mut self,
        input: impl Read + Send + 'static,
        output: impl Write + Send + 'static,
    ) -> io::Result<()> {
        let failures = self.sender.clone();
        let output = Output::start(output, move |error| {
            let _ended_already = failures.send(Inbound::Unread(error));
        });
        output.send(Message::Hello { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION") })?;
        let frames = self.sender.clone();
        thread::spawn(move || {
            read_frames(input, |input| {
                let inbound = match input {
                    Input::Frame(frame) => Inbound::Frame(frame),
                    Input::Ended(error) => Inbound::Ended(error),
                };
                frames.send(inbound).is_ok()
            });
        });
        let (source, changes) = (self.source.clone(), self.sender.clone());
        thread::spawn(move || source.watch(&mut |readers| changes.send(Inbound::Changed(readers)).is_ok()));
        let result = self.serve(&output);
        let source = self.source.clone();
        self.lock();
        output.end();
        end_watch(source);
        result
    }

    fn serve(&mut self, output: &Output) -> io::Result<()> {
        while let Ok(inbound) = self.inbound.recv() {
            match inbound {
                Inbound::Frame(frame) => match Request::from_json(&frame) {
                    Ok(request) if self.waiting.len() < MAX_WAITING => self.waiting.push_back(request),
                    Ok(request) => output.send(Message::Error {
                        id: Some(request.id),
                        error: Error::protocol("too many requests are waiting"),
                    })?,
                    Err(Refusal::Answerable(id, error)) => {
                        output.send(Message::Error { id: Some(id), error })?
                    }
                    Err(Refusal::Unanswerable(error)) => return refuse(output, error),
                },
                Inbound::Ended(None) => return Ok(()),
                Inbound::Ended(Some(error)) => return refuse(output, error),
                Inbound::Unread(error) => return Err(error),
                Inbound::Changed(readers) => {
                    if let Some(message) = self.change(readers) {
                        output.send(message)?;
                    }
                }
                Inbound::Progress { done, total } => output.send(Message::Progress { done, total })?,
                Inbound::Done(outcome) => {
                    self.working = None;
                    self.session = outcome.session;
                    if let Some((readers, lengths)) = outcome.seen {
                        self.known = Some(readers);
                        self.lengths = lengths;
                    }
                    output.send(outcome.reply)?;
                    if let Some(message) = self.missed() {
                        output.send(message)?;
                    }
                }
            }
            if self.working.is_none()
                && let Some(request) = self.waiting.pop_front()
            {
                self.begin(request);
            }
        }
        Ok(())
    }

    /// Takes note of a change. The first list only tells where the watch began: the window asks for the `status` by itself.
    fn change(&mut self, readers: Vec<Reader>) -> Option<Message> {
        self.watched.clone_from(&readers);
        let before = self.known.replace(readers.clone());
        if before.as_ref().is_none_or(|before| *before == readers) {
            return None;
        }
        // Another card may not carry what the last one did.
        self.lengths.retain(|name, _| {
            let of = |list: &[Reader]| list.iter().find(|reader| reader.name == *name).cloned();
            before.as_deref().and_then(of) == of(&readers)
        });
        Some(Message::ReadersChanged { readers })
    }

    /// A change that came while a survey was on its way: its reply could not tell it, and the watch will not tell it again.
    fn missed(&mut self) -> Option<Message> {
        let known = self.known.as_ref()?;
        let is_missed = |now: &Reader| {
            let before = known.iter().find(|before| before.name == now.name);
            before.is_none_or(|before| before != now && before.events <= now.events)
        };
        if self.watched.iter().any(is_missed) { self.change(self.watched.clone()) } else { None }
    }

    /// Serves a request in a thread of its own.
    fn begin(&mut self, request: Request) {
        // Any other request ends the session first and works by itself.
        let progress = match &request.verb {
            Verb::Sign(_) | Verb::Authenticate(_) => self.session.as_ref().map(OpenSession::progress),
            _ => None,
        }
        .unwrap_or_default();
        self.working = Some(progress.clone());
        let work = Work {
            source: self.source.clone(),
            session: self.session.take(),
            progress,
            known: self.known_lengths(),
            occupancy: self.occupancy.clone(),
            sender: self.sender.clone(),
        };
        let sender = self.sender.clone();
        thread::spawn(move || {
            let id = request.id;
            let outcome = work.serve(request).unwrap_or_else(|error| Outcome {
                reply: Message::Error { id: Some(id), error },
                session: None,
                seen: None,
            });
            let _ended_already = sender.send(Inbound::Done(Box::new(outcome)));
        });
    }

    /// What the last look has found of cards that are still where they were.
    fn known_lengths(&self) -> Vec<(Reader, Lengths)> {
        let readers = self.known.iter().flatten();
        readers
            .filter_map(|reader| self.lengths.get(&reader.name).map(|lengths| (reader.clone(), *lengths)))
            .collect()
    }

    /// Ends all card work and waits until every card is locked, but not for one that hangs.
    fn lock(mut self) {
        if let Some(progress) = self.working.take() {
            progress.abandon();
        }
        drop(self.session.take());
        // An outcome that nobody takes any more holds its session: drop it as it comes.
        drop(self.inbound);
        self.occupancy.end(LOCK_WAIT);
    }
}

/// Ends the watch, in a thread of its own: a smart card service that hangs must not keep the host.
fn end_watch(source: impl CardSource) {
    let (held, ended) = channel::<()>();
    thread::spawn(move || {
        source.end_watch();
        drop(held);
    });
    let _ended_or_late = ended.recv_timeout(WATCH_END);
}

/// Tells why the host ends, if the browser still listens.
fn refuse(output: &Output, error: Error) -> io::Result<()> {
    let reason = io::Error::other(error.to_string());
    output.send(Message::Error { id: None, error })?;
    Err(reason)
}
