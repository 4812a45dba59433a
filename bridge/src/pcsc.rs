//! Real readers through PC/SC (pcsc-lite, WinSCard, the CryptoTokenKit's PCSC).

use std::ffi::{CStr, CString};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pcsc::{Context, PNP_NOTIFICATION, Protocols, Scope, ShareMode, State};

use crate::card::channel::{Channel, ControlCode};
use crate::card::command::{Command, Expected, MAX_RESPONSE, Response};
use crate::error::{Error, ErrorCode};
use crate::reader::{CardSource, Disposition, Reader, ReaderState, Work};

/// How long to wait before asking again whether the smart card service runs. Only its absence is asked for in this way: no event tells
/// that a service has started.
const SERVICE_RETRY: Duration = Duration::from_secs(1);

/// How long after a failed exchange a removal may become known: pcsc-lite asks readers without events of their own every 0.4 s.
const REMOVAL_NOTICED: Duration = Duration::from_secs(1);

/// The longest answer of a reader that is taken: pcsc-lite's MAX_BUFFER_SIZE.
const MAX_CONTROL: usize = 264;

/// How the names of Windows Hello's pseudo-readers begin: they hold no card that could be taken out or put in.
const WINDOWS_HELLO: &[u8] = b"Windows Hello";

/// How often a list of readers is made that has changed before their states were asked for.
const LISTS: usize = 4;

/// How often a transaction is begun whose card another program has just reset.
const BEGINNINGS: usize = 8;

/// Whether the pseudo-reader exists that tells of readers plugged in or out. macOS has none: there the list is asked for anew each second.
const HAS_PNP_NOTIFICATION: bool = !cfg!(target_os = "macos");

/// How often the list of readers is asked for without a pseudo-reader that tells of its changes.
const LIST_AGAIN: Duration = Duration::from_secs(1);

/// How long an interruption may take to reach the watch, before it is sent again: one that comes just before a call is lost.
const INTERRUPT: Duration = Duration::from_millis(10);

/// The machine's readers.
#[derive(Clone, Default)]
pub struct Pcsc {
    watch: Arc<(Mutex<Watch>, Condvar)>,
}

/// How far the watch is.
#[derive(Default)]
struct Watch {
    /// A thread is in [`CardSource::watch`].
    running: bool,
    /// What interrupts it, while it waits for a change.
    context: Option<Context>,
    /// It shall end.
    over: bool,
}

impl Pcsc {
    fn watch_state(&self) -> MutexGuard<'_, Watch> {
        self.watch.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the watch has moved, or so long.
    fn watch_moves<'a>(&self, state: MutexGuard<'a, Watch>, within: Duration) -> MutexGuard<'a, Watch> {
        self.watch.1.wait_timeout(state, within).unwrap_or_else(PoisonError::into_inner).0
    }
}

impl CardSource for Pcsc {
    fn readers(&self) -> Result<Vec<Reader>, Error> {
        let context = match Context::establish(Scope::User) {
            Err(error) if sleeps_without_readers(error, cfg!(windows)) => return Ok(Vec::new()),
            context => context.map_err(error_of_service)?,
        };
        let mut attempts = 0;
        loop {
            attempts += 1;
            let mut states = reader_states(&context)?;
            match refresh(&context, &mut states, Some(Duration::ZERO)) {
                Ok(()) => return Ok(states.iter().map(reader).collect()),
                // A reader was unplugged since the list was made.
                Err(error) if is_of_the_list(error) && attempts < LISTS => {}
                Err(error) => return Err(error_of(error)),
            }
        }
    }

    fn watch(&self, tell: &mut dyn FnMut(Vec<Reader>) -> bool) {
        self.watch_state().running = true;
        while !self.watch_state().over {
            // The service may start later, or restart. As long as it does not run, there is no reader.
            let listens = establish().map_or(true, |context| {
                self.watch_state().context = Some(context.clone());
                let listens = self.watch_service(&context, tell);
                self.watch_state().context = None;
                listens
            });
            if !listens || !tell(Vec::new()) {
                break;
            }
            let state = self.watch_state();
            if !state.over {
                drop(self.watch_moves(state, SERVICE_RETRY));
            }
        }
        self.watch_state().running = false;
        self.watch.1.notify_all();
    }

    /// Without this, the program's end takes the PC/SC library away under the watch's call.
    fn end_watch(&self) {
        let mut state = self.watch_state();
        state.over = true;
        self.watch.1.notify_all();
        while state.running {
            if let Some(context) = &state.context {
                let _nothing_to_interrupt = context.cancel();
            }
            state = self.watch_moves(state, INTERRUPT);
        }
    }

