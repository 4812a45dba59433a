//! Changes of a document's signature, and the document of a recipe.

use jitsuin_test_pki::{Moment, Purpose};
use serde::Deserialize;

use crate::bytes::hexadecimal;
use crate::certificate::{CertificateChange, Draft, utc_time};
use crate::digest::Hash;
use crate::forge::signature::{self as profile, Signature};
use crate::forge::{Key, algorithm, octet_string, oid, sequence, sha256};
use crate::padding::Forgery;
use crate::recipe::{KeyName, Vector};
use crate::tree::Node;

/// What is signed.
pub(crate) const CONTENT: &[u8] = "住民票の写しの交付申請".as_bytes();

/// Where things are in SignedData with its content inside, from the outermost element on.
const SIGNER_INFO: [usize; 4] = [1, 0, 4, 0];
const ATTRIBUTES: [usize; 5] = [1, 0, 4, 0, 3];
const VALUE: [usize; 5] = [1, 0, 4, 0, 5];

/// One change before or while the signature is made.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SignatureChange {
    /// The content is not inside.
    Detached,
    /// Without this signed attribute.
    Without(Attribute),
    /// This attribute a second time, with another value.
    Twice(Attribute),
    /// This attribute with two values.
    TwoValues(Attribute),
    /// This attribute with another value.
    WrongValue(Attribute),
    /// Without any signed attribute, so that the content is signed directly (RFC 5652 5.4).
    WithoutAttributes,
    /// The attributes in another order than DER's.
    Unsorted,
    /// message-digest is that of this text.
    DigestOf(String),
    /// Everything is hashed and signed with this hash.
    Hash(Hash),
    /// So many equal SignerInfos.
    Signers(usize),
    /// This key signs.
    SignedBy(KeyName),
    /// The value is made in this wrong way.
    Value(Forgery),
    /// The value is made over the attributes with their tag `[0]` instead of SET OF.
    OverImplicitTag,
    /// signatureAlgorithm is this OID.
    Algorithm(String),
    /// signing-time.
    SignedAt(Moment),
    /// eContentType is this OID, the attribute stays.
    ContentType(String),
    /// The certificate inside is the one that these changes give; the signer's own is not there.
    OnlyCertificate(Vec<CertificateChange>),
    /// Certificate and signer's identifier are of the one that these changes give; the signed attributes stay.
    SwappedCertificate(Vec<CertificateChange>),
    /// No certificate inside.
    WithoutCertificate,
    /// signing-certificate-v2 is of the certificate that these changes give.
    AttributeOf(Vec<CertificateChange>),
    /// The certificate that these changes give stands in front of the signer's.
    CertificateInFront(Vec<CertificateChange>),
    /// The signer is named by the holder's key identifier.
    ByKeyIdentifier,
    /// An OCSP response travels inside.
    OcspInside,
    /// The signed attribute signature-policy-identifier names this policy.
    SignaturePolicy(String),
    /// The signed attribute commitment-type-indication is of this type.
    Commitment(String),
}

/// A signed attribute that the profile demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Attribute {
    ContentType,
    MessageDigest,
    SigningTime,
    SigningCertificateV2,
}

impl Attribute {
    fn oid(self) -> &'static str {
        match self {
            Self::ContentType => profile::CONTENT_TYPE,
            Self::MessageDigest => profile::MESSAGE_DIGEST,
            Self::SigningTime => profile::SIGNING_TIME,
            Self::SigningCertificateV2 => profile::SIGNING_CERTIFICATE_V2,
        }
    }

    /// A well-formed value that is not the right one.
    fn other_value(self) -> Vec<u8> {
        match self {
            Self::ContentType => oid(profile::SIGNED_DATA),
            Self::MessageDigest => octet_string(&sha256(b"another content")),
            Self::SigningTime => crate::forge::utc_time("260101000000Z"),
            Self::SigningCertificateV2 => {
                sequence(&[&sequence(&[&sequence(&[&octet_string(&sha256(b"another certificate"))])])])
            }
        }
    }

    fn right_value(self) -> Vec<u8> {
        match self {
            Self::ContentType => oid(profile::DATA),
            Self::MessageDigest => octet_string(&sha256(CONTENT)),
            Self::SigningTime | Self::SigningCertificateV2 => self.other_value(),
        }
    }
}

/// How the signature's value is made.
#[derive(Clone, Copy)]
struct Making {
    key: &'static Key,
    hash: Hash,
    forgery: Option<Forgery>,
    over_implicit_tag: bool,
}

/// The document of a recipe: SignedData, and the certificate that is in it.
pub(crate) fn document(vector: &Vector) -> Vec<u8> {
    let draft = Draft::of(Purpose::Sign, &vector.certificate);
    let mut signature = Signature::with_certificate(CONTENT, &draft.certificate);
    name_certificate(&mut signature, &draft);
    let ess = profile::signing_certificate_v2(&draft.der(), &signature.sid);
    signature.set(profile::SIGNING_CERTIFICATE_V2, &[&ess]);
    let mut making =
        Making { key: Key::holder(), hash: Hash::Sha256, forgery: None, over_implicit_tag: false };
    for change in &vector.signature {
        apply(change, &mut signature, &mut making);
    }
    let signed = sign(&signature, making);
    let detached = vector.signature.iter().any(|change| matches!(change, SignatureChange::Detached));
    let mut tree = Node::parse(&signed);
    if detached {
        tree.at(&[1, 0, 2]).children().truncate(1);
    }
    crate::bytes::change(tree.encode(), &vector.bytes)
}

