//! Lists of revoked certificates (RFC 5280 §5), right ones and wrong ones.

use super::certificate::ca_name;
use super::{
    Key, SHA_256_WITH_RSA, algorithm, bit_string, boolean, explicit, integer, octet_string, oid, sequence,
    tlv, utc_time,
};

pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
pub const CRL_NUMBER: &str = "2.5.29.20";
pub const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
pub const REASON_CODE: &str = "2.5.29.21";
pub const INVALIDITY_DATE: &str = "2.5.29.24";
pub const CERTIFICATE_ISSUER: &str = "2.5.29.29";

/// A list before it is signed. Every part can be changed.
#[derive(Clone)]
pub struct Crl {
    pub version: Vec<u8>,
    pub algorithm: Vec<u8>,
    pub issuer: Vec<u8>,
    pub this_update: Vec<u8>,
    pub next_update: Vec<u8>,
    /// DER of each entry.
    pub entries: Vec<Vec<u8>>,
    /// DER of each extension.
    pub extensions: Vec<Vec<u8>>,
}

impl Crl {
    /// A list of the CA of signing certificates with this key, of two hours before [`super::NOW`], for a day, that revokes nobody.
    pub fn of(key: &Key) -> Self {
        let identifier = sequence(&[&tlv(0x80, &key.identifier())]);
        Self {
            version: integer(&[1]),
            algorithm: algorithm(SHA_256_WITH_RSA),
            issuer: ca_name(),
            this_update: utc_time("261122080000Z"),
            next_update: utc_time("261123080000Z"),
            entries: Vec::new(),
            extensions: vec![
                extension(AUTHORITY_KEY_IDENTIFIER, false, &identifier),
                extension(CRL_NUMBER, false, &integer(&[7])),
            ],
        }
    }

    pub fn signed_by(&self, key: &Key) -> Vec<u8> {
        let entries = if self.entries.is_empty() { Vec::new() } else { tlv(0x30, &self.entries.concat()) };
        let extensions = match self.extensions.concat() {
            none if none.is_empty() => none,
            extensions => explicit(0, &tlv(0x30, &extensions)),
        };
        let tbs = sequence(&[
            &self.version,
            &self.algorithm,
            &self.issuer,
            &self.this_update,
            &self.next_update,
            &entries,
            &extensions,
        ]);
        sequence(&[&tbs, &self.algorithm, &bit_string(&key.sign(&tbs))])
    }
}

/// An entry with extensions, each as DER.
pub fn entry(serial_number: &[u8], revoked_at: &str, extensions: &[Vec<u8>]) -> Vec<u8> {
    let extensions = if extensions.is_empty() { Vec::new() } else { tlv(0x30, &extensions.concat()) };
    sequence(&[&integer(serial_number), &utc_time(revoked_at), &extensions])
}

/// The extension reasonCode.
pub fn reason(code: u8) -> Vec<u8> {
    extension(REASON_CODE, false, &tlv(0x0a, &[code]))
}

pub fn extension(name: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { boolean(true) } else { Vec::new() };
    sequence(&[&oid(name), &critical, &octet_string(value)])
}

/// `issuingDistributionPoint` or one of `cRLDistributionPoints` with a directory name, as J-LIS has them.
pub fn distribution_point(name: &[u8]) -> Vec<u8> {
    explicit(0, &explicit(0, &explicit(4, name)))
}
