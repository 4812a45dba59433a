//! Makes keys, certificates and signatures for tests, right ones and wrong ones, byte by byte.
//!
//! It shares no code with the crate, so that a mistake in one is not repeated in the other. Tests beside code, the tests in
//! `core/tests` and the benchmark include it by its path.

// Each of them uses a part of it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]

// Explicit, because a file that is included by its path looks for its modules elsewhere.
#[path = "forge/certificate.rs"]
pub mod certificate;
#[path = "forge/ocsp.rs"]
pub mod ocsp;
#[path = "forge/revocation.rs"]
pub mod revocation;
#[path = "forge/signature.rs"]
pub mod signature;

use rsa::pkcs1::EncodeRsaPublicKey;
use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A time within the validity of every certificate made here, as RFC 3339 and as seconds after the epoch.
pub const NOW: (&str, u64) = ("2026-11-22T09:54:03Z", 1_795_341_243);

pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
pub const SHA_256_WITH_RSA: &str = "1.2.840.113549.1.1.11";
pub const SHA_256: &str = "2.16.840.1.101.3.4.2.1";

/// An RSA key. Making one takes a good part of a second, so each is made once in a process.
pub struct Key(RsaPrivateKey);

impl Key {
    /// The CA's.
    pub fn ca() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(|| Self::generate(2048))
    }

    /// The person's.
    pub fn holder() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(|| Self::generate(2048))
    }

    /// Another one, of the CA's next generation for instance.
    pub fn other() -> &'static Self {
        static KEY: OnceLock<Key> = OnceLock::new();
        KEY.get_or_init(|| Self::generate(2048))
    }

    pub fn generate(bits: usize) -> Self {
        let mut randomness = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
        Self(RsaPrivateKey::new(&mut randomness, bits).unwrap())
    }

    pub fn with_exponent(bits: usize, exponent: u64) -> Self {
        let mut randomness = getrandom::rand_core::UnwrapErr(getrandom::SysRng);
        Self(RsaPrivateKey::new_with_exp(&mut randomness, bits, exponent.into()).unwrap())
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_digest(&Sha256::digest(message))
    }

    /// What a card does with a digest.
    pub fn sign_digest(&self, digest: &[u8]) -> Vec<u8> {
        self.0.sign(Pkcs1v15Sign::new::<Sha256>(), digest).unwrap()
    }

    /// The bare hash, without DigestInfo.
    pub fn sign_bare(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(Pkcs1v15Sign::new_unprefixed(), &Sha256::digest(message)).unwrap()
    }

    pub fn private(&self) -> &RsaPrivateKey {
        &self.0
    }

    pub fn to_pem(&self) -> String {
        self.0.to_pkcs8_pem(LineEnding::LF).unwrap().to_string()
    }

    /// `SubjectPublicKeyInfo`
    pub fn spki(&self) -> Vec<u8> {
        sequence(&[&algorithm(RSA_ENCRYPTION), &bit_string(&self.public())])
    }

    /// The contents of `subjectPublicKey`.
    pub fn public(&self) -> Vec<u8> {
        self.0.to_public_key().to_pkcs1_der().unwrap().as_bytes().to_vec()
    }

    /// A key identifier: the first 20 bytes of a hash.
    pub fn identifier(&self) -> Vec<u8> {
        Sha256::digest(self.spki())[..20].to_vec()
    }
}

pub fn sha1(bytes: &[u8]) -> Vec<u8> {
    sha1::Sha1::digest(bytes).to_vec()
}

pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

pub fn pem(label: &str, der: &[u8]) -> String {
    pem_rfc7468::encode_string(label, LineEnding::LF, der).unwrap()
}

pub fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut out = vec![tag];
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let significant = &bytes[length.leading_zeros() as usize / 8..];
        out.push(0x80 | significant.len() as u8);
        out.extend(significant);
    }
    out.extend(contents);
    out
}

pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// SET OF in the order of DER.
pub fn set_of(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    tlv(0x31, &parts.concat())
}

pub fn oid(dotted: &str) -> Vec<u8> {
    tlv(0x06, der::asn1::ObjectIdentifier::new(dotted).unwrap().as_bytes())
}

/// An `AlgorithmIdentifier` with NULL parameters.
pub fn algorithm(dotted: &str) -> Vec<u8> {
    sequence(&[&oid(dotted), &[0x05, 0x00]])
}

/// An unsigned INTEGER.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if bytes[0] >= 0x80 { &[0] } else { &[] };
    tlv(0x02, &[padding, bytes].concat())
}

pub fn boolean(value: bool) -> Vec<u8> {
    tlv(0x01, &[if value { 0xff } else { 0x00 }])
}

pub fn octet_string(bytes: &[u8]) -> Vec<u8> {
    tlv(0x04, bytes)
}

pub fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

pub fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// `YYMMDDHHMMSSZ`
pub fn utc_time(text: &str) -> Vec<u8> {
    tlv(0x17, text.as_bytes())
}

/// `[number] EXPLICIT`
pub fn explicit(number: u8, der: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, der)
}

/// `[number] IMPLICIT` for something constructed.
pub fn implicit(number: u8, der: &[u8]) -> Vec<u8> {
    [&[0xa0 | number], &der[1..]].concat()
}
