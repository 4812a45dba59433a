//! What the card's RSA key signs: a DigestInfo (RFC 8017 §9.2), never a bare digest (FIELD.md, finding 6).

use crate::card::tables::DigestAlgorithm;

/// A digest of the right size for its algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    value: Vec<u8>,
}

impl Digest {
    /// A digest: `None` unless `value` has the size of the algorithm's digest.
    #[must_use]
    pub fn new(algorithm: DigestAlgorithm, value: Vec<u8>) -> Option<Self> {
        (value.len() == algorithm.size()).then_some(Self { algorithm, value })
    }

    /// A digest that the bridge has computed itself.
    #[must_use]
    pub(in crate::card) fn sha_256(value: [u8; 32]) -> Self {
        Self { algorithm: DigestAlgorithm::Sha256, value: value.to_vec() }
    }

    /// The DER of `DigestInfo ::= SEQUENCE { digestAlgorithm, digest OCTET STRING }`.
    #[must_use]
    pub fn to_digest_info(&self) -> Vec<u8> {
        [self.algorithm.digest_info_prefix(), &self.value].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sha_256_makes_51_bytes() {
        let digest = Digest::new(DigestAlgorithm::Sha256, vec![0xAB; 32]).unwrap();
        let info = digest.to_digest_info();
        // 3031300D060960864801650304020105000420 ‖ H: CARD.md §2.5.
        assert_eq!(info.len(), 51);
        assert_eq!(info[..2], [0x30, 0x31]);
        assert_eq!(info[17..19], [0x04, 0x20]);
        assert_eq!(info[19..], [0xAB; 32]);
    }

    #[test]
    fn refuses_another_size() {
        assert!(Digest::new(DigestAlgorithm::Sha256, vec![0; 31]).is_none());
        assert!(Digest::new(DigestAlgorithm::Sha256, vec![0; 33]).is_none());
    }
}
