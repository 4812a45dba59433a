//! The algorithms, as tables. What no row covers is refused by name.
//!
//! The next card signs with ECDSA P-384 and SHA-384 (CARD.md §5.1): that is one row in `DIGESTS`, one in `SIGNATURES`
//! and the function in `crate::crypto` that the row points to.

use crate::crypto::{self, Hash, VerifyDigest};
use crate::facts::Facts;
use const_oid::db::DB;
use const_oid::db::rfc5912::{
    ID_EC_PUBLIC_KEY, ID_MD_5, ID_SHA_1, ID_SHA_256, RSA_ENCRYPTION, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::asn1::ObjectIdentifier;
use std::fmt;

/// The digest algorithms, one a row.
static DIGESTS: [DigestRow; 1] =
    [DigestRow { name: "sha-256", oid: ID_SHA_256, length: 32, begin: crypto::sha_256 }];

/// The signature algorithms, one a row. RSA below 2048 bits has none.
static SIGNATURES: [SignatureRow; 3] = [rsa(2048), rsa(3072), rsa(4096)];

/// Digests that collide: recognised in order to be called weak, never computed.
const WEAK_DIGESTS: [ObjectIdentifier; 2] = [ID_MD_5, ID_SHA_1];

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2, RFC 5754 §3.2).
const fn rsa(bits: u32) -> SignatureRow {
    SignatureRow {
        key: KeyType { algorithm: RSA_ENCRYPTION, curve: None, bits },
        digest: DigestAlgorithm::SHA_256,
        identifier: SHA_256_WITH_RSA_ENCRYPTION,
        bare_identifier: Some(RSA_ENCRYPTION),
        load_key: crypto::rsa_pkcs1v15_sha_256,
    }
}

