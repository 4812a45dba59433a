//! The card in the hand: it is there or gone, powered or not, fast or slow, and its chip answers commands.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::CardError;
use crate::chip::Chip;
use crate::exchange::Exchange;
use crate::knob::Knobs;
use crate::pin::Pin;

/// A card: a [folder](crate::Order) come to life. It is loaded lying in its reader without power.
///
/// One program at a time: the counters in `state.json` are those of the last one that wrote.
pub struct VirtualCard {
    chip: Chip,
    knobs: Knobs,
    is_inserted: bool,
    is_powered: bool,
    is_silent: bool,
    exchanges: u64,
    powered_on: u64,
    /// The exchange from which `remove-at` counts.
    removal_counts_from: u64,
    /// The exchange from which `silent-at` counts.
    silence_counts_from: u64,
    log: Option<Box<dyn Write + Send>>,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Response data and the two bytes of the status word.
    Response(Vec<u8>),
    /// The card is not there, or has no power; the command was not executed.
    Removed,
    /// The card does not answer, and will not until its power goes off; the command was not executed.
    Silent,
}

/// An outcome, and how long the card takes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of the command.
    pub outcome: Outcome,
    /// How long the knobs let the reader wait for it.
    pub after: Duration,
}

impl VirtualCard {
    /// The card of this folder, with all knobs at their defaults.
    ///
    /// # Errors
    /// `File`, `TooLarge`, `State`, `Key`, `Pki`: the folder is not what [`Order::make`](crate::Order::make) wrote.
    pub fn load(folder: &Path) -> Result<Self, CardError> {
        Ok(VirtualCard {
            chip: Chip::load(folder)?,
            knobs: Knobs::default(),
            is_inserted: true,
            is_powered: false,
            is_silent: false,
            exchanges: 0,
            powered_on: 0,
            removal_counts_from: 0,
            silence_counts_from: 0,
            log: None,
        })
    }

    /// Writes a line of JSON for each exchange from now on: header, what a SELECT names, lengths, status word, time. No bodies.
    pub fn log_to(&mut self, log: impl Write + Send + 'static) {
        self.log = Some(Box::new(log));
    }

    /// Turns a knob of [`KNOBS`](crate::KNOBS).
    ///
    /// # Errors
    /// `UnknownKnob`, `KnobValue`.
    pub fn set_knob(&mut self, name: &str, value: &str) -> Result<(), CardError> {
        self.knobs.set(name, value)?;
        match name {
            "remove-at" => self.removal_counts_from = self.exchanges,
            "silent-at" => self.silence_counts_from = self.exchanges,
            _ => {}
        }
        Ok(())
    }

    /// The answer to reset, by the knob `atr`.
    #[must_use]
    pub fn atr(&self) -> &'static [u8] {
        self.knobs.atr
    }

    /// Puts the card into the reader, without power. Faults count from here.
    pub fn insert(&mut self) {
        self.is_inserted = true;
        self.removal_counts_from = self.exchanges;
        self.silence_counts_from = self.exchanges;
    }

    /// Takes the card out of the reader: its power goes off.
    pub fn remove(&mut self) {
        self.power_off();
        self.is_inserted = false;
    }

    /// Power on (cold reset). Nothing happens to a card that is not there or has power already.
    pub fn power_on(&mut self) {
        if self.is_inserted && !self.is_powered {
            self.is_powered = true;
            self.powered_on += 1;
        }
    }

    /// Power off: what was selected and verified is forgotten; tries are not.
    pub fn power_off(&mut self) {
        self.is_powered = false;
        self.is_silent = false;
        self.chip.power_cycle();
    }

    /// Warm reset: what was selected is forgotten, what was verified is not (CARD.md 2.6).
    pub fn reset(&mut self) {
        self.chip.warm_reset();
    }

    /// One exchange, which takes as long as the knobs say.
    pub fn transmit(&mut self, command: &[u8]) -> Outcome {
        let answer = self.answer(command);
        std::thread::sleep(answer.after);
        answer.outcome
    }

    /// One exchange at once. The caller waits before it lets the answer through; so it can let go of the card meanwhile.
    pub fn answer(&mut self, command: &[u8]) -> Answer {
        let began = Instant::now();
        if !self.is_inserted || !self.is_powered {
            return Answer { outcome: Outcome::Removed, after: Duration::ZERO };
        }
        self.exchanges += 1;
        let signatures = self.chip.signatures();
        let outcome = if is_due(&mut self.knobs.remove_at, self.exchanges - self.removal_counts_from) {
            self.remove();
            Outcome::Removed
        } else if self.is_silent
            || is_due(&mut self.knobs.silent_at, self.exchanges - self.silence_counts_from)
        {
            self.is_silent = true;
            Outcome::Silent
        } else {
            Outcome::Response(self.chip.transmit(command, &self.knobs))
        };
        let response = match &outcome {
            Outcome::Response(response) => response.as_slice(),
            Outcome::Removed | Outcome::Silent => &[],
        };
        let after = match outcome {
            Outcome::Response(_) => {
                self.duration(command.len() + response.len(), self.chip.signatures() - signatures)
            }
            Outcome::Removed | Outcome::Silent => Duration::ZERO,
        };
        if let Some(log) = &mut self.log {
            Exchange::of(command, response, began.elapsed() + after).write(log);
        }
        Answer { outcome, after }
    }

    /// Whether the card is in the reader.
    #[must_use]
    pub fn is_inserted(&self) -> bool {
        self.is_inserted
    }

    /// Whether the card has power.
    #[must_use]
    pub fn is_powered(&self) -> bool {
        self.is_powered
    }

    /// How often its power was switched on since the card was loaded.
    #[must_use]
    pub fn powered_on(&self) -> u64 {
        self.powered_on
    }

    /// How many commands have reached the card since it was loaded.
    #[must_use]
    pub fn exchanges(&self) -> u64 {
        self.exchanges
    }

    /// The PINs that are verified now: what the next program could use if the card were left so.
    #[must_use]
    pub fn verified(&self) -> Vec<Pin> {
        self.chip.verified().iter().copied().collect()
    }

    /// How many tries a PIN has left; 0 is blocked.
    #[must_use]
    pub fn tries_left(&self, pin: Pin) -> u8 {
        self.chip.pins().tries_left(pin)
    }

    /// Sets how many tries a PIN has left.
    ///
    /// # Errors
    /// `Tries` if the PIN never has so many; `File` if `state.json` cannot be written.
    pub fn set_tries(&mut self, pin: Pin, tries: u8) -> Result<(), CardError> {
        if tries > pin.limit() {
            return Err(CardError::Tries { pin: pin.word().to_owned(), tries });
        }
        self.chip.pins_mut().set_tries(pin, tries)
    }

    fn duration(&self, bytes: usize, signatures: u64) -> Duration {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let signatures = u32::try_from(signatures).unwrap_or(u32::MAX);
        self.knobs.per_exchange
            + self.knobs.per_byte.saturating_mul(bytes)
            + self.knobs.per_signature.saturating_mul(signatures)
    }
}

/// Whether a fault strikes now; it strikes once.
fn is_due(fault: &mut u64, count: u64) -> bool {
    let due = *fault != 0 && count >= *fault;
    if due {
        *fault = 0;
    }
    due
}
