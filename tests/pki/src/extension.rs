//! The extensions of the profile, each built when the declaration lists it, in the order in which it lists them.

use const_oid::db::rfc5280::{
    ID_AD_OCSP, ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_BASIC_CONSTRAINTS, ID_CE_CERTIFICATE_POLICIES,
    ID_CE_CRL_DISTRIBUTION_POINTS, ID_CE_EXT_KEY_USAGE, ID_CE_ISSUER_ALT_NAME, ID_CE_KEY_USAGE,
    ID_CE_SUBJECT_ALT_NAME, ID_CE_SUBJECT_KEY_IDENTIFIER, ID_KP_CLIENT_AUTH, ID_PE_AUTHORITY_INFO_ACCESS,
    ID_QT_CPS,
};
use der::asn1::{Any, Ia5String, Ia5StringRef, ObjectIdentifier, OctetString};
use der::{Encode, flagset::FlagSet};
use serde::Deserialize;
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::certpolicy::{PolicyInformation, PolicyQualifierInfo};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName, GeneralNames};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CertificatePolicies, CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::name::Name;

use crate::PkiError;
use crate::declaration::KeyUse;

/// An extension in a declaration.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct DeclaredExtension {
    extension: Kind,
    #[serde(default)]
    critical: bool,
}

/// The extensions of CARD.md 4.1 to 4.3. One that no certificate should have would be a further variant.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    AuthorityInformationAccess,
    AuthorityKeyIdentifier,
    BasicConstraints,
    CertificatePolicies,
    CrlDistributionPoints,
    ExtendedKeyUsage,
    IssuerAlternativeName,
    KeyUsage,
    SubjectAlternativeName,
    SubjectKeyIdentifier,
}

/// What a certificate can put into its extensions. `None` is an error only if the declaration lists the extension.
pub(crate) struct Contents<'a> {
    pub(crate) key_usage: &'a [KeyUse],
    pub(crate) policy: Option<Policy<'a>>,
    pub(crate) ocsp: Option<&'a str>,
    pub(crate) subject_alternative_name: Option<GeneralNames>,
    pub(crate) issuer_alternative_name: Option<Name>,
    pub(crate) distribution_point: Name,
    pub(crate) authority: Option<AuthorityKeyIdentifier>,
    pub(crate) key_identifier: OctetString,
}

/// A certificate policy and where its statement is.
pub(crate) struct Policy<'a> {
    pub(crate) identifier: ObjectIdentifier,
    pub(crate) cps: &'a str,
}

impl DeclaredExtension {
    /// Encodes this extension.
    pub(crate) fn build(&self, contents: &Contents<'_>) -> Result<Extension, PkiError> {
        let (extn_id, value) = self.extension.encode(contents)?;
        Ok(Extension { extn_id, critical: self.critical, extn_value: OctetString::new(value)? })
    }
}

impl Kind {
    fn encode(self, contents: &Contents<'_>) -> Result<(ObjectIdentifier, Vec<u8>), PkiError> {
        let missing = |extension, missing| PkiError::Extension { extension, missing };
        Ok(match self {
            Kind::AuthorityInformationAccess => {
                let ocsp = contents.ocsp.ok_or(missing("authority-information-access", "ocsp"))?;
                let access_location = GeneralName::UniformResourceIdentifier(Ia5String::new(ocsp)?);
                let access = AccessDescription { access_method: ID_AD_OCSP, access_location };
                (ID_PE_AUTHORITY_INFO_ACCESS, AuthorityInfoAccessSyntax(vec![access]).to_der()?)
            }
            Kind::AuthorityKeyIdentifier => {
                let authority =
                    contents.authority.as_ref().ok_or(missing("authority-key-identifier", "an issuer"))?;
                (ID_CE_AUTHORITY_KEY_IDENTIFIER, authority.to_der()?)
            }
            Kind::BasicConstraints => {
                let value = BasicConstraints { ca: true, path_len_constraint: None };
                (ID_CE_BASIC_CONSTRAINTS, value.to_der()?)
            }
            Kind::CertificatePolicies => {
                let policy = contents.policy.as_ref().ok_or(missing("certificate-policies", "policy"))?;
                (ID_CE_CERTIFICATE_POLICIES, policy.encode()?)
            }
            Kind::CrlDistributionPoints => {
                let full_name = vec![GeneralName::DirectoryName(contents.distribution_point.clone())];
                let point = DistributionPoint {
                    distribution_point: Some(DistributionPointName::FullName(full_name)),
                    reasons: None,
                    crl_issuer: None,
                };
                (ID_CE_CRL_DISTRIBUTION_POINTS, CrlDistributionPoints(vec![point]).to_der()?)
            }
            Kind::ExtendedKeyUsage => {
                (ID_CE_EXT_KEY_USAGE, ExtendedKeyUsage(vec![ID_KP_CLIENT_AUTH]).to_der()?)
            }
            Kind::IssuerAlternativeName => {
                let name = contents
                    .issuer_alternative_name
                    .clone()
                    .ok_or(missing("issuer-alternative-name", "an issuer"))?;
                (ID_CE_ISSUER_ALT_NAME, vec![GeneralName::DirectoryName(name)].to_der()?)
            }
            Kind::KeyUsage => (ID_CE_KEY_USAGE, key_usage(contents.key_usage).to_der()?),
            Kind::SubjectAlternativeName => {
                let names = contents
                    .subject_alternative_name
                    .as_ref()
                    .ok_or(missing("subject-alternative-name", "personal data"))?;
                (ID_CE_SUBJECT_ALT_NAME, names.to_der()?)
            }
            Kind::SubjectKeyIdentifier => (
                ID_CE_SUBJECT_KEY_IDENTIFIER,
                SubjectKeyIdentifier(contents.key_identifier.clone()).to_der()?,
            ),
        })
    }
}

impl Policy<'_> {
    fn encode(&self) -> der::Result<Vec<u8>> {
        let cps = PolicyQualifierInfo {
            policy_qualifier_id: ID_QT_CPS,
            qualifier: Some(Any::from(Ia5StringRef::new(self.cps)?)),
        };
        let policy =
            PolicyInformation { policy_identifier: self.identifier, policy_qualifiers: Some(vec![cps]) };
        CertificatePolicies(vec![policy]).to_der()
    }
}

fn key_usage(uses: &[KeyUse]) -> KeyUsage {
    let mut flags = FlagSet::default();
    for usage in uses {
        flags |= match usage {
            KeyUse::DigitalSignature => KeyUsages::DigitalSignature,
            KeyUse::NonRepudiation => KeyUsages::NonRepudiation,
            KeyUse::KeyCertSign => KeyUsages::KeyCertSign,
            KeyUse::CrlSign => KeyUsages::CRLSign,
        };
    }
    KeyUsage(flags)
}
