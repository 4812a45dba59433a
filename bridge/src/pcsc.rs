//! Real readers through PC/SC (pcsc-lite, WinSCard, the CryptoTokenKit's PCSC).

use std::ffi::{CStr, CString};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pcsc::{Context, Disposition, PNP_NOTIFICATION, Protocols, Scope, ShareMode, State};

use crate::card::channel::{Channel, ControlCode};
use crate::card::command::{Command, MAX_RESPONSE, Response};
use crate::error::{Error, ErrorCode};
use crate::reader::{CardSource, Reader, ReaderState};

/// How long to wait before asking again whether the smart card service runs. Only its absence is asked for in this way: no event tells
/// that a service has started.
const SERVICE_RETRY: Duration = Duration::from_secs(1);

/// How long after a failed exchange a removal may become known: pcsc-lite asks readers without events of their own every 0.4 s.
const REMOVAL_NOTICED: Duration = Duration::from_secs(1);

/// The longest answer of a reader that is taken: pcsc-lite's MAX_BUFFER_SIZE.
const MAX_CONTROL: usize = 264;

/// How the names of Windows Hello's pseudo-readers begin: they hold no card that could be taken out or put in.
const WINDOWS_HELLO: &[u8] = b"Windows Hello";

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
        let context = establish()?;
        let mut states = reader_states(&context)?;
        refresh(&context, &mut states, Some(Duration::ZERO)).map_err(error_of)?;
        Ok(states.iter().map(reader).collect())
    }

    fn watch(&self, tell: &mut dyn FnMut(Vec<Reader>) -> bool) {
        self.watch_state().running = true;
        while !self.watch_state().over {
            // The service may start later, or restart. As long as it does not run, there is no reader.
            let listens = establish().map_or(true, |context| {
                self.watch_state().context = Some(context.clone());
                let listens = watch_service(&context, tell);
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

    fn transact(&self, reader: &str, work: &mut dyn FnMut(&mut dyn Channel)) -> Result<(), Error> {
        let name = CString::new(reader).map_err(|_| Error::new(ErrorCode::NoReader))?;
        let context = establish()?;
        let mut card = context.connect(&name, ShareMode::Shared, Protocols::ANY).map_err(error_of)?;
        let mut transaction = match card.transaction2() {
            Ok(transaction) => transaction,
            // Another program reset the card since we connected: the handle is good again after a reconnect.
            Err((card, pcsc::Error::ResetCard)) => {
                card.reconnect(ShareMode::Shared, Protocols::ANY, Disposition::UnpowerCard)
                    .map_err(error_of)?;
                card.transaction().map_err(error_of)?
            }
            Err((_, error)) => return Err(error_of(error)),
        };
        let mut buffer = vec![0; MAX_RESPONSE];
        let mut channel = PcscChannel {
            context: &context,
            name: &name,
            transaction: &mut transaction,
            buffer: &mut buffer,
        };
        let worked = catch_unwind(AssertUnwindSafe(|| work(&mut channel)));
        // Dropping would leave the card as it is, with its PIN verified. The end of the transaction cuts the power before it lets the next program
        // in. To disconnect cuts it after that, perhaps in the midst of the next one's work: only if the end has failed.
        let rest =
            match transaction.end(Disposition::UnpowerCard).map_err(|(transaction, _)| drop(transaction)) {
                Ok(()) => Disposition::LeaveCard,
                Err(()) => Disposition::UnpowerCard,
            };
        // A failure here means that the card or its reader is gone.
        drop(card.disconnect(rest));
        worked.map_err(|panic| resume_unwind(panic))
    }
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
        match answer {
            Ok(Some(response)) => Ok(response),
            // Drivers name a removal in many ways, some as an empty answer; whether the card is still there tells the truth.
            _ if self.card_is_gone() => Err(Error::new(ErrorCode::CardRemoved)),
            Ok(None) => Err(Error::garbled("the answer has no status word")),
            Err(error) => Err(error_of(error)),
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
            ControlCode::Feature(code) => match self.transaction.control(code.into(), input, &mut answer) {
                Ok(answer) => Ok(Some(answer.to_vec())),
                Err(pcsc::Error::UnsupportedFeature) => Ok(None),
                Err(_) if self.card_is_gone() => Err(Error::new(ErrorCode::CardRemoved)),
                Err(pcsc::Error::Timeout) => Err(Error::new(ErrorCode::PinPadTimeout)),
                Err(pcsc::Error::Cancelled | pcsc::Error::CancelledByUser) => {
                    Err(Error::new(ErrorCode::PinPadCancelled))
                }
                Err(error) => Err(error_of(error)),
            },
        }
    }
}

impl PcscChannel<'_, '_> {
    /// Whether the card is out of the reader, or seen to be within [`REMOVAL_NOTICED`].
    fn card_is_gone(&self) -> bool {
        let mut states = [pcsc::ReaderState::new(self.name, State::UNAWARE)];
        let mut timeout = Duration::ZERO;
        loop {
            if refresh(self.context, &mut states, Some(timeout)).is_err() {
                return true;
            }
            let [state] = &mut states;
            if !state.event_state().contains(State::PRESENT) {
                return true;
            }
            if timeout == REMOVAL_NOTICED && !state.event_state().contains(State::CHANGED) {
                return false;
            }
            timeout = REMOVAL_NOTICED;
            state.sync_current_state();
        }
    }
}

/// Watches until the service ends (true) or nobody listens any more (false).
fn watch_service(context: &Context, tell: &mut dyn FnMut(Vec<Reader>) -> bool) -> bool {
    // The pseudo-reader's state changes when a reader is plugged in or out.
    let mut states = vec![pcsc::ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
    let mut told = None;
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
        if refresh(context, &mut states, Some(Duration::ZERO)).is_err() {
            return true;
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
        match context.get_status_change(None, &mut states) {
            Ok(())
            | Err(pcsc::Error::Timeout | pcsc::Error::UnknownReader | pcsc::Error::ReaderUnavailable) => {}
            Err(_) => return true,
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
    Context::establish(Scope::User).map_err(|_| Error::new(ErrorCode::PcscUnavailable))
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

/// PC/SC's errors in the codes of `PROTOCOL.md`.
fn error_of(error: pcsc::Error) -> Error {
    use pcsc::Error as P;
    Error::new(match error {
        P::NoService | P::ServiceStopped | P::InvalidHandle | P::Shutdown => ErrorCode::PcscUnavailable,
        P::NoReadersAvailable | P::UnknownReader | P::ReaderUnavailable | P::InvalidParameter => {
            ErrorCode::NoReader
        }
        P::NoSmartcard => ErrorCode::NoCard,
        P::RemovedCard => ErrorCode::CardRemoved,
        P::SharingViolation | P::ServerTooBusy => ErrorCode::CardBusy,
        _ => ErrorCode::CardUnresponsive,
    })
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
}
