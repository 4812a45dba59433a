//! Reads DER (X.690) field by field and knows at each moment which field it is and at which byte.
//!
//! `der` decodes; this adds the two facts that a refusal needs. Nothing is copied: an [`Element`] borrows the input.

use crate::malformed::Malformed;
use der::asn1::ObjectIdentifier;
use der::{Decode, ErrorKind, Header, Reader, SliceReader, Tag, TagNumber};
use std::ops::Range;

/// A cursor over the contents of one constructed value.
#[derive(Clone, Debug)]
pub(crate) struct FieldReader<'a> {
    rest: &'a [u8],
    position: usize,
}

/// One extension of a certificate, a list or a response (RFC 5280 §4.1.2.9).
#[derive(Debug)]
pub(crate) struct Extension<'a> {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) critical: bool,
    /// The OCTET STRING, whose contents are the extension's own DER.
    pub(crate) value: Element<'a>,
}

/// One TLV: its tag, its contents and its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    /// The field's name, for refusals of what is inside.
    pub(crate) field: &'static str,
    pub(crate) tag: Tag,
    /// Offset of the tag in the outermost input.
    pub(crate) position: usize,
    /// Tag, length and contents.
    pub(crate) der: &'a [u8],
    /// The contents.
    pub(crate) value: &'a [u8],
}

impl<'a> FieldReader<'a> {
    /// Starts at byte 0 of the whole input.
    pub(crate) fn new(input: &'a [u8]) -> Self {
        Self { rest: input, position: 0 }
    }

    /// Starts at `contents`, which lies at `position` of the outermost input.
    pub(crate) fn within(contents: &'a [u8], position: usize) -> Self {
        Self { rest: contents, position }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next TLV, whatever its tag.
    pub(crate) fn element(&mut self, field: &'static str) -> Result<Element<'a>, Malformed> {
        if self.rest.is_empty() {
            return Err(Malformed::at(self.position, field, "missing"));
        }
        let (tag, header, length) = match usual_header(self.rest) {
            Some(found) => found,
            None => any_header(self.rest).map_err(|error| refusal(field, self.position, error))?,
        };
        let whole = header.saturating_add(length);
        let (der, rest) = self
            .rest
            .split_at_checked(whole)
            .ok_or_else(|| Malformed::at(self.position, field, "longer than the input"))?;
        let value = der.get(header..).unwrap_or_default();
        let element = Element { field, tag, position: self.position, der, value };
        self.rest = rest;
        self.position = self.position.saturating_add(whole);
        Ok(element)
    }

    /// The next TLV, which must have this tag.
    pub(crate) fn tagged(&mut self, field: &'static str, tag: Tag) -> Result<Element<'a>, Malformed> {
        let element = self.element(field)?;
        if element.tag == tag { Ok(element) } else { Err(element.refuse(unexpected(tag, element.tag))) }
    }

    /// The next TLV if it has this tag; otherwise nothing is read.
    pub(crate) fn optional(
        &mut self,
        field: &'static str,
        tag: Tag,
    ) -> Result<Option<Element<'a>>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let mut ahead = self.clone();
        let element = ahead.element(field)?;
        if element.tag != tag {
            return Ok(None);
        }
        *self = ahead;
        Ok(Some(element))
    }

    /// A cursor over the contents of the next TLV, which must be a SEQUENCE.
    pub(crate) fn sequence(&mut self, field: &'static str) -> Result<Self, Malformed> {
        Ok(self.tagged(field, Tag::Sequence)?.contents())
    }

    /// The next TLV as an OBJECT IDENTIFIER.
    pub(crate) fn oid(&mut self, field: &'static str) -> Result<ObjectIdentifier, Malformed> {
        self.tagged(field, Tag::ObjectIdentifier)?.oid()
    }

    /// The next field as a type of `der`, `spki` or `x509-cert`.
    pub(crate) fn decode<T: Decode<'a, Error = der::Error>>(
        &mut self,
        field: &'static str,
    ) -> Result<T, Malformed> {
        self.element(field)?.decode()
    }

    /// The next of a list of extensions, of which none may be there twice. `seen` has those before it.
    pub(crate) fn extension(
        &mut self,
        field: &'static str,
        seen: &mut Vec<ObjectIdentifier>,
        most: usize,
    ) -> Result<Extension<'a>, Malformed> {
        let element = self.tagged(field, Tag::Sequence)?;
        let mut fields = element.contents();
        let oid = fields.oid("extnID")?;
        let critical = match fields.optional("critical", Tag::Boolean)? {
            // DER leaves a default out, so a FALSE that is written is refused.
            Some(critical) if !critical.decode::<bool>()? => {
                return Err(critical.refuse("FALSE is the default"));
            }
            critical => critical.is_some(),
        };
        let value = fields.tagged("extnValue", Tag::OctetString)?;
        fields.finish(field)?;
        if seen.contains(&oid) {
            return Err(element.refuse(format!("{oid} for the second time")));
        }
        if seen.len() == most {
            return Err(element.refuse(format!("more than {most} extensions")));
        }
        seen.push(oid);
        Ok(Extension { oid, critical, value })
    }

