//! CMS signatures of the profile CAdES-B-B, and others.

use super::certificate;
use super::{
    Key, SHA_256, SHA_256_WITH_RSA, algorithm, explicit, implicit, integer, octet_string, oid, sequence,
    set_of, sha256, tlv, utc_time,
};

pub const DATA: &str = "1.2.840.113549.1.7.1";
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
pub const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
pub const SIGNATURE_POLICY: &str = "1.2.840.113549.1.9.16.2.15";
pub const COMMITMENT_TYPE: &str = "1.2.840.113549.1.9.16.2.16";
pub const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";

/// A signature before it is made. Every part can be changed.
#[derive(Clone)]
pub struct Signature {
    pub outer_type: Vec<u8>,
    pub version: Vec<u8>,
    pub digest_algorithms: Vec<Vec<u8>>,
    pub content_type: Vec<u8>,
    pub content: Option<Vec<u8>>,
    pub certificates: Vec<Vec<u8>>,
    /// `RevocationInfoChoices`
    pub crls: Vec<Vec<u8>>,
    pub signer_version: Vec<u8>,
    pub sid: Vec<u8>,
    pub digest_algorithm: Vec<u8>,
    /// OID and DER of each attribute.
    pub attributes: Vec<(&'static str, Vec<u8>)>,
    pub sorted: bool,
    pub signature_algorithm: Vec<u8>,
    pub signers: usize,
}

impl Signature {
    /// As the card's owner would sign `content` with the certificate of [`certificate::Certificate::sign`].
    pub fn of(content: &[u8]) -> Self {
        Self::with_certificate(content, &certificate::Certificate::sign())
    }

    pub fn with_certificate(content: &[u8], certificate: &certificate::Certificate) -> Self {
        let der = certificate.signed_by(Key::ca());
        let mut signature = Self {
            outer_type: oid(SIGNED_DATA),
            version: integer(&[1]),
            digest_algorithms: vec![sequence(&[&oid(SHA_256)])],
            content_type: oid(DATA),
            content: Some(content.to_vec()),
            certificates: vec![der.clone()],
            crls: Vec::new(),
            signer_version: integer(&[1]),
            sid: sequence(&[&certificate.issuer, &integer(&certificate.serial_number)]),
            digest_algorithm: sequence(&[&oid(SHA_256)]),
            attributes: Vec::new(),
            sorted: true,
            signature_algorithm: algorithm(SHA_256_WITH_RSA),
            signers: 1,
        };
        signature.set(CONTENT_TYPE, &[&oid(DATA)]);
        signature.set(MESSAGE_DIGEST, &[&octet_string(&sha256(content))]);
        signature.set(SIGNING_TIME, &[&utc_time("261122095403Z")]);
        signature.set(SIGNING_CERTIFICATE_V2, &[&signing_certificate_v2(&der, &signature.sid)]);
        signature
    }

    /// Adds an attribute, or replaces it.
    pub fn set(&mut self, attribute: &'static str, values: &[&[u8]]) {
        self.remove(attribute);
        self.repeat(attribute, values);
    }

    /// Adds an attribute, also if it is there already.
    pub fn repeat(&mut self, attribute: &'static str, values: &[&[u8]]) {
        let values = set_of(values.iter().map(|value| value.to_vec()).collect());
        self.attributes.push((attribute, sequence(&[&oid(attribute), &values])));
    }

    /// Names the signer by the key identifier in its certificate (RFC 5652 §5.3).
    pub fn name_by_key_identifier(&mut self, identifier: &[u8]) {
        self.version = integer(&[3]);
        self.signer_version = integer(&[3]);
        self.sid = tlv(0x80, identifier);
    }

    /// An OCSP response that travels inside (RFC 5940): one that says `unauthorized`.
    pub fn carry_ocsp_response(&mut self) {
        let response = sequence(&[&tlv(0x0a, &[6])]);
        self.version = integer(&[5]);
        self.crls = vec![tlv(0xa1, &[oid("1.3.6.1.5.5.7.16.2"), response].concat())];
    }

    pub fn remove(&mut self, attribute: &str) {
        self.attributes.retain(|(oid, _)| *oid != attribute);
    }

    pub fn signed_by(&self, key: &Key) -> Vec<u8> {
        self.signed_with(|signed| key.sign(signed))
    }

    /// With any signature of the signed attributes.
    pub fn signed_with(&self, sign: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let attributes: Vec<_> = self.attributes.iter().map(|(_, der)| der.clone()).collect();
        let sorted = set_of(attributes.clone());
        let written = if self.sorted { sorted.clone() } else { tlv(0x31, &attributes.concat()) };
        let signed_attributes = if attributes.is_empty() { Vec::new() } else { implicit(0, &written) };
        let signed = if attributes.is_empty() { self.content.clone().unwrap_or_default() } else { sorted };
        let signer_info = sequence(&[
            &self.signer_version,
            &self.sid,
            &self.digest_algorithm,
            &signed_attributes,
            &self.signature_algorithm,
            &octet_string(&sign(&signed)),
        ]);
        let content = self.content.as_ref().map(|content| explicit(0, &octet_string(content)));
        let certificates = match self.certificates.concat() {
            none if none.is_empty() => none,
            certificates => tlv(0xa0, &certificates),
        };
        let crls = if self.crls.is_empty() { Vec::new() } else { tlv(0xa1, &self.crls.concat()) };
        let signed_data = sequence(&[
            &self.version,
            &tlv(0x31, &self.digest_algorithms.concat()),
            &sequence(&[&self.content_type, &content.unwrap_or_default()]),
            &certificates,
            &crls,
            &tlv(0x31, &signer_info.repeat(self.signers)),
        ]);
        sequence(&[&self.outer_type, &explicit(0, &signed_data)])
    }
}

/// The attribute's value for a certificate that `sid` names.
pub fn signing_certificate_v2(certificate: &[u8], sid: &[u8]) -> Vec<u8> {
    // The contents begin behind a tag and a length of one octet, or of two.
    let contents = if sid[1] < 0x80 { &sid[2..] } else { &sid[3..] };
    let (issuer, serial_number) = contents.split_at(contents.len() - 5);
    let issuer = sequence(&[&explicit(4, issuer)]);
    let issuer_serial = sequence(&[&issuer, serial_number]);
    sequence(&[&sequence(&[&sequence(&[&octet_string(&sha256(certificate)), &issuer_serial])])])
}
