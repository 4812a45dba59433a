//! Signature values that are not RSASSA-PKCS1-v1_5 (RFC 8017 8.2), though some verifiers have taken them for it.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use rsa::BoxedUint;
use rsa::traits::PublicKeyParts;
use serde::Deserialize;

use crate::digest::Hash;
use crate::forge::{self, Key};

/// How a signature value is wrong. `k` is the length of the modulus: 256 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Forgery {
    /// The digest itself is padded, without DigestInfo.
    RawHash,
    /// DigestInfo without the NULL of its algorithm.
    NoNull,
    /// Eight bytes of padding, and garbage behind the DigestInfo (Bleichenbacher 2006).
    GarbageBehind,
    /// Garbage in the parameters of DigestInfo's algorithm.
    GarbageInParameters,
    /// A byte behind the digest, inside DigestInfo.
    LongerDigest,
    /// A length in DigestInfo in two bytes where one is enough.
    LongLength,
    /// DigestInfo of SHA-1, with the first 20 bytes of the digest.
    OtherHashNamed,
    /// Block type 00 with zeros as padding.
    BlockType0,
    /// Block type 02, which is for encryption.
    BlockType2,
    /// No zero between padding and DigestInfo.
    NoSeparator,
    /// One byte of the padding is not FF.
    BrokenPadding,
    /// The value 0.
    Zero,
    /// The value 1, whose power is 1.
    One,
    /// The right value and the modulus: the same number, another representative.
    PlusModulus,
    /// The right value with a zero byte in front.
    LeadingZero,
    /// The right value without its last byte.
    Cut,
    /// RSASSA-PSS.
    Pss,
}

/// k, in bytes.
const LENGTH: usize = 256;
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

impl Forgery {
    /// The value that this key gives for the message.
    pub(crate) fn sign(self, key: &Key, message: &[u8]) -> Vec<u8> {
        let digest = Hash::Sha256.digest(message);
        let info = [&DIGEST_INFO[..], &digest].concat();
        let right = || Hash::Sha256.sign(key, message);
        match self {
            Self::RawHash => power(key, &block(1, 0xFF, &digest)),
            Self::NoNull => {
                let algorithm = forge::sequence(&[&forge::oid(forge::SHA_256)]);
                power(key, &block(1, 0xFF, &forge::sequence(&[&algorithm, &forge::octet_string(&digest)])))
            }
            Self::GarbageBehind => {
                let mut forged = [&[0, 1][..], &[0xFF; 8], &[0], &info].concat();
                forged.resize(LENGTH, 0xA5);
                power(key, &forged)
            }
            Self::GarbageInParameters => {
                let parameters = forge::octet_string(&[0xA5; 120]);
                let algorithm = forge::sequence(&[&forge::oid(forge::SHA_256), &parameters]);
                power(key, &block(1, 0xFF, &forge::sequence(&[&algorithm, &forge::octet_string(&digest)])))
            }
            Self::LongerDigest => {
                let algorithm = forge::algorithm(forge::SHA_256);
                let longer = forge::octet_string(&[&digest[..], &[0xA5]].concat());
                power(key, &block(1, 0xFF, &forge::sequence(&[&algorithm, &longer])))
            }
            Self::LongLength => {
                let body = info[2..].to_vec();
                power(key, &block(1, 0xFF, &[&[0x30, 0x81, 0x31][..], &body].concat()))
            }
            Self::OtherHashNamed => {
                let algorithm = forge::algorithm(Hash::Sha1.oid());
                let named = forge::sequence(&[&algorithm, &forge::octet_string(&digest[..20])]);
                power(key, &block(1, 0xFF, &named))
            }
            Self::BlockType0 => power(key, &block(0, 0x00, &info)),
            Self::BlockType2 => power(key, &block(2, 0xA5, &info)),
            Self::NoSeparator => {
                let mut forged = block(1, 0xFF, &info);
                forged[LENGTH - info.len() - 1] = 0xFF;
                power(key, &forged)
            }
            Self::BrokenPadding => {
                let mut forged = block(1, 0xFF, &info);
                forged[100] = 0xFE;
                power(key, &forged)
            }
            Self::Zero => vec![0; LENGTH],
            Self::One => [&[0; LENGTH - 1][..], &[1]].concat(),
            Self::PlusModulus => plus_modulus(key, &right()),
            Self::LeadingZero => [&[0][..], &right()].concat(),
            Self::Cut => right()[..LENGTH - 1].to_vec(),
            Self::Pss => key
                .private()
                .sign_with_rng(&mut UnwrapErr(SysRng), rsa::Pss::<sha2::Sha256>::new(), &digest)
                .expect("an RSA-2048 key signs every digest"),
        }
    }
}

/// `00 type padding 00 info`
fn block(kind: u8, padding: u8, info: &[u8]) -> Vec<u8> {
    let padding = vec![padding; LENGTH - 3 - info.len()];
    [&[0, kind], &padding[..], &[0], info].concat()
}

/// RSASP1: the block to the power of the private exponent.
fn power(key: &Key, block: &[u8]) -> Vec<u8> {
    let bits = key.private().n().bits_precision();
    let number = BoxedUint::from_be_slice(block, bits).expect("a block has the modulus' length");
    let rng: Option<&mut UnwrapErr<SysRng>> = None;
    let power =
        rsa::hazmat::rsa_decrypt(rng, key.private(), &number).expect("a block is less than the modulus");
    power.to_be_bytes().to_vec()
}

/// The sum if it fits into k bytes, or in k + 1.
fn plus_modulus(key: &Key, value: &[u8]) -> Vec<u8> {
    let modulus = key.private().n().to_be_bytes();
    let mut carry = 0;
    let mut sum: Vec<u8> = value
        .iter()
        .rev()
        .zip(modulus.iter().rev())
        .map(|(left, right)| {
            let [low, high] = (u16::from(*left) + u16::from(*right) + carry).to_le_bytes();
            carry = u16::from(high);
            low
        })
        .collect();
    if carry > 0 {
        sum.push(1);
    }
    sum.reverse();
    sum
}
