//! The extensions of a certificate (RFC 5280 §4.2) that Jitsuin reads.

use super::holder::Holder;
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use const_oid::db::rfc5280::{
    ANY_EXTENDED_KEY_USAGE, ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_BASIC_CONSTRAINTS,
    ID_CE_CERTIFICATE_POLICIES, ID_CE_CRL_DISTRIBUTION_POINTS, ID_CE_EXT_KEY_USAGE, ID_CE_KEY_USAGE,
    ID_CE_NAME_CONSTRAINTS, ID_CE_SUBJECT_ALT_NAME, ID_CE_SUBJECT_KEY_IDENTIFIER, ID_KP_CLIENT_AUTH,
    ID_KP_OCSP_SIGNING,
};
use const_oid::db::rfc6960::ID_PKIX_OCSP_NOCHECK;
use der::Tag;
use der::asn1::ObjectIdentifier;
use std::ops::Range;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

/// More extensions than this are refused; the card's certificates have seven or eight (CARD.md §4).
const MAX_EXTENSIONS: usize = 32;

/// What the extensions say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions {
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) subject_key_identifier: Option<Box<[u8]>>,
    pub(crate) authority_key_identifier: Option<Box<[u8]>>,
    pub(crate) policies: Vec<ObjectIdentifier>,
    pub(crate) holder: Option<Holder>,
    /// Where the extension's own DER lies in the certificate. It is read when a list with a distribution point is asked.
    pub(crate) crl_distribution_points: Option<Range<usize>>,
    /// Nobody need ask whether this certificate of a responder was revoked (RFC 6960 §4.2.2.2.1).
    pub(crate) ocsp_nocheck: bool,
    /// The certificate constrains the names below it (RFC 5280 §4.2.1.10), which is not supported.
    pub(crate) name_constraints: bool,
    /// Critical extensions that nothing here understands: RFC 5280 §4.2 demands that a verdict refuses them.
    pub(crate) unknown_critical: Vec<ObjectIdentifier>,
}

impl Extensions {
    /// `explicit` is a cursor over the contents of the `[3]`.
    pub(super) fn read(mut explicit: FieldReader<'_>) -> Result<Self, Malformed> {
        let mut list = explicit.sequence("extensions")?;
        explicit.finish("extensions")?;
        let mut extensions = Self::default();
        let mut seen = Vec::with_capacity(8);
        while !list.is_finished() {
            let extension = list.extension("extension", &mut seen, MAX_EXTENSIONS)?;
            if !extensions.take(extension.oid, extension.value)? && extension.critical {
                extensions.unknown_critical.push(extension.oid);
            }
        }
        Ok(extensions)
    }

    /// Reads one extension, if it is one that is understood.
    fn take(&mut self, oid: ObjectIdentifier, value: Element<'_>) -> Result<bool, Malformed> {
        let named = |field| Element { field, ..value };
        match oid {
            ID_CE_KEY_USAGE => self.key_usage = Some(named("keyUsage").decode_contents()?),
            ID_CE_EXT_KEY_USAGE => self.extended_key_usage = Some(named("extKeyUsage").decode_contents()?),
            ID_CE_BASIC_CONSTRAINTS => {
                self.basic_constraints = Some(named("basicConstraints").decode_contents()?);
            }
            ID_CE_SUBJECT_KEY_IDENTIFIER => {
                let mut contents = value.contents();
                let identifier = contents.tagged("subjectKeyIdentifier", Tag::OctetString)?;
                contents.finish("subjectKeyIdentifier")?;
                self.subject_key_identifier = Some(identifier.value.into());
            }
            ID_CE_AUTHORITY_KEY_IDENTIFIER => {
                // SEQUENCE { [0] keyIdentifier, [1] authorityCertIssuer, [2] authorityCertSerialNumber }, all OPTIONAL
                let mut contents = value.contents();
                let mut fields = contents.sequence("authorityKeyIdentifier")?;
                contents.finish("authorityKeyIdentifier")?;
                let identifier = fields.optional("keyIdentifier", context_specific(0, false))?;
                self.authority_key_identifier = identifier.map(|identifier| identifier.value.into());
            }
            ID_CE_CERTIFICATE_POLICIES => self.policies = read_policies(&value)?,
            ID_CE_CRL_DISTRIBUTION_POINTS => self.crl_distribution_points = Some(value.contents_range()),
            ID_PKIX_OCSP_NOCHECK => self.ocsp_nocheck = true,
            ID_CE_NAME_CONSTRAINTS => self.name_constraints = true,
            ID_CE_SUBJECT_ALT_NAME => self.holder = Holder::from_alternative_names(&value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Does the extended key usage name the signing of OCSP responses? It must be named: anyExtendedKeyUsage is not enough (RFC 6960 §4.2.2.2).
    pub(crate) fn is_for_ocsp_signing(&self) -> bool {
        self.extended_key_usage.as_ref().is_some_and(|usage| usage.0.contains(&ID_KP_OCSP_SIGNING))
    }

    /// Does the extended key usage allow authentication of a client (the card's authentication certificate)?
    pub(super) fn is_for_client_authentication(&self) -> bool {
        self.extended_key_usage.as_ref().is_some_and(|usage| {
            usage.0.contains(&ID_KP_CLIENT_AUTH) || usage.0.contains(&ANY_EXTENDED_KEY_USAGE)
        })
    }
}

/// `SEQUENCE OF PolicyInformation ::= SEQUENCE { policyIdentifier, policyQualifiers OPTIONAL }` (RFC 5280 §4.2.1.4)
fn read_policies(value: &Element<'_>) -> Result<Vec<ObjectIdentifier>, Malformed> {
    let mut contents = value.contents();
    let mut list = contents.sequence("certificatePolicies")?;
    contents.finish("certificatePolicies")?;
    let mut policies = Vec::new();
    while !list.is_finished() {
        policies.push(list.sequence("policyInformation")?.oid("policyIdentifier")?);
    }
    Ok(policies)
}
