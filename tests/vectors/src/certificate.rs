//! Changes of a certificate, and the certificates of a recipe.

use jitsuin_test_pki::{Moment, Purpose};
use serde::Deserialize;

use crate::bytes::hexadecimal;
use crate::digest::Hash;
use crate::forge::certificate::{self as profile, Certificate};
use crate::forge::{self, Key, algorithm, bit_string, boolean, oid, printable, sequence, tlv, utf8};
use crate::recipe::{Anchor, KeyName};
use crate::tree::Node;

/// One change before the certificate is signed.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CertificateChange {
    /// The profile of the other kind; first in the list.
    Kind(Purpose),
    /// Its first moment.
    NotBefore(Moment),
    /// Its last second.
    NotAfter(Moment),
    /// Adds or replaces an extension: critical or not, value in hexadecimal.
    Extension(ExtensionName, bool, String),
    /// Without this extension.
    Without(ExtensionName),
    /// The name of the person; of no character it is said that it is a substitute.
    Name(String),
    /// Issued under this policy.
    Policy(String),
    /// `cA` of BasicConstraints.
    IsCa(bool),
    /// The subject's key is this one.
    Key(KeyName),
    /// The subject's key is on a curve for which there is no row.
    KeyOnCurve,
    /// The list that speaks for it is that of this municipality's distribution point.
    DistributionPoint(String),
    /// The CA of this kind issues it.
    IssuedBy(Purpose),
    /// Another serial number, in hexadecimal.
    Serial(String),
    /// The CA's key of this generation signs it.
    CertifiedBy(KeyName),
    /// The CA signs it with this hash.
    CertifiedWith(Hash),
    /// The CA's signature has one bit changed.
    CertificationFlipped,
}

/// An extension that recipes speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ExtensionName {
    KeyUsage,
    ExtendedKeyUsage,
    SubjectAlternativeName,
    CertificatePolicies,
    BasicConstraints,
    NameConstraints,
    PolicyConstraints,
    AuthorityKeyIdentifier,
    SubjectKeyIdentifier,
    /// One that nobody has defined.
    OfNobody,
}

impl ExtensionName {
    fn oid(self) -> &'static str {
        match self {
            Self::KeyUsage => profile::KEY_USAGE,
            Self::ExtendedKeyUsage => profile::EXT_KEY_USAGE,
            Self::SubjectAlternativeName => profile::SUBJECT_ALT_NAME,
            Self::CertificatePolicies => profile::CERTIFICATE_POLICIES,
            Self::BasicConstraints => profile::BASIC_CONSTRAINTS,
            Self::NameConstraints => "2.5.29.30",
            Self::PolicyConstraints => "2.5.29.36",
            Self::AuthorityKeyIdentifier => profile::AUTHORITY_KEY_IDENTIFIER,
            Self::SubjectKeyIdentifier => profile::SUBJECT_KEY_IDENTIFIER,
            Self::OfNobody => "1.3.6.1.4.1.99999.1",
        }
    }
}

/// A certificate as the changes leave it, and how it is signed.
pub(crate) struct Draft {
    pub(crate) certificate: Certificate,
    signer: &'static Key,
    hash: Hash,
    flipped: bool,
}

impl Draft {
    /// The holder's certificate of this purpose after these changes.
    pub(crate) fn of(purpose: Purpose, changes: &[CertificateChange]) -> Self {
        let kind = changes.iter().find_map(|change| match change {
            CertificateChange::Kind(kind) => Some(*kind),
            _ => None,
        });
        let certificate = match kind.unwrap_or(purpose) {
            Purpose::Sign => Certificate::sign(),
            Purpose::Auth => Certificate::auth(),
        };
        Self::changed(certificate, Key::ca(), changes)
    }

    fn changed(certificate: Certificate, signer: &'static Key, changes: &[CertificateChange]) -> Self {
        let mut draft = Self { certificate, signer, hash: Hash::Sha256, flipped: false };
        changes.iter().for_each(|change| draft.change(change));
        draft
    }

