//! The signed attributes (RFC 5652 §5.3, §11): what the card's signature is a signature of.

use super::signed_data::SignedDataError;
use super::signing_certificate_v2::{self, EssCertIdV2};
use super::signing_time::SigningTime;
use crate::algorithm::Digest;
use crate::certificate::Certificate;
use crate::field_reader::Element;
use crate::malformed::Malformed;
use const_oid::db::rfc5911::{
    ID_AA_SIGNING_CERTIFICATE_V_2, ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNING_TIME,
};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Encode, Tag};
use x509_cert::attr::{Attribute, Attributes};

/// More attributes than this are refused.
const MAX_ATTRIBUTES: usize = 16;

/// The tag of a SET OF: the signature is over the attributes under this tag and not under `[0]` (RFC 5652 §5.4).
const SET_OF: u8 = 0x31;

/// signature-policy-identifier (EN 319 122-1 §5.2.9.1)
const SIGNATURE_POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.15");
/// commitment-type-indication (EN 319 122-1 §5.2.3)
const COMMITMENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.16");

/// The rules by which the signer wants to be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignaturePolicy {
    Explicit(ObjectIdentifier),
    /// The content says which.
    Implied,
}

/// The four attributes of CAdES-B-B, as read, and what may change their meaning.
#[derive(Clone, Debug)]
pub(crate) struct SignedAttributes<'a> {
    /// The attributes as they stand in the input, from the `[0]` on.
    der: &'a [u8],
    pub(crate) message_digest: &'a [u8],
    pub(crate) signing_time: SigningTime,
    pub(crate) signing_certificate: EssCertIdV2<'a>,
    pub(crate) signature_policy: Option<SignaturePolicy>,
    /// What the signer wants to have said with the signature.
    pub(crate) commitments: Vec<ObjectIdentifier>,
    /// Further attributes, on which no check looks.
    pub(crate) unjudged: Vec<ObjectIdentifier>,
}

impl<'a> SignedAttributes<'a> {
    /// Reads the contents of `[0] IMPLICIT SET OF Attribute`. Each of the four must be there once, with one value.
    pub(super) fn read(
        attributes: &Element<'a>,
        content_type: ObjectIdentifier,
    ) -> Result<Self, SignedDataError> {
        let (mut content_type_value, mut message_digest, mut signing_time, mut signing_certificate) =
            (None, None, None, None);
        let (mut signature_policy, mut commitments, mut unjudged) = (None, Vec::new(), Vec::new());
        let mut reader = attributes.contents();
        let mut previous: &[u8] = &[];
        let mut count = 0_usize;
        while !reader.is_finished() {
            let attribute = reader.tagged("signedAttrs", Tag::Sequence)?;
            count = count.saturating_add(1);
            if count > MAX_ATTRIBUTES {
                return Err(attribute.refuse(format!("more than {MAX_ATTRIBUTES} attributes")).into());
            }
            // The signature is over the DER encoding, which is sorted: any other order would be hashed as what it is not.
            if attribute.der < previous {
                return Err(attribute.refuse("not in the order of DER").into());
            }
            previous = attribute.der;
            let mut fields = attribute.contents();
            let oid = fields.oid("signedAttrs.attrType")?;
            let values = fields.tagged("signedAttrs.attrValues", Tag::Set)?;
            fields.finish("signedAttrs")?;
            let (slot, name) = match oid {
                ID_CONTENT_TYPE => (&mut content_type_value, "content-type"),
                ID_MESSAGE_DIGEST => (&mut message_digest, "message-digest"),
                ID_SIGNING_TIME => (&mut signing_time, "signing-time"),
                ID_AA_SIGNING_CERTIFICATE_V_2 => (&mut signing_certificate, "signing-certificate-v2"),
                SIGNATURE_POLICY => {
                    signature_policy = Some(read_signature_policy(&values)?);
                    continue;
                }
                COMMITMENT_TYPE => {
                    read_commitments(&values, &mut commitments)?;
                    continue;
                }
                other => {
                    unjudged.push(other);
                    continue;
                }
            };
            let mut values = values.contents();
            let value = values.element(name)?;
            if slot.replace(value).is_some() || !values.is_finished() {
                return Err(SignedDataError::AttributeRepeated { attribute: name });
            }
        }
        let required = |value: Option<Element<'a>>, attribute| {
            value.ok_or(SignedDataError::AttributeMissing { attribute })
        };
        let content_type_value: ObjectIdentifier = required(content_type_value, "content-type")?.decode()?;
        if content_type_value != content_type {
            return Err(SignedDataError::ContentTypeMismatch {
                content: content_type.to_string(),
                attribute: content_type_value.to_string(),
            });
        }
        let message_digest = required(message_digest, "message-digest")?;
        if message_digest.tag != Tag::OctetString {
            return Err(message_digest.refuse("not an OCTET STRING").into());
        }
        let signing_time = required(signing_time, "signing-time")?;
        let signing_certificate = required(signing_certificate, "signing-certificate-v2")?;
        if signing_certificate.tag != Tag::Sequence {
            return Err(signing_certificate.refuse("not a SEQUENCE").into());
        }
        Ok(Self {
            der: attributes.der,
            message_digest: message_digest.value,
            signing_time: SigningTime::from_asn1(signing_time.decode()?)
                .ok_or_else(|| signing_time.refuse("GeneralizedTime before the year 2050"))?,
            signing_certificate: EssCertIdV2::read(&signing_certificate)?,
            signature_policy,
            commitments,
            unjudged,
        })
    }

    /// The bytes that the signature is over.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        let (_, from_length) = self.der.split_first().unwrap_or((&SET_OF, &[]));
        [&[SET_OF], from_length].concat()
    }
}

