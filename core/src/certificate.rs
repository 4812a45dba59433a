//! X.509 certificates (RFC 5280) with the profile of the Japanese public personal authentication service (CARD.md §4).

mod birth_date;
pub(crate) mod distinguished_name;
mod extensions;
mod holder;
mod public_key;
mod serial_number;
mod summary;

pub use birth_date::{BirthDate, Era};
pub use holder::{Holder, Sex};
pub use public_key::PublicKeySummary;
pub use serial_number::{SerialNumber, SerialNumberError};
pub use summary::{CertificateSummary, Kind};

pub(crate) use birth_date::Parts;
pub(crate) use summary::key_usage_names;

use crate::algorithm::{
    AlgorithmIdentifier, AlgorithmUnsupported, Digest, DigestAlgorithm, SignatureAlgorithm, oid_name,
};
use crate::crypto::VerifyDigest;
use crate::facts::Facts;
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use crate::unix_time::UnixTime;
use const_oid::db::rfc4519::{ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME};
use der::asn1::ObjectIdentifier;
use der::{DateTime, Tag};
use extensions::Extensions;
use public_key::PublicKey;
use std::borrow::Cow;
use std::ops::Range;

/// Bytes of the largest certificate that is read. A signing certificate of the card has 1.6 to 2.3 kB (CARD.md §1.2).
pub const MAX_CERTIFICATE: usize = 16 * 1024;

/// Octets of the longest serial number (RFC 5280 §4.1.2.2).
const MAX_SERIAL_NUMBER: usize = 20;

/// The O of test certificates (CARD.md §4.1).
const TEST_ORGANIZATION: &str = "JPKI-TEST";

/// The OU that tells the CA for signing certificates from that for authentication certificates (CARD.md §4.1).
const CA_UNITS: [(&str, Kind); 2] =
    [("JPKI for digital signature", Kind::Sign), ("JPKI for user authentication", Kind::Auth)];

/// One certificate, read strictly: version 3, DER, nothing before or after it.
#[derive(Clone, Debug)]
pub struct Certificate {
    der: Box<[u8]>,
    fingerprint: Digest,
    tbs: Range<usize>,
    serial_number: Box<[u8]>,
    signature_algorithm: ObjectIdentifier,
    signature: Range<usize>,
    issuer: Range<usize>,
    issuer_text: String,
    subject: Range<usize>,
    subject_text: String,
    kind_of_issued: Option<Kind>,
    test: bool,
    not_before: UnixTime,
    not_after: UnixTime,
    public_key: PublicKey,
    extensions: Extensions,
}

/// Why bytes are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// Not DER, not a version 3 certificate, or not of the JPKI profile. Who made it is at fault.
    #[error("not a certificate: {0}")]
    Malformed(#[from] Malformed),
}

