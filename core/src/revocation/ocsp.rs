//! OCSP (RFC 6960): the bytes of a request, and a response that is read and verified. Who sends and receives them is the caller.

mod cert_id;
mod request;
mod responder;
mod response;

pub use cert_id::CertIdHash;
pub use request::{request, request_with};
pub use response::{MAX_RESPONSE, OcspError, Response};

pub(crate) use response::SingleResponse;
