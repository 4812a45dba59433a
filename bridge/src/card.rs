//! The card: what is said to it and what it answers. Nothing here knows a reader, a browser or a certificate's content.

pub mod attributes;
pub mod ber;
pub mod change_reference_data;
pub mod channel;
pub mod command;
pub mod digest_info;
pub mod file;
pub mod jpki;
pub mod login;
pub mod look;
pub mod pin;
pub mod pin_pad;
pub mod tables;
pub mod verify;

#[cfg(test)]
mod conversation;
