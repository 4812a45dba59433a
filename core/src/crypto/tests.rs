//! The same vectors for every library behind the seam: what one refuses, the other refuses.

use super::{Hash, HashFunction, HashOctets, VerifyDigest, rust_crypto};
use crate::algorithm::{Digest, DigestAlgorithm};
use crate::forge::{Key, integer, sequence, tlv};
use rsa::hazmat::rsa_decrypt;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, RsaPrivateKey};
use std::sync::LazyLock;

/// What a library offers.
struct Library {
    name: &'static str,
    begin: fn(HashFunction) -> Box<dyn Hash>,
    digest: fn(HashFunction, &[u8]) -> HashOctets,
    rsa: fn(&[u8]) -> Option<Box<dyn VerifyDigest>>,
}

const LIBRARIES: &[Library] = &[
    Library {
        name: "rsa",
        begin: rust_crypto::begin,
        digest: rust_crypto::digest,
        rsa: rust_crypto::rsa_pkcs1v15,
    },
    #[cfg(feature = "aws-lc-rs")]
    Library {
        name: "aws-lc-rs",
        begin: super::aws_lc::begin,
        digest: super::aws_lc::digest,
        rsa: super::aws_lc::rsa_pkcs1v15,
    },
];

/// The digests, and how `DigestInfo` begins for each: lengths, OID and NULL (RFC 8017 §9.2, note 1).
const DIGESTS: [(DigestAlgorithm, [u8; 19]); 3] = [
    (DigestAlgorithm::SHA_256, PREFIX),
    (DigestAlgorithm::SHA_384, prefix(0x41, 0x02, 0x30)),
    (DigestAlgorithm::SHA_512, prefix(0x51, 0x03, 0x40)),
];

const fn prefix(whole: u8, arc: u8, hash: u8) -> [u8; 19] {
    let mut prefix = PREFIX;
    prefix[1] = whole;
    prefix[14] = arc;
    prefix[18] = hash;
    prefix
}

/// `DigestInfo` of SHA-256 up to the hash (RFC 8017 §9.2, note 1).
const PREFIX: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

static E_3: LazyLock<Key> = LazyLock::new(|| Key::with_exponent(2048, 3));
static RSA_3072: LazyLock<Key> = LazyLock::new(|| Key::generate(3072));
static RSA_4096: LazyLock<Key> = LazyLock::new(|| Key::generate(4096));

fn digest() -> Digest {
    DigestAlgorithm::SHA_256.digest(b"message")
}

/// The private operation on a padded message of any form.
fn sign_padded(key: &RsaPrivateKey, padded: &[u8]) -> Vec<u8> {
    let number = BoxedUint::from_be_slice(padded, key.n_bits_precision()).unwrap();
    let signature =
        rsa_decrypt(None::<&mut getrandom::SysRng>, key, &number).unwrap().to_be_bytes_trimmed_vartime();
    [&vec![0; key.size() - signature.len()][..], &signature].concat()
}

/// `00 || block type || filling || 00 || content`, of the key's size.
fn padded(key: &RsaPrivateKey, block_type: u8, filling: u8, content: &[u8]) -> Vec<u8> {
    let filled = key.size() - content.len() - 3;
    [&[0, block_type][..], &vec![filling; filled], &[0], content].concat()
}

fn info(prefix: &[u8], after: &[u8]) -> Vec<u8> {
    [prefix, digest().value(), after].concat()
}

/// What every library says of this signature by this key.
fn verdict(key: &Key, signature: &[u8]) -> bool {
    let verdicts: Vec<_> = LIBRARIES
        .iter()
        .map(|library| (library.name, (library.rsa)(&key.public()).unwrap().verify(&digest(), signature)))
        .collect();
    assert!(verdicts.windows(2).all(|pair| pair[0].1 == pair[1].1), "{verdicts:?}");
    verdicts[0].1
}

