//! The second half of a signature: from the card's values to the signed object, which leaves only if it verifies.

use super::prepare::ToBeSigned;
use super::signed_data::{SignedData, SignedDataError};
use crate::facts::Facts;
use const_oid::db::rfc5911::{ID_DATA, ID_SIGNED_DATA};
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, SetOfVec};
use der::{Encode, Sequence, ValueOrd};
use spki::AlgorithmIdentifierRef;
use x509_cert::attr::Attributes;

/// A signature as the card returned it, not yet believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureValue(Box<[u8]>);

/// The DER of a `ContentInfo` with a `SignedData` whose signature has been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedObject(Vec<u8>);

/// Why nothing leaves.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompleteError {
    /// Not one signature for each digest.
    #[error("{actual} signatures for {expected} digests")]
    SignatureCount {
        /// How many digests there were.
        expected: usize,
        /// How many signatures came.
        actual: usize,
    },
    /// The card's signature is not one of the certificate's key over the signed attributes.
    #[error("the signature does not verify with the certificate's key")]
    SignatureMismatch,
    /// The certificate's numbers are no key.
    #[error("the certificate's key cannot be used")]
    KeyUnusable,
    /// What was written cannot be read again: a defect of Jitsuin.
    #[error("the signed object could not be read again: {0}")]
    NotReadable(#[from] SignedDataError),
    /// DER could not be written: a defect of Jitsuin.
    #[error("the signed object could not be encoded: {0}")]
    Encoding(#[from] der::Error),
}

impl ToBeSigned {
    /// Puts the signed object together, reads it again and verifies the signature in what it read with the certificate's key.
    ///
    /// # Errors
    /// `signature-invalid`: nothing that does not verify leaves.
    pub fn complete(self, signatures: &[SignatureValue]) -> Result<SignedObject, CompleteError> {
        let [signature] = signatures else {
            return Err(CompleteError::SignatureCount {
                expected: self.digests.len(),
                actual: signatures.len(),
            });
        };
        let der = self.assemble(signature)?;
        let written = SignedData::from_der(&der)?;
        let [digest] = &self.digests;
        let attributes = written.signer().attributes.to_be_signed();
        let key = self.certificate.load_key().map_err(|_| CompleteError::KeyUnusable)?;
        if digest.algorithm().digest(&attributes) != *digest
            || !key.verify(digest, written.signer().signature)
        {
            return Err(CompleteError::SignatureMismatch);
        }
        Ok(SignedObject(der))
    }

    /// RFC 5652 §5.1; the content is copied once.
    fn assemble(&self, signature: &SignatureValue) -> der::Result<Vec<u8>> {
        let digest_algorithm =
            AlgorithmIdentifierRef { oid: self.algorithm.digest().oid(), parameters: None };
        let signer_info = SignerInfo {
            version: 1,
            sid: IssuerAndSerialNumber {
                issuer: AnyRef::try_from(self.certificate.issuer_der())?,
                serial_number: der::asn1::UintRef::new(self.certificate.serial_number())?,
            },
            digest_algorithm,
            signed_attrs: self.attributes.clone(),
            signature_algorithm: self.algorithm.identifier(),
            signature: OctetStringRef::new(&signature.0)?,
        };
        let content_info = ContentInfo {
            content_type: ID_SIGNED_DATA,
            content: SignedDataFields {
                version: 1,
                digest_algorithms: SetOfVec::from_iter([digest_algorithm])?,
                encap_content_info: EncapsulatedContentInfo {
                    content_type: ID_DATA,
                    content: self.content.as_deref().map(OctetStringRef::new).transpose()?,
                },
                certificates: SetOfVec::from_iter([AnyRef::try_from(self.certificate.der())?])?,
                signer_infos: SetOfVec::from_iter([signer_info])?,
            },
        };
        content_info.to_der()
    }
}

/// RFC 5652 §3.
#[derive(Sequence)]
struct ContentInfo<'a> {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    content: SignedDataFields<'a>,
}

/// RFC 5652 §5.1.
#[derive(Sequence)]
struct SignedDataFields<'a> {
    version: u8,
    digest_algorithms: SetOfVec<AlgorithmIdentifierRef<'a>>,
    encap_content_info: EncapsulatedContentInfo<'a>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    certificates: SetOfVec<AnyRef<'a>>,
    signer_infos: SetOfVec<SignerInfo<'a>>,
}

/// RFC 5652 §5.2.
#[derive(Sequence)]
struct EncapsulatedContentInfo<'a> {
    content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    content: Option<&'a OctetStringRef>,
}

/// RFC 5652 §5.3.
#[derive(Sequence, ValueOrd)]
struct SignerInfo<'a> {
    version: u8,
    sid: IssuerAndSerialNumber<'a>,
    digest_algorithm: AlgorithmIdentifierRef<'a>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true")]
    signed_attrs: Attributes,
    signature_algorithm: AlgorithmIdentifierRef<'a>,
    signature: &'a OctetStringRef,
}

/// RFC 5652 §10.2.4.
#[derive(Sequence, ValueOrd)]
struct IssuerAndSerialNumber<'a> {
    issuer: AnyRef<'a>,
    serial_number: der::asn1::UintRef<'a>,
}

impl From<Vec<u8>> for SignatureValue {
    fn from(value: Vec<u8>) -> Self {
        Self(value.into())
    }
}

impl From<&[u8]> for SignatureValue {
    fn from(value: &[u8]) -> Self {
        Self(value.into())
    }
}

impl SignedObject {
    /// The DER.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// The DER, without a copy.
    pub fn into_der(self) -> Vec<u8> {
        self.0
    }
}

impl CompleteError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignatureCount { .. } | Self::SignatureMismatch | Self::KeyUnusable => "signature-invalid",
            Self::NotReadable(_) | Self::Encoding(_) => "internal",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        Facts { reason: Some(self.to_string()), ..Facts::default() }
    }
}
