//! BER (X.690 §8) as the card writes it: tags of two bytes, and lengths that may take more bytes than they need.
//!
//! `der` refuses such lengths, rightly; the card's files have them (CARD.md §1.3). Positions count from the start of the file.

use crate::malformed::Malformed;
use std::borrow::Cow;
use std::fmt;

/// A tag of two bytes (X.690 §8.1.2.4). The card also writes numbers below 31 in this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag(pub(super) [u8; 2]);

/// A cursor over the contents of one constructed value.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    position: usize,
}

/// One TLV.
#[derive(Debug)]
pub(super) struct Element<'a> {
    /// Its name, for refusals.
    pub(super) field: &'static str,
    pub(super) tag: Tag,
    /// Where its tag is in the file.
    pub(super) position: usize,
    /// Where its contents are in the file.
    contents: usize,
    pub(super) value: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a [u8]) -> Self {
        Self { rest: file, position: 0 }
    }

    pub(super) fn is_finished(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next TLV, whatever its tag.
    pub(super) fn element(&mut self, field: &'static str) -> Result<Element<'a>, Malformed> {
        let position = self.position;
        let refuse = |reason: &'static str| Malformed::at(position, field, reason);
        let (tag, rest) = match self.rest {
            [] => return Err(refuse("missing")),
            [first, second @ 0x01..=0x7f, rest @ ..] if first & 0x1f == 0x1f => {
                (Tag([*first, *second]), rest)
            }
            _ => return Err(refuse("not a tag of two bytes")),
        };
        let (length, rest) = match rest {
            [length @ ..=0x7f, rest @ ..] => (usize::from(*length), rest),
            [0x81, length, rest @ ..] => (usize::from(*length), rest),
            [0x82, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            [0x80, ..] => return Err(refuse("indefinite length")),
            [0x83..=0xff, ..] => return Err(refuse("a length of more than two bytes")),
            _ => return Err(refuse("longer than the file")),
        };
        let header = self.rest.len().saturating_sub(rest.len());
        let (value, rest) = rest.split_at_checked(length).ok_or_else(|| refuse("longer than the file"))?;
        let contents = position.saturating_add(header);
        self.rest = rest;
        self.position = contents.saturating_add(length);
        Ok(Element { field, tag, position, contents, value })
    }

    /// The next TLV, which must have this tag.
    pub(super) fn tagged(&mut self, field: &'static str, tag: Tag) -> Result<Element<'a>, Malformed> {
        let element = self.element(field)?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(element.refuse(format!("expected {tag}, found {}", element.tag)))
        }
    }

    /// Refuses what is left over, unless it is what cards fill their files with.
    pub(super) fn only_filler(self, field: &'static str) -> Result<(), Malformed> {
        match self.rest.iter().position(|byte| !matches!(byte, 0x00 | 0xff)) {
            None => Ok(()),
            Some(at) => {
                Err(Malformed::at(self.position.saturating_add(at), field, "something after its end"))
            }
        }
    }
}

impl<'a> Element<'a> {
    /// A cursor over the contents.
    pub(super) fn reader(&self) -> Reader<'a> {
        Reader { rest: self.value, position: self.contents }
    }

    /// Where the contents end in the file.
    pub(super) fn end(&self) -> usize {
        self.contents.saturating_add(self.value.len())
    }

    /// The contents as UTF-8.
    pub(super) fn text(&self) -> Result<&'a str, Malformed> {
        std::str::from_utf8(self.value).map_err(|error| {
            Malformed::at(self.contents.saturating_add(error.valid_up_to()), self.field, "not UTF-8")
        })
    }

    /// A refusal of this field.
    pub(super) fn refuse(&self, reason: impl Into<Cow<'static, str>>) -> Malformed {
        Malformed::at(self.position, self.field, reason)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([first, second]) = self;
        write!(f, "{first:02X}{second:02X}")
    }
}
