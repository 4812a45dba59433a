//! `CertID` (RFC 6960 §4.1.1): how a certificate is named to a responder, by hashes of its issuer's name and key.

use crate::algorithm::{AlgorithmIdentifier, AlgorithmUnsupported, DigestAlgorithm};
use crate::certificate::{Certificate, serial_number};
use crate::crypto;
use crate::field_reader::FieldReader;
use crate::malformed::Malformed;
use const_oid::db::rfc5912::{ID_SHA_1, ID_SHA_256};
use der::Tag;
use der::asn1::ObjectIdentifier;

/// What hashes the issuer's name and key. The hashes only tell issuers apart and protect nothing, so SHA-1 serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertIdHash {
    /// What every responder understands (RFC 5019 §2.1.1).
    Sha1,
    /// SHA-256
    Sha256,
}

/// The name of one certificate, as a response has it.
#[derive(Clone, Debug)]
pub(super) struct CertId {
    hash: CertIdHash,
    issuer_name_hash: Box<[u8]>,
    issuer_key_hash: Box<[u8]>,
    serial_number: Box<[u8]>,
}

impl CertIdHash {
    pub(super) fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => ID_SHA_1,
            Self::Sha256 => ID_SHA_256,
        }
    }

    pub(super) fn digest(self, bytes: &[u8]) -> Box<[u8]> {
        match self {
            Self::Sha1 => crypto::sha_1(bytes),
            Self::Sha256 => DigestAlgorithm::SHA_256.digest(bytes).value().into(),
        }
    }

    fn by_oid(oid: ObjectIdentifier) -> Result<Self, AlgorithmUnsupported> {
        [Self::Sha1, Self::Sha256]
            .into_iter()
            .find(|hash| hash.oid() == oid)
            .ok_or_else(|| AlgorithmUnsupported::named(oid))
    }
}

impl CertId {
    /// `SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }`. `None`: by a hash that names nobody here.
    pub(super) fn read(mut fields: FieldReader<'_>) -> Result<Option<Self>, Malformed> {
        let algorithm = AlgorithmIdentifier::read(&fields.element("hashAlgorithm")?)?;
        let issuer_name_hash = fields.tagged("issuerNameHash", Tag::OctetString)?.value.into();
        let issuer_key_hash = fields.tagged("issuerKeyHash", Tag::OctetString)?.value.into();
        let serial_number = serial_number(&fields.element("serialNumber")?)?.into();
        fields.finish("certID")?;
        let hash = CertIdHash::by_oid(algorithm.oid).ok();
        Ok(hash.map(|hash| Self { hash, issuer_name_hash, issuer_key_hash, serial_number }))
    }

    /// Is it the name of this certificate under this issuer?
    pub(super) fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        *self.serial_number == *certificate.serial_number()
            && self.issuer_name_hash == self.hash.digest(issuer.subject_der())
            && self.issuer_key_hash == self.hash.digest(issuer.subject_public_key())
    }
}
