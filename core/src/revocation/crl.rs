//! Certificate revocation lists (RFC 5280 §5): one million entries, read once, found in logarithmic time.
//!
//! The signature is verified before the entries are read, so what nobody signed costs one hash and one verification.

mod entries;
mod extensions;

use super::{Issuer, Revoked};
use crate::algorithm::AlgorithmUnsupported;
use crate::certificate::{Certificate, bit_string_contents, time};
use crate::field_reader::{FieldReader, context_specific};
use crate::malformed::Malformed;
use crate::trust_anchor::TrustAnchor;
use crate::unix_time::UnixTime;
use der::Tag;
use der::asn1::ObjectIdentifier;
use entries::Entries;
use extensions::{CrlExtensions, distribution_points};
use spki::AlgorithmIdentifierRef;

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
    /// Reads a list and verifies that `issuer` signed it.
    ///
    /// # Errors
    /// Everything that would make the list an unsafe answer; see [`CrlError`].
    pub fn from_der(der: Vec<u8>, issuer: &TrustAnchor) -> Result<Self, CrlError> {
        if der.len() > MAX_CRL {
            return Err(CrlError::TooLarge);
        }
        // RFC 5280 §5.1: CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }
        let mut whole = FieldReader::new(&der);
        let mut outer = whole.sequence("certificateList")?;
        whole.finish("certificateList")?;
        let tbs_element = outer.tagged("tbsCertList", Tag::Sequence)?;
        let signature_algorithm = outer.element("signatureAlgorithm")?;
        let algorithm: AlgorithmIdentifierRef<'_> = signature_algorithm.decode()?;
        let signature = bit_string_contents(&outer.element("signatureValue")?)?;
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
        if tbs.tagged("issuer", Tag::Sequence)?.der != issuer.certificate().subject_der() {
            return Err(CrlError::OtherIssuer);
        }
        let signature = der.get(signature).unwrap_or_default();
        verify_signature(tbs_element.der, algorithm.oid, signature, issuer)?;

        let this_update = time(&tbs.element("thisUpdate")?)?;
        let next_update = match tbs.optional("nextUpdate", Tag::UtcTime)? {
            Some(element) => Some(time(&element)?),
            None => {
                tbs.optional("nextUpdate", Tag::GeneralizedTime)?.map(|element| time(&element)).transpose()?
            }
        };
        let entries = match tbs.optional("revokedCertificates", Tag::Sequence)? {
            Some(list) => Entries::read(list.contents(), version_2)?,
            None => Entries::default(),
        };
        let extensions = match tbs.optional("crlExtensions", context_specific(0, true))? {
            Some(explicit) if !version_2 => {
                return Err(explicit.refuse("version 1 has no extensions").into());
            }
            Some(explicit) => CrlExtensions::read(explicit.contents())?,
            None => CrlExtensions::default(),
        };
        tbs.finish("tbsCertList")?;
        let wanted = issuer.certificate().extensions().subject_key_identifier.as_ref();
        if extensions.authority_key_identifier.as_ref().zip(wanted).is_some_and(|(named, own)| named != own) {
            return Err(CrlError::OtherIssuer);
        }
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
        self.issuer == Issuer::of(anchor)
    }

    /// Does the list speak for this certificate of its issuer? (RFC 5280 §6.3.3 b 2)
    ///
    /// A list without a distribution point speaks for all of them; one with, for those that name the same point.
    pub(crate) fn covers(&self, certificate: &Certificate) -> bool {
        if self.extensions.distribution_points.is_empty() {
            return true;
        }
        let named = distribution_points(certificate).unwrap_or_default();
        named.iter().any(|name| self.extensions.distribution_points.iter().any(|own| **own == **name))
    }
}

fn verify_signature(
    tbs: &[u8],
    algorithm: ObjectIdentifier,
    signature: &[u8],
    issuer: &TrustAnchor,
) -> Result<(), CrlError> {
    let key_usage = issuer.certificate().extensions().key_usage.as_ref();
    if !key_usage.is_some_and(|usage| usage.crl_sign()) {
        return Err(CrlError::IssuerMayNotSign);
    }
    if issuer.has_signed(tbs, algorithm, signature)? { Ok(()) } else { Err(CrlError::SignatureMismatch) }
}

#[cfg(test)]
mod tests;
