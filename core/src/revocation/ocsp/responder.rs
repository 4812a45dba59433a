//! Who signed a response: the issuer itself, or a responder whom it authorised (RFC 6960 §4.2.2.2).

use super::cert_id::CertIdHash;
use super::response::OcspError;
use crate::certificate::{Certificate, CertificateError};
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use crate::trust_anchor::TrustAnchor;
use der::Tag;
use der::asn1::ObjectIdentifier;

/// More certificates than this in one response are refused; one is enough.
const MAX_CERTIFICATES: usize = 4;

/// `ResponderID`
pub(super) enum ResponderId<'a> {
    /// The DER of its name.
    ByName(&'a [u8]),
    /// SHA-1 of its public key.
    ByKey(&'a [u8]),
}

/// What a response was signed with.
pub(super) struct Signed<'a> {
    pub(super) message: &'a [u8],
    pub(super) algorithm: ObjectIdentifier,
    pub(super) signature: &'a [u8],
}

impl<'a> ResponderId<'a> {
    /// `CHOICE { byName [1] Name, byKey [2] OCTET STRING }`, both EXPLICIT
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Malformed> {
        let mut contents = element.contents();
        let id = if element.tag == context_specific(1, true) {
            Self::ByName(contents.tagged("responderID.byName", Tag::Sequence)?.der)
        } else if element.tag == context_specific(2, true) {
            Self::ByKey(contents.tagged("responderID.byKey", Tag::OctetString)?.value)
        } else {
            return Err(element.refuse("neither byName nor byKey"));
        };
        contents.finish("responderID")?;
        Ok(id)
    }

    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::ByName(name) => certificate.subject_der() == *name,
            Self::ByKey(hash) => *CertIdHash::Sha1.digest(certificate.subject_public_key()) == **hash,
        }
    }
}

/// Verifies the response's signature, with the issuer's own key or with one of `certificates` that may sign for it.
///
/// The result is the responder's own certificate, where it is not the issuer: its validity and its revocation are judged later, with what
/// else is at hand (RFC 6960 §4.2.2.2.1).
pub(super) fn verify(
    id: &ResponderId<'_>,
    signed: &Signed<'_>,
    certificates: Option<Element<'_>>,
    issuer: &TrustAnchor,
) -> Result<Option<Certificate>, OcspError> {
    let Signed { message, algorithm, signature } = *signed;
    if id.is(issuer.certificate()) {
        return match issuer.has_signed(message, algorithm, signature)? {
            true => Ok(None),
            false => Err(OcspError::SignatureMismatch),
        };
    }
    for certificate in read_certificates(certificates)? {
        if !id.is(&certificate) {
            continue;
        }
        authorised(&certificate, issuer)?;
        let key = certificate.load_key()?;
        return match certificate.has_signed(key.as_ref(), message, algorithm, signature)? {
            true => Ok(Some(certificate)),
            false => Err(OcspError::SignatureMismatch),
        };
    }
    Err(OcspError::ResponderUnknown)
}

/// `[0] EXPLICIT SEQUENCE OF Certificate OPTIONAL`
fn read_certificates(certificates: Option<Element<'_>>) -> Result<Vec<Certificate>, OcspError> {
    let Some(explicit) = certificates else { return Ok(Vec::new()) };
    let mut contents = explicit.contents();
    let mut list: FieldReader<'_> = contents.sequence("certs")?;
    contents.finish("certs")?;
    let mut read = Vec::new();
    while !list.is_finished() {
        let element = list.tagged("certs", Tag::Sequence)?;
        if read.len() == MAX_CERTIFICATES {
            return Err(element.refuse(format!("more than {MAX_CERTIFICATES} certificates")).into());
        }
        let certificate = Certificate::from_der(element.der)
            .map_err(|CertificateError::Malformed(malformed)| OcspError::Malformed(malformed))?;
        read.push(certificate);
    }
    Ok(read)
}

/// Did the issuer itself allow this certificate's key to answer for it?
fn authorised(responder: &Certificate, issuer: &TrustAnchor) -> Result<(), OcspError> {
    let refuse = |explanation| Err(OcspError::ResponderNotAuthorised { explanation });
    let extensions = responder.extensions();
    let issued = issuer.certificate().extensions();
    if !issued.key_usage.as_ref().is_some_and(|usage| usage.key_cert_sign()) {
        return refuse("the issuer must not sign certificates");
    }
    if responder.issuer_der() != issuer.certificate().subject_der() {
        return refuse("another CA issued its certificate");
    }
    if !responder.is_signed_by(issuer.certificate(), issuer.key())? {
        return refuse("the issuer did not sign its certificate");
    }
    if !extensions.is_for_ocsp_signing() {
        return refuse("its certificate is not one for signing OCSP responses");
    }
    if extensions.key_usage.as_ref().is_some_and(|usage| !usage.digital_signature()) {
        return refuse("its certificate's key must not sign");
    }
    if let Some(oid) = extensions.unknown_critical.first() {
        return Err(OcspError::ExtensionUnknown { oid: oid.to_string() });
    }
    Ok(())
}