/// `SignaturePolicy ::= CHOICE { SignaturePolicyId SEQUENCE { sigPolicyId, … }, SignaturePolicyImplied NULL }`
fn read_signature_policy(values: &Element<'_>) -> Result<SignaturePolicy, Malformed> {
    let value = values.contents().element("signature-policy-identifier")?;
    match value.tag {
        Tag::Null => Ok(SignaturePolicy::Implied),
        _ => Ok(SignaturePolicy::Explicit(
            values
                .contents()
                .sequence("signature-policy-identifier")?
                .oid("signature-policy-identifier.sigPolicyId")?,
        )),
    }
}

/// `CommitmentTypeIndication ::= SEQUENCE { commitmentTypeId, qualifiers OPTIONAL }`, one or more of them.
fn read_commitments(values: &Element<'_>, commitments: &mut Vec<ObjectIdentifier>) -> Result<(), Malformed> {
    let mut values = values.contents();
    while !values.is_finished() {
        let mut fields = values.sequence("commitment-type-indication")?;
        commitments.push(fields.oid("commitment-type-indication.commitmentTypeId")?);
    }
    Ok(())
}

/// Makes the four attributes.
pub(super) fn encode(
    message_digest: &Digest,
    signing_time: SigningTime,
    certificate: &Certificate,
) -> der::Result<Attributes> {
    SetOfVec::from_iter([
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA)?)?,
        attribute(ID_MESSAGE_DIGEST, Any::encode_from(&OctetString::new(message_digest.value())?)?)?,
        attribute(ID_SIGNING_TIME, any(&signing_time.to_asn1())?)?,
        attribute(ID_AA_SIGNING_CERTIFICATE_V_2, signing_certificate_v2::encode(certificate)?)?,
    ])
}

fn attribute(oid: ObjectIdentifier, value: Any) -> der::Result<Attribute> {
    Ok(Attribute { oid, values: SetOfVec::from_iter([value])? })
}

/// `Any::encode_from` is for types with one tag; a `Time` has two.
fn any(value: &impl Encode) -> der::Result<Any> {
    use der::Decode;
    Any::from_der(&value.to_der()?)
}
