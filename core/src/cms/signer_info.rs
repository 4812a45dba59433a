//! `SignerInfo` (RFC 5652 §5.3): who signed, with what, and the signed attributes.

use super::signed_attributes::SignedAttributes;
use super::signed_data::SignedDataError;
use crate::algorithm::AlgorithmIdentifier;
use crate::certificate::Certificate;
use crate::field_reader::{Element, context_specific};
use crate::malformed::Malformed;
use const_oid::db::rfc5911::ID_DATA;
use der::Tag;

/// The one signer.
#[derive(Clone, Debug)]
pub(crate) struct SignerInfo<'a> {
    /// 1 or 3, as the identifier demands.
    pub(super) version: u8,
    sid: SignerIdentifier<'a>,
    pub(crate) digest_algorithm: AlgorithmIdentifier<'a>,
    pub(crate) attributes: SignedAttributes<'a>,
    pub(crate) signature_algorithm: AlgorithmIdentifier<'a>,
    pub(crate) signature: &'a [u8],
}

/// How the signer's certificate is named.
#[derive(Clone, Debug)]
enum SignerIdentifier<'a> {
    IssuerAndSerialNumber {
        /// The DER of the name.
        issuer: &'a [u8],
        serial_number: &'a [u8],
    },
    SubjectKeyIdentifier(&'a [u8]),
}

impl<'a> SignerInfo<'a> {
    /// `SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature,
    /// [1] unsignedAttrs }`
    pub(super) fn read(element: &Element<'a>) -> Result<Self, SignedDataError> {
        let mut fields = element.contents();
        let version_element = fields.element("signerInfo.version")?;
        let version = version_element.decode::<u8>()?;
        let sid = SignerIdentifier::read(&fields.element("sid")?)?;
        if version != sid.version() {
            return Err(version_element.refuse(format!("{version} instead of {}", sid.version())).into());
        }
        let digest_algorithm = AlgorithmIdentifier::read(&fields.tagged("digestAlgorithm", Tag::Sequence)?)?;
        let attributes = fields
            .optional("signedAttrs", context_specific(0, true))
            .map_err(SignedDataError::AttributesMalformed)?
            .ok_or(SignedDataError::AttributesMissing)?;
        let signature_algorithm =
            AlgorithmIdentifier::read(&fields.tagged("signatureAlgorithm", Tag::Sequence)?)?;
        let signature = fields.tagged("signature", Tag::OctetString)?.value;
        // Unsigned attributes prove nothing by themselves; time stamps are another check's matter.
        fields.optional("unsignedAttrs", context_specific(1, true))?;
        fields.finish("signerInfo")?;
        let attributes = SignedAttributes::read(&attributes, ID_DATA).map_err(|error| match error {
            SignedDataError::Malformed(malformed) => SignedDataError::AttributesMalformed(malformed),
            other => other,
        })?;
        Ok(Self { version, sid, digest_algorithm, attributes, signature_algorithm, signature })
    }

    /// Does the signer name this certificate?
    pub(super) fn names(&self, certificate: &Element<'_>) -> bool {
        match self.sid {
            SignerIdentifier::IssuerAndSerialNumber { issuer, serial_number } => {
                issuer_and_serial_number(certificate).is_ok_and(|found| found == (issuer, serial_number))
            }
            SignerIdentifier::SubjectKeyIdentifier(identifier) => Certificate::from_der(certificate.der)
                .is_ok_and(|certificate| {
                    certificate.extensions().subject_key_identifier.as_deref() == Some(identifier)
                }),
        }
    }
}

impl<'a> SignerIdentifier<'a> {
    /// `CHOICE { issuerAndSerialNumber SEQUENCE { issuer, serialNumber }, subjectKeyIdentifier [0] }`
    fn read(sid: &Element<'a>) -> Result<Self, Malformed> {
        if sid.tag == context_specific(0, false) {
            return Ok(Self::SubjectKeyIdentifier(sid.value));
        }
        if sid.tag != Tag::Sequence {
            return Err(sid.refuse("neither issuer and serial number nor a key identifier"));
        }
        let mut fields = sid.contents();
        let issuer = fields.tagged("sid.issuer", Tag::Sequence)?.der;
        let serial_number = fields.element("sid.serialNumber")?.unsigned()?;
        fields.finish("sid")?;
        Ok(Self::IssuerAndSerialNumber { issuer, serial_number })
    }

    fn version(&self) -> u8 {
        match self {
            Self::IssuerAndSerialNumber { .. } => 1,
            Self::SubjectKeyIdentifier(_) => 3,
        }
    }
}

/// Only as much of a certificate is read as the question needs.
fn issuer_and_serial_number<'a>(certificate: &Element<'a>) -> Result<(&'a [u8], &'a [u8]), Malformed> {
    let mut tbs = certificate.contents().sequence("tbsCertificate")?;
    tbs.element("version")?;
    let serial_number = tbs.element("serialNumber")?.unsigned()?;
    tbs.element("signature")?;
    Ok((tbs.element("issuer")?.der, serial_number))
}
