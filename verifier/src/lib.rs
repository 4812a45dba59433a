//! The server's side of Jitsuin: what `jitsuin-core` judges, with the clock, the network and the files that it leaves to others.
//!
//! This crate never takes an address from a certificate: whom it asks about revocation is the operator's configuration alone. It never
//! accepts what it could not ask about, never logs an attribute of a person, and holds no key.

pub mod matching;
