//! `SignedData` (RFC 5652 §5) in the form that Jitsuin makes and accepts: one signer, id-data, DER.

use super::signed_attributes::SignedAttributes;
use super::signing_time::SigningTime;
use crate::certificate::Certificate;
use crate::facts::Facts;
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use const_oid::db::rfc5911::{ID_DATA, ID_SIGNED_DATA};
use der::Tag;
use der::asn1::{ObjectIdentifier, UintRef};

/// Bytes of the largest `SignedData` that is read: the largest attached content, and room for what signs it.
pub const MAX_SIGNED_DATA: usize = super::MAX_ATTACHED_CONTENT + 256 * 1024;

/// Most certificates in one `SignedData`.
pub const MAX_CERTIFICATES: usize = 8;

/// Most digest algorithms in one `SignedData`.
const MAX_DIGEST_ALGORITHMS: usize = 8;

/// A `SignedData`, read but not judged: nothing in it has been verified. It borrows the input.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    content: Option<&'a [u8]>,
    certificates: Vec<Element<'a>>,
    signer: SignerInfo<'a>,
}

/// The one signer (RFC 5652 §5.3).
#[derive(Clone, Debug)]
pub(crate) struct SignerInfo<'a> {
    issuer: &'a [u8],
    serial_number: &'a [u8],
    pub(crate) digest_algorithm: ObjectIdentifier,
    pub(crate) attributes: SignedAttributes<'a>,
    pub(crate) signature_algorithm: ObjectIdentifier,
    pub(crate) signature: &'a [u8],
}

/// Why bytes are not a `SignedData` of the supported form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignedDataError {
    /// Not DER, or not the structure of RFC 5652.
    #[error("not SignedData: {0}")]
    Malformed(#[from] Malformed),
    /// A signed attribute of CAdES-B-B is not there (EN 319 122-1 §6.3).
    #[error("the signed attribute {attribute} is missing")]
    AttributeMissing {
        /// Its name.
        attribute: &'static str,
    },
    /// A signed attribute is there twice, or has more than one value.
    #[error("the signed attribute {attribute} is given more than once")]
    AttributeRepeated {
        /// Its name.
        attribute: &'static str,
    },
    /// There are no signed attributes, so nothing ties the signature to a content type or a certificate.
    #[error("there are no signed attributes")]
    AttributesMissing,
    /// The content-type attribute names another type than the content has (RFC 5652 §11.1).
    #[error("the content is {content}, but the content-type attribute says {attribute}")]
    ContentTypeMismatch {
        /// OID of eContentType.
        content: String,
        /// OID in the attribute.
        attribute: String,
    },
    /// Not exactly one `SignerInfo`.
    #[error("{count} signers instead of one")]
    SignerCount {
        /// How many there are.
        count: usize,
    },
    /// More than [`MAX_CERTIFICATES`].
    #[error("more than {MAX_CERTIFICATES} certificates")]
    TooManyCertificates,
    /// More than [`MAX_SIGNED_DATA`] bytes.
    #[error("more than {MAX_SIGNED_DATA} bytes")]
    TooLarge,
}

