//! The card: what is said to it and what it answers. Nothing here knows a reader, a browser or a certificate's content.

pub mod channel;
pub mod command;
pub mod digest_info;
pub mod file;
pub mod jpki;
pub mod look;
pub mod pin;
pub mod tables;

#[cfg(test)]
mod conversation;
