//! What the authentication key signs, and all that it signs: a login at one origin, for one nonce (DESIGN D5).

use sha2::{Digest as _, Sha256};

use crate::card::digest_info::Digest;

/// The fixed start of what is signed: no document and no TLS handshake begins like this.
const TAG: &[u8] = b"jitsuin-authentication-v1\0";

/// The fewest and the most bytes of a nonce.
const NONCE: std::ops::RangeInclusive<usize> = 16..=255;

/// The fewest and the most bytes of an origin.
const ORIGIN: std::ops::RangeInclusive<usize> = 8..=255;

/// A login that a site asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    origin: String,
    nonce: String,
}

impl Login {
    /// Takes an origin in the form that browsers write it (`https://`, or `http://` of this machine; no path, lower case) and a nonce of 16 to 255
    /// printable ASCII characters.
    #[must_use]
    pub fn new(origin: String, nonce: String) -> Option<Self> {
        let nonce_fits =
            NONCE.contains(&nonce.len()) && nonce.bytes().all(|byte| (0x20..=0x7E).contains(&byte));
        (is_origin(&origin) && nonce_fits).then_some(Self { origin, nonce })
    }

    /// The bytes that are signed: tag, origin and nonce with their lengths (16 bits, big endian), SHA-256 of the certificate's DER.
    #[must_use]
    pub fn to_be_signed(&self, certificate: &[u8]) -> Vec<u8> {
        let mut bytes = TAG.to_vec();
        for text in [&self.origin, &self.nonce] {
            // Both are bounded by 255 bytes.
            bytes.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(&Sha256::digest(certificate));
        bytes
    }

    /// SHA-256 of [`Login::to_be_signed`], as the card's key takes it.
    #[must_use]
    pub(in crate::card) fn digest(&self, certificate: &[u8]) -> Digest {
        Digest::sha_256(Sha256::digest(self.to_be_signed(certificate)).into())
    }
}

/// Whether this is an origin as a browser serialises it (HTML, "serialization of an origin"), of a secure context.
fn is_origin(text: &str) -> bool {
    if !ORIGIN.contains(&text.len()) {
        return false;
    }
    match text.split_once("://") {
        Some(("https", authority)) => is_authority(authority),
        Some(("http", authority)) => {
            is_authority(authority)
                && matches!(
                    authority.split_once(':').map_or(authority, |(host, _)| host),
                    "localhost" | "127.0.0.1"
                )
        }
        _ => false,
    }
}

/// A host and perhaps a port, without a user, a path or a query.
fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        // The last colon of an IPv6 address is inside its brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let host_fits = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':'),
        None => host.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_')
        }),
    };
    let port_fits =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    !host.is_empty() && host_fits && port.is_none_or(port_fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "0123456789abcdef";

    fn accepts(origin: &str) -> bool {
        Login::new(origin.to_owned(), NONCE.to_owned()).is_some()
    }

    #[test]
    fn takes_origins_as_browsers_write_them() {
        for good in [
            "https://example.jp",
            "https://www.city.kasumi.lg.jp:8443",
            "https://xn--eckwd4c7c.xn--zckzah",
            "https://[2001:db8::1]",
            "https://[2001:db8::1]:444",
            "http://localhost",
            "http://localhost:8787",
            "http://127.0.0.1:80",
        ] {
            assert!(accepts(good), "{good}");
        }
        for bad in [
            "",
            "null",
            "https://",
            "https://:443",
            "https://example.jp/",
            "https://example.jp/path",
            "https://user@example.jp",
            "https://example.jp?x",
            "https://example.jp#x",
            "https://EXAMPLE.jp",
            "https://例え.jp",
            "https://example.jp\0",
            "https://example .jp",
            "https://example.jp:",
            "https://example.jp:+1",
            "https://example.jp:65536",
            "http://example.jp",
            "http://localhost.example.jp",
            "http://localhost:80:80",
            "http://127.0.0.2",
            "file://localhost",
            "chrome-extension://mdhcpkaipeimhplccapmjaccpenhfgjp",
            "HTTPS://example.jp",
        ] {
            assert!(!accepts(bad), "{bad}");
        }
        assert!(accepts(&format!("https://{}", "a".repeat(247))));
        assert!(!accepts(&format!("https://{}", "a".repeat(248))));
    }

    #[test]
    fn takes_nonces_of_16_to_255_printable_characters() {
        let accepts = |nonce: &str| Login::new("https://example.jp".to_owned(), nonce.to_owned()).is_some();
        assert!(accepts(&"a".repeat(16)) && accepts(&"~".repeat(255)));
        for bad in ["", "012345678901234", "0123456789abcde\u{7F}", "0123456789abcde\n", "0123456789abcdé"] {
            assert!(!accepts(bad), "{bad}");
        }
        assert!(!accepts(&"a".repeat(256)));
    }

    #[test]
    fn signs_tag_origin_nonce_and_certificate() {
        let login = Login::new("https://example.jp".to_owned(), NONCE.to_owned()).unwrap();
        let signed = login.to_be_signed(b"abc");
        let start = b"jitsuin-authentication-v1\0\0\x12https://example.jp\0\x100123456789abcdef";
        assert_eq!(&signed[..start.len()], start);
        // SHA-256("abc"): FIPS 180-4, example B.1.
        let certificate = [
            0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40, 0xDE, 0x5D, 0xAE, 0x22, 0x23,
            0xB0, 0x03, 0x61, 0xA3, 0x96, 0x17, 0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61, 0xF2, 0x00, 0x15, 0xAD,
        ];
        assert_eq!(signed[start.len()..], certificate);
    }

    #[test]
    fn lengths_keep_origin_and_nonce_apart() {
        let signed = |origin: &str, nonce: &str| {
            Login::new(origin.to_owned(), nonce.to_owned()).unwrap().to_be_signed(b"")
        };
        assert_ne!(
            signed("https://example.jp", "0123456789abcdef0"),
            signed("https://example.jp0", "123456789abcdef0")
        );
    }
}