    fn change(&mut self, change: &CertificateChange) {
        let certificate = &mut self.certificate;
        match change {
            CertificateChange::Kind(_) => {}
            CertificateChange::NotBefore(moment) => certificate.not_before = utc_time(*moment),
            CertificateChange::NotAfter(moment) => certificate.not_after = utc_time(*moment),
            CertificateChange::Extension(name, critical, value) => {
                certificate.set(name.oid(), *critical, &hexadecimal(value));
            }
            CertificateChange::Without(name) => certificate.remove(name.oid()),
            CertificateChange::Name(name) => {
                let person = profile::Person::example().with(1, utf8(name)).without(2);
                certificate.set(profile::SUBJECT_ALT_NAME, false, &person.alternative_names());
            }
            CertificateChange::Policy(policy) => {
                certificate.set(profile::CERTIFICATE_POLICIES, true, &profile::policies(policy));
            }
            CertificateChange::IsCa(is_ca) => {
                let value = if *is_ca { boolean(true) } else { Vec::new() };
                certificate.set(profile::BASIC_CONSTRAINTS, true, &sequence(&[&value]));
            }
            CertificateChange::Key(name) => certificate.spki = name.key().spki(),
            CertificateChange::KeyOnCurve => {
                let p384 = sequence(&[&oid("1.2.840.10045.2.1"), &oid("1.3.132.0.34")]);
                certificate.spki = sequence(&[&p384, &bit_string(&[0x04; 97])]);
            }
            CertificateChange::DistributionPoint(municipality) => {
                let name = tlv(0xA0, &tlv(0xA0, &tlv(0xA4, &distribution_point(municipality))));
                certificate.set("2.5.29.31", false, &sequence(&[&sequence(&[&name])]));
            }
            CertificateChange::IssuedBy(Purpose::Sign) => certificate.issuer = profile::ca_name(),
            CertificateChange::IssuedBy(Purpose::Auth) => certificate.issuer = profile::auth_ca_name(),
            CertificateChange::Serial(serial) => certificate.serial_number = hexadecimal(serial),
            CertificateChange::CertifiedBy(name) => self.signer = name.key(),
            CertificateChange::CertifiedWith(hash) => {
                certificate.algorithm = algorithm(hash.with_rsa());
                self.hash = *hash;
            }
            CertificateChange::CertificationFlipped => self.flipped = true,
        }
    }

    /// The DER of the signed certificate.
    pub(crate) fn der(&self) -> Vec<u8> {
        let mut tree = Node::parse(&self.certificate.signed_by(self.signer));
        if self.hash != Hash::Sha256 {
            let value = self.hash.sign(self.signer, &tree.at(&[0]).encode());
            tree.at(&[2]).set(&[&[0][..], &value].concat());
        }
        if self.flipped {
            tree.at(&[2]).flip();
        }
        tree.encode()
    }
}

/// The DER of a CA's certificate that the verifier trusts.
pub(crate) fn anchor(anchor: Anchor, changes: &[CertificateChange], holder: &[u8]) -> Vec<u8> {
    let (certificate, key) = match anchor {
        Anchor::Sign => (Certificate::ca(Key::ca()), Key::ca()),
        Anchor::Auth => (Certificate::auth_ca(Key::ca()), Key::ca()),
        Anchor::OtherSign => (Certificate::ca(Key::other()), Key::other()),
        Anchor::OtherAuth => (Certificate::auth_ca(Key::other()), Key::other()),
        Anchor::Holder => return holder.to_vec(),
    };
    Draft::changed(certificate, key, changes).der()
}

/// The name of a municipality's distribution point in the directory of the CAs.
pub(crate) fn distribution_point(municipality: &str) -> Vec<u8> {
    profile::name(&[("2.5.4.6", printable("JP")), ("2.5.4.3", utf8(municipality))])
}

/// A UTCTime, for moments counted from [`now`].
pub(crate) fn utc_time(moment: Moment) -> Vec<u8> {
    let time = moment.from(now());
    let (hour, minute, second) = time.to_hms();
    let (year, month, day) = (time.year() % 100, u8::from(time.month()), time.day());
    forge::utc_time(&format!("{year:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z"))
}

/// A moment counted from [`now`] as RFC 3339.
pub(crate) fn rfc_3339(moment: Moment) -> String {
    moment.from(now()).format(&time::format_description::well_known::Rfc3339).expect("this century")
}

/// The time at which everything is made, and for which verdicts are asked.
pub(crate) fn now() -> time::OffsetDateTime {
    let seconds = i64::try_from(forge::NOW.1).expect("this century");
    time::OffsetDateTime::from_unix_timestamp(seconds).expect("this century")
}
