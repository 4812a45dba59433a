//! Formats and judgement: certificates and attributes of the My Number Card, forms, CMS signatures, logins, and reports.
//!
//! This crate never does I/O, never reads a clock, never draws random numbers and never logs; its failures are facts about its
//! input. It never holds a private key and never sees a PIN or an APDU. What a clock or a server must say is an argument.
//!
//! The way of a signature: [`form::FormDocument::compose`] → [`cms::prepare`] → [`cms::ToBeSigned::digests`] → the card →
//! [`cms::ToBeSigned::complete`] → [`verify::examine`] → [`verify::Examination::conclude`] → [`report::Report`].
//! The way of a login: the card → [`authentication::Token`] → [`verify::examine_login`] → the same.
//! Between the two halves of a verdict the caller asks about revocation; what it was told is read by [`revocation`].

pub mod algorithm;
pub mod attributes;
pub mod authentication;
pub mod certificate;
pub mod cms;
mod crypto;
pub mod facts;
mod field_reader;
#[cfg(test)]
mod forge;
pub mod form;
mod hidden_characters;
pub mod malformed;
pub mod report;
pub mod revocation;
pub mod trust_anchor;
#[cfg(feature = "typescript")]
pub mod typescript;
pub mod unix_time;
pub mod verify;
