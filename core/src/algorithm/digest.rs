//! Digest algorithms (FIPS 180-4) and their values.

use super::AlgorithmUnsupported;
use crate::crypto::{self, Hash, HashFunction, HashOctets};
use const_oid::db::rfc5912::{ID_SHA_256, ID_SHA_384, ID_SHA_512};
use der::asn1::ObjectIdentifier;
use std::fmt;

/// The digest algorithms, one a row.
static DIGESTS: [DigestRow; 3] = [
    DigestRow { name: "sha-256", oid: ID_SHA_256, length: 32, function: HashFunction::Sha256 },
    DigestRow { name: "sha-384", oid: ID_SHA_384, length: 48, function: HashFunction::Sha384 },
    DigestRow { name: "sha-512", oid: ID_SHA_512, length: 64, function: HashFunction::Sha512 },
];

/// A digest algorithm of the table.
#[derive(Clone, Copy)]
pub struct DigestAlgorithm(&'static DigestRow);

struct DigestRow {
    name: &'static str,
    oid: ObjectIdentifier,
    /// Bytes of a digest.
    length: usize,
    function: HashFunction,
}

/// A hash value and what made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    octets: HashOctets,
}

/// A hash value of the wrong length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a {algorithm} digest has {expected} bytes, not {actual}")]
pub struct DigestLengthError {
    algorithm: &'static str,
    expected: usize,
    actual: usize,
}

/// A hash in progress, for content that comes in pieces.
#[derive(Debug)]
pub struct Hasher {
    algorithm: DigestAlgorithm,
    state: Box<dyn Hash>,
}

impl DigestAlgorithm {
    /// SHA-256 (FIPS 180-4).
    pub const SHA_256: Self = Self({
        let [sha_256, ..] = &DIGESTS;
        sha_256
    });

    /// SHA-384 (FIPS 180-4).
    pub const SHA_384: Self = Self({
        let [_, sha_384, ..] = &DIGESTS;
        sha_384
    });

    /// SHA-512 (FIPS 180-4).
    pub const SHA_512: Self = Self({
        let [_, _, sha_512, ..] = &DIGESTS;
        sha_512
    });

    /// The name that the bridge's protocol and WebCrypto's users know: `sha-256`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The row of that name.
    ///
    /// # Errors
    /// No row has it.
    pub fn by_name(name: &str) -> Result<Self, AlgorithmUnsupported> {
        DIGESTS
            .iter()
            .find(|row| row.name == name)
            .map(Self)
            .ok_or_else(|| AlgorithmUnsupported { algorithm: name.chars().take(64).collect() })
    }

    /// The row of that OID.
    pub(crate) fn by_oid(oid: ObjectIdentifier) -> Result<Self, AlgorithmUnsupported> {
        DIGESTS.iter().find(|row| row.oid == oid).map(Self).ok_or_else(|| AlgorithmUnsupported::named(oid))
    }

    pub(crate) fn oid(self) -> ObjectIdentifier {
        self.0.oid
    }

    /// What computes it.
    pub(crate) fn function(self) -> HashFunction {
        self.0.function
    }

    /// The digest of bytes that are all here.
    pub fn digest(self, bytes: &[u8]) -> Digest {
        Digest { algorithm: self, octets: crypto::digest(self.function(), bytes) }
    }
}

impl Digest {
    /// A digest computed elsewhere, by `crypto.subtle` for instance.
    ///
    /// # Errors
    /// The length is not that of the algorithm.
    pub fn new(algorithm: DigestAlgorithm, value: &[u8]) -> Result<Self, DigestLengthError> {
        if value.len() == algorithm.0.length {
            Ok(Self { algorithm, octets: crypto::padded(value) })
        } else {
            Err(DigestLengthError {
                algorithm: algorithm.name(),
                expected: algorithm.0.length,
                actual: value.len(),
            })
        }
    }

    /// What made it.
    pub fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The bytes.
    pub fn value(&self) -> &[u8] {
        self.octets.get(..self.algorithm.0.length).unwrap_or_default()
    }
}

impl Hasher {
    /// Nothing hashed yet.
    pub fn new(algorithm: DigestAlgorithm) -> Self {
        Self { algorithm, state: crypto::begin(algorithm.function()) }
    }

    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest { algorithm: self.algorithm, octets: self.state.finish() }
    }
}

impl PartialEq for DigestAlgorithm {
    fn eq(&self, other: &Self) -> bool {
        self.0.oid == other.0.oid
    }
}

impl Eq for DigestAlgorithm {}

impl fmt::Debug for DigestAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