fn apply(change: &SignatureChange, signature: &mut Signature, making: &mut Making) {
    match change {
        // When all is signed: what is inside is what is signed.
        SignatureChange::Detached => {}
        SignatureChange::Without(attribute) => signature.remove(attribute.oid()),
        SignatureChange::Twice(attribute) => signature.repeat(attribute.oid(), &[&attribute.other_value()]),
        SignatureChange::TwoValues(attribute) => {
            signature.set(attribute.oid(), &[&attribute.right_value(), &hexadecimal("0500")]);
        }
        SignatureChange::WrongValue(attribute) => {
            signature.set(attribute.oid(), &[&attribute.other_value()]);
        }
        SignatureChange::WithoutAttributes => signature.attributes.clear(),
        SignatureChange::Unsorted => {
            signature.attributes.sort_by(|(_, left), (_, right)| right.cmp(left));
            signature.sorted = false;
        }
        SignatureChange::DigestOf(text) => {
            signature.set(profile::MESSAGE_DIGEST, &[&octet_string(&sha256(text.as_bytes()))]);
        }
        SignatureChange::Hash(hash) => {
            signature.digest_algorithm = algorithm(hash.oid());
            signature.digest_algorithms = vec![algorithm(hash.oid())];
            signature.signature_algorithm = algorithm(hash.with_rsa());
            signature.set(profile::MESSAGE_DIGEST, &[&octet_string(&hash.digest(CONTENT))]);
            making.hash = *hash;
        }
        SignatureChange::Signers(count) => signature.signers = *count,
        SignatureChange::SignedBy(name) => making.key = name.key(),
        SignatureChange::Value(forgery) => making.forgery = Some(*forgery),
        SignatureChange::OverImplicitTag => making.over_implicit_tag = true,
        SignatureChange::Algorithm(oid) => signature.signature_algorithm = algorithm(oid),
        SignatureChange::SignedAt(moment) => signature.set(profile::SIGNING_TIME, &[&utc_time(*moment)]),
        SignatureChange::ContentType(other) => signature.content_type = oid(other),
        SignatureChange::OnlyCertificate(changes) => {
            signature.certificates = vec![Draft::of(Purpose::Sign, changes).der()];
        }
        SignatureChange::SwappedCertificate(changes) => {
            name_certificate(signature, &Draft::of(Purpose::Sign, changes));
        }
        SignatureChange::WithoutCertificate => signature.certificates.clear(),
        SignatureChange::AttributeOf(changes) => {
            let other = Draft::of(Purpose::Sign, changes);
            let mut of_other = signature.clone();
            name_certificate(&mut of_other, &other);
            let ess = profile::signing_certificate_v2(&other.der(), &of_other.sid);
            signature.set(profile::SIGNING_CERTIFICATE_V2, &[&ess]);
        }
        SignatureChange::CertificateInFront(changes) => {
            signature.certificates.insert(0, Draft::of(Purpose::Sign, changes).der());
        }
        SignatureChange::ByKeyIdentifier => {
            signature.name_by_key_identifier(&Key::holder().identifier());
        }
        SignatureChange::OcspInside => signature.carry_ocsp_response(),
        SignatureChange::SignaturePolicy(policy) => {
            signature.set(profile::SIGNATURE_POLICY, &[&sequence(&[&oid(policy)])]);
        }
        SignatureChange::Commitment(commitment) => {
            signature.set(profile::COMMITMENT_TYPE, &[&sequence(&[&oid(commitment)])]);
        }
    }
}

fn name_certificate(signature: &mut Signature, draft: &Draft) {
    let certificate = &draft.certificate;
    signature.certificates = vec![draft.der()];
    signature.sid = sequence(&[&certificate.issuer, &crate::forge::integer(&certificate.serial_number)]);
}

/// The SignedData, with a value that was made otherwise if the recipe says so.
fn sign(signature: &Signature, making: Making) -> Vec<u8> {
    let mut tree = Node::parse(&signature.signed_by(making.key));
    let made_otherwise = making.hash != Hash::Sha256 || making.forgery.is_some() || making.over_implicit_tag;
    if made_otherwise && tree.at(&SIGNER_INFO).children().len() == 6 {
        let mut attributes = tree.at(&ATTRIBUTES).clone();
        if !making.over_implicit_tag {
            attributes.set_tag(0x31);
        }
        let message = attributes.encode();
        let value = match making.forgery {
            Some(forgery) => forgery.sign(making.key, &message),
            None => making.hash.sign(making.key, &message),
        };
        tree.at(&VALUE).set(&value);
    }
    tree.encode()
}
