//! `AlgorithmIdentifier` (RFC 5280 §4.1.1.2), as it stands in what was read.

use super::{AlgorithmUnsupported, DigestAlgorithm};
use crate::field_reader::Element;
use crate::malformed::Malformed;
use der::Tag;
use der::asn1::ObjectIdentifier;

/// What names an algorithm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AlgorithmIdentifier<'a> {
    pub(crate) oid: ObjectIdentifier,
    /// Parameters other than NULL, which means the same as none (RFC 5754 §2).
    pub(crate) parameters: Option<Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// `SEQUENCE { algorithm, parameters ANY OPTIONAL }`
    pub(crate) fn read(element: &Element<'a>) -> Result<Self, Malformed> {
        let mut fields = element.tagged(Tag::Sequence)?.contents();
        let oid = fields.oid(element.field)?;
        let given = if fields.is_finished() { None } else { Some(fields.element(element.field)?) };
        fields.finish(element.field)?;
        let parameters = match given {
            Some(null) if null.tag == Tag::Null && !null.value.is_empty() => {
                return Err(element.refuse("a NULL with contents"));
            }
            given => given.filter(|parameters| parameters.tag != Tag::Null),
        };
        Ok(Self { oid, parameters })
    }

    /// The digest algorithm of that name. No row has parameters: what they ask for is not supported.
    pub(crate) fn digest(&self) -> Result<DigestAlgorithm, AlgorithmUnsupported> {
        match self.parameters {
            Some(_) => Err(AlgorithmUnsupported::named(self.oid)),
            None => DigestAlgorithm::by_oid(self.oid),
        }
    }
}