impl Certificate {
    /// Reads one certificate of at most [`MAX_CERTIFICATE`] bytes. Padding after it is refused: who reads the card's file cuts it.
    ///
    /// # Errors
    /// `certificate-malformed`, with the position, the field and the reason.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE {
            return Err(Malformed::of("certificate", format!("larger than {MAX_CERTIFICATE} bytes")).into());
        }
        // RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }
        let mut whole = FieldReader::new(der);
        let mut outer = whole.sequence("certificate")?;
        whole.finish("certificate")?;
        let tbs_element = outer.tagged("tbsCertificate", Tag::Sequence)?;
        let signature_algorithm = outer.element("signatureAlgorithm")?;
        let signature_element = outer.element("signatureValue")?;
        let signature = signature_element.bit_string_range()?;
        outer.finish("certificate")?;

        let mut tbs = tbs_element.contents();
        let version = tbs.tagged("version", context_specific(0, true))?;
        if version.decode_contents::<u8>()? != 2 {
            return Err(version.refuse("not a version 3 certificate").into());
        }
        let serial_number = serial_number(&tbs.element("serialNumber")?)?;
        let inner_algorithm = tbs.element("signature")?;
        if inner_algorithm.der != signature_algorithm.der {
            return Err(inner_algorithm.refuse("differs from signatureAlgorithm").into());
        }
        let algorithm = AlgorithmIdentifier::read(&signature_algorithm)?;
        let issuer = tbs.element("issuer")?;
        let issuer_name = distinguished_name::read(&issuer)?;
        let mut validity = tbs.sequence("validity")?;
        let not_before = time(&validity.element("notBefore")?)?;
        let not_after = time(&validity.element("notAfter")?)?;
        validity.finish("validity")?;
        let subject = tbs.element("subject")?;
        let subject_name = distinguished_name::read(&subject)?;
        let public_key = PublicKey::read(&tbs.tagged("subjectPublicKeyInfo", Tag::Sequence)?)?;
        let extensions = match tbs.optional("extensions", context_specific(3, true))? {
            Some(explicit) => Extensions::read(explicit.contents())?,
            None => Extensions::default(),
        };
        tbs.finish("tbsCertificate")?;

        Ok(Self {
            der: der.into(),
            fingerprint: DigestAlgorithm::SHA_256.digest(der),
            tbs: tbs_element.range(),
            serial_number: serial_number.into(),
            signature_algorithm: algorithm.oid,
            signature,
            issuer: issuer.range(),
            issuer_text: distinguished_name::to_text(&issuer_name),
            subject: subject.range(),
            subject_text: distinguished_name::to_text(&subject_name),
            kind_of_issued: kind_by_unit(&subject_name),
            test: distinguished_name::has(&issuer_name, ORGANIZATION_NAME, TEST_ORGANIZATION),
            not_before,
            not_after,
            public_key,
            extensions,
        })
    }

    /// The bytes that were read.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate in PEM (RFC 7468 §5).
    ///
    /// # Errors
    /// None that a certificate of at most [`MAX_CERTIFICATE`] bytes can have.
    pub fn to_pem(&self) -> Result<String, pem_rfc7468::Error> {
        pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, &self.der)
    }

    /// What the certificate is for, by its key usage. The profile's signing certificates have no extended key usage (CARD.md §4.2); one
    /// that has is only for what that names (RFC 5280 §4.2.1.12).
    pub fn kind(&self) -> Kind {
        let Extensions { key_usage, basic_constraints, .. } = &self.extensions;
        let Some(key_usage) = key_usage else { return Kind::Other };
        if basic_constraints.as_ref().is_some_and(|constraints| constraints.ca) {
            return Kind::Other;
        }
        let any_purpose = self.extensions.extended_key_usage.is_none();
        match (key_usage.non_repudiation(), key_usage.digital_signature()) {
            (true, _) if any_purpose => Kind::Sign,
            (false, true) if self.extensions.is_for_client_authentication() => Kind::Auth,
            _ => Kind::Other,
        }
    }

    /// The person, where the certificate names one: signing certificates do, authentication certificates do not.
    pub fn holder(&self) -> Option<&Holder> {
        self.extensions.holder.as_ref()
    }

    /// First moment of validity.
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// Last second of validity.
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// Was it issued by a test CA (`O=JPKI-TEST`)?
    pub fn is_test(&self) -> bool {
        self.test
    }

    /// What the certificate says, for people.
    pub fn summary(&self) -> CertificateSummary {
        self.clone().into()
    }

    /// SHA-256 of the whole certificate.
    pub fn fingerprint(&self) -> &Digest {
        &self.fingerprint
    }

    /// The digest of the whole certificate.
    pub(crate) fn digest(&self, algorithm: DigestAlgorithm) -> Cow<'_, Digest> {
        if algorithm == self.fingerprint.algorithm() {
            Cow::Borrowed(&self.fingerprint)
        } else {
            Cow::Owned(algorithm.digest(&self.der))
        }
    }

    /// What the key signs with.
    ///
    /// # Errors
    /// No row of the table covers the key's type.
    pub fn key_algorithm(&self) -> Result<SignatureAlgorithm, AlgorithmUnsupported> {
        SignatureAlgorithm::of_key(&self.public_key.key_type)
    }

    /// The contents of `subjectPublicKey`: what key identifiers are hashes of.
    pub(crate) fn subject_public_key(&self) -> &[u8] {
        self.der.get(self.public_key.key.clone()).unwrap_or_default()
    }

    pub(crate) fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Makes the key ready to verify.
    ///
    /// # Errors
    /// No row covers the key's type, or its numbers are no key.
    pub(crate) fn load_key(&self) -> Result<Box<dyn VerifyDigest>, AlgorithmUnsupported> {
        let unusable = || AlgorithmUnsupported { algorithm: self.public_key.key_type.name() };
        let key = self.der.get(self.public_key.key.clone()).ok_or_else(unusable)?;
        self.key_algorithm()?.load_key(key).ok_or_else(unusable)
    }

    /// What the issuer's signature calls itself.
    pub(crate) fn signature_algorithm(&self) -> ObjectIdentifier {
        self.signature_algorithm
    }

    /// Did `key`, of the certificate `issuer`, sign this one?
    ///
    /// # Errors
    /// The certificate is signed with an algorithm that no row covers for the issuer's key.
    pub(crate) fn is_signed_by(
        &self,
        issuer: &Self,
        key: &dyn VerifyDigest,
    ) -> Result<bool, AlgorithmUnsupported> {
        let (Some(tbs), Some(signature)) =
            (self.der.get(self.tbs.clone()), self.der.get(self.signature.clone()))
        else {
            return Ok(false);
        };
        issuer.has_signed(key, tbs, self.signature_algorithm, signature)
    }

    /// Did `key`, this certificate's, make the signature of `message` that calls itself `algorithm`?
    ///
    /// # Errors
    /// No row covers the algorithm for this key.
    pub(crate) fn has_signed(
        &self,
        key: &dyn VerifyDigest,
        message: &[u8],
        algorithm: ObjectIdentifier,
        signature: &[u8],
    ) -> Result<bool, AlgorithmUnsupported> {
        let row = SignatureAlgorithm::of_certificate(&self.public_key.key_type, algorithm)
            .ok_or_else(|| AlgorithmUnsupported { algorithm: oid_name(algorithm) })?;
        Ok(key.verify(&row.digest().digest(message), signature))
    }

    /// 発行番号, big-endian, without leading zeros.
    pub fn serial_number(&self) -> &[u8] {
        &self.serial_number
    }

    /// The issuer's name as it stands in the certificate, for comparison and for `IssuerAndSerialNumber`.
    pub(crate) fn issuer_der(&self) -> &[u8] {
        self.der.get(self.issuer.clone()).unwrap_or_default()
    }

    /// The issuer's name as RFC 4514 writes it.
    pub(crate) fn issuer_text(&self) -> &str {
        &self.issuer_text
    }

    /// The subject's name as RFC 4514 writes it.
    pub(crate) fn subject_text(&self) -> &str {
        &self.subject_text
    }

    /// What kind of certificates the holder of this one issues, if it is one of J-LIS's CAs by its name, or a test CA named like one.
    pub(crate) fn kind_of_issued(&self) -> Option<Kind> {
        self.kind_of_issued
    }

    pub(crate) fn subject_der(&self) -> &[u8] {
        self.der.get(self.subject.clone()).unwrap_or_default()
    }

    /// The DER of cRLDistributionPoints, if there are some.
    pub(crate) fn crl_distribution_points(&self) -> Option<&[u8]> {
        self.der.get(self.extensions.crl_distribution_points.clone()?)
    }

    pub(crate) fn extensions(&self) -> &Extensions {
        &self.extensions
    }
}

