//! Distinguished names in the encodings of this profile: the country is a PrintableString, everything else a UTF8String
//! (CARD.md 4.1).

use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519::{C, CN, L, O, OU};
use der::asn1::{Any, PrintableStringRef, Utf8StringRef};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use crate::Purpose;
use crate::declaration::{Declaration, SubjectPart};
use crate::holder::Holder;

/// The CA's name: C, O, OU of the purpose, OU of the operator.
pub(crate) fn authority(declaration: &Declaration, purpose: Purpose) -> der::Result<Name> {
    let unit = &declaration.branch(purpose).unit;
    name(&[(C, "JP"), (O, &declaration.organization), (OU, unit), (OU, &declaration.operator)])
}

/// The CA's name in Japanese: its SubjectAltName, and the IssuerAltName of what it issues.
pub(crate) fn alternative(declaration: &Declaration, purpose: Purpose) -> der::Result<Name> {
    let unit = &declaration.branch(purpose).alternative_unit;
    name(&[
        (C, "JP"),
        (O, &declaration.alternative_organization),
        (OU, unit),
        (OU, &declaration.alternative_operator),
    ])
}

/// Where the CRL of the holder's municipality is, as a name in a directory that only authorised verifiers can read (CARD.md 4.5).
pub(crate) fn distribution_point(
    declaration: &Declaration,
    purpose: Purpose,
    holder: &Holder,
) -> der::Result<Name> {
    name(&[
        (C, "JP"),
        (O, &declaration.organization),
        (OU, &declaration.branch(purpose).unit),
        (OU, "CRL Distribution Points"),
        (OU, &holder.prefecture),
        (CN, &format!("{} CRLDP", holder.municipality)),
    ])
}

/// The name of one who answers OCSP for an authority: the authority's, and a CN.
pub(crate) fn responder(authority: &Name, common_name: &str) -> der::Result<Name> {
    let mut value = RelativeDistinguishedName::default();
    value.insert(AttributeTypeAndValue { oid: CN, value: Any::from(Utf8StringRef::new(common_name)?) })?;
    let mut sequence: RdnSequence = authority.as_ref().clone();
    sequence.push(value);
    Ok(Name::hazmat_from_rdn_sequence(sequence))
}

/// The holder's name, which does not contain the person's name.
pub(crate) fn subject(parts: &[SubjectPart], holder: &Holder, identifier: &str) -> der::Result<Name> {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| match part {
            SubjectPart::Country => (C, "JP"),
            SubjectPart::Prefecture => (L, holder.prefecture.as_str()),
            SubjectPart::Municipality => (L, holder.municipality.as_str()),
            SubjectPart::Identifier => (CN, identifier),
        })
        .collect();
    name(&parts)
}

fn name(parts: &[(ObjectIdentifier, &str)]) -> der::Result<Name> {
    let mut sequence = RdnSequence::default();
    for &(oid, text) in parts {
        let value = if oid == C {
            Any::from(PrintableStringRef::new(text)?)
        } else {
            Any::from(Utf8StringRef::new(text)?)
        };
        let mut rdn = RelativeDistinguishedName::default();
        rdn.insert(AttributeTypeAndValue { oid, value })?;
        sequence.push(rdn);
    }
    Ok(Name::hazmat_from_rdn_sequence(sequence))
}
