//! The CA certificates of J-LIS in production, by their SHA-256 (CARD.md §4.1; <https://www.jpki.go.jp/ca/index.html>).
//!
//! All generations of a CA have one name, so a name pins nothing.

use crate::algorithm::Digest;
use crate::certificate::Kind;
use base16ct::lower::encode_string as hex;

/// One CA certificate.
#[derive(Debug)]
pub(super) struct Pinned {
    /// J-LIS's file name. 01 is of 2015, 02 of 2019, 03 of 2023.
    pub(super) file: &'static str,
    pub(super) kind: Kind,
    /// SHA-256 of the certificate, hexadecimal.
    sha256: &'static str,
}

const TABLE: [Pinned; 6] = [
    Pinned {
        file: "signca01",
        kind: Kind::Sign,
        sha256: "19645405a1fe14377434bd55957628ac4038557c542403a2243f21c706fc9355",
    },
    Pinned {
        file: "signca02",
        kind: Kind::Sign,
        sha256: "79679c33e4cc9319440f1ad120a597ff1844e2ef217063adb176966fd5e6fbeb",
    },
    Pinned {
        file: "signca03",
        kind: Kind::Sign,
        sha256: "d227f6cde11d35c5252178f106f843d24651944975413b539fa2fb68dbfa365f",
    },
    Pinned {
        file: "authca01",
        kind: Kind::Auth,
        sha256: "4dcfc4ca0aaf9fb2a3081b3f0c991c320b3acc008667a341eeaec5af1d58ca7d",
    },
    Pinned {
        file: "authca02",
        kind: Kind::Auth,
        sha256: "0d98de47fc11b7f67126874b7028b6026a803d2638d6edfe53176953961fade6",
    },
    Pinned {
        file: "authca03",
        kind: Kind::Auth,
        sha256: "64114f29620c24ed2631d46476a040e7ee740d956089c00b036a6a8118c322b5",
    },
];

/// The row of a certificate's SHA-256.
pub(super) fn find(fingerprint: &Digest) -> Option<&'static Pinned> {
    let sha256 = hex(fingerprint.value());
    TABLE.iter().find(|row| row.sha256 == sha256)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::DigestAlgorithm;

    #[test]
    fn a_fingerprint_is_64_lower_case_digits_and_names_one_row() {
        for row in &TABLE {
            let bytes: Vec<u8> = (0..32)
                .map(|place| u8::from_str_radix(&row.sha256[2 * place..2 * place + 2], 16).unwrap())
                .collect();
            let fingerprint = Digest::new(DigestAlgorithm::SHA_256, &bytes).unwrap();
            assert_eq!(find(&fingerprint).unwrap().file, row.file);
        }
        assert!(find(&DigestAlgorithm::SHA_256.digest(b"another")).is_none());
    }
}
