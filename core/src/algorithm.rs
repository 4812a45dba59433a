//! The algorithms, as tables. What no row covers is refused by name.
//!
//! The next card signs with ECDSA P-384 and SHA-384 (CARD.md §5.1): that is one row in `SIGNATURES` and the function in
//! `crate::crypto` that the row points to.

mod digest;
mod identifier;

pub use digest::{Digest, DigestAlgorithm, DigestLengthError, Hasher};

pub(crate) use identifier::AlgorithmIdentifier;

use crate::crypto::{self, VerifyDigest};
use crate::facts::Facts;
use const_oid::db::DB;
use const_oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_EC_PUBLIC_KEY, ID_MD_5, ID_SHA_1,
    MD_5_WITH_RSA_ENCRYPTION, RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
    SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use der::asn1::{AnyRef, ObjectIdentifier};
use spki::AlgorithmIdentifierRef;
use std::fmt;

/// The signature algorithms, one a row. RSA below 2048 bits has none. What a key signs with here is its first row, as the card
/// does; the others are for what other programs and CAs have signed.
static SIGNATURES: [SignatureRow; 9] = [
    rsa(2048, DigestAlgorithm::SHA_256, SHA_256_WITH_RSA_ENCRYPTION),
    rsa(2048, DigestAlgorithm::SHA_384, SHA_384_WITH_RSA_ENCRYPTION),
    rsa(2048, DigestAlgorithm::SHA_512, SHA_512_WITH_RSA_ENCRYPTION),
    rsa(3072, DigestAlgorithm::SHA_256, SHA_256_WITH_RSA_ENCRYPTION),
    rsa(3072, DigestAlgorithm::SHA_384, SHA_384_WITH_RSA_ENCRYPTION),
    rsa(3072, DigestAlgorithm::SHA_512, SHA_512_WITH_RSA_ENCRYPTION),
    rsa(4096, DigestAlgorithm::SHA_256, SHA_256_WITH_RSA_ENCRYPTION),
    rsa(4096, DigestAlgorithm::SHA_384, SHA_384_WITH_RSA_ENCRYPTION),
    rsa(4096, DigestAlgorithm::SHA_512, SHA_512_WITH_RSA_ENCRYPTION),
];

/// Digests that collide, and signatures of them: recognised in order to be called weak, never computed.
const WEAK: [ObjectIdentifier; 5] =
    [ID_MD_5, ID_SHA_1, MD_5_WITH_RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION, ECDSA_WITH_SHA_1];

/// RFC 3279 §2.2.3; the crate `const-oid` has no name for it.
const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

/// Signature algorithms that no RSA key makes.
const OF_CURVES: [ObjectIdentifier; 4] =
    [ECDSA_WITH_SHA_1, ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512];

/// Bits of the shortest RSA key that is relied on (規則2条).
const SHORTEST_RSA: u32 = 2048;

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2); its parameters are NULL (RFC 5754 §3.2).
const fn rsa(bits: u32, digest: DigestAlgorithm, identifier: ObjectIdentifier) -> SignatureRow {
    SignatureRow {
        key: KeyType { algorithm: RSA_ENCRYPTION, curve: None, bits },
        digest,
        identifier,
        parameters: Some(AnyRef::NULL),
        bare_identifier: Some(RSA_ENCRYPTION),
        load_key: crypto::rsa_pkcs1v15,
    }
}

/// A signature algorithm of the table: a key type, a digest and a padding.
#[derive(Clone, Copy)]
pub struct SignatureAlgorithm(&'static SignatureRow);

struct SignatureRow {
    key: KeyType,
    digest: DigestAlgorithm,
    /// How a certificate and our `SignerInfo` name it.
    identifier: ObjectIdentifier,
    /// What stands beside the name: NULL for RSA (RFC 5754 §3.2), nothing for ECDSA (RFC 5758 §3.2).
    parameters: Option<AnyRef<'static>>,
    /// How a `SignerInfo` may name it too, with the digest told apart (RFC 3370 §3.2: `rsaEncryption`).
    bare_identifier: Option<ObjectIdentifier>,
    /// Equal in all rows of a key type: a key that is ready verifies with every digest of its rows.
    load_key: fn(&[u8]) -> Option<Box<dyn VerifyDigest>>,
}

/// Why no row is for a `SignerInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRow {
    /// It calls itself something that this key, or this digest, does not make.
    Mismatch,
    /// The key may have made it, but nothing here can tell.
    Unsupported,
}

