use super::*;
use base16ct::lower::encode_string as hex;
use const_oid::db::rfc5912::{ID_RSASSA_PSS, SECP_384_R_1};
use der::Encode;

const RSA_2048: KeyType = KeyType { algorithm: RSA_ENCRYPTION, curve: None, bits: 2048 };

#[test]
fn an_oid_in_dots() {
    for text in ["0.9", "1.2.840.113549.1.1.11", "1.2.392.200149.8.5.1.1.20", "2.5.29.15"] {
        let oid = ObjectIdentifier::new_unwrap(text);
        assert_eq!(dotted(&oid), text);
        assert_eq!(dotted(&oid), oid.to_string());
    }
}

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
        assert_eq!(SignatureAlgorithm::of_key(&row.key).unwrap().digest(), DigestAlgorithm::SHA_256);
    }
}

#[test]
fn short_rsa_keys_are_weak_and_others_only_unknown() {
    for (bits, weak) in [(1024, true), (2047, true), (2048, false), (8192, false)] {
        assert_eq!(KeyType { bits, ..RSA_2048 }.is_weak(), weak, "{bits}");
    }
    assert!(!KeyType { algorithm: ID_EC_PUBLIC_KEY, curve: Some(SECP_384_R_1), bits: 0 }.is_weak());
}

/// RFC 5754 §3.2 wants a NULL, RFC 5758 §3.2 nothing: the row says.
#[test]
fn parameters_are_those_of_the_row() {
    static P384: SignatureRow = SignatureRow {
        key: KeyType { algorithm: ID_EC_PUBLIC_KEY, curve: Some(SECP_384_R_1), bits: 0 },
        identifier: ECDSA_WITH_SHA_384,
        parameters: None,
        bare_identifier: None,
        ..rsa(0, DigestAlgorithm::SHA_384, ECDSA_WITH_SHA_384)
    };
    let ecdsa = SignatureAlgorithm(&P384).identifier().to_der().unwrap();
    assert_eq!(hex(&ecdsa), "300a06082a8648ce3d040303");
    let rsa = SignatureAlgorithm::of_key(&RSA_2048).unwrap().identifier().to_der().unwrap();
    assert_eq!(hex(&rsa), "300d06092a864886f70d01010b0500");
}

#[test]
fn a_signer_may_name_the_key_alone_but_a_certificate_may_not() {
    for digest in [DigestAlgorithm::SHA_256, DigestAlgorithm::SHA_384, DigestAlgorithm::SHA_512] {
        assert!(SignatureAlgorithm::of_signer(&RSA_2048, RSA_ENCRYPTION, digest).is_ok());
    }
    assert!(SignatureAlgorithm::of_certificate(&RSA_2048, RSA_ENCRYPTION).is_none());
}

#[test]
fn what_contradicts_is_told_from_what_is_not_supported() {
    let signer = |identifier, digest| SignatureAlgorithm::of_signer(&RSA_2048, identifier, digest).err();
    let (sha_256, sha_384) = (DigestAlgorithm::SHA_256, DigestAlgorithm::SHA_384);
    assert_eq!(signer(SHA_256_WITH_RSA_ENCRYPTION, sha_256), None);
    assert_eq!(signer(SHA_384_WITH_RSA_ENCRYPTION, sha_384), None);
    assert_eq!(signer(SHA_384_WITH_RSA_ENCRYPTION, sha_256), Some(NoRow::Mismatch));
    assert_eq!(signer(SHA_1_WITH_RSA_ENCRYPTION, sha_256), Some(NoRow::Mismatch));
    assert_eq!(signer(ECDSA_WITH_SHA_256, sha_256), Some(NoRow::Mismatch));
    assert_eq!(signer(ID_RSASSA_PSS, sha_256), Some(NoRow::Unsupported));
    assert_eq!(signer(ObjectIdentifier::new_unwrap("1.2.3.4"), sha_256), Some(NoRow::Unsupported));
}