impl<'a> SignedData<'a> {
    /// Reads a `ContentInfo` that holds a `SignedData`.
    ///
    /// # Errors
    /// `signed-data-malformed`. BER with indefinite lengths is refused as well: what signs forms, our bridge and
    /// `openssl cms -sign` without `-stream`, writes DER.
    pub fn from_der(der: &'a [u8]) -> Result<Self, SignedDataError> {
        if der.len() > MAX_SIGNED_DATA {
            return Err(SignedDataError::TooLarge);
        }
        // ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT ANY }
        let mut whole = FieldReader::new(der);
        let mut content_info = whole.sequence("contentInfo")?;
        whole.finish("contentInfo")?;
        expect_oid(&content_info.element("contentType")?, ID_SIGNED_DATA, "not signedData")?;
        let mut explicit = content_info.tagged("content", context_specific(0, true))?.contents();
        content_info.finish("contentInfo")?;
        let mut signed_data = explicit.sequence("signedData")?;
        explicit.finish("content")?;

        // SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, signerInfos }
        expect_version_1(&signed_data.element("version")?)?;
        let digest_algorithms = read_digest_algorithms(&signed_data.tagged("digestAlgorithms", Tag::Set)?)?;
        let mut encap_content_info = signed_data.sequence("encapContentInfo")?;
        expect_oid(&encap_content_info.element("eContentType")?, ID_DATA, "not id-data")?;
        let content = match encap_content_info.optional("eContent", context_specific(0, true))? {
            Some(explicit) => {
                let mut explicit = explicit.contents();
                let octets = explicit.tagged("eContent", Tag::OctetString)?;
                explicit.finish("eContent")?;
                Some(octets.value)
            }
            None => None,
        };
        encap_content_info.finish("encapContentInfo")?;
        let certificates = match signed_data.optional("certificates", context_specific(0, true))? {
            Some(set) => read_certificates(&set)?,
            None => Vec::new(),
        };
        // Revocation material that travels inside is not asked for here; whoever checks revocation brings it.
        signed_data.optional("crls", context_specific(1, true))?;
        let signer_infos = signed_data.tagged("signerInfos", Tag::Set)?;
        signed_data.finish("signedData")?;

        let signer = SignerInfo::read(&only_element(&signer_infos)?)?;
        if !digest_algorithms.contains(&signer.digest_algorithm) {
            return Err(Malformed::of("digestAlgorithms", "the signer's digest algorithm is missing").into());
        }
        Ok(Self { content, certificates, signer })
    }

    /// The content, if the signature envelops it.
    pub fn content(&self) -> Option<&'a [u8]> {
        self.content
    }

    /// When the signer says to have signed.
    pub fn signing_time(&self) -> SigningTime {
        self.signer.attributes.signing_time
    }

    /// The one signer.
    pub(crate) fn signer(&self) -> &SignerInfo<'a> {
        &self.signer
    }

    /// The embedded certificate that the signer names. The set has no order (RFC 5652 §10.2.3): the name decides.
    pub(crate) fn signer_certificate(&self) -> Option<Result<Certificate, Malformed>> {
        self.certificates
            .iter()
            .find(|element| self.signer.names(element))
            .map(|element| Certificate::from_der(element.der).map_err(|error| shifted(error, element)))
    }
}

impl<'a> SignerInfo<'a> {
    /// `SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, [0] signedAttrs, signatureAlgorithm, signature,
    /// [1] unsignedAttrs }`
    fn read(element: &Element<'a>) -> Result<Self, SignedDataError> {
        let mut fields = element.contents();
        expect_version_1(&fields.element("signerInfo.version")?)?;
        let sid = fields.element("sid")?;
        if sid.tag != Tag::Sequence {
            return Err(sid.refuse("the signer is not named by issuer and serial number").into());
        }
        let mut sid = sid.contents();
        let issuer = sid.tagged("sid.issuer", Tag::Sequence)?.der;
        let serial_number: UintRef<'a> = sid.decode("sid.serialNumber")?;
        sid.finish("sid")?;
        let digest_algorithm = read_algorithm(&fields.tagged("digestAlgorithm", Tag::Sequence)?)?;
        let attributes = fields
            .optional("signedAttrs", context_specific(0, true))?
            .ok_or(SignedDataError::AttributesMissing)?;
        let signature_algorithm = read_algorithm(&fields.tagged("signatureAlgorithm", Tag::Sequence)?)?;
        let signature = fields.tagged("signature", Tag::OctetString)?.value;
        // Unsigned attributes prove nothing by themselves; time stamps are another check's matter.
        fields.optional("unsignedAttrs", context_specific(1, true))?;
        fields.finish("signerInfo")?;
        Ok(Self {
            issuer,
            serial_number: serial_number.as_bytes(),
            digest_algorithm,
            attributes: SignedAttributes::read(&attributes, ID_DATA)?,
            signature_algorithm,
            signature,
        })
    }