/// What a public key is, as far as the tables tell keys apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyType {
    /// `SubjectPublicKeyInfo.algorithm.algorithm`.
    pub algorithm: ObjectIdentifier,
    /// The named curve of an elliptic-curve key.
    pub curve: Option<ObjectIdentifier>,
    /// Bits of an RSA modulus; 0 for keys that are told by their curve.
    pub bits: u32,
}

/// No row of the tables covers this algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the algorithm {algorithm} is not supported")]
pub struct AlgorithmUnsupported {
    /// Its name, or its OID in dots where it has none here.
    pub algorithm: String,
}

/// Is this a digest, or a signature of one, that must not be relied on any more?
pub(crate) fn is_weak(oid: ObjectIdentifier) -> bool {
    WEAK.contains(&oid)
}

impl SignatureAlgorithm {
    /// What a key of this type signs with.
    ///
    /// # Errors
    /// No row has this key type.
    pub fn of_key(key: &KeyType) -> Result<Self, AlgorithmUnsupported> {
        SIGNATURES
            .iter()
            .find(|row| row.key == *key)
            .map(Self)
            .ok_or_else(|| AlgorithmUnsupported { algorithm: key.name() })
    }

    /// The row for a signature by this key that calls itself `identifier` (certificates, RFC 5280 §4.1.1.2).
    pub(crate) fn of_certificate(key: &KeyType, identifier: ObjectIdentifier) -> Option<Self> {
        SIGNATURES.iter().find(|row| row.key == *key && row.identifier == identifier).map(Self)
    }

    /// The row for a `SignerInfo` with this key, `signatureAlgorithm` and `digestAlgorithm` (RFC 5652 §5.3).
    ///
    /// # Errors
    /// There is none: is it a contradiction, or only not supported?
    pub(crate) fn of_signer(
        key: &KeyType,
        identifier: ObjectIdentifier,
        digest: DigestAlgorithm,
    ) -> Result<Self, NoRow> {
        let names =
            |row: &&SignatureRow| row.identifier == identifier || row.bare_identifier == Some(identifier);
        let of_key = |row: &&SignatureRow| row.key == *key && row.digest == digest;
        let mut named = SIGNATURES.iter().filter(names).peekable();
        let known = named.peek().is_some() || is_weak(identifier) || OF_CURVES.contains(&identifier);
        named.find(of_key).map(Self).ok_or(if known { NoRow::Mismatch } else { NoRow::Unsupported })
    }

    /// The digest that is signed.
    pub fn digest(self) -> DigestAlgorithm {
        self.0.digest
    }

    /// `AlgorithmIdentifier` of certificates and of what we sign.
    pub(crate) fn identifier(self) -> AlgorithmIdentifierRef<'static> {
        AlgorithmIdentifierRef { oid: self.0.identifier, parameters: self.0.parameters }
    }

    /// Makes the key ready to verify. `key` is the contents of `SubjectPublicKeyInfo.subjectPublicKey`.
    pub(crate) fn load_key(self, key: &[u8]) -> Option<Box<dyn VerifyDigest>> {
        (self.0.load_key)(key)
    }
}

impl KeyType {
    /// A name for reports: `rsa-2048`, `secp384r1`, or the OID in dots.
    pub fn name(&self) -> String {
        match (self.algorithm, self.curve) {
            (RSA_ENCRYPTION, _) => format!("rsa-{}", self.bits),
            (ID_EC_PUBLIC_KEY, Some(curve)) => format!("ecdsa-{}", oid_name(curve)),
            (algorithm, _) => oid_name(algorithm),
        }
    }

    /// Is this a key that must not be relied on any more?
    pub(crate) fn is_weak(&self) -> bool {
        self.algorithm == RSA_ENCRYPTION && self.bits < SHORTEST_RSA
    }
}

impl AlgorithmUnsupported {
    pub(crate) fn named(oid: ObjectIdentifier) -> Self {
        Self { algorithm: oid_name(oid) }
    }

    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        "algorithm-unsupported"
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        self.into()
    }
}

/// The OID in dots. `Display` says the same in five times as many instructions, and each verdict names a policy.
pub(crate) fn dotted(oid: &ObjectIdentifier) -> String {
    let mut text = String::with_capacity(32);
    for arc in oid.arcs() {
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(itoa::Buffer::new().format(arc));
    }
    text
}

/// The OID's short name in the RFC 5912 tables, or its dots.
pub(crate) fn oid_name(oid: ObjectIdentifier) -> String {
    DB.by_oid(&oid).map_or_else(|| oid.to_string(), str::to_owned)
}

impl fmt::Debug for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {}", self.0.key.name(), self.0.digest.name())
    }
}

#[cfg(test)]
mod tests;
