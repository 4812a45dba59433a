//! `SignedData` (RFC 5652 §5) in the form that Jitsuin makes and accepts: one signer, id-data, DER.

use super::ber;
use super::signer_info::SignerInfo;
use super::signing_time::SigningTime;
use crate::algorithm::AlgorithmIdentifier;
use crate::certificate::Certificate;
use crate::facts::Facts;
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use const_oid::db::rfc5911::{ID_DATA, ID_SIGNED_DATA};
use der::Tag;
use der::asn1::ObjectIdentifier;

/// Bytes of the largest `SignedData` that is read: the largest attached content, and room for what signs it.
pub const MAX_SIGNED_DATA: usize = super::MAX_ATTACHED_CONTENT + 256 * 1024;

/// Most certificates in one `SignedData`: the signer's and its CA's, and those of responders and time stamps that archiving adds.
pub const MAX_CERTIFICATES: usize = 32;

/// Most digest algorithms in one `SignedData`.
const MAX_DIGEST_ALGORITHMS: usize = 8;

/// A `SignedData`, read but not judged: nothing in it has been verified. It borrows the input.
#[derive(Clone, Debug)]
pub struct SignedData<'a> {
    content: Option<&'a [u8]>,
    certificates: Vec<Element<'a>>,
    signer: SignerInfo<'a>,
}

/// Why bytes are not a `SignedData` of the supported form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignedDataError {
    /// Not DER, or not the structure of RFC 5652.
    #[error("not SignedData: {0}")]
    Malformed(#[from] Malformed),
    /// BER and not DER: RFC 5652 allows it, and here it is not read. Where and how it differs first.
    #[error("BER and not DER: {0}")]
    BerEncoded(Malformed),
    /// The signed attributes are not DER, which they must be even where the rest is BER (RFC 5652 §5.3), or not those of CAdES.
    #[error("not signed attributes: {0}")]
    AttributesMalformed(Malformed),
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
    /// `signed-data-malformed`. BER is refused as well, by an error of its own: what signs forms, our bridge and
    /// `openssl cms -sign` without `-stream`, writes DER.
    pub fn from_der(der: &'a [u8]) -> Result<Self, SignedDataError> {
        Self::read(der).map_err(|error| match error {
            SignedDataError::Malformed(malformed) if ber::is_other_than_der(der) => {
                SignedDataError::BerEncoded(malformed)
            }
            other => other,
        })
    }

    fn read(der: &'a [u8]) -> Result<Self, SignedDataError> {
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
        let version = signed_data.element("version")?;
        let claimed_version = version.decode::<u8>()?;
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
        let crls = signed_data.optional("crls", context_specific(1, true))?;
        let signer_infos = signed_data.tagged("signerInfos", Tag::Set)?;
        signed_data.finish("signedData")?;

        let signer = SignerInfo::read(&only_element(&signer_infos)?)?;
        let expected_version = version_of(&certificates, crls.as_ref(), &signer)?;
        if claimed_version != expected_version {
            return Err(version.refuse(format!("{claimed_version} instead of {expected_version}")).into());
        }
        if !digest_algorithms.contains(&signer.digest_algorithm.oid) {
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

    /// The embedded certificate that the signer names. The set has no order (RFC 5652 §10.2.3) and is not signed: where several have
    /// that name, it is the one of which the signed attributes have the hash (EN 319 102-1 §5.2.3).
    pub(crate) fn signer_certificate(&self) -> Option<Result<Certificate, Malformed>> {
        let certificates = self.certificates.iter().filter(|element| element.tag == Tag::Sequence);
        let named: Vec<_> = certificates.filter(|element| self.signer.names(element)).collect();
        let element = match *named.as_slice() {
            [only] => only,
            ref several => {
                let attribute = &self.signer.attributes.signing_certificate;
                several.iter().find(|element| attribute.is_hash_of(element.der)).or(several.first())?
            }
        };
        Some(Certificate::from_der(element.der).map_err(|error| shifted(error, element)))
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
            Self::Malformed(malformed)
            | Self::BerEncoded(malformed)
            | Self::AttributesMalformed(malformed) => return malformed.into(),
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

/// The version that the contents demand, which are id-data here (RFC 5652 §5.1).
fn version_of(
    certificates: &[Element<'_>],
    crls: Option<&Element<'_>>,
    signer: &SignerInfo<'_>,
) -> Result<u8, Malformed> {
    let has = |number| certificates.iter().any(|element| element.tag == context_specific(number, true));
    let mut other_revocation_info = false;
    if let Some(set) = crls {
        let mut reader = set.contents();
        while !reader.is_finished() {
            // A list, or in [1] something else, such as an OCSP response (RFC 5940).
            other_revocation_info |= reader.element("crls")?.tag == context_specific(1, true);
        }
    }
    Ok(if has(3) || other_revocation_info {
        5
    } else if has(2) {
        4
    } else if has(1) || signer.version == 3 {
        3
    } else {
        1
    })
}

fn read_digest_algorithms(set: &Element<'_>) -> Result<Vec<ObjectIdentifier>, Malformed> {
    let mut reader = set.contents();
    let mut oids = Vec::new();
    while !reader.is_finished() {
        oids.push(AlgorithmIdentifier::read(&reader.tagged("digestAlgorithms", Tag::Sequence)?)?.oid);
        if oids.len() > MAX_DIGEST_ALGORITHMS {
            return Err(set.refuse(format!("more than {MAX_DIGEST_ALGORITHMS} digest algorithms")));
        }
    }
    Ok(oids)
}

/// `CertificateSet`: certificates, and in `[0]` to `[3]` other forms of them, which name nobody here (RFC 5652 §10.2.2).
fn read_certificates<'a>(set: &Element<'a>) -> Result<Vec<Element<'a>>, SignedDataError> {
    let mut reader = set.contents();
    let mut certificates = Vec::new();
    while !reader.is_finished() {
        let element = reader.element("certificates")?;
        let other_form = (0..=3).any(|number| element.tag == context_specific(number, true));
        if element.tag != Tag::Sequence && !other_form {
            return Err(element.refuse("not a certificate").into());
        }
        certificates.push(element);
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
