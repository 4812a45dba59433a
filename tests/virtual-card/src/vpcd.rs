//! The card in a reader of a real `pcscd`: the wire of vsmartcard's vpcd.
//!
//! TCP to the reader; each message is a two-byte big-endian length and so many bytes. One byte from the reader is a control
//! code: 0 power off, 1 power on, 2 reset, 4 tell the ATR. Anything longer is a command. Only the ATR and commands are answered.
//! To connect is to insert the card; to close is to take it out.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::{CardError, Outcome, VirtualCard};

const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const TELL_ATR: u8 = 4;

/// A slot of a vpcd reader, and the card that lies in it or beside it. When it is dropped, the card is taken out.
pub struct Slot {
    address: String,
    card: Arc<Mutex<VirtualCard>>,
    link: Option<Link>,
    /// When the last connection ended.
    absent_since: Option<Instant>,
}

/// A connection to vpcd, served by a thread.
struct Link {
    stream: TcpStream,
    /// Dropped to end a pause of the thread.
    pauses: Sender<()>,
    /// Its result is when the connection ended.
    thread: JoinHandle<Instant>,
}

/// How long a card stays out at least. pcscd looks at the slot 2.5 times a second; a card that is back sooner has never been
/// away for it, and gets no power.
const ABSENCE: Duration = Duration::from_secs(1);

impl Slot {
    /// The slot at this host and port of vpcd, with the card beside it. vpcd's own default is `127.0.0.1:35963`.
    #[must_use]
    pub fn new(mut card: VirtualCard, address: &str) -> Self {
        card.remove();
        Slot { address: address.to_owned(), card: Arc::new(Mutex::new(card)), link: None, absent_since: None }
    }

    /// Inserts the card; tries until vpcd is there or the time is over. Nothing happens if it is inserted.
    ///
    /// If it was taken out less than a second ago, that second is waited for: pcscd would not notice a shorter absence.
    ///
    /// # Errors
    /// `Unattached` if vpcd did not take the card in time.
    pub fn insert(&mut self, within: Duration) -> Result<(), CardError> {
        if self.is_inserted() {
            return Ok(());
        }
        self.remove();
        if let Some(absent_since) = self.absent_since {
            std::thread::sleep(ABSENCE.saturating_sub(absent_since.elapsed()));
        }
        let stream = self.connect(within)?;
        let wire = stream.try_clone().map_err(|source| self.unattached(source))?;
        let (pauses, paused) = channel();
        self.card().insert();
        let card = Arc::clone(&self.card);
        let thread = std::thread::spawn(move || {
            let mut wire = wire;
            // However the conversation ends, the reader has lost the card.
            let _ = serve(&card, &mut wire, &paused);
            let _ = wire.shutdown(Shutdown::Both);
            lock(&card).remove();
            Instant::now()
        });
        self.link = Some(Link { stream, pauses, thread });
        Ok(())
    }

    /// Takes the card out, also in the middle of a command.
    pub fn remove(&mut self) {
        if let Some(link) = self.link.take() {
            drop(link.pauses);
            let _ = link.stream.shutdown(Shutdown::Both);
            // The thread has nothing left to do but to end; a panic in it is not worth another.
            self.absent_since = Some(link.thread.join().unwrap_or_else(|_| Instant::now()));
        }
    }

    /// Takes the card out and lays another one beside the slot.
    pub fn replace(&mut self, mut card: VirtualCard) {
        self.remove();
        card.remove();
        *self.card() = card;
    }

    /// Whether the card is in the reader: inserted, not removed by a fault, and not left behind by a `pcscd` that ended.
    #[must_use]
    pub fn is_inserted(&self) -> bool {
        self.card().is_inserted()
    }

    /// The card. The reader waits while this is held.
    pub fn card(&self) -> MutexGuard<'_, VirtualCard> {
        lock(&self.card)
    }

    fn connect(&self, within: Duration) -> Result<TcpStream, CardError> {
        const BETWEEN_TRIES: Duration = Duration::from_millis(20);
        let deadline = Instant::now() + within;
        loop {
            match TcpStream::connect(&self.address) {
                // vpcd writes a length and a body in two segments and waits for neither.
                Ok(stream) => {
                    stream.set_nodelay(true).map_err(|source| self.unattached(source))?;
                    return Ok(stream);
                }
                Err(source) if Instant::now() >= deadline => return Err(self.unattached(source)),
                Err(_) => std::thread::sleep(BETWEEN_TRIES),
            }
        }
    }

    fn unattached(&self, source: std::io::Error) -> CardError {
        CardError::Unattached { address: self.address.clone(), source }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.remove();
    }
}

/// Answers the reader until the connection or the card is gone.
fn serve(card: &Mutex<VirtualCard>, wire: &mut TcpStream, paused: &Receiver<()>) -> std::io::Result<()> {
    loop {
        let message = receive(wire)?;
        match *message.as_slice() {
            [] => {}
            [POWER_OFF] => lock(card).power_off(),
            [POWER_ON] => lock(card).power_on(),
            [RESET] => lock(card).reset(),
            [TELL_ATR] => {
                let atr = lock(card).atr();
                send(wire, atr)?;
            }
            _ => {
                let answer = lock(card).answer(&message);
                if is_taken_out_within(answer.after, paused) {
                    return Ok(());
                }
                match answer.outcome {
                    Outcome::Response(response) => send(wire, &response)?,
                    Outcome::Removed => return Ok(()),
                    Outcome::Silent => {}
                }
            }
        }
    }
}

/// Waits as a slow card does, unless it is taken out before.
fn is_taken_out_within(time: Duration, paused: &Receiver<()>) -> bool {
    !time.is_zero() && !matches!(paused.recv_timeout(time), Err(RecvTimeoutError::Timeout))
}

fn receive(wire: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 2];
    read_exact(wire, &mut length)?;
    let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
    read_exact(wire, &mut message)?;
    Ok(message)
}

/// Reads with acknowledgements sent at once. vpcd writes without TCP_NODELAY, so each of its messages would otherwise wait some
/// 40 ms for the delayed acknowledgement of its first half. Linux forgets the option after each read.
fn read_exact(wire: &mut TcpStream, buffer: &mut [u8]) -> std::io::Result<()> {
    let mut rest = buffer;
    while !rest.is_empty() {
        #[cfg(target_os = "linux")]
        socket2::SockRef::from(&*wire).set_tcp_quickack(true)?;
        let count = wire.read(rest)?;
        if count == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        rest = rest.split_at_mut(count).1;
    }
    Ok(())
}

fn send(wire: &mut TcpStream, message: &[u8]) -> std::io::Result<()> {
    let length = u16::try_from(message.len()).map_err(|_| std::io::ErrorKind::InvalidData)?;
    wire.write_all(&[&length.to_be_bytes(), message].concat())
}

/// The card, also after a panic of the thread that held it: its counters are in a file and right.
fn lock(card: &Mutex<VirtualCard>) -> MutexGuard<'_, VirtualCard> {
    card.lock().unwrap_or_else(PoisonError::into_inner)
}
