//! `SignerInfo` (RFC 5652 §5.3): who signed, with what, and the signed attributes.

use super::signed_attributes::SignedAttributes;
use super::signed_data::SignedDataError;
use crate::algorithm::{AlgorithmUnsupported, DigestAlgorithm};
use crate::certificate::Certificate;
use crate::field_reader::{Element, context_specific};
use crate::malformed::Malformed;
use const_oid::db::rfc5911::ID_DATA;
use der::Tag;
use der::asn1::{ObjectIdentifier, UintRef};

/// The one signer.
#[derive(Clone, Debug)]
pub(crate) struct SignerInfo<'a> {
    /// 1 or 3, as the identifier demands.
    pub(super) version: u8,
    sid: SignerIdentifier<'a>,
    pub(crate) digest_algorithm: Algorithm,
    pub(crate) attributes: SignedAttributes<'a>,
    pub(crate) signature_algorithm: Algorithm,
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

/// An `AlgorithmIdentifier` as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Algorithm {
    pub(crate) oid: ObjectIdentifier,
    /// It has parameters other than NULL, which no row has: what they ask for is not supported.
    pub(crate) has_parameters: bool,
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
        let digest_algorithm = Algorithm::read(&fields.tagged("digestAlgorithm", Tag::Sequence)?)?;
        let attributes = fields
            .optional("signedAttrs", context_specific(0, true))
            .map_err(SignedDataError::AttributesMalformed)?
            .ok_or(SignedDataError::AttributesMissing)?;
        let signature_algorithm = Algorithm::read(&fields.tagged("signatureAlgorithm", Tag::Sequence)?)?;
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
        let serial_number: UintRef<'a> = fields.decode("sid.serialNumber")?;
        fields.finish("sid")?;
        Ok(Self::IssuerAndSerialNumber { issuer, serial_number: serial_number.as_bytes() })
    }

    fn version(&self) -> u8 {
        match self {
            Self::IssuerAndSerialNumber { .. } => 1,
            Self::SubjectKeyIdentifier(_) => 3,
        }
    }
}

impl Algorithm {
    /// Parameters are absent or NULL for every row of the tables (RFC 5754 §2, §3.2).
    pub(super) fn read(element: &Element<'_>) -> Result<Self, Malformed> {
        let mut fields = element.contents();
        let oid = fields.oid(element.field)?;
        fields.optional(element.field, Tag::Null)?;
        let has_parameters = !fields.is_finished();
        if has_parameters {
            fields.element(element.field)?;
            fields.finish(element.field)?;
        }
        Ok(Self { oid, has_parameters })
    }

    /// The digest of that name.
    pub(crate) fn digest(self) -> Result<DigestAlgorithm, AlgorithmUnsupported> {
        if self.has_parameters {
            Err(AlgorithmUnsupported::named(self.oid))
        } else {
            DigestAlgorithm::by_oid(self.oid)
        }
    }
}

/// Only as much of a certificate is read as the question needs.
fn issuer_and_serial_number<'a>(certificate: &Element<'a>) -> Result<(&'a [u8], &'a [u8]), Malformed> {
    let mut tbs = certificate.contents().sequence("tbsCertificate")?;
    tbs.element("version")?;
    let serial_number: UintRef<'a> = tbs.decode("serialNumber")?;
    tbs.element("signature")?;
    Ok((tbs.element("issuer")?.der, serial_number.as_bytes()))
}
