//! The loop between the browser's pipe and the card's threads. It alone writes; it never waits for a card.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use native_messaging::host::{NmError, decode_message_opt, send_json};
use zeroize::{Zeroize as _, Zeroizing};

use crate::card::attributes::Attributes;
use crate::card::change_reference_data::PinChange;
use crate::card::channel::Channel;
use crate::card::digest_info::Digest;
use crate::card::file::Lengths;
use crate::card::jpki::{AuthenticationKey, SigningKey, UnlockedKey, read_free_certificate};
use crate::card::login::Login;
use crate::card::pin::PinEntry;
use crate::card::tables::{Key, PinKind};
use crate::error::{Error, ErrorCode};
use crate::protocol::message::Message;
use crate::protocol::request::{self, Refusal, Request, Typed, Verb};
use crate::protocol::{MAX_INBOUND, PROTOCOL};
use crate::reader::{CardSource, Reader};
use crate::session::{Opening, Session};
use crate::supervise::Progress;
use crate::survey::{Survey, survey};
use crate::transaction::transact_once;

/// How long the end waits for the exchange that is under way, to lock the card after it: several times what a real card needs for a signature. A
/// browser that loses patience kills the host after about two seconds, and then SECURITY.md says what is left.
const LOCK_WAIT: Duration = Duration::from_secs(4);

/// How long the end waits for the watch of the readers to end: it is a call that another one interrupts.
const WATCH_END: Duration = Duration::from_millis(500);

/// How many requests may wait behind the one that is served.
const MAX_WAITING: usize = 16;

/// Held by each thread that may hold a card: the host does not end before the last is dropped.
#[derive(Clone, Debug)]
pub struct Alive {
    _held: Sender<()>,
}

/// What reaches the loop.
enum Inbound {
    /// A frame from the browser.
    Frame(Zeroizing<String>),
    /// The pipe has ended; with an error if it was not a clean end.
    Ended(Option<Error>),
    /// A reader or a card came or went.
    Changed(Vec<Reader>),
    /// One more signature of several is made.
    Progress { done: usize, total: usize },
    /// The request that was served is done.
    Done(Box<Outcome>),
}

/// What a request leaves behind.
struct Outcome {
    reply: Message,
    session: Option<OpenSession>,
    seen: Option<(Vec<Reader>, HashMap<String, Lengths>)>,
}

/// The key that is open.
#[derive(Debug)]
enum OpenSession {
    Signing(Session<SigningKey>),
    Authentication(Session<AuthenticationKey>),
}

impl OpenSession {
    fn close(self) {
        match self {
            Self::Signing(session) => session.close(),
            Self::Authentication(session) => session.close(),
        }
    }

    fn progress(&self) -> Progress {
        match self {
            Self::Signing(session) => session.progress(),
            Self::Authentication(session) => session.progress(),
        }
    }
}

