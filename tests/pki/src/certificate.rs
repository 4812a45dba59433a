//! An X.509 certificate from its parts, in exactly the order given (RFC 5280 4.1). The builder of `x509-cert` reorders and adds.

use const_oid::db::rfc5912::SHA_256_WITH_RSA_ENCRYPTION;
use der::asn1::{Any, BitString, UtcTime};
use der::{Encode, Sequence};
use rsa::{RsaPrivateKey, RsaPublicKey};
use spki::{AlgorithmIdentifierOwned, EncodePublicKey};
use time::OffsetDateTime;
use x509_cert::certificate::Version;
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;

use crate::{PkiError, sign_sha256};

/// What is to be certified.
pub(crate) struct Certificate<'a> {
    pub(crate) serial: SerialNumber,
    pub(crate) issuer: Name,
    pub(crate) not_before: OffsetDateTime,
    pub(crate) not_after: OffsetDateTime,
    pub(crate) subject: Name,
    pub(crate) key: &'a RsaPublicKey,
    pub(crate) extensions: Vec<Extension>,
}

impl Certificate<'_> {
    /// The DER of the certificate, signed with sha256WithRSAEncryption.
    pub(crate) fn sign(self, issuer_key: &RsaPrivateKey) -> Result<Vec<u8>, PkiError> {
        let algorithm =
            AlgorithmIdentifierOwned { oid: SHA_256_WITH_RSA_ENCRYPTION, parameters: Some(Any::null()) };
        let public_key = self.key.to_public_key_der().map_err(|_| rsa::Error::Internal)?;
        let tbs_certificate = TbsCertificate {
            version: Version::V3,
            serial_number: self.serial,
            signature: algorithm.clone(),
            issuer: self.issuer,
            validity: Validity { not_before: utc(self.not_before)?, not_after: utc(self.not_after)? },
            subject: self.subject,
            subject_public_key_info: der::Decode::from_der(public_key.as_bytes())?,
            extensions: self.extensions,
        };
        let signature = sign_sha256(issuer_key, &tbs_certificate.to_der()?)?;
        let signed = SignedCertificate {
            tbs_certificate,
            signature_algorithm: algorithm,
            signature: BitString::from_bytes(&signature)?,
        };
        Ok(signed.to_der()?)
    }
}

/// A positive serial number of three bytes, the length that real ones have.
pub(crate) fn serial() -> Result<SerialNumber, PkiError> {
    let [_, high, middle, low] = getrandom::u32()?.to_be_bytes();
    Ok(SerialNumber::new(&[high & 0x3F | 0x40, middle, low])?)
}

/// A Time of this profile is always a UTCTime; from 2050 on there is none, and that is an error.
fn utc(time: OffsetDateTime) -> Result<UtcTime, PkiError> {
    let seconds = u64::try_from(time.unix_timestamp()).unwrap_or(0);
    Ok(UtcTime::from_unix_duration(std::time::Duration::from_secs(seconds))?)
}

#[derive(Sequence)]
struct SignedCertificate {
    tbs_certificate: TbsCertificate,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

#[derive(Sequence)]
struct TbsCertificate {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial_number: SerialNumber,
    signature: AlgorithmIdentifierOwned,
    issuer: Name,
    validity: Validity,
    subject: Name,
    subject_public_key_info: Any,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Vec<Extension>,
}

#[derive(Sequence)]
struct Validity {
    not_before: UtcTime,
    not_after: UtcTime,
}
