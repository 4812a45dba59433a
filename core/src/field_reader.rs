//! Reads DER (X.690) field by field and knows at each moment which field it is and at which byte.
//!
//! `der` decodes what is not plain to see; this adds the two facts that a refusal needs. Nothing is copied: an [`Element`] borrows the input.
//!
//! What reads a TLV is inlined on servers, where it makes the reading of a certificate a quarter faster (`cargo xtask bench`); in WASM the size
//! counts.

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
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
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
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn tagged(&mut self, field: &'static str, tag: Tag) -> Result<Element<'a>, Malformed> {
        self.element(field)?.tagged(tag)
    }

    /// The next TLV if it has this tag; otherwise nothing is read, but what stands there must be a TLV.
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

    /// This TLV, if it has this tag.
    #[cfg_attr(not(target_family = "wasm"), inline(always))]
    pub(crate) fn tagged(self, tag: Tag) -> Result<Self, Malformed> {
        if self.tag == tag { Ok(self) } else { Err(self.refuse(unexpected(tag, self.tag))) }
    }

    /// The octets of an INTEGER that is not negative, without the sign's zero (X.690 §8.3).
    pub(crate) fn unsigned(&self) -> Result<&'a [u8], Malformed> {
        let integer = self.tagged(Tag::Integer)?;
        match integer.value {
            [0x80..=0xff, ..] => Err(self.refuse("negative")),
            [0, 0x80..=0xff, ..] => Ok(integer.value.get(1..).unwrap_or_default()),
            [0] | [1..=0x7f, ..] => Ok(integer.value),
            _ => Err(self.refuse("not the shortest form of an INTEGER")),
        }
    }

    /// Where the octets of a BIT STRING lie, which must have no unused bits (X.690 §8.6).
    pub(crate) fn bit_string_range(&self) -> Result<Range<usize>, Malformed> {
        let bits = self.tagged(Tag::BitString)?;
        match bits.value {
            [0, ..] => Ok(bits.contents_position().saturating_add(1)..bits.range().end),
            [1..=7, _, ..] => Err(self.refuse("not a whole number of octets")),
            _ => Err(self.refuse("malformed ASN.1 DER value for BIT STRING")),
        }
    }

    /// The text of a UTF8String.
    pub(crate) fn utf8(&self) -> Result<&'a str, Malformed> {
        let string = self.tagged(Tag::Utf8String)?;
        std::str::from_utf8(string.value).map_err(|error| self.refuse(error.to_string()))
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
    let tag = usual_tag(tag)?;
    match (length, rest) {
        (..=0x7f, _) => Some((tag, 2, length.into())),
        (0x81, [low @ 0x80..=0xff, ..]) => Some((tag, 3, (*low).into())),
        (0x82, [high @ 1..=0xff, low, ..]) => Some((tag, 4, u16::from_be_bytes([*high, *low]).into())),
        _ => None,
    }
}

/// The tags that have one octet and are met often.
fn usual_tag(octet: u8) -> Option<Tag> {
    Some(match octet {
        0x01 => Tag::Boolean,
        0x02 => Tag::Integer,
        0x03 => Tag::BitString,
        0x04 => Tag::OctetString,
        0x05 => Tag::Null,
        0x06 => Tag::ObjectIdentifier,
        0x0a => Tag::Enumerated,
        0x0c => Tag::Utf8String,
        0x13 => Tag::PrintableString,
        0x16 => Tag::Ia5String,
        0x17 => Tag::UtcTime,
        0x18 => Tag::GeneralizedTime,
        0x30 => Tag::Sequence,
        0x31 => Tag::Set,
        0x80..=0x9e => context_specific(u32::from(octet & 0x1f), false),
        0xa0..=0xbe => context_specific(u32::from(octet & 0x1f), true),
        _ => return None,
    })
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
mod tests;
