//! `revokedCertificates` (RFC 5280 §5.1.2.6) and an index of them, sorted by serial number.

use super::CrlError;
use crate::certificate::{serial_number, time};
use crate::field_reader::FieldReader;
use crate::revocation::{ReasonCode, Revoked};
use const_oid::db::rfc5280::{ID_CE_CRL_REASONS, ID_CE_INVALIDITY_DATE};
use der::Tag;

/// More extensions than this in one entry are refused; RFC 5280 §5.3 knows four.
const MAX_ENTRY_EXTENSIONS: usize = 8;

/// Where each entry begins in the list, by serial number.
#[derive(Debug, Default)]
pub(super) struct Entries {
    by_serial_number: Box<[u32]>,
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
        // Where a serial number is there twice, the first entry counts; either way it is revoked.
        found.sort_unstable();
        Ok(Self { by_serial_number: found.into_iter().map(|(_, position)| position).collect() })
    }

    pub(super) fn len(&self) -> usize {
        self.by_serial_number.len()
    }

    pub(super) fn memory(&self) -> usize {
        size_of_val(&*self.by_serial_number)
    }

    /// `der` is the whole list.
    pub(super) fn find(&self, der: &[u8], serial_number: &[u8]) -> Option<Revoked> {
        let entry = |position: &u32| {
            let position = usize::try_from(*position).ok()?;
            let contents = FieldReader::new(der.get(position..)?).sequence("revokedCertificate").ok()?;
            Entry::read(contents, true).ok()
        };
        let wanted = key(serial_number);
        let first = self.by_serial_number.partition_point(|position| {
            entry(position).is_some_and(|entry| key(entry.serial_number) < wanted)
        });
        let found = entry(self.by_serial_number.get(first)?)?;
        (found.serial_number == serial_number).then_some(found.revoked)
    }
}

/// Serial numbers in the order of their values: those with more octets are greater.
fn key(serial_number: &[u8]) -> (usize, &[u8]) {
    (serial_number.len(), serial_number)
}

impl<'a> Entry<'a> {
    /// `SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }`
    fn read(mut fields: FieldReader<'a>, version_2: bool) -> Result<Self, CrlError> {
        let serial_number = serial_number(&fields.element("userCertificate")?)?;
        let at = time(&fields.element("revocationDate")?)?;
        let reason = match fields.optional("crlEntryExtensions", Tag::Sequence)? {
            Some(extensions) if !version_2 => {
                return Err(extensions.refuse("version 1 has no extensions").into());
            }
            Some(extensions) => read_extensions(extensions.contents())?,
            None => None,
        };
        fields.finish("revokedCertificate")?;
        Ok(Self { serial_number, revoked: Revoked { at, reason } })
    }
}

/// The reason. An entry of another issuer (certificateIssuer) is critical and not understood here: indirect lists are refused.
fn read_extensions(mut list: FieldReader<'_>) -> Result<Option<ReasonCode>, CrlError> {
    let mut reason = None;
    let mut seen = Vec::new();
    while !list.is_finished() {
        let extension = list.extension("crlEntryExtension", &mut seen, MAX_ENTRY_EXTENSIONS)?;
        match extension.oid {
            ID_CE_CRL_REASONS => reason = Some(ReasonCode::read(extension.value.contents())?),
            ID_CE_INVALIDITY_DATE => {}
            oid if extension.critical => return Err(CrlError::ExtensionUnknown { oid: oid.to_string() }),
            _ => {}
        }
    }
    Ok(reason)
}
