//! OCSP answers (RFC 6960), also wrong ones: every part can be set. The right ones of [`crate::Responder`] are OpenSSL's.

use const_oid::db::rfc5912::ID_SHA_1;
use const_oid::db::rfc6960::{ID_PKIX_OCSP_BASIC, ID_PKIX_OCSP_NONCE};
use der::asn1::{Any, OctetString};
use der::{Decode, Sequence};
use rsa::{RsaPrivateKey, RsaPublicKey};
use sha1::Digest;
use time::OffsetDateTime;
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;

use crate::tlv::{bit_string, extension, integer, oid, sequence, sha256_with_rsa, tlv};
use crate::{PkiError, RevocationReason, key, sign_sha256, utc_time};

/// What an OCSP client asked (RFC 6960 4.1.1): the first certificate only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspQuestion {
    /// The DER of the `CertID`.
    pub certificate: Vec<u8>,
    /// The serial number in it, as INTEGER has it.
    pub serial: Vec<u8>,
    /// The nonce, without the OCTET STRING around it.
    pub nonce: Option<Vec<u8>>,
}

/// An OCSP answer about one certificate, before it is signed.
#[derive(Clone, Debug)]
pub struct OcspAnswer {
    /// The DER of the `CertID`.
    pub certificate: Vec<u8>,
    /// What is said of it.
    pub status: OcspStatus,
    /// When this was known to be so.
    pub this_update: OffsetDateTime,
    /// When something newer is known at the latest.
    pub next_update: Option<OffsetDateTime>,
    /// When the answer was signed.
    pub produced_at: OffsetDateTime,
    /// The DER of each extension of the whole answer beside the nonce.
    pub extensions: Vec<Vec<u8>>,
    /// The nonce of the question.
    pub nonce: Option<Vec<u8>>,
    /// Who answers, by the hash of the key.
    pub responder: RsaPublicKey,
    /// The DER of certificates that go with it.
    pub certificates: Vec<Vec<u8>>,
}

/// `CertStatus` (RFC 6960 4.2.1)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OcspStatus {
    /// Not revoked.
    Good,
    /// Revoked then, and why.
    Revoked(OffsetDateTime, Option<RevocationReason>),
    /// The responder does not know the certificate.
    Unknown,
}

#[derive(Sequence)]
struct Request {
    to_be_signed: RequestFields,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    signature: Option<Any>,
}

#[derive(Sequence)]
struct RequestFields {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    version: Option<u8>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    requestor: Option<Any>,
    requests: Vec<SingleRequest>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
struct SingleRequest {
    certificate: CertId,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Any>,
}

#[derive(Sequence)]
struct CertId {
    algorithm: Any,
    issuer_name_hash: OctetString,
    issuer_key_hash: OctetString,
    serial: SerialNumber,
}

impl OcspQuestion {
    /// Reads an `OCSPRequest`.
    ///
    /// # Errors
    /// `Der` if it is none; `Field` if it asks for no certificate.
    pub fn from_der(request: &[u8]) -> Result<Self, PkiError> {
        let fields = Request::from_der(request)?.to_be_signed;
        let first = fields.requests.first().ok_or_else(|| PkiError::field("requestList", "empty"))?;
        let nonce =
            fields.extensions.iter().flatten().find(|extension| extension.extn_id == ID_PKIX_OCSP_NONCE);
        let nonce = nonce.map(|nonce| OctetString::from_der(nonce.extn_value.as_bytes())).transpose()?;
        Ok(Self {
            certificate: der::Encode::to_der(&first.certificate)?,
            serial: first.certificate.serial.as_bytes().to_vec(),
            nonce: nonce.map(|nonce| nonce.as_bytes().to_vec()),
        })
    }

    /// The `CertID` of a certificate: the issuer's name in DER, its key, and the serial number; hashed with SHA-1, as every
    /// responder understands it.
    ///
    /// # Errors
    /// `Rsa` if the key cannot be encoded.
    pub fn certificate_id(
        issuer: &[u8],
        issuer_key: &RsaPublicKey,
        serial: &[u8],
    ) -> Result<Vec<u8>, PkiError> {
        Ok(sequence(&[
            &sequence(&[&oid(ID_SHA_1), &[0x05, 0x00]]),
            &tlv(0x04, &sha1::Sha1::digest(issuer)),
            &tlv(0x04, &key::identifier(issuer_key)?),
            &integer(serial),
        ]))
    }
}

impl OcspAnswer {
    /// The DER of an `OCSPResponse` of status successful, signed with sha256WithRSAEncryption.
    ///
    /// # Errors
    /// `Rsa` if a key is unusable.
    pub fn sign(&self, key: &RsaPrivateKey) -> Result<Vec<u8>, PkiError> {
        self.with_signature_of(self, key)
    }

    /// This answer with the signature of another one, as if somebody had altered that one.
    ///
    /// # Errors
    /// `Rsa` if a key is unusable.
    pub fn with_signature_of(&self, other: &Self, key: &RsaPrivateKey) -> Result<Vec<u8>, PkiError> {
        let signature = bit_string(&sign_sha256(key, &other.to_be_signed()?)?);
        let certificates = match self.certificates.concat() {
            none if none.is_empty() => none,
            certificates => tlv(0xA0, &tlv(0x30, &certificates)),
        };
        let basic = sequence(&[&self.to_be_signed()?, &sha256_with_rsa(), &signature, &certificates]);
        let bytes = sequence(&[&oid(ID_PKIX_OCSP_BASIC), &tlv(0x04, &basic)]);
        Ok(sequence(&[&[0x0A, 1, 0], &tlv(0xA0, &bytes)]))
    }

    /// An answer that is only an `OCSPResponseStatus`: 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.
    #[must_use]
    pub fn refusal(status: u8) -> Vec<u8> {
        sequence(&[&[0x0A, 1, status]])
    }

    /// `ResponseData` (RFC 6960 4.2.1)
    fn to_be_signed(&self) -> Result<Vec<u8>, PkiError> {
        let status = match self.status {
            OcspStatus::Good => vec![0x80, 0],
            OcspStatus::Revoked(at, reason) => {
                let reason = reason.map(|reason| tlv(0xA0, &tlv(0x0A, &[reason.code()])));
                tlv(0xA1, &[generalized(at), reason.unwrap_or_default()].concat())
            }
            OcspStatus::Unknown => vec![0x82, 0],
        };
        let next_update = self.next_update.map(|next| tlv(0xA0, &generalized(next))).unwrap_or_default();
        let single = sequence(&[&self.certificate, &status, &generalized(self.this_update), &next_update]);
        let nonce = self.nonce.as_ref().map(|nonce| extension(ID_PKIX_OCSP_NONCE, false, &tlv(0x04, nonce)));
        let extensions = match [nonce.unwrap_or_default(), self.extensions.concat()].concat() {
            none if none.is_empty() => none,
            extensions => tlv(0xA1, &tlv(0x30, &extensions)),
        };
        let responder = tlv(0xA2, &tlv(0x04, &key::identifier(&self.responder)?));
        Ok(sequence(&[&responder, &generalized(self.produced_at), &tlv(0x30, &single), &extensions]))
    }
}

/// GeneralizedTime of a time between 1950 and 2049.
fn generalized(time: OffsetDateTime) -> Vec<u8> {
    tlv(0x18, format!("{:02}{}", time.year().div_euclid(100), utc_time::text(time)).as_bytes())
}
