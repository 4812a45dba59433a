//! The extensions of a list (RFC 5280 §5.2), and the distribution points that certificate and list must have in common.

use super::CrlError;
use crate::certificate::{Certificate, distinguished_name};
use crate::field_reader::{Element, FieldReader, context_specific};
use crate::malformed::Malformed;
use const_oid::db::rfc5280::{
    ID_CE_AUTHORITY_KEY_IDENTIFIER, ID_CE_CRL_NUMBER, ID_CE_DELTA_CRL_INDICATOR,
    ID_CE_ISSUING_DISTRIBUTION_POINT,
};

/// More extensions than this are refused; RFC 5280 §5.2 knows seven.
const MAX_CRL_EXTENSIONS: usize = 16;

/// What the extensions say.
#[derive(Debug, Default)]
pub(super) struct CrlExtensions {
    pub(super) number: Option<Box<[u8]>>,
    pub(super) authority_key_identifier: Option<Box<[u8]>>,
    /// The names of the list's own distribution point, each the DER of a `GeneralName`. Empty: the list is for all certificates.
    pub(super) distribution_points: Vec<Box<[u8]>>,
}

impl CrlExtensions {
    /// `explicit` is a cursor over the contents of the `[0]`.
    pub(super) fn read(mut explicit: FieldReader<'_>) -> Result<Self, CrlError> {
        let mut list = explicit.sequence("crlExtensions")?;
        explicit.finish("crlExtensions")?;
        let mut extensions = Self::default();
        let mut seen = Vec::new();
        while !list.is_finished() {
            let extension = list.extension("crlExtension", &mut seen, MAX_CRL_EXTENSIONS)?;
            match extension.oid {
                ID_CE_AUTHORITY_KEY_IDENTIFIER => {
                    let mut contents = extension.value.contents();
                    let mut fields = contents.sequence("authorityKeyIdentifier")?;
                    contents.finish("authorityKeyIdentifier")?;
                    let identifier = fields.optional("keyIdentifier", context_specific(0, false))?;
                    extensions.authority_key_identifier =
                        identifier.map(|identifier| identifier.value.into());
                }
                ID_CE_CRL_NUMBER => {
                    let mut contents = extension.value.contents();
                    extensions.number = Some(contents.element("cRLNumber")?.unsigned()?.into());
                    contents.finish("cRLNumber")?;
                }
                ID_CE_ISSUING_DISTRIBUTION_POINT => {
                    extensions.distribution_points = issuing_distribution_point(&extension.value)?;
                }
                // Whether or not it says critical: a list of changes is no list of everything.
                ID_CE_DELTA_CRL_INDICATOR => return Err(CrlError::Delta),
                oid if extension.critical => return Err(CrlError::ExtensionUnknown { oid: oid.to_string() }),
                _ => {}
            }
        }
        Ok(extensions)
    }
}

/// RFC 5280 §5.2.5. A list of persons' certificates, whatever the reason, is read; every other scope is refused by its name.
fn issuing_distribution_point(value: &Element<'_>) -> Result<Vec<Box<[u8]>>, CrlError> {
    let mut contents = value.contents();
    let mut fields = contents.sequence("issuingDistributionPoint")?;
    contents.finish("issuingDistributionPoint")?;
    let names = match fields.optional("distributionPoint", context_specific(0, true))? {
        Some(point) => full_name(&point)?.ok_or(CrlError::OutOfScope { scope: "nameRelativeToCRLIssuer" })?,
        None => Vec::new(),
    };
    fields.optional("onlyContainsUserCerts", context_specific(1, false))?;
    for (number, constructed, scope) in [
        (2, false, "onlyContainsCACerts"),
        (3, false, "onlySomeReasons"),
        (4, false, "indirectCRL"),
        (5, false, "onlyContainsAttributeCerts"),
    ] {
        if fields.optional(scope, context_specific(number, constructed))?.is_some() {
            return Err(CrlError::OutOfScope { scope });
        }
    }
    fields.finish("issuingDistributionPoint")?;
    Ok(names)
}

/// The names of all distribution points of a certificate that are its issuer's own and for all reasons (RFC 5280 §4.2.1.13), each the DER
/// of a `GeneralName`.
/// Empty where it has none, or none that can be read.
pub fn distribution_points(certificate: &Certificate) -> Vec<Box<[u8]>> {
    read_distribution_points(certificate).unwrap_or_default()
}

/// The first directory name among them as text (RFC 4514), for a report.
pub fn distribution_point_text(certificate: &Certificate) -> Option<String> {
    distribution_points(certificate).iter().find_map(|name| {
        // GeneralName ::= CHOICE { …, directoryName [4] EXPLICIT Name, … }
        let directory_name =
            FieldReader::new(name).tagged("directoryName", context_specific(4, true)).ok()?;
        let name = directory_name.contents().element("directoryName").ok()?;
        Some(distinguished_name::to_text(&distinguished_name::read(&name).ok()?))
    })
}

fn read_distribution_points(certificate: &Certificate) -> Result<Vec<Box<[u8]>>, Malformed> {
    let Some(value) = certificate.crl_distribution_points() else { return Ok(Vec::new()) };
    let mut contents = FieldReader::new(value);
    let mut list = contents.sequence("cRLDistributionPoints")?;
    contents.finish("cRLDistributionPoints")?;
    let mut names = Vec::new();
    while !list.is_finished() {
        let mut fields = list.sequence("distributionPoint")?;
        let point = fields.optional("distributionPoint", context_specific(0, true))?;
        // Some reasons only, or another issuer's list.
        if !fields.is_finished() {
            continue;
        }
        if let Some(point) = point {
            names.extend(full_name(&point)?.unwrap_or_default());
        }
    }
    Ok(names)
}

/// `DistributionPointName ::= CHOICE { fullName [0] GeneralNames, nameRelativeToCRLIssuer [1] }`; `None` for the second.
fn full_name(point: &Element<'_>) -> Result<Option<Vec<Box<[u8]>>>, Malformed> {
    let mut choice = point.contents();
    let Some(full_name) = choice.optional("fullName", context_specific(0, true))? else { return Ok(None) };
    choice.finish("distributionPoint")?;
    let mut names = full_name.contents();
    let mut found = Vec::new();
    while !names.is_finished() {
        found.push(names.element("generalName")?.der.into());
    }
    if found.is_empty() {
        return Err(full_name.refuse("no name"));
    }
    Ok(Some(found))
}