    fn transact(&self, reader: &str, work: Work<'_>) -> Result<(), Error> {
        let name = CString::new(reader).map_err(|_| Error::new(ErrorCode::NoReader))?;
        let context = establish()?;
        let mut card = context.connect(&name, ShareMode::Shared, Protocols::ANY).map_err(error_of)?;
        let mut transaction = begin_transaction(&mut card)?;
        let mut buffer = vec![0; MAX_RESPONSE];
        let mut channel = PcscChannel {
            context: &context,
            name: &name,
            transaction: &mut transaction,
            buffer: &mut buffer,
        };
        let worked = catch_unwind(AssertUnwindSafe(|| work(&mut channel)));
        let disposition = match worked {
            Ok(Disposition::Leave) => pcsc::Disposition::LeaveCard,
            Ok(Disposition::PowerOff) | Err(_) => pcsc::Disposition::UnpowerCard,
        };
        // Dropping would leave the card as it is, with its PIN verified. The end of the transaction cuts the power before it lets the next program
        // in. To disconnect cuts it after that, perhaps in the midst of the next one's work: only if the end has failed.
        let rest = match transaction.end(disposition).map_err(|(transaction, _)| drop(transaction)) {
            Ok(()) => pcsc::Disposition::LeaveCard,
            Err(()) => disposition,
        };
        // A failure here means that the card or its reader is gone.
        drop(card.disconnect(rest));
        worked.map(drop).map_err(|panic| resume_unwind(panic))
    }
}

/// Begins a transaction, and waits while another program has one. Where that program has reset the card, the handle is good again after a reconnect; the
/// card itself is left alone, because the next program may be at work with it already.
fn begin_transaction(card: &mut pcsc::Card) -> Result<pcsc::Transaction<'_>, Error> {
    let mut card = card;
    for _ in 0..BEGINNINGS {
        card = match card.transaction2() {
            Ok(transaction) => return Ok(transaction),
            Err((card, pcsc::Error::ResetCard)) => card,
            Err((_, error)) => return Err(error_of(error)),
        };
        card.reconnect(ShareMode::Shared, Protocols::ANY, pcsc::Disposition::LeaveCard).map_err(error_of)?;
    }
    Err(Error::new(ErrorCode::CardBusy))
}

/// One card in one PC/SC transaction.
struct PcscChannel<'a, 'card> {
    context: &'a Context,
    name: &'a CStr,
    transaction: &'a mut pcsc::Transaction<'card>,
    /// Large enough for every answer: a transport that finds it too small would send the command again.
    buffer: &'a mut [u8],
}

impl Channel for PcscChannel<'_, '_> {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        let answer = self.transaction.transmit(&command.to_bytes(), self.buffer).map(Response::from_bytes);
        // A reader that does not carry extended lengths fails at once, and the short form that follows meets a removal as well.
        let patience =
            if command.expected() == Expected::Extended { Duration::ZERO } else { REMOVAL_NOTICED };
        match answer {
            Ok(Some(response)) => Ok(response),
            Err(error @ pcsc::Error::ResetCard) => Err(error_of(error)),
            // Drivers name a removal in many ways, some as an empty answer; whether the card is still there tells the truth.
            Ok(None) => Err(self.loss(patience).unwrap_or(Error::garbled("the answer has no status word"))),
            Err(error) => Err(self.loss(patience).unwrap_or(error_of(error))),
        }
    }

    fn control(&mut self, code: ControlCode, input: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let mut answer = [0; MAX_CONTROL];
        match code {
            // CM_IOCTL_GET_FEATURE_REQUEST (part 10 §2.2). Readers without features refuse it in many ways; none of them matters.
            ControlCode::GetFeatureRequest => {
                let request = pcsc::ctl_code(3400);
                Ok(self.transaction.control(request, input, &mut answer).ok().map(<[u8]>::to_vec))
            }
            ControlCode::Feature(code) => {
                let error = match self.transaction.control(code.into(), input, &mut answer) {
                    Ok(answer) => return Ok(Some(answer.to_vec())),
                    Err(pcsc::Error::UnsupportedFeature) => return Ok(None),
                    Err(pcsc::Error::Timeout) => Error::new(ErrorCode::PinPadTimeout),
                    Err(pcsc::Error::Cancelled | pcsc::Error::CancelledByUser) => {
                        Error::new(ErrorCode::PinPadCancelled)
                    }
                    Err(error) => error_of(error),
                };
                Err(self.loss(REMOVAL_NOTICED).unwrap_or(error))
            }
        }
    }
}