/// Ends the host from another thread, as the end of its input would.
#[derive(Clone)]
pub struct Stopper(Sender<Inbound>);

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
    sender: Sender<Inbound>,
    alive: Alive,
    ended: Receiver<()>,
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
        let (sender, inbound) = channel();
        let (held, ended) = channel();
        Self {
            source,
            inbound,
            sender,
            alive: Alive { _held: held },
            ended,
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
    pub fn run(mut self, input: impl Read + Send + 'static, mut output: impl Write) -> io::Result<()> {
        let mut send = |message: &Message| send_json(&mut output, message).map_err(io::Error::other);
        send(&Message::Hello { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION") })?;
        let frames = self.sender.clone();
        thread::spawn(move || read_frames(input, &frames));
        let (source, changes) = (self.source.clone(), self.sender.clone());
        thread::spawn(move || source.watch(&mut |readers| changes.send(Inbound::Changed(readers)).is_ok()));
        let result = self.serve(&mut send);
        let source = self.source.clone();
        self.lock();
        end_watch(source);
        result
    }

    fn serve(&mut self, send: &mut dyn FnMut(&Message) -> io::Result<()>) -> io::Result<()> {
        while let Ok(inbound) = self.inbound.recv() {
            match inbound {
                Inbound::Frame(frame) => match Request::from_json(&frame) {
                    Ok(request) if self.waiting.len() < MAX_WAITING => self.waiting.push_back(request),
                    Ok(request) => send(&Message::Error {
                        id: Some(request.id),
                        error: Error::protocol("too many requests are waiting"),
                    })?,
                    Err(Refusal::Answerable(id, error)) => send(&Message::Error { id: Some(id), error })?,
                    Err(Refusal::Unanswerable(error)) => return refuse(send, error),
                },
                Inbound::Ended(None) => return Ok(()),
                Inbound::Ended(Some(error)) => return refuse(send, error),
                Inbound::Changed(readers) => {
                    if let Some(message) = self.change(readers) {
                        send(&message)?;
                    }
                }
                Inbound::Progress { done, total } => send(&Message::Progress { done, total })?,
                Inbound::Done(outcome) => {
                    self.working = None;
                    self.session = outcome.session;
                    if let Some((readers, lengths)) = outcome.seen {
                        self.known = Some(readers);
                        self.lengths = lengths;
                    }
                    send(&outcome.reply)?;
                    if let Some(message) = self.missed() {
                        send(&message)?;
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
            lengths: match &request.verb {
                Verb::Open(request::Open { reader, .. })
                | Verb::Certificates(request::Certificates { reader, .. }) => self.lengths.get(reader),
                _ => None,
            }
            .copied()
            .unwrap_or(Lengths::Short),
            alive: self.alive.clone(),
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

    /// Ends all card work and waits until every card is locked, but not for one that hangs.
    fn lock(mut self) {
        if let Some(progress) = self.working.take() {
            progress.abandon();
        }
        drop(self.session.take());
        drop(self.alive);
        // An outcome that nobody takes any more holds its session: drop it as it comes.
        drop(self.inbound);
        let _all_locked_or_late = self.ended.recv_timeout(LOCK_WAIT);
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
fn refuse(send: &mut dyn FnMut(&Message) -> io::Result<()>, error: Error) -> io::Result<()> {
    let reason = io::Error::other(error.to_string());
    send(&Message::Error { id: None, error })?;
    Err(reason)
}

/// One request, and what it needs of the host.
struct Work<S> {
    source: S,
    session: Option<OpenSession>,
    progress: Progress,
    lengths: Lengths,
    alive: Alive,
    sender: Sender<Inbound>,
}

impl<S: CardSource> Work<S> {
    /// Every request but the one that an open session waits for ends it first: a key is open for what one request signs and nothing else.
    fn serve(mut self, request: Request) -> Result<Outcome, Error> {
        let id = request.id;
        let plain = |reply| Outcome { reply, session: None, seen: None };
        let verb = match (request.verb, self.session.take()) {
            (Verb::Sign(digests), Some(OpenSession::Signing(session))) => {
                return self
                    .sign(session, digests)
                    .map(|signatures| plain(Message::Signed { id, signatures }));
            }
            (Verb::Authenticate(login), Some(OpenSession::Authentication(session))) => {
                return authenticate(session, login)
                    .map(|signature| plain(Message::Authenticated { id, signature }));
            }
            (verb, session) => {
                if let Some(session) = session {
                    session.close();
                }
                verb
            }
        };
        match verb {
            Verb::Sign(_) | Verb::Authenticate(_) => Err(Error::new(ErrorCode::OutOfOrder)),
            Verb::Status(pins) => {
                let Survey { readers, status, lengths } = survey(&self.source, &pins, &self.alive)?;
                let seen = Some((readers, lengths));
                Ok(Outcome { seen, ..plain(Message::Status { id, readers: status }) })
            }
            Verb::Open(open) => {
                let (session, certificate) = match open.key {
                    Key::Sign => self.open(open).map(|(key, der)| (OpenSession::Signing(key), der)),
                    Key::Auth => self.open(open).map(|(key, der)| (OpenSession::Authentication(key), der)),
                }?;
                let certificate = STANDARD.encode(certificate);
                Ok(Outcome { session: Some(session), ..plain(Message::Opened { id, certificate }) })
            }
            Verb::Attributes(asked) => {
                let Attributes { file, digest } = self.attributes(asked)?;
                let (file, digest) = (STANDARD.encode(file), digest.map(|digest| STANDARD.encode(digest)));
                Ok(plain(Message::Attributes { id, file, digest }))
            }
            Verb::Certificates(request::Certificates { reader, .. }) => {
                let lengths = self.lengths;
                let certificate = self.transact(reader, move |card| read_free_certificate(card, lengths))?;
                let auth = certificate.map(|der| STANDARD.encode(der));
                Ok(plain(Message::Certificates { id, auth }))
            }
            Verb::ChangePin(asked) => self.change_pin(asked).map(|()| plain(Message::PinChanged { id })),
            Verb::Close => Ok(plain(Message::Closed { id })),
        }
    }

    /// One transaction for one request.
    fn transact<T: Send + 'static>(
        &self,
        reader: String,
        work: impl FnOnce(&mut dyn Channel) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        transact_once(&self.source, reader, &self.progress, &self.alive, work)
    }

    fn open<K: UnlockedKey + 'static>(&self, open: request::Open) -> Result<(Session<K>, Vec<u8>), Error> {
        let opening = Opening {
            pin: entry(K::KEY.row().pin, open.pin.as_ref())?,
            reader: open.reader,
            last_try: open.last_try,
            lengths: self.lengths,
        };
        Session::open(&self.source, opening, &self.progress, &self.alive)
    }

    fn sign(&self, session: Session<SigningKey>, digests: Vec<Digest>) -> Result<Vec<String>, Error> {
        let total = digests.len();
        let signatures = session.sign(digests, |done| {
            if total > 1 {
                let _ended_already = self.sender.send(Inbound::Progress { done, total });
            }
        })?;
        Ok(signatures.iter().map(|signature| STANDARD.encode(signature)).collect())
    }

    fn attributes(&self, asked: request::Attributes) -> Result<Attributes, Error> {
        let pin = entry(PinKind::Attributes, asked.pin.as_ref())?;
        self.transact(asked.reader, move |card| Attributes::read(card, &pin, asked.last_try))
    }

    fn change_pin(&self, asked: request::ChangePin) -> Result<(), Error> {
        let (old, new) = (asked.old.characters(), asked.new.characters());
        let change = PinChange::new(asked.which, old, new, asked.last_try)?;
        let progress = self.progress.clone();
        self.transact(asked.reader, move |card| {
            let verified = change.verify_old(card)?;
            progress.change();
            verified.write(card)
        })
    }
}

/// What was typed, or the PIN pad where nothing was.
fn entry(kind: PinKind, typed: Option<&Typed>) -> Result<PinEntry, ErrorCode> {
    PinEntry::new(kind, typed.map(Typed::characters))
}

/// Signs one login.
fn authenticate(session: Session<AuthenticationKey>, login: Login) -> Result<String, Error> {
    let signatures = session.sign(vec![login], |_| ())?;
    signatures.first().map(|signature| STANDARD.encode(signature)).ok_or(Error::new(ErrorCode::OutOfOrder))
}

/// Reads frames until the input ends.
fn read_frames(mut input: impl Read, sender: &Sender<Inbound>) {
    loop {
        let inbound = match decode_message_opt(&mut input, MAX_INBOUND) {
            Ok(Some(frame)) => Inbound::Frame(Zeroizing::new(frame)),
            Ok(None) => Inbound::Ended(None),
            Err(NmError::Io(error)) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(NmError::IncomingTooLarge { .. }) => {
                Inbound::Ended(Some(Error::new(ErrorCode::MessageTooLarge)))
            }
            Err(NmError::IncomingNotUtf8(error)) => {
                error.into_bytes().zeroize();
                Inbound::Ended(Some(Error::protocol("the message is not UTF-8")))
            }
            Err(_) => Inbound::Ended(Some(Error::protocol("the message ends before its length"))),
        };
        let last = matches!(inbound, Inbound::Ended(_));
        if sender.send(inbound).is_err() || last {
            return;
        }
    }
}