    /// Refuses what is left over.
    pub(crate) fn finish(self, field: &'static str) -> Result<(), Malformed> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(Malformed::at(self.position, field, format!("{left} trailing bytes"))),
        }
    }
}

impl<'a> Element<'a> {
    /// The whole TLV as a type of `der`, `spki` or `x509-cert`.
    pub(crate) fn decode<T: Decode<'a, Error = der::Error>>(&self) -> Result<T, Malformed> {
        T::from_der(self.der).map_err(|error| refusal(self.field, self.position, error))
    }

    /// The contents as an OBJECT IDENTIFIER, whose tag has been seen.
    pub(crate) fn oid(&self) -> Result<ObjectIdentifier, Malformed> {
        ObjectIdentifier::from_bytes(self.value).map_err(|error| self.refuse(error.to_string()))
    }

    /// The contents as such a type, for EXPLICIT tags and for OCTET STRINGs that hold DER.
    pub(crate) fn decode_contents<T: Decode<'a, Error = der::Error>>(&self) -> Result<T, Malformed> {
        T::from_der(self.value).map_err(|error| refusal(self.field, self.contents_position(), error))
    }

    /// A cursor over the contents.
    pub(crate) fn contents(&self) -> FieldReader<'a> {
        FieldReader::within(self.value, self.contents_position())
    }

    /// Where the whole TLV lies in the outermost input.
    pub(crate) fn range(&self) -> Range<usize> {
        self.position..self.position.saturating_add(self.der.len())
    }

    /// Where the contents lie in the outermost input.
    pub(crate) fn contents_range(&self) -> Range<usize> {
        self.contents_position()..self.range().end
    }

    /// A refusal of this field.
    pub(crate) fn refuse(&self, reason: impl Into<std::borrow::Cow<'static, str>>) -> Malformed {
        Malformed::at(self.position, self.field, reason)
    }

    fn contents_position(&self) -> usize {
        self.position.saturating_add(self.der.len().saturating_sub(self.value.len()))
    }
}

/// The tag `[number]`.
pub(crate) fn context_specific(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific { constructed, number: TagNumber(number) }
}

fn unexpected(expected: Tag, actual: Tag) -> String {
    format!("expected {expected}, found {actual}")
}

/// Tag, octets of the header and octets of the contents, by `der`, which knows every form and says what is wrong with it.
fn any_header(input: &[u8]) -> der::Result<(Tag, usize, usize)> {
    let mut reader = SliceReader::new(input)?;
    let header = Header::decode(&mut reader)?;
    Ok((header.tag(), usize::try_from(reader.position())?, usize::try_from(header.length())?))
}

