//! Certificate revocation lists (RFC 5280 §5): one million entries, read once, found in logarithmic time.
//!
//! The issuer is chosen by name and key identifier, and the signature is verified before the entries are read: what nobody signed costs at
//! most one hash and one verification, and what is of an unknown CA neither.

mod entries;
mod extensions;

use super::{Issuer, Revoked};
use crate::algorithm::{AlgorithmIdentifier, AlgorithmUnsupported};
use crate::certificate::{Certificate, time};
use crate::field_reader::{FieldReader, context_specific};
use crate::malformed::Malformed;
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use der::Tag;
use der::asn1::ObjectIdentifier;
use entries::Entries;
use extensions::CrlExtensions;
pub use extensions::{distribution_point_text, distribution_points};

/// Bytes of the largest list that is read. One million entries with a reason each have about 40 MB.
pub const MAX_CRL: usize = 256 * 1024 * 1024;

/// A list whose signature has been verified.
#[derive(Debug)]
pub struct Crl {
    der: Box<[u8]>,
    entries: Entries,
    issuer: Issuer,
    extensions: CrlExtensions,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
}

/// Why a list is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// Not DER, or not the structure of RFC 5280 §5.1.
    #[error("not a list of revoked certificates: {0}")]
    Malformed(#[from] Malformed),
    /// More than [`MAX_CRL`] bytes.
    #[error("the list has more than {MAX_CRL} bytes")]
    TooLarge,
    /// It names another issuer, or the key identifier of another generation.
    #[error("the list is of another issuer")]
    OtherIssuer,
    /// The issuer's certificate does not allow it to sign lists (cRLSign).
    #[error("the issuer must not sign lists")]
    IssuerMayNotSign,
    /// It was not signed by the issuer, or was changed.
    #[error("the list was not signed by its issuer, or was changed")]
    SignatureMismatch,
    /// It is signed with an algorithm that no row covers.
    #[error(transparent)]
    AlgorithmUnsupported(#[from] AlgorithmUnsupported),
    /// A critical extension that is not understood: RFC 5280 §5.2 and §5.3 forbid to use the list.
    #[error("the list has the critical extension {oid}, which is not understood")]
    ExtensionUnknown {
        /// The extension.
        oid: String,
    },
    /// It speaks for other certificates than those of its issuer's persons, or of some reasons only (RFC 5280 §5.2.5).
    #[error("the list does not cover this kind of certificates: {scope}")]
    OutOfScope {
        /// The field that says so.
        scope: &'static str,
    },
    /// It holds changes only (RFC 5280 §5.2.4).
    #[error("the list is a delta list")]
    Delta,
}

impl Crl {
    /// Reads a list and verifies that one of `anchors` signed it. All generations of a CA have one name (CARD.md §4.1): the one whose key
    /// the list names is it, and where it names none, the one whose key fits.
    ///
    /// # Errors
    /// Everything that would make the list an unsafe answer; see [`CrlError`].
    pub fn from_der(der: Vec<u8>, anchors: &[TrustAnchor]) -> Result<Self, CrlError> {
        if der.len() > MAX_CRL {
            return Err(CrlError::TooLarge);
        }
        // RFC 5280 §5.1: CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }
        let mut whole = FieldReader::new(&der);
        let mut outer = whole.sequence("certificateList")?;
        whole.finish("certificateList")?;
        let tbs_element = outer.tagged("tbsCertList", Tag::Sequence)?;
        let signature_algorithm = outer.element("signatureAlgorithm")?;
        let algorithm = AlgorithmIdentifier::read(&signature_algorithm)?;
        let signature = outer.element("signatureValue")?.bit_string_range()?;
        outer.finish("certificateList")?;

        let mut tbs = tbs_element.contents();
        let version_2 = match tbs.optional("version", Tag::Integer)? {
            Some(version) if version.decode::<u8>()? != 1 => {
                return Err(version.refuse("neither version 1 nor version 2").into());
            }
            version => version.is_some(),
        };
        let inner_algorithm = tbs.element("signature")?;
        if inner_algorithm.der != signature_algorithm.der {
            return Err(inner_algorithm.refuse("differs from signatureAlgorithm").into());
        }
        let issuer_name = tbs.tagged("issuer", Tag::Sequence)?.der;
        let this_update = time(&tbs.element("thisUpdate")?)?;
        let next_update = match tbs.optional("nextUpdate", Tag::UtcTime)? {
            Some(element) => Some(time(&element)?),
            None => {
                tbs.optional("nextUpdate", Tag::GeneralizedTime)?.map(|element| time(&element)).transpose()?
            }
        };
        let revoked = tbs.optional("revokedCertificates", Tag::Sequence)?;
        let extensions = match tbs.optional("crlExtensions", context_specific(0, true))? {
            Some(explicit) if !version_2 => {
                return Err(explicit.refuse("version 1 has no extensions").into());
            }
            Some(explicit) => CrlExtensions::read(explicit.contents())?,
            None => CrlExtensions::default(),
        };
        tbs.finish("tbsCertList")?;

        let identifier = extensions.authority_key_identifier.as_deref();
        let candidates = anchors.iter().filter(|anchor| may_be_issuer(anchor, issuer_name, identifier));
        let signature = der.get(signature).unwrap_or_default();
        let issuer = signer(candidates, tbs_element.der, algorithm.oid, signature)?;
        // Not before: entries that nobody signed are not worth reading.
        let entries = match revoked {
            Some(list) => Entries::read(list.contents(), version_2)?,
            None => Entries::default(),
        };
        Ok(Self {
            entries,
            issuer: Issuer::of(issuer),
            extensions,
            this_update,
            next_update,
            der: der.into_boxed_slice(),
        })
    }

    /// When the list was made.
    pub fn this_update(&self) -> UnixTime {
        self.this_update
    }

    /// When the next one will be there at the latest. RFC 5280 demands it; a list without one ages by the caller's rule alone.
    pub fn next_update(&self) -> Option<UnixTime> {
        self.next_update
    }

    /// The list's number (RFC 5280 §5.2.3), big-endian. A later list of the same scope has a greater one.
    pub fn number(&self) -> Option<&[u8]> {
        self.extensions.number.as_deref()
    }

    /// How many certificates it revokes.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Does it revoke none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory that the list keeps.
    pub fn memory(&self) -> usize {
        self.der.len().saturating_add(self.entries.memory())
    }

    /// The entry of a serial number (big-endian, without leading zeros), if it is revoked.
    pub fn find(&self, serial_number: &[u8]) -> Option<Revoked> {
        self.entries.find(&self.der, serial_number)
    }

    /// Is it a list of this CA: of its name and its key? A CA may have several certificates for one key.
    pub fn is_of(&self, anchor: &TrustAnchor) -> bool {
        self.issuer.is(anchor)
    }

    /// Does the list speak for this certificate of its issuer? (RFC 5280 §6.3.3 b 2)
    ///
    /// A list without a distribution point speaks for all of them; one with, for those that name the same point.
    pub fn covers(&self, certificate: &Certificate) -> bool {
        let own = self.distribution_points();
        own.is_empty() || distribution_points(certificate).iter().any(|name| own.contains(name))
    }

    /// The names of the list's own distribution point, each the DER of a `GeneralName`. Empty: the list is for all certificates.
    pub fn distribution_points(&self) -> &[Box<[u8]>] {
        &self.extensions.distribution_points
    }

    /// Is it a list of the same CA, with the same key, for the same certificates?
    pub fn has_scope_of(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.distribution_points() == other.distribution_points()
    }

    /// May it take the place of `kept`? Only if it is of the same scope, and not older: that would take a revocation back. Numbers never
    /// become smaller within one scope (RFC 5280 §5.2.3).
    pub fn may_replace(&self, kept: &Self) -> bool {
        // Big-endian without leading zeros: the longer one is greater.
        let magnitude = |number: &[u8]| (number.len(), number.to_vec());
        let numbered_back = self
            .number()
            .zip(kept.number())
            .is_some_and(|(number, before)| magnitude(number) < magnitude(before));
        self.has_scope_of(kept) && self.this_update >= kept.this_update && !numbered_back
    }
}

/// By name, and by key identifier where both the list and the anchor give one.
fn may_be_issuer(anchor: &TrustAnchor, name: &[u8], identifier: Option<&[u8]>) -> bool {
    let own = anchor.certificate().extensions().subject_key_identifier.as_deref();
    let other_key = identifier.zip(own).is_some_and(|(named, own)| named != own);
    anchor.certificate().subject_der() == name && !other_key
}

/// The one among `candidates` that signed the list.
fn signer<'a>(
    candidates: impl Iterator<Item = &'a TrustAnchor>,
    tbs: &[u8],
    algorithm: ObjectIdentifier,
    signature: &[u8],
) -> Result<&'a TrustAnchor, CrlError> {
    let mut refusal = CrlError::OtherIssuer;
    for anchor in candidates {
        let key_usage = anchor.certificate().extensions().key_usage.as_ref();
        if !key_usage.is_some_and(|usage| usage.crl_sign()) {
            refusal = CrlError::IssuerMayNotSign;
            continue;
        }
        match anchor.has_signed(tbs, algorithm, signature) {
            Ok(true) => return Ok(anchor),
            Ok(false) => refusal = CrlError::SignatureMismatch,
            Err(unsupported) => refusal = unsupported.into(),
        }
    }
    Err(refusal)
}

#[cfg(test)]
mod tests;
