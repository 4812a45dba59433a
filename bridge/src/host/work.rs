//! One request: what it asks of the card, in a thread of its own, and what it leaves behind.

use std::collections::HashMap;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Inbound;
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
use crate::occupancy::Occupancy;
use crate::protocol::message::Message;
use crate::protocol::request::{self, Request, Typed, Verb};
use crate::reader::{CardSource, Reader};
use crate::session::{Opening, Session};
use crate::supervise::Progress;
use crate::survey::{Survey, survey};
use crate::transaction::transact_once;

/// For how long a request's exchanges may begin. With what the exchange under way may take, and the wait for an earlier key, it stays below the window's
/// own patience (`extension/src/signing/native-channel.ts`): 20 s for what needs no PIN, 90 s for `sign`, 45 s for all others.
fn limit(verb: &Verb) -> Duration {
    Duration::from_secs(match verb {
        Verb::Status(_) | Verb::Certificates(_) => 6,
        Verb::Sign(_) => 75,
        Verb::Open(_) | Verb::Authenticate(_) | Verb::Attributes(_) | Verb::ChangePin(_) | Verb::Close => 30,
    })
}

/// What a request leaves behind.
pub(super) struct Outcome {
    pub(super) reply: Message,
    pub(super) session: Option<OpenSession>,
    pub(super) seen: Option<(Vec<Reader>, HashMap<String, Lengths>)>,
}

/// The key that is open.
#[derive(Debug)]
pub(super) enum OpenSession {
    Signing(Session<SigningKey>),
    Authentication(Session<AuthenticationKey>),
}

impl OpenSession {
    pub(super) fn close(self) {
        match self {
            Self::Signing(session) => session.close(),
            Self::Authentication(session) => session.close(),
        }
    }

    pub(super) fn progress(&self) -> Progress {
        match self {
            Self::Signing(session) => session.progress(),
            Self::Authentication(session) => session.progress(),
        }
    }
}

/// One request, and what it needs of the host.
pub(super) struct Work<S> {
    pub(super) source: S,
    pub(super) session: Option<OpenSession>,
    pub(super) progress: Progress,
    pub(super) known: Vec<(Reader, Lengths)>,
    pub(super) occupancy: Occupancy,
    pub(super) sender: SyncSender<Inbound>,
}

impl<S: CardSource> Work<S> {
    /// Every request but the one that an open session waits for ends it first: a key is open for what one request signs and nothing else.
    pub(super) fn serve(mut self, request: Request) -> Result<Outcome, Error> {
        let id = request.id;
        let plain = |reply| Outcome { reply, session: None, seen: None };
        let limit = limit(&request.verb);
        self.progress.limit_to(limit);
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
                    self.progress.limit_to(limit);
                }
                verb
            }
        };
        match verb {
            Verb::Sign(_) | Verb::Authenticate(_) => Err(Error::new(ErrorCode::OutOfOrder)),
            Verb::Status(pins) => {
                let Survey { readers, status, lengths } =
                    survey(&self.source, &pins, &self.known, &self.progress, &self.occupancy)?;
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
                let lengths = self.lengths(&reader);
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
        transact_once(&self.source, reader, &self.progress, &self.occupancy, work)
    }

    fn open<K: UnlockedKey + 'static>(&self, open: request::Open) -> Result<(Session<K>, Vec<u8>), Error> {
        let opening = Opening {
            pin: entry(K::KEY.row().pin, open.pin.as_ref())?,
            lengths: self.lengths(&open.reader),
            reader: open.reader,
            last_try: open.last_try,
        };
        Session::open(&self.source, opening, &self.progress, &self.occupancy)
    }

    /// The lengths that card and reader were seen to carry.
    fn lengths(&self, name: &str) -> Lengths {
        let known = self.known.iter().find(|(reader, _)| reader.name == name);
        known.map_or(Lengths::Short, |(_, lengths)| *lengths)
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