/// The same for the tags and lengths of which nearly everything consists: a list has ten million of them. `None` is no refusal.
fn usual_header(input: &[u8]) -> Option<(Tag, usize, usize)> {
    let (tag, length, rest) = match input {
        [tag, length, rest @ ..] => (*tag, *length, rest),
        _ => return None,
    };
    let tag = match tag {
        0x02 => Tag::Integer,
        0x03 => Tag::BitString,
        0x04 => Tag::OctetString,
        0x06 => Tag::ObjectIdentifier,
        0x0a => Tag::Enumerated,
        0x0c => Tag::Utf8String,
        0x13 => Tag::PrintableString,
        0x17 => Tag::UtcTime,
        0x30 => Tag::Sequence,
        0x31 => Tag::Set,
        0x80..=0x9e => context_specific(u32::from(tag & 0x1f), false),
        0xa0..=0xbe => context_specific(u32::from(tag & 0x1f), true),
        _ => return None,
    };
    match (length, rest) {
        (..=0x7f, _) => Some((tag, 2, length.into())),
        (0x81, [low @ 0x80..=0xff, ..]) => Some((tag, 3, (*low).into())),
        (0x82, [high @ 1..=0xff, low, ..]) => Some((tag, 4, u16::from_be_bytes([*high, *low]).into())),
        _ => None,
    }
}

/// `der` counts from the start of what it was given; `position` is where that lies.
fn refusal(field: &'static str, position: usize, error: der::Error) -> Malformed {
    let inside = error.position().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let reason = match error.kind() {
        ErrorKind::IndefiniteLength => "indefinite length: BER is refused, encode as DER".into(),
        ErrorKind::Incomplete { .. } => "longer than the input".into(),
        ErrorKind::TagUnexpected { expected: Some(expected), actual } => unexpected(expected, actual).into(),
        kind => std::borrow::Cow::from(kind.to_string()),
    };
    Malformed::at(position.saturating_add(inside), field, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_from_the_outermost_input() {
        // SEQUENCE { OCTET STRING 01, SEQUENCE { INTEGER 00 05 (not minimal) } }
        let input = [0x30, 0x09, 0x04, 0x01, 0x01, 0x30, 0x04, 0x02, 0x02, 0x00, 0x05];
        let mut outer = FieldReader::new(&input).sequence("outer").unwrap();
        outer.element("first").unwrap();
        let mut inner = outer.sequence("inner").unwrap();
        let refusal = inner.decode::<u8>("number").unwrap_err();
        assert_eq!(refusal.field, "number");
        assert!(refusal.position >= Some(7), "{refusal}");
    }

    #[test]
    fn refuses_what_is_not_der() {
        let cases: [(&[u8], &str); 5] = [
            (&[], "missing"),
            (&[0x30, 0x80, 0x00, 0x00], "indefinite length"),
            (&[0x30, 0x81, 0x01, 0x00], "incorrect length"),
            (&[0x30, 0x05, 0x00], "longer than the input"),
            (&[0x02, 0x01, 0x00], "expected SEQUENCE, found INTEGER"),
        ];
        for (input, reason) in cases {
            let refusal = FieldReader::new(input).sequence("value").unwrap_err();
            assert!(refusal.reason.contains(reason), "{input:02x?}: {refusal}");
        }
    }

    #[test]
    fn the_usual_headers_are_what_der_says_they_are() {
        for tag in 0..=0xff {
            for length in [
                &[0][..],
                &[0x7f],
                &[0x80],
                &[0x81, 0x7f],
                &[0x81, 0x80],
                &[0x82, 0, 0xff],
                &[0x82, 1, 0],
                &[0x83, 1, 0, 0],
            ] {
                let input = [&[tag], length, &[0; 0x100]].concat();
                if let Some(usual) = usual_header(&input) {
                    assert_eq!(any_header(&input), Ok(usual), "{tag:02x} {length:02x?}");
                }
            }
        }
    }

    #[test]
    fn trailing_bytes_are_counted() {
        let mut reader = FieldReader::new(&[0x30, 0x00, 0xff, 0xff]);
        reader.sequence("value").unwrap();
        let refusal = reader.finish("value").unwrap_err();
        assert_eq!(refusal, Malformed::at(2, "value", "2 trailing bytes"));
    }

    #[test]
    fn an_absent_optional_field_reads_nothing() {
        let mut reader = FieldReader::new(&[0x02, 0x01, 0x05]);
        assert!(reader.optional("option", Tag::Boolean).unwrap().is_none());
        assert_eq!(reader.decode::<u8>("number"), Ok(5));
    }
}
