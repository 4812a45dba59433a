//! The personal data of a signing certificate: six otherNames under the JPKI arc (CARD.md 4.2).

use const_oid::ObjectIdentifier;
use der::asn1::{Any, Utf8StringRef};
use x509_cert::ext::pkix::name::{GeneralName, GeneralNames, OtherName};

use crate::holder::Holder;

const NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.1");
const NAME_FLAGS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.2");
const SEX: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.3");
const BIRTH_DATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.4");
const ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.5");
const ADDRESS_FLAGS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.392.200149.8.5.5.6");

/// Name, birth date, sex, address, and the flags of substituted characters; in the order of a real certificate, which is not
/// the order of the numbers.
pub(crate) fn of(holder: &Holder) -> der::Result<GeneralNames> {
    [
        (NAME, holder.name.as_str()),
        (BIRTH_DATE, &holder.birth_date.in_certificate()),
        (SEX, holder.sex.in_certificate()),
        (ADDRESS, &holder.address),
        (NAME_FLAGS, &holder.name_flags),
        (ADDRESS_FLAGS, &holder.address_flags),
    ]
    .into_iter()
    .map(|(type_id, text)| {
        Ok(GeneralName::OtherName(OtherName { type_id, value: Any::from(Utf8StringRef::new(text)?) }))
    })
    .collect()
}