impl CertificateError {
    /// The code of bridge/PROTOCOL.md.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "certificate-malformed",
        }
    }

    /// The facts that the code carries.
    pub fn facts(&self) -> Facts {
        match self {
            Self::Malformed(malformed) => malformed.into(),
        }
    }
}

/// J-LIS names the kind of certificates in an organisational unit of the CA.
fn kind_by_unit(subject: &[distinguished_name::Attribute<'_>]) -> Option<Kind> {
    let row =
        CA_UNITS.iter().find(|(unit, _)| distinguished_name::has(subject, ORGANIZATIONAL_UNIT_NAME, unit));
    row.map(|(_, kind)| *kind)
}

/// A serial number as RFC 5280 §4.1.2.2 has it: an INTEGER that is not negative, of at most 20 octets; without the sign's zero.
pub(crate) fn serial_number<'a>(element: &Element<'a>) -> Result<&'a [u8], Malformed> {
    let octets = element.unsigned()?;
    if octets.len() > MAX_SERIAL_NUMBER {
        return Err(element.refuse(format!("longer than {MAX_SERIAL_NUMBER} octets")));
    }
    Ok(octets)
}

/// UTCTime or GeneralizedTime, to the second and with Z (RFC 5280 §4.1.2.5.1 and .2), from 1970 on.
pub(crate) fn time(element: &Element<'_>) -> Result<UnixTime, Malformed> {
    let malformed = || element.refuse("malformed ASN.1 DER value for a time");
    let (century, digits) = match (element.tag, element.value) {
        (Tag::UtcTime, digits) => (None, digits),
        (Tag::GeneralizedTime, [thousands, hundreds, digits @ ..]) => {
            (Some(two_digits([*thousands, *hundreds]).ok_or_else(malformed)?), digits)
        }
        (tag, _) => return Err(element.refuse(format!("unexpected ASN.1 DER tag: {tag} for a time"))),
    };
    let &[y, yy, m, mm, d, dd, h, hh, i, ii, s, ss, b'Z'] = digits else { return Err(malformed()) };
    let pair = |tens, ones| two_digits([tens, ones]).ok_or_else(malformed);
    let year = pair(y, yy)?;
    let century = century.unwrap_or(if year < 50 { 20 } else { 19 });
    let year = u16::from(century).saturating_mul(100).saturating_add(year.into());
    let time = DateTime::new(year, pair(m, mm)?, pair(d, dd)?, pair(h, hh)?, pair(i, ii)?, pair(s, ss)?);
    time.map(UnixTime::from).map_err(|_| malformed())
}

fn two_digits([tens, ones]: [u8; 2]) -> Option<u8> {
    let digit = |octet: u8| octet.checked_sub(b'0').filter(|digit| *digit < 10);
    Some(digit(tens)?.saturating_mul(10).saturating_add(digit(ones)?))
}

#[cfg(test)]
mod tests;