impl PcscChannel<'_, '_> {
    /// What is lost, if after a failed exchange the card is out of the reader, or seen to be within this time, or the service has ended.
    fn loss(&self, within: Duration) -> Option<Error> {
        let removed = Some(Error::new(ErrorCode::CardRemoved));
        let mut states = [pcsc::ReaderState::new(self.name, State::UNAWARE)];
        let mut timeout = Duration::ZERO;
        let mut asked = false;
        loop {
            if let Err(error) = refresh(self.context, &mut states, Some(timeout)) {
                let error = error_of(error);
                return if error.code == ErrorCode::PcscUnavailable { Some(error) } else { removed };
            }
            let [state] = &mut states;
            if !state.event_state().contains(State::PRESENT) {
                return removed;
            }
            if within.is_zero() || (asked && !state.event_state().contains(State::CHANGED)) {
                return None;
            }
            (timeout, asked) = (within, true);
            state.sync_current_state();
        }
    }
}

impl Pcsc {
    /// Watches until the service ends (true) or nobody listens any more (false).
    fn watch_service(&self, context: &Context, tell: &mut dyn FnMut(Vec<Reader>) -> bool) -> bool {
        let (pseudo_reader, patience) = if HAS_PNP_NOTIFICATION {
            // Its state changes when a reader is plugged in or out.
            (Some(pcsc::ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)), None)
        } else {
            (None, Some(LIST_AGAIN))
        };
        let mut states = Vec::from_iter(pseudo_reader);
        let mut told = None;
        let mut attempts = 0;
        loop {
            let Ok(known) = reader_states(context) else { return true };
            states.retain(|state| {
                state.name() == PNP_NOTIFICATION() || known.iter().any(|reader| reader.name() == state.name())
            });
            for reader in known {
                if !states.iter().any(|state| state.name() == reader.name()) {
                    states.push(reader);
                }
            }
            // New readers have not been asked yet: this answers at once and fills them in.
            match refresh(context, &mut states, Some(Duration::ZERO)) {
                Ok(()) => attempts = 0,
                // A reader was unplugged since the list was made. One that is listed and never there must not keep a processor busy.
                Err(error) if is_of_the_list(error) && attempts < LISTS => {
                    attempts += 1;
                    continue;
                }
                Err(_) => return true,
            }
            let now: Vec<_> =
                states.iter().filter(|state| state.name() != PNP_NOTIFICATION()).map(reader).collect();
            if told.as_ref() != Some(&now) {
                if !tell(now.clone()) {
                    return false;
                }
                told = Some(now);
            }
            for state in &mut states {
                state.sync_current_state();
            }
            if states.is_empty() {
                // Without anything to watch, the call would return at once.
                let state = self.watch_state();
                if !state.over {
                    drop(self.watch_moves(state, LIST_AGAIN));
                }
                continue;
            }
            match context.get_status_change(patience, &mut states) {
                Ok(()) | Err(pcsc::Error::Timeout) => {}
                Err(error) if is_of_the_list(error) => {}
                Err(_) => return true,
            }
        }
    }
}

/// Asks for the present states; "nothing changed" is no failure.
fn refresh(
    context: &Context,
    states: &mut [pcsc::ReaderState],
    timeout: Option<Duration>,
) -> Result<(), pcsc::Error> {
    match context.get_status_change(timeout, states) {
        Err(pcsc::Error::Timeout) => Ok(()),
        other => other,
    }
}

fn establish() -> Result<Context, Error> {
    Context::establish(Scope::User).map_err(|error| {
        if sleeps_without_readers(error, cfg!(windows)) {
            Error::new(ErrorCode::NoReader)
        } else {
            error_of_service(error)
        }
    })
}

/// Whether this failure to reach the service says only that no reader is connected: Windows starts its service with the first reader, and stops it
/// with the last.
fn sleeps_without_readers(error: pcsc::Error, on_windows: bool) -> bool {
    on_windows && matches!(error, pcsc::Error::NoService | pcsc::Error::ServiceStopped)
}

/// Whether this failure says only that the list of readers is no longer the present one.
fn is_of_the_list(error: pcsc::Error) -> bool {
    matches!(error, pcsc::Error::UnknownReader | pcsc::Error::ReaderUnavailable)
}

