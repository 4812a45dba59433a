//! `OCSPRequest` (RFC 6960 §4.1), for one certificate, not signed.

use super::cert_id::CertIdHash;
use crate::certificate::Certificate;
use crate::trust_anchor::TrustAnchor;
use const_oid::db::rfc6960::ID_PKIX_OCSP_NONCE;
use der::asn1::{Null, ObjectIdentifier, OctetString, OctetStringRef, UintRef};
use der::{Encode, Sequence};

/// The request about `certificate`, which `issuer` issued, as DER. It is sent as `application/ocsp-request` (RFC 6960 A.1).
///
/// `nonce`: random octets, 1 to 128, of which 32 are recommended (RFC 9654 §2.1). Who sends one demands it in the response.
pub fn request(certificate: &Certificate, issuer: &TrustAnchor, nonce: Option<&[u8]>) -> Vec<u8> {
    request_with(CertIdHash::Sha1, certificate, issuer, nonce)
}

/// The same with another hash in the certificate's name, for a responder that demands it.
pub fn request_with(
    hash: CertIdHash,
    certificate: &Certificate,
    issuer: &TrustAnchor,
    nonce: Option<&[u8]>,
) -> Vec<u8> {
    // A certificate of at most MAX_CERTIFICATE bytes and its hashes can always be encoded.
    encode(hash, certificate, issuer.certificate(), nonce).unwrap_or_default()
}

fn encode(
    hash: CertIdHash,
    certificate: &Certificate,
    issuer: &Certificate,
    nonce: Option<&[u8]>,
) -> der::Result<Vec<u8>> {
    let (name_hash, key_hash) = (hash.digest(issuer.subject_der()), hash.digest(issuer.subject_public_key()));
    let req_cert = CertId {
        hash_algorithm: HashAlgorithm { algorithm: hash.oid(), parameters: Null },
        issuer_name_hash: OctetStringRef::new(&name_hash)?,
        issuer_key_hash: OctetStringRef::new(&key_hash)?,
        serial_number: UintRef::new(certificate.serial_number())?,
    };
    let request_extensions = match nonce {
        Some(nonce) => {
            let extn_value = OctetString::new(OctetStringRef::new(nonce)?.to_der()?)?;
            Some(vec![Extension { extn_id: ID_PKIX_OCSP_NONCE, extn_value }])
        }
        None => None,
    };
    let tbs_request = TbsRequest { request_list: vec![Request { req_cert }], request_extensions };
    OcspRequest { tbs_request }.to_der()
}

#[derive(Sequence)]
struct OcspRequest<'a> {
    tbs_request: TbsRequest<'a>,
}

#[derive(Sequence)]
struct TbsRequest<'a> {
    request_list: Vec<Request<'a>>,
    #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
    request_extensions: Option<Vec<Extension>>,
}

#[derive(Sequence)]
struct Request<'a> {
    req_cert: CertId<'a>,
}

#[derive(Sequence)]
struct CertId<'a> {
    hash_algorithm: HashAlgorithm,
    issuer_name_hash: &'a OctetStringRef,
    issuer_key_hash: &'a OctetStringRef,
    serial_number: UintRef<'a>,
}

/// With NULL parameters, as every responder writes them.
#[derive(Sequence)]
struct HashAlgorithm {
    algorithm: ObjectIdentifier,
    parameters: Null,
}

#[derive(Sequence)]
struct Extension {
    extn_id: ObjectIdentifier,
    extn_value: OctetString,
}
