//! The signing-certificate-v2 attribute (RFC 5035 §3): it ties the signature to one certificate and not to a key alone.

use crate::algorithm::DigestAlgorithm;
use crate::certificate::Certificate;
use crate::field_reader::Element;
use crate::malformed::Malformed;
use der::asn1::{Any, ObjectIdentifier, OctetString, UintRef};
use der::{Decode, Encode, Sequence, Tag};
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames};
use x509_cert::name::Name;

/// The first `ESSCertIDv2`: the signer's certificate (RFC 5035 §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EssCertIdV2<'a> {
    /// What hashed the certificate; SHA-256 where the attribute does not say.
    pub(crate) hash_algorithm: ObjectIdentifier,
    /// The hash of the whole certificate.
    pub(crate) hash: &'a [u8],
    /// Issuer (the DER of its name) and serial number, where they are given.
    pub(crate) issuer_serial: Option<(&'a [u8], &'a [u8])>,
}

impl<'a> EssCertIdV2<'a> {
    /// `SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, policies OPTIONAL }`; further certificates and the
    /// policies are not judged.
    pub(super) fn read(value: &Element<'a>) -> Result<Self, Malformed> {
        let mut attribute = value.contents();
        let mut certs = attribute.sequence("signingCertificateV2.certs")?;
        // ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha256, certHash OCTET STRING, issuerSerial OPTIONAL }
        let mut cert_id = certs.sequence("essCertIDv2")?;
        let hash_algorithm = match cert_id.optional("essCertIDv2.hashAlgorithm", Tag::Sequence)? {
            Some(identifier) => identifier.contents().oid("essCertIDv2.hashAlgorithm")?,
            None => DigestAlgorithm::SHA_256.oid(),
        };
        let hash = cert_id.tagged("essCertIDv2.certHash", Tag::OctetString)?.value;
        let issuer_serial = match cert_id.optional("essCertIDv2.issuerSerial", Tag::Sequence)? {
            Some(issuer_serial) => Some(read_issuer_serial(&issuer_serial)?),
            None => None,
        };
        cert_id.finish("essCertIDv2")?;
        Ok(Self { hash_algorithm, hash, issuer_serial })
    }

    /// Is the hash that of this certificate? Not where no row has the hash algorithm.
    pub(super) fn is_hash_of(&self, certificate: &[u8]) -> bool {
        DigestAlgorithm::by_oid(self.hash_algorithm)
            .is_ok_and(|algorithm| algorithm.digest(certificate).value() == self.hash)
    }
}

/// `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber INTEGER }` with one directoryName.
fn read_issuer_serial<'a>(issuer_serial: &Element<'a>) -> Result<(&'a [u8], &'a [u8]), Malformed> {
    let mut fields = issuer_serial.contents();
    let mut names = fields.sequence("issuerSerial.issuer")?;
    let directory_name =
        names.tagged("issuerSerial.issuer", crate::field_reader::context_specific(4, true))?;
    names.finish("issuerSerial.issuer")?;
    let serial_number = fields.element("issuerSerial.serialNumber")?.unsigned()?;
    fields.finish("issuerSerial")?;
    Ok((directory_name.value, serial_number))
}

/// The attribute's value for this certificate: SHA-256 (left out, being the default), with issuer and serial number.
pub(super) fn encode(certificate: &Certificate) -> der::Result<Any> {
    #[derive(Sequence)]
    struct SigningCertificateV2 {
        certs: Vec<EssCertId>,
    }
    #[derive(Sequence)]
    struct EssCertId {
        cert_hash: OctetString,
        issuer_serial: IssuerSerial,
    }
    #[derive(Sequence)]
    struct IssuerSerial {
        issuer: GeneralNames,
        serial_number: Any,
    }
    let certs = vec![EssCertId {
        cert_hash: OctetString::new(certificate.fingerprint().value())?,
        issuer_serial: IssuerSerial {
            issuer: vec![GeneralName::DirectoryName(Name::from_der(certificate.issuer_der())?)],
            serial_number: Any::from_der(&UintRef::new(certificate.serial_number())?.to_der()?)?,
        },
    }];
    Any::encode_from(&SigningCertificateV2 { certs })
}