#[test]
fn hashes() {
    // FIPS 180-4: one block, no byte, two blocks; and SHA-384 and SHA-512 of one block.
    let cases = [
        (HashFunction::Sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (HashFunction::Sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            HashFunction::Sha256,
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ),
        (
            HashFunction::Sha384,
            "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
        ),
        (
            HashFunction::Sha512,
            "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
    ];
    for Library { name, begin, digest, .. } in LIBRARIES {
        for (function, message, value) in cases {
            let bytes = value.len() / 2;
            let octets = digest(function, message.as_bytes());
            let (whole, after) = octets.split_at(bytes);
            assert_eq!(base16ct::lower::encode_string(whole), value, "{name}: {message}");
            assert!(after.iter().all(|octet| *octet == 0));
            for cut in 0..=message.len() {
                let mut hash = begin(function);
                [&message[..cut], &message[cut..]].iter().for_each(|piece| hash.update(piece.as_bytes()));
                assert_eq!(hash.finish()[..bytes], *whole, "{name}: {message} in two");
            }
        }
    }
    assert_eq!(
        base16ct::lower::encode_string(&super::sha_1(b"abc")),
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
}

#[test]
fn signatures_of_every_size() {
    for key in [Key::holder(), &*RSA_3072, &*RSA_4096, &*E_3] {
        let good = key.sign(b"message");
        assert!(verdict(key, &good));
        assert_eq!(good, sign_padded(key.private(), &padded(key.private(), 1, 0xff, &info(&PREFIX, &[]))));
        assert!(!verdict(key, &key.sign(b"another")));
        for place in [0, 1, good.len() / 2, good.len() - 1] {
            let mut altered = good.clone();
            altered[place] ^= 1;
            assert!(!verdict(key, &altered));
        }
    }
    assert!(!verdict(Key::holder(), &Key::other().sign(b"message")));
}

/// One key verifies with every digest, and a signature of one is none of another.
#[test]
fn every_digest_with_one_key() {
    let key = Key::holder();
    for Library { name, rsa: load, .. } in LIBRARIES {
        let loaded = load(&key.public()).unwrap();
        for (algorithm, prefix) in DIGESTS {
            let digest = algorithm.digest(b"message");
            let signed = |prefix: &[u8]| {
                sign_padded(
                    key.private(),
                    &padded(key.private(), 1, 0xff, &[prefix, digest.value()].concat()),
                )
            };
            assert!(loaded.verify(&digest, &signed(&prefix)), "{name}: {algorithm:?}");
            assert!(!loaded.verify(&algorithm.digest(b"another"), &signed(&prefix)), "{name}: {algorithm:?}");
            assert!(loaded.is_bare(&digest, &signed(&[])), "{name}: {algorithm:?}");
            assert!(!loaded.verify(&digest, &signed(&[])), "{name}: {algorithm:?}");
            for (other, other_prefix) in DIGESTS.into_iter().filter(|(other, _)| *other != algorithm) {
                assert!(!loaded.verify(&digest, &signed(&other_prefix)), "{name}: {algorithm:?}, {other:?}");
                assert!(!loaded.verify(&other.digest(b"message"), &signed(&prefix)), "{name}: {other:?}");
            }
        }
    }
}

#[test]
fn a_signature_has_the_length_of_the_modulus() {
    let key = Key::holder();
    let good = key.sign(b"message");
    for signature in [
        &[][..],
        &[0],
        &good[1..],
        &good[..255],
        &[&[0], &good[..]].concat(),
        &[&good[..], &[0]].concat(),
        &[0; 256],
        &[0xff; 256],
    ] {
        assert!(!verdict(key, signature));
    }
    // 1, the modulus, and the signature plus the modulus: the same number modulo the modulus.
    let one: Vec<u8> = (0..256).map(|place| u8::from(place == 255)).collect();
    assert!(!verdict(key, &one));
    let modulus = key.private().n().as_ref().to_be_bytes_trimmed_vartime();
    assert!(!verdict(key, &modulus));
    let mut sum = vec![0_u8; 256];
    let mut carry = 0;
    for place in (0..256).rev() {
        let octets = u16::from(good[place]) + u16::from(modulus[place]) + carry;
        sum[place] = u8::try_from(octets & 0xff).unwrap();
        carry = octets >> 8;
    }
    assert!(!verdict(key, &sum));
    // A signature whose first octet is zero has it written, and one where it is left out is refused.
    let with_zero = (0..10_000_u32)
        .map(|number| padded_with_number(key.private(), number))
        .find(|it| it[0] == 0)
        .unwrap();
    assert!(!verdict(key, &with_zero[1..]));
}

/// A signature of other content for each number, in search of a short one.
fn padded_with_number(key: &RsaPrivateKey, number: u32) -> Vec<u8> {
    sign_padded(key, &padded(key, 1, 0xff, &[&PREFIX[..], &[0; 28], &number.to_be_bytes()].concat()))
}

/// Paddings that a lenient verifier has taken (Bleichenbacher 2006 with e = 3, and its relatives).
#[test]
fn paddings_that_are_nearly_right() {
    let without_null = [
        0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20,
    ];
    let sha_384 = PREFIX.map(|octet| if octet == 0x01 { 0x02 } else { octet });
    let mut long_length = vec![0x30, 0x81, 0x31];
    long_length.extend(&PREFIX[2..]);
    for key in [Key::holder(), &*E_3] {
        let private = key.private();
        let refused = |em: Vec<u8>, name: &str| assert!(!verdict(key, &sign_padded(private, &em)), "{name}");
        refused(padded(private, 1, 0xff, digest().value()), "the bare hash");
        refused(padded(private, 2, 0xff, &info(&PREFIX, &[])), "block type 2");
        refused(padded(private, 0, 0x00, &info(&PREFIX, &[])), "block type 0");
        refused(padded(private, 1, 0xfe, &info(&PREFIX, &[])), "another filling");
        refused(padded(private, 1, 0xff, &info(&without_null, &[])), "no NULL");
        refused(padded(private, 1, 0xff, &info(&sha_384, &[])), "another algorithm");
        refused(padded(private, 1, 0xff, &info(&long_length, &[])), "BER length");
        refused(padded(private, 1, 0xff, &info(&PREFIX, &[0])), "an octet behind the hash");
        let mut in_parameters = PREFIX.to_vec();
        in_parameters.splice(15..17, [0x04, 0x02, 0xaa, 0xaa]);
        (in_parameters[1], in_parameters[3]) = (0x33, 0x0f);
        refused(padded(private, 1, 0xff, &info(&in_parameters, &[])), "garbage as parameters");
        let short = [&[0, 1][..], &[0xff; 8], &[0], &info(&PREFIX, &[])].concat();
        let garbage = vec![0xaa; private.size() - short.len()];
        refused([&short[..], &garbage].concat(), "short filling, garbage behind the hash");
        let no_filling = [&[0, 1, 0][..], &info(&PREFIX, &[])].concat();
        refused([&no_filling[..], &vec![0; private.size() - no_filling.len()]].concat(), "no filling");
        let mut gap = padded(private, 1, 0xff, &info(&PREFIX, &[]));
        gap[100] = 0;
        refused(gap, "a zero in the filling");
        let mut last = padded(private, 1, 0xff, &info(&PREFIX, &[]));
        let separator = private.size() - PREFIX.len() - 33;
        last[separator] = 0xff;
        refused(last, "no zero behind the filling");
    }
}

#[test]
fn what_the_bare_hash_is_called() {
    let key = Key::holder();
    let (good, bare) = (key.sign(b"message"), key.sign_bare(b"message"));
    for Library { name, rsa: load, .. } in LIBRARIES {
        let loaded = load(&key.public()).unwrap();
        assert!(!loaded.verify(&digest(), &bare), "{name}");
        assert!(loaded.is_bare(&digest(), &bare), "{name}");
        assert!(!loaded.is_bare(&digest(), &good), "{name}");
        assert!(!loaded.is_bare(&digest(), &key.sign_bare(b"another")), "{name}");
        assert!(!loaded.is_bare(&digest(), &[]), "{name}");
    }
}

#[test]
fn numbers_that_are_no_key() {
    let modulus = Key::holder().private().n().as_ref().to_be_bytes_trimmed_vartime();
    let key = |modulus: &[u8], exponent: &[u8]| sequence(&[&integer(modulus), &integer(exponent)]);
    let good = key(&modulus, &[1, 0, 1]);
    let mut even = modulus.to_vec();
    *even.last_mut().unwrap() &= 0xfe;
    let refused: [(&str, Vec<u8>); 9] = [
        ("no octet", Vec::new()),
        ("exponent 1", key(&modulus, &[1])),
        ("exponent 2", key(&modulus, &[2])),
        ("an even exponent", key(&modulus, &[1, 0, 0])),
        ("an exponent above 2^33", key(&modulus, &[0x02, 0, 0, 0, 0x01])),
        ("an even modulus", key(&even, &[1, 0, 1])),
        ("a negative modulus", sequence(&[&tlv(0x02, &modulus), &integer(&[1, 0, 1])])),
        ("an octet behind it", [&good[..], &[0]].concat()),
        ("cut short", good[..good.len() - 1].to_vec()),
    ];
    for Library { name: library, rsa: load, .. } in LIBRARIES {
        assert!(load(&good).is_some(), "{library}");
        for (name, der) in &refused {
            // A library may read such numbers, but nothing must verify with them.
            let accepts = load(der).is_some_and(|key| key.verify(&digest(), &Key::holder().sign(b"message")));
            assert!(!accepts, "{library}: {name}");
        }
        // With exponent 1 every padded message would be its own signature.
        let own = padded(Key::holder().private(), 1, 0xff, &info(&PREFIX, &[]));
        let accepts = load(&key(&modulus, &[1])).is_some_and(|key| key.verify(&digest(), &own));
        assert!(!accepts, "{library}");
    }
}
