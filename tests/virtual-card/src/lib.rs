//! A My Number Card in software: the chip of CARD.md section 8, complete for the JPKI application and the text application
//! (券面事項入力補助AP).
//!
//! [`Order`] makes a card's folder from a declared holder. [`VirtualCard`] is the card, in process. [`vpcd::Slot`] puts it into
//! a reader of a real `pcscd`, and [`pcscd::PrivatePcscd`] is a `pcscd` of one's own. The program `virtual-card` does the three
//! from a command line.
//!
//! ```no_run
//! # fn main() -> Result<(), jitsuin_virtual_card::CardError> {
//! use jitsuin_virtual_card::{Outcome, VirtualCard};
//!
//! let mut card = VirtualCard::load("cards/hanako".as_ref())?;
//! card.power_on();
//! let select = [0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
//! assert_eq!(card.transmit(&select), Outcome::Response(vec![0x90, 0x00]));
//! # Ok(())
//! # }
//! ```
//!
//! What this crate will never do: share a codec with the bridge that it tests, hold anybody's real data or a 個人番号 that
//! could be somebody's, print a PIN or the body of a command, or be part of what is installed. It makes no claim where sources
//! are silent; what was chosen there is in README.md.

mod application;
mod card;
mod chip;
mod contents;
mod error;
mod exchange;
mod knob;
mod order;
pub mod pcscd;
mod pin;
pub mod vpcd;

pub use card::{Answer, Outcome, VirtualCard};
pub use error::CardError;
pub use knob::{KNOBS, Knob};
pub use order::Order;
pub use pin::Pin;
