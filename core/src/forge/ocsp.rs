//! OCSP responses (RFC 6960), right ones and wrong ones.

use super::certificate::{Certificate, ca_name};
use super::revocation::extension;
use super::{
    Key, SHA_256_WITH_RSA, algorithm, bit_string, explicit, integer, octet_string, oid, sequence, sha1,
    sha256, tlv,
};

pub const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
pub const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
pub const SHA_1: &str = "1.3.14.3.2.26";

/// A response before it is signed. Every part can be changed.
#[derive(Clone)]
pub struct Response {
    pub response_type: Vec<u8>,
    pub version: Vec<u8>,
    pub responder: Vec<u8>,
    pub produced_at: Vec<u8>,
    /// DER of each statement.
    pub responses: Vec<Vec<u8>>,
    /// DER of each extension.
    pub extensions: Vec<Vec<u8>>,
    pub algorithm: Vec<u8>,
    pub certificates: Vec<Vec<u8>>,
}

/// One statement before it is written.
#[derive(Clone)]
pub struct Single {
    pub cert_id: Vec<u8>,
    pub status: Vec<u8>,
    pub this_update: Vec<u8>,
    pub next_update: Vec<u8>,
    pub extensions: Vec<u8>,
}

impl Single {
    /// Good, of two hours before [`super::NOW`], for a day, about [`Certificate::sign`].
    pub fn good() -> Self {
        Self {
            cert_id: cert_id(&Certificate::sign().serial_number),
            status: tlv(0x80, &[]),
            this_update: time("20261122080000Z"),
            next_update: explicit(0, &time("20261123080000Z")),
            extensions: Vec::new(),
        }
    }

    pub fn revoked(at: &str, reason: Option<u8>) -> Self {
        let reason = reason.map(|code| explicit(0, &tlv(0x0a, &[code]))).unwrap_or_default();
        Self { status: tlv(0xa1, &[time(at), reason].concat()), ..Self::good() }
    }

    pub fn unknown() -> Self {
        Self { status: tlv(0x82, &[]), ..Self::good() }
    }

    pub fn der(&self) -> Vec<u8> {
        sequence(&[&self.cert_id, &self.status, &self.this_update, &self.next_update, &self.extensions])
    }
}

impl Response {
    /// The CA of signing certificates itself answers, by its name.
    pub fn of(single: &Single) -> Self {
        Self {
            response_type: oid(BASIC),
            version: Vec::new(),
            responder: explicit(1, &ca_name()),
            produced_at: time("20261122095400Z"),
            responses: vec![single.der()],
            extensions: Vec::new(),
            algorithm: algorithm(SHA_256_WITH_RSA),
            certificates: Vec::new(),
        }
    }

    /// A responder of [`Certificate::responder`] answers, by its key.
    pub fn delegated(single: &Single, responder: &Certificate) -> Self {
        Self {
            responder: by_key(Key::other()),
            certificates: vec![responder.signed_by(Key::ca())],
            ..Self::of(single)
        }
    }

    pub fn with_nonce(mut self, nonce: &[u8]) -> Self {
        self.extensions.push(extension(NONCE, false, &octet_string(nonce)));
        self
    }

    pub fn signed_by(&self, key: &Key) -> Vec<u8> {
        let extensions = match self.extensions.concat() {
            none if none.is_empty() => none,
            extensions => explicit(1, &tlv(0x30, &extensions)),
        };
        let tbs = sequence(&[
            &self.version,
            &self.responder,
            &self.produced_at,
            &tlv(0x30, &self.responses.concat()),
            &extensions,
        ]);
        let certificates = match self.certificates.concat() {
            none if none.is_empty() => none,
            certificates => explicit(0, &tlv(0x30, &certificates)),
        };
        let basic = sequence(&[&tbs, &self.algorithm, &bit_string(&key.sign(&tbs)), &certificates]);
        let bytes = sequence(&[&self.response_type, &octet_string(&basic)]);
        sequence(&[&tlv(0x0a, &[0]), &explicit(0, &bytes)])
    }
}

/// By SHA-1, under the CA of signing certificates.
pub fn cert_id(serial_number: &[u8]) -> Vec<u8> {
    sequence(&[
        &algorithm(SHA_1),
        &octet_string(&sha1(&ca_name())),
        &octet_string(&sha1(&Key::ca().public())),
        &integer(serial_number),
    ])
}

/// The same by SHA-256.
pub fn cert_id_sha256(serial_number: &[u8]) -> Vec<u8> {
    sequence(&[
        &algorithm(super::SHA_256),
        &octet_string(&sha256(&ca_name())),
        &octet_string(&sha256(&Key::ca().public())),
        &integer(serial_number),
    ])
}

pub fn by_key(key: &Key) -> Vec<u8> {
    explicit(2, &octet_string(&sha1(&key.public())))
}

/// `YYYYMMDDHHMMSSZ`
pub fn time(text: &str) -> Vec<u8> {
    tlv(0x18, text.as_bytes())
}
