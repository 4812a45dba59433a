//! `revokedCertificates` (RFC 5280 §5.1.2.6) and an index of them, sorted by serial number.

use super::CrlError;
use crate::certificate::{serial_number, time};
use crate::field_reader::FieldReader;
use crate::revocation::reason_code::invalidity_date;
use crate::revocation::{ReasonCode, Revoked, Status};
use crate::unix_time::UnixTime;
use const_oid::db::rfc5280::{ID_CE_CRL_REASONS, ID_CE_INVALIDITY_DATE};
use der::Tag;

/// More extensions than this in one entry are refused; RFC 5280 §5.3 knows four.
const MAX_ENTRY_EXTENSIONS: usize = 8;

/// Where each entry begins in the list, sorted by serial number: a key of each, and at the same place the position of its entry.
#[derive(Debug, Default)]
pub(super) struct Entries {
    keys: Box<[u64]>,
    positions: Box<[u32]>,
}

/// What the extensions of an entry say (RFC 5280 §5.3).
#[derive(Default)]
struct EntryExtensions {
    reason: Option<ReasonCode>,
    invalidity_date: Option<UnixTime>,
}

/// One entry, read.
struct Entry<'a> {
    serial_number: &'a [u8],
    revoked: Revoked,
}

impl Entries {
    /// Reads all entries once, so that none can be wrong later, and keeps where they are.
    pub(super) fn read(list: FieldReader<'_>, version_2: bool) -> Result<Self, CrlError> {
        let mut found = Vec::new();
        let mut rest = list;
        while !rest.is_finished() {
            let element = rest.tagged("revokedCertificate", Tag::Sequence)?;
            let entry = Entry::read(element.contents(), version_2)?;
            let position = u32::try_from(element.position).map_err(|_| CrlError::TooLarge)?;
            found.push((key(entry.serial_number), position));
        }
        found.sort_unstable();
        let (keys, positions): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        Ok(Self { keys: keys.into(), positions: positions.into() })
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn memory(&self) -> usize {
        size_of_val(&*self.keys).saturating_add(size_of_val(&*self.positions))
    }

    /// `der` is the whole list. Where a serial number is there twice, what weighs most counts: what is for ever, since the earliest.
    pub(super) fn find(&self, der: &[u8], serial_number: &[u8]) -> Option<Revoked> {
        let wanted = key(serial_number);
        let first = self.keys.partition_point(|key| *key < wanted);
        let same_key =
            self.keys.iter().zip(&self.positions).skip(first).take_while(|(key, _)| **key == wanted);
        let entries = same_key.filter_map(|(_, position)| {
            let entry = der.get(usize::try_from(*position).ok()?..)?;
            Entry::read(FieldReader::new(entry).sequence("revokedCertificate").ok()?, true).ok()
        });
        entries
            .filter(|entry| entry.serial_number == serial_number)
            .map(|entry| entry.revoked)
            .min_by_key(|revoked| (!Status::Revoked(*revoked).is_final(), revoked.since()))
    }
}

/// The length and the first seven octets: for a shorter serial number all of it, and of longer ones, which are random, hardly two agree.
fn key(serial_number: &[u8]) -> u64 {
    let length = u8::try_from(serial_number.len()).unwrap_or(u8::MAX);
    let mut octets = [length, 0, 0, 0, 0, 0, 0, 0];
    let [_, first @ ..] = &mut octets;
    first.iter_mut().zip(serial_number).for_each(|(place, octet)| *place = *octet);
    u64::from_be_bytes(octets)
}

impl<'a> Entry<'a> {
    /// `SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }`
    fn read(mut fields: FieldReader<'a>, version_2: bool) -> Result<Self, CrlError> {
        let serial_number = serial_number(&fields.element("userCertificate")?)?;
        let at = time(&fields.element("revocationDate")?)?;
        let extensions = match fields.optional("crlEntryExtensions", Tag::Sequence)? {
            Some(extensions) if !version_2 => {
                return Err(extensions.refuse("version 1 has no extensions").into());
            }
            Some(extensions) => EntryExtensions::read(extensions.contents())?,
            None => EntryExtensions::default(),
        };
        fields.finish("revokedCertificate")?;
        let EntryExtensions { reason, invalidity_date } = extensions;
        Ok(Self { serial_number, revoked: Revoked { at, reason, invalidity_date } })
    }
}

impl EntryExtensions {
    /// An entry of another issuer (certificateIssuer) is critical and not understood here: indirect lists are refused.
    fn read(mut list: FieldReader<'_>) -> Result<Self, CrlError> {
        let mut read = Self::default();
        let mut seen = Vec::new();
        while !list.is_finished() {
            let extension = list.extension("crlEntryExtension", &mut seen, MAX_ENTRY_EXTENSIONS)?;
            match extension.oid {
                ID_CE_CRL_REASONS => read.reason = Some(ReasonCode::read(extension.value.contents())?),
                ID_CE_INVALIDITY_DATE => read.invalidity_date = Some(invalidity_date(&extension.value)?),
                oid if extension.critical => return Err(CrlError::ExtensionUnknown { oid: oid.to_string() }),
                _ => {}
            }
        }
        Ok(read)
    }
}
