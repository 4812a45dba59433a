//! The messages of `PROTOCOL.md`, and their bounds: what the window [asks](request), and what the bridge [says](message).

pub mod message;
pub mod request;

/// The protocol's number. It changes when an older window could not work with this bridge, or the reverse.
pub const PROTOCOL: u32 = 1;

/// The largest frame that is taken from the browser, in bytes.
pub const MAX_INBOUND: usize = 64 * 1024;

/// The most digests that one `sign` may hold.
pub const MAX_DIGESTS: usize = 256;
