//! The server's side of Jitsuin: what `jitsuin-core` judges, with the clock, the network and the files that it leaves to others.
//!
//! This crate never takes an address from a certificate: whom it asks about revocation is the operator's configuration alone. It never
//! accepts what it could not ask about, never logs an attribute of a person, and holds no key.
//!
//! [`verifier::Verifier`] is what a server keeps; [`revocation`] is whom it asks; [`matching`] compares a form with a certificate. With
//! the feature `listen` comes [`listen`], the connections of an HTTP server; with `arguments` [`arguments`], the options of a command line;
//! with `program` come [`service`], the verifier over HTTP, and the
//! program `jitsuin`.

pub mod anchors;
#[cfg(feature = "arguments")]
pub mod arguments;
#[cfg(feature = "listen")]
pub mod listen;
pub mod matching;
pub mod mode;
pub mod revocation;
#[cfg(feature = "program")]
pub mod service;
pub mod verdict;
pub mod verifier;
