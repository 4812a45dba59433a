//! CRLs (RFC 5280 section 5), also wrong ones: every part can be set. Written by hand because a list may have a million entries.

use std::collections::HashSet;

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_CRL_NUMBER, ID_CE_CRL_REASONS, ID_CE_DELTA_CRL_INDICATOR,
    ID_CE_ISSUING_DISTRIBUTION_POINT,
};
use rsa::RsaPrivateKey;
use time::{Duration, OffsetDateTime};

use crate::tlv::{bit_string, extension, integer, sequence, sha256_with_rsa, tlv};
use crate::{PkiError, RevocationReason, sign_sha256, utc_time};

/// A CRL before it is signed.
#[derive(Clone, Debug)]
pub struct RevocationList {
    /// The DER of the issuer's name.
    pub issuer: Vec<u8>,
    /// When it was made.
    pub this_update: OffsetDateTime,
    /// When the next one comes at the latest.
    pub next_update: Option<OffsetDateTime>,
    /// Who was revoked.
    pub entries: Vec<RevokedEntry>,
    /// The DER of each extension.
    pub extensions: Vec<Vec<u8>>,
}

/// A certificate that was revoked.
#[derive(Clone, Debug)]
pub struct RevokedEntry {
    /// The serial number, big-endian.
    pub serial: Vec<u8>,
    /// When.
    pub at: OffsetDateTime,
    /// Why; `None`: not said.
    pub reason: Option<RevocationReason>,
    /// The DER of each further extension.
    pub extensions: Vec<Vec<u8>>,
}

impl RevocationList {
    /// Names the CA's key (RFC 5280 5.2.1).
    pub fn set_key_identifier(&mut self, identifier: &[u8]) {
        self.push(ID_CE_AUTHORITY_KEY_IDENTIFIER, false, &sequence(&[&tlv(0x80, identifier)]));
    }

    /// The list's number (RFC 5280 5.2.3).
    pub fn set_number(&mut self, number: u64) {
        self.push(ID_CE_CRL_NUMBER, false, &integer(&number.to_be_bytes()));
    }

    /// Says that this list has only the certificates of a distribution point with this name, given in DER (RFC 5280 5.2.5).
    pub fn set_distribution_point(&mut self, name: &[u8]) {
        let full_name = tlv(0xA0, &tlv(0xA0, &tlv(0xA4, name)));
        self.push(ID_CE_ISSUING_DISTRIBUTION_POINT, true, &sequence(&[&full_name]));
    }

    /// Says that this list has only what changed since the list of this number (RFC 5280 5.2.4).
    pub fn set_delta(&mut self, base: u64) {
        self.push(ID_CE_DELTA_CRL_INDICATOR, true, &integer(&base.to_be_bytes()));
    }

    /// Adds any extension.
    pub fn push(&mut self, identifier: ObjectIdentifier, critical: bool, value: &[u8]) {
        self.extensions.push(extension(identifier, critical, value));
    }

    /// Adds so many entries with four-byte serial numbers that this PKI never issues, in no order, as a country's list has them.
    ///
    /// # Errors
    /// `Random` if the system gives no random bytes.
    pub fn add_random_entries(&mut self, count: usize) -> Result<(), PkiError> {
        const REASONS: [RevocationReason; 4] = [
            RevocationReason::AffiliationChanged,
            RevocationReason::AffiliationChanged,
            RevocationReason::CessationOfOperation,
            RevocationReason::Superseded,
        ];
        let mut known = HashSet::with_capacity(count);
        self.entries.reserve(count);
        while known.len() < count {
            let number = getrandom::u32()?;
            // Not negative, and four bytes long.
            let serial = number & 0x7FFF_FFFF | 0x0100_0000;
            if !known.insert(serial) {
                continue;
            }
            let [first, second, third, _] = number.to_le_bytes();
            let at = self.this_update
                - Duration::minutes(i64::from(u32::from_le_bytes([first, second, third >> 3, 0])));
            let reason = REASONS.get(usize::from(first & 3)).copied();
            self.entries.push(RevokedEntry {
                serial: serial.to_be_bytes().to_vec(),
                at,
                reason,
                extensions: Vec::new(),
            });
        }
        Ok(())
    }

    /// The DER of the list, signed with sha256WithRSAEncryption.
    ///
    /// # Errors
    /// `Rsa` if the key is unusable.
    pub fn sign(&self, key: &RsaPrivateKey) -> Result<Vec<u8>, PkiError> {
        let list = self.to_be_signed();
        let signature = sign_sha256(key, &list)?;
        Ok(sequence(&[&list, &sha256_with_rsa(), &bit_string(&signature)]))
    }

    /// `TBSCertList` (RFC 5280 5.1.2)
    fn to_be_signed(&self) -> Vec<u8> {
        const VERSION_2: [u8; 3] = [0x02, 1, 1];
        let time = |time| tlv(0x17, utc_time::text(time).as_bytes());
        let entries: Vec<u8> = self.entries.iter().flat_map(RevokedEntry::to_der).collect();
        let entries = if entries.is_empty() { Vec::new() } else { tlv(0x30, &entries) };
        let extensions = if self.extensions.is_empty() {
            Vec::new()
        } else {
            tlv(0xA0, &tlv(0x30, &self.extensions.concat()))
        };
        sequence(&[
            &VERSION_2,
            &sha256_with_rsa(),
            &self.issuer,
            &time(self.this_update),
            &self.next_update.map(time).unwrap_or_default(),
            &entries,
            &extensions,
        ])
    }
}

impl RevokedEntry {
    fn to_der(&self) -> Vec<u8> {
        let reason =
            self.reason.map(|reason| extension(ID_CE_CRL_REASONS, false, &tlv(0x0A, &[reason.code()])));
        let extensions = match [reason.unwrap_or_default(), self.extensions.concat()].concat() {
            none if none.is_empty() => none,
            extensions => tlv(0x30, &extensions),
        };
        let at = tlv(0x17, utc_time::text(self.at).as_bytes());
        sequence(&[&integer(&self.serial), &at, &extensions])
    }
}