/// A digest algorithm of the table.
#[derive(Clone, Copy)]
pub struct DigestAlgorithm(&'static DigestRow);

struct DigestRow {
    name: &'static str,
    oid: ObjectIdentifier,
    /// Bytes of a digest.
    length: usize,
    begin: fn() -> Box<dyn Hash>,
}

/// A signature algorithm of the table: a key type, a digest and a padding.
#[derive(Clone, Copy)]
pub struct SignatureAlgorithm(&'static SignatureRow);

struct SignatureRow {
    key: KeyType,
    digest: DigestAlgorithm,
    /// How a certificate and our `SignerInfo` name it.
    identifier: ObjectIdentifier,
    /// How a `SignerInfo` may name it too, with the digest told apart (RFC 3370 §3.2: `rsaEncryption`).
    bare_identifier: Option<ObjectIdentifier>,
    load_key: fn(&[u8]) -> Option<Box<dyn VerifyDigest>>,
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

/// A hash value and what made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    value: Box<[u8]>,
}

/// A hash value of the wrong length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a {algorithm} digest has {expected} bytes, not {actual}")]
pub struct DigestLengthError {
    algorithm: &'static str,
    expected: usize,
    actual: usize,
}

/// No row of the tables covers this algorithm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the algorithm {algorithm} is not supported")]
pub struct AlgorithmUnsupported {
    /// Its name, or its OID in dots where it has none here.
    pub algorithm: String,
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
        let [sha_256] = &DIGESTS;
        sha_256
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

    /// The digest of bytes that are all here.
    pub fn digest(self, bytes: &[u8]) -> Digest {
        let mut hasher = Hasher::new(self);
        hasher.update(bytes);
        hasher.finish()
    }
}

/// Is this a digest that must not be relied on any more?
pub(crate) fn is_weak_digest(oid: ObjectIdentifier) -> bool {
    WEAK_DIGESTS.contains(&oid)
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
    pub(crate) fn of_signer(
        key: &KeyType,
        identifier: ObjectIdentifier,
        digest: DigestAlgorithm,
    ) -> Option<Self> {
        SIGNATURES
            .iter()
            .filter(|row| row.key == *key && row.digest == digest)
            .find(|row| row.identifier == identifier || row.bare_identifier == Some(identifier))
            .map(Self)
    }

    /// The digest that is signed.
    pub fn digest(self) -> DigestAlgorithm {
        self.0.digest
    }

    /// `AlgorithmIdentifier.algorithm` for certificates and for what we sign.
    pub(crate) fn identifier(self) -> ObjectIdentifier {
        self.0.identifier
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
}

impl Digest {
    /// A digest computed elsewhere, by `crypto.subtle` for instance.
    ///
    /// # Errors
    /// The length is not that of the algorithm.
    pub fn new(algorithm: DigestAlgorithm, value: &[u8]) -> Result<Self, DigestLengthError> {
        if value.len() == algorithm.0.length {
            Ok(Self { algorithm, value: value.into() })
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
        &self.value
    }
}

impl Hasher {
    /// Nothing hashed yet.
    pub fn new(algorithm: DigestAlgorithm) -> Self {
        Self { algorithm, state: (algorithm.0.begin)() }
    }

    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.state.update(bytes);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest { algorithm: self.algorithm, value: self.state.finish() }
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

/// The OID's short name in the RFC 5912 tables, or its dots.
pub(crate) fn oid_name(oid: ObjectIdentifier) -> String {
    DB.by_oid(&oid).map_or_else(|| oid.to_string(), str::to_owned)
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

impl fmt::Debug for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {}", self.0.key.name(), self.0.digest.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex::hex;
    use const_oid::db::rfc5912::{ECDSA_WITH_SHA_256, SECP_384_R_1, SHA_384_WITH_RSA_ENCRYPTION};

    const RSA_2048: KeyType = KeyType { algorithm: RSA_ENCRYPTION, curve: None, bits: 2048 };

    #[test]
    fn sha_256_of_the_standards_example() {
        // FIPS 180-4, the one-block example.
        let mut hasher = Hasher::new(DigestAlgorithm::SHA_256);
        hasher.update(b"a");
        hasher.update(b"bc");
        let digest = hasher.finish();
        assert_eq!(hex(digest.value()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest, DigestAlgorithm::SHA_256.digest(b"abc"));
    }

    #[test]
    fn a_digest_has_its_algorithms_length() {
        assert!(Digest::new(DigestAlgorithm::SHA_256, &[0; 32]).is_ok());
        let error = Digest::new(DigestAlgorithm::SHA_256, &[0; 48]).unwrap_err();
        assert_eq!(error.to_string(), "a sha-256 digest has 32 bytes, not 48");
    }

    #[test]
    fn every_key_type_without_a_row_is_refused_by_name() {
        let p384 = KeyType { algorithm: ID_EC_PUBLIC_KEY, curve: Some(SECP_384_R_1), bits: 0 };
        assert_eq!(SignatureAlgorithm::of_key(&p384).unwrap_err().algorithm, "ecdsa-secp384r1");
        for bits in [512, 1024, 2047, 2049, 8192] {
            let error = SignatureAlgorithm::of_key(&KeyType { bits, ..RSA_2048 }).unwrap_err();
            assert_eq!(error.algorithm, format!("rsa-{bits}"));
        }
        for row in &SIGNATURES {
            assert_eq!(SignatureAlgorithm::of_key(&row.key).unwrap().identifier(), row.identifier);
        }
    }

    #[test]
    fn a_signer_may_name_the_key_alone_but_a_certificate_may_not() {
        let sha_256 = DigestAlgorithm::SHA_256;
        assert!(SignatureAlgorithm::of_signer(&RSA_2048, RSA_ENCRYPTION, sha_256).is_some());
        assert!(SignatureAlgorithm::of_signer(&RSA_2048, SHA_256_WITH_RSA_ENCRYPTION, sha_256).is_some());
        assert!(SignatureAlgorithm::of_signer(&RSA_2048, SHA_384_WITH_RSA_ENCRYPTION, sha_256).is_none());
        assert!(SignatureAlgorithm::of_signer(&RSA_2048, ECDSA_WITH_SHA_256, sha_256).is_none());
        assert!(SignatureAlgorithm::of_certificate(&RSA_2048, RSA_ENCRYPTION).is_none());
    }
}
