//! The hashes that signatures are made with here, good and bad.

use rsa::Pkcs1v15Sign;
use serde::Deserialize;
use sha2::Digest as _;

use crate::forge::{Key, SHA_256, SHA_256_WITH_RSA};

/// A hash function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum Hash {
    #[serde(rename = "md5")]
    Md5,
    #[serde(rename = "sha-1")]
    Sha1,
    #[default]
    #[serde(rename = "sha-256")]
    Sha256,
    #[serde(rename = "sha-384")]
    Sha384,
    #[serde(rename = "sha-512")]
    Sha512,
}

impl Hash {
    pub(crate) fn oid(self) -> &'static str {
        match self {
            Self::Md5 => "1.2.840.113549.2.5",
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha256 => SHA_256,
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        }
    }

    /// OID of RSASSA-PKCS1-v1_5 with it.
    pub(crate) fn with_rsa(self) -> &'static str {
        match self {
            Self::Md5 => "1.2.840.113549.1.1.4",
            Self::Sha1 => "1.2.840.113549.1.1.5",
            Self::Sha256 => SHA_256_WITH_RSA,
            Self::Sha384 => "1.2.840.113549.1.1.12",
            Self::Sha512 => "1.2.840.113549.1.1.13",
        }
    }

    pub(crate) fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(message).to_vec(),
            Self::Sha1 => sha1::Sha1::digest(message).to_vec(),
            Self::Sha256 => sha2::Sha256::digest(message).to_vec(),
            Self::Sha384 => sha2::Sha384::digest(message).to_vec(),
            Self::Sha512 => sha2::Sha512::digest(message).to_vec(),
        }
    }

    /// RSASSA-PKCS1-v1_5 with it.
    pub(crate) fn sign(self, key: &Key, message: &[u8]) -> Vec<u8> {
        let scheme = match self {
            Self::Md5 => Pkcs1v15Sign::new::<md5::Md5>(),
            Self::Sha1 => Pkcs1v15Sign::new::<sha1::Sha1>(),
            Self::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
            Self::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
            Self::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
        };
        key.private()
            .sign(scheme, &self.digest(message))
            .expect("an RSA key of 2048 bits and more signs every digest")
    }
}