    /// Does the signer name this certificate? Only as much of it is read as the question needs.
    fn names(&self, certificate: &Element<'_>) -> bool {
        let issuer_and_serial_number = || {
            let mut tbs = certificate.contents().sequence("tbsCertificate")?;
            tbs.element("version")?;
            let serial_number: UintRef<'_> = tbs.decode("serialNumber")?;
            tbs.element("signature")?;
            Ok::<_, Malformed>((tbs.element("issuer")?.der, serial_number))
        };
        issuer_and_serial_number().is_ok_and(|(issuer, serial_number)| {
            issuer == self.issuer && serial_number.as_bytes() == self.serial_number
        })
    }
}

impl SignedDataError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        "signed-data-malformed"
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        let field = match self {
            Self::Malformed(malformed) => return malformed.into(),
            Self::AttributeMissing { .. }
            | Self::AttributeRepeated { .. }
            | Self::AttributesMissing
            | Self::ContentTypeMismatch { .. } => "signedAttrs",
            Self::SignerCount { .. } => "signerInfos",
            Self::TooManyCertificates => "certificates",
            Self::TooLarge => "contentInfo",
        };
        Facts { field: Some(field.into()), reason: Some(self.to_string()), ..Facts::default() }
    }
}

fn expect_oid(
    element: &Element<'_>,
    expected: ObjectIdentifier,
    otherwise: &'static str,
) -> Result<(), Malformed> {
    match element.decode::<ObjectIdentifier>()? {
        oid if oid == expected => Ok(()),
        oid => Err(element.refuse(format!("{otherwise}: {oid}"))),
    }
}

/// Version 1 is id-data with signers named by issuer and serial number (RFC 5652 §5.1, §5.3).
fn expect_version_1(element: &Element<'_>) -> Result<(), Malformed> {
    match element.decode::<u8>()? {
        1 => Ok(()),
        version => Err(element.refuse(format!("version {version} instead of 1"))),
    }
}

/// Parameters are absent or NULL for every row of the table (RFC 5754 §2, §3.2).
fn read_algorithm(element: &Element<'_>) -> Result<ObjectIdentifier, Malformed> {
    let mut fields = element.contents();
    let oid = fields.oid(element.field)?;
    fields.optional(element.field, Tag::Null)?;
    if !fields.is_finished() {
        return Err(element.refuse("unexpected parameters"));
    }
    Ok(oid)
}

fn read_digest_algorithms(set: &Element<'_>) -> Result<Vec<ObjectIdentifier>, Malformed> {
    let mut reader = set.contents();
    let mut oids = Vec::new();
    while !reader.is_finished() {
        oids.push(read_algorithm(&reader.tagged("digestAlgorithms", Tag::Sequence)?)?);
        if oids.len() > MAX_DIGEST_ALGORITHMS {
            return Err(set.refuse(format!("more than {MAX_DIGEST_ALGORITHMS} digest algorithms")));
        }
    }
    Ok(oids)
}

fn read_certificates<'a>(set: &Element<'a>) -> Result<Vec<Element<'a>>, SignedDataError> {
    let mut reader = set.contents();
    let mut certificates = Vec::new();
    while !reader.is_finished() {
        certificates.push(reader.tagged("certificates", Tag::Sequence)?);
        if certificates.len() > MAX_CERTIFICATES {
            return Err(SignedDataError::TooManyCertificates);
        }
    }
    Ok(certificates)
}

fn only_element<'a>(signer_infos: &Element<'a>) -> Result<Element<'a>, SignedDataError> {
    let mut reader = signer_infos.contents();
    let mut first = None;
    let mut count = 0_usize;
    while !reader.is_finished() {
        let signer_info = reader.tagged("signerInfo", Tag::Sequence)?;
        first.get_or_insert(signer_info);
        count = count.saturating_add(1);
    }
    match (first, count) {
        (Some(signer_info), 1) => Ok(signer_info),
        _ => Err(SignedDataError::SignerCount { count }),
    }
}

/// An embedded certificate's own positions, counted from the start of the `SignedData`.
fn shifted(error: crate::certificate::CertificateError, element: &Element<'_>) -> Malformed {
    let crate::certificate::CertificateError::Malformed(malformed) = error;
    let position = malformed.position.map(|position| position.saturating_add(element.position));
    Malformed { position, ..malformed }
}