/// Why the service cannot be reached.
fn error_of_service(error: pcsc::Error) -> Error {
    let reason = (error == pcsc::Error::SecurityViolation).then_some(NOT_ALLOWED);
    Error { reason: reason.map(str::to_owned), ..Error::new(ErrorCode::PcscUnavailable) }
}

/// Every reader, not asked for its state yet. No reader is an empty list.
fn reader_states(context: &Context) -> Result<Vec<pcsc::ReaderState>, Error> {
    match context.list_readers_owned() {
        Ok(names) => Ok(names
            .into_iter()
            .filter(|name| !is_pseudo_reader(name))
            .map(|name| pcsc::ReaderState::new(name, State::UNAWARE))
            .collect()),
        Err(pcsc::Error::NoReadersAvailable) => Ok(Vec::new()),
        Err(error) => Err(error_of(error)),
    }
}

/// Whether this is no reader for cards.
fn is_pseudo_reader(name: &CStr) -> bool {
    name.to_bytes().starts_with(WINDOWS_HELLO)
}

fn reader(state: &pcsc::ReaderState) -> Reader {
    let flags = state.event_state();
    let content = if flags.contains(State::MUTE) {
        ReaderState::Unresponsive
    } else if flags.contains(State::PRESENT) {
        ReaderState::Present
    } else {
        ReaderState::Empty
    };
    Reader { name: state.name().to_string_lossy().into_owned(), state: content, events: state.event_count() }
}

/// Reasons beside codes that say less.
const NOT_ALLOWED: &str = "the system does not allow this program to use the reader";
const NO_PROTOCOL: &str = "the card and the reader have no protocol in common";
const RESET: &str = "the card was reset by the system or by another program";

/// PC/SC's errors in the codes of `PROTOCOL.md`.
fn error_of(error: pcsc::Error) -> Error {
    use pcsc::Error as P;
    let (code, reason) = match error {
        P::SecurityViolation => return error_of_service(error),
        P::NoService | P::ServiceStopped | P::InvalidHandle | P::Shutdown | P::CommError => {
            (ErrorCode::PcscUnavailable, None)
        }
        P::NoReadersAvailable | P::UnknownReader | P::ReaderUnavailable | P::InvalidParameter => {
            (ErrorCode::NoReader, None)
        }
        P::NoSmartcard => (ErrorCode::NoCard, None),
        P::RemovedCard => (ErrorCode::CardRemoved, None),
        P::SharingViolation | P::ServerTooBusy => (ErrorCode::CardBusy, None),
        P::ProtoMismatch => (ErrorCode::CardUnresponsive, Some(NO_PROTOCOL)),
        P::ResetCard => (ErrorCode::CardUnresponsive, Some(RESET)),
        _ => (ErrorCode::CardUnresponsive, None),
    };
    Error { reason: reason.map(str::to_owned), ..Error::new(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_windows_hello() {
        assert!(is_pseudo_reader(c"Windows Hello for Business 1"));
        assert!(is_pseudo_reader(c"Windows Hello 0"));
        assert!(!is_pseudo_reader(c"Sony RC-S300/P 0"));
        assert!(!is_pseudo_reader(c"Reader for Windows Hello"));
    }

    #[test]
    fn names_failures_of_the_reader_layer() {
        let code = |error| error_of(error).code;
        assert_eq!(code(pcsc::Error::NoSmartcard), ErrorCode::NoCard);
        assert_eq!(code(pcsc::Error::SharingViolation), ErrorCode::CardBusy);
        assert_eq!(code(pcsc::Error::NotTransacted), ErrorCode::CardUnresponsive);
    }

    #[test]
    fn tells_what_the_code_alone_does_not() {
        let told = |error| {
            let Error { code, reason, .. } = error_of(error);
            (code, reason.unwrap())
        };
        assert_eq!(
            told(pcsc::Error::SecurityViolation),
            (ErrorCode::PcscUnavailable, NOT_ALLOWED.to_owned())
        );
        assert_eq!(told(pcsc::Error::ProtoMismatch), (ErrorCode::CardUnresponsive, NO_PROTOCOL.to_owned()));
        assert_eq!(told(pcsc::Error::ResetCard), (ErrorCode::CardUnresponsive, RESET.to_owned()));
    }

    #[test]
    fn only_on_windows_the_service_sleeps_without_readers() {
        for error in [pcsc::Error::NoService, pcsc::Error::ServiceStopped] {
            assert!(sleeps_without_readers(error, true));
            assert!(!sleeps_without_readers(error, false));
        }
        assert!(!sleeps_without_readers(pcsc::Error::SecurityViolation, true));
    }
}
