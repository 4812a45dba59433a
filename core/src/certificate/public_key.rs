//! `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).

use crate::algorithm::{AlgorithmIdentifier, DigestAlgorithm, KeyType};
use crate::field_reader::{Element, FieldReader};
use crate::malformed::Malformed;
use base16ct::lower::encode_string as hex;
use const_oid::db::rfc5912::{ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_256_R_1, SECP_384_R_1, SECP_521_R_1};
use der::Tag;
use der::asn1::ObjectIdentifier;
use serde::Serialize;
use std::ops::Range;

/// Bits of a key on each curve that is known by name, for people; not what is supported (that is `crate::algorithm`).
const CURVE_BITS: [(ObjectIdentifier, u32); 3] =
    [(SECP_256_R_1, 256), (SECP_384_R_1, 384), (SECP_521_R_1, 521)];

/// A public key, not yet ready to verify.
#[derive(Clone, Debug)]
pub(crate) struct PublicKey {
    pub(crate) key_type: KeyType,
    /// Where the contents of `subjectPublicKey` lie in the certificate.
    pub(crate) key: Range<usize>,
    /// SHA-256 of the whole `SubjectPublicKeyInfo`, hexadecimal.
    sha256: String,
}

/// A public key as people are shown it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PublicKeySummary {
    /// `rsa-2048`, `ecdsa-secp384r1`, or an OID in dots.
    pub algorithm: String,
    /// Bits of the modulus or of the curve's field; 0 where it is not known.
    pub bits: u32,
    /// SHA-256 of the `SubjectPublicKeyInfo`, hexadecimal.
    pub sha256: String,
}

impl PublicKey {
    pub(super) fn read(spki: &Element<'_>) -> Result<Self, Malformed> {
        let mut fields = spki.contents();
        let algorithm = AlgorithmIdentifier::read(&fields.element("subjectPublicKeyInfo.algorithm")?)?;
        let element = fields.element("subjectPublicKey")?;
        fields.finish("subjectPublicKeyInfo")?;
        let key = element.bit_string_range()?;
        let octets = element.der.get(element.der.len().saturating_sub(key.len())..).unwrap_or_default();
        let key_type = KeyType {
            algorithm: algorithm.oid,
            curve: match algorithm.oid {
                ID_EC_PUBLIC_KEY => algorithm
                    .parameters
                    .and_then(|curve| curve.tagged(Tag::ObjectIdentifier).ok()?.oid().ok()),
                _ => None,
            },
            bits: match algorithm.oid {
                RSA_ENCRYPTION => modulus_bits(FieldReader::within(octets, key.start))?,
                _ => 0,
            },
        };
        Ok(Self { key_type, key, sha256: hex(DigestAlgorithm::SHA_256.digest(spki.der).value()) })
    }

    /// SHA-256 of the whole `SubjectPublicKeyInfo`, hexadecimal.
    pub(crate) fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl From<PublicKey> for PublicKeySummary {
    fn from(key: PublicKey) -> Self {
        let curve = key.key_type.curve.and_then(|curve| CURVE_BITS.iter().find(|(known, _)| *known == curve));
        let bits = curve.map_or(key.key_type.bits, |(_, bits)| *bits);
        Self { algorithm: key.key_type.name(), bits, sha256: key.sha256 }
    }
}

/// RFC 8017 A.1.1: `RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }`
fn modulus_bits(mut key: FieldReader<'_>) -> Result<u32, Malformed> {
    let mut numbers = key.sequence("subjectPublicKey")?;
    key.finish("subjectPublicKey")?;
    let octets = numbers.element("modulus")?.unsigned()?;
    numbers.element("publicExponent")?.unsigned()?;
    numbers.finish("subjectPublicKey")?;
    let leading_zeros = octets.first().map_or(0, |octet| octet.leading_zeros());
    // A certificate has at most MAX_CERTIFICATE bytes, so its bits fit.
    let bits = u32::try_from(octets.len()).unwrap_or(u32::MAX).saturating_mul(8);
    Ok(bits.saturating_sub(leading_zeros))
}
