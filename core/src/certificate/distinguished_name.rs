//! Distinguished names as text (RFC 4514).

use crate::field_reader::Element;
use crate::hidden_characters::is_hidden;
use crate::malformed::Malformed;
use base16ct::lower::encode_string as hex;
use const_oid::db::rfc4519::{C, CN, DC, L, O, OU, ST, STREET, UID};
use der::Tag;
use der::asn1::ObjectIdentifier;

/// The short names of RFC 4514 §3; every other type is written as its OID.
const SHORT_NAMES: [(ObjectIdentifier, &str); 9] = [
    (C, "C"),
    (O, "O"),
    (OU, "OU"),
    (CN, "CN"),
    (L, "L"),
    (ST, "ST"),
    (STREET, "STREET"),
    (DC, "DC"),
    (UID, "UID"),
];

/// `AttributeTypeAndValue`, and the place of its component in the name, from 0.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    component: usize,
    pub(crate) oid: ObjectIdentifier,
    value: Element<'a>,
}

/// Reads `Name ::= SEQUENCE OF RelativeDistinguishedName`, each a `SET SIZE (1..) OF AttributeTypeAndValue` (RFC 5280 §4.1.2.4).
pub(crate) fn read<'a>(name: &Element<'a>) -> Result<Vec<Attribute<'a>>, Malformed> {
    if name.tag != Tag::Sequence {
        return Err(name.refuse(format!("expected SEQUENCE, found {}", name.tag)));
    }
    let mut components = name.contents();
    let mut attributes = Vec::with_capacity(8);
    let mut component = 0_usize;
    while !components.is_finished() {
        let set = components.tagged(name.field, Tag::Set)?;
        let mut members = set.contents();
        if members.is_finished() {
            return Err(set.refuse("a component without an attribute"));
        }
        while !members.is_finished() {
            let mut fields = members.sequence(name.field)?;
            let oid = fields.oid(name.field)?;
            let value = fields.element(name.field)?;
            fields.finish(name.field)?;
            attributes.push(Attribute { component, oid, value });
        }
        component = component.saturating_add(1);
    }
    Ok(attributes)
}

/// RFC 4514 §2: the last component first.
pub(crate) fn to_text(attributes: &[Attribute<'_>]) -> String {
    let mut text = String::with_capacity(128);
    for component in attributes.chunk_by(|one, next| one.component == next.component).rev() {
        if !text.is_empty() {
            text.push(',');
        }
        for (index, attribute) in component.iter().enumerate() {
            if index > 0 {
                text.push('+');
            }
            write_attribute(attribute, &mut text);
        }
    }
    text
}

/// Has the name an attribute of this type and value?
pub(crate) fn has(attributes: &[Attribute<'_>], oid: ObjectIdentifier, value: &str) -> bool {
    attributes.iter().any(|attribute| attribute.oid == oid && attribute.value.value == value.as_bytes())
}

fn write_attribute(attribute: &Attribute<'_>, text: &mut String) {
    let short_name = SHORT_NAMES.iter().find(|(oid, _)| *oid == attribute.oid);
    match (short_name, string(&attribute.value)) {
        (Some((_, name)), Some(value)) => {
            text.push_str(name);
            text.push('=');
            write_escaped(value, text);
        }
        _ => {
            text.push_str(&attribute.oid.to_string());
            text.push_str("=#");
            text.push_str(&hex(attribute.value.der));
        }
    }
}

fn string<'a>(value: &Element<'a>) -> Option<&'a str> {
    match value.tag {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => std::str::from_utf8(value.value).ok(),
        _ => None,
    }
}

/// RFC 4514 §2.4, and every character that is not seen as its octets: the name is shown before anybody vouches for it.
fn write_escaped(value: &str, text: &mut String) {
    if is_plain(value) {
        text.push_str(value);
        return;
    }
    let last = value.chars().count().saturating_sub(1);
    for (index, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', character]),
            '#' if index == 0 => text.push_str("\\#"),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            hidden if is_hidden(hidden) => {
                for octet in hidden.encode_utf8(&mut [0; 4]).bytes() {
                    text.push('\\');
                    text.push_str(&hex(&[octet]));
                }
            }
            other => text.push(other),
        }
    }
}

/// Has it only what nothing escapes, as most names do? A shortcut, and no rule.
fn is_plain(value: &str) -> bool {
    let plain = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b' ' | b'-' | b'.' | b'_');
    value.bytes().all(plain) && !value.starts_with(' ') && !value.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field_reader::FieldReader;
    use der::Encode;
    use std::str::FromStr;
    use x509_cert::name::Name;

    fn check(name: &str) {
        let der = Name::from_str(name).unwrap().to_der().unwrap();
        let element = FieldReader::new(&der).element("name").unwrap();
        assert_eq!(to_text(&read(&element).unwrap()), name);
    }

    #[test]
    fn the_examples_of_rfc_4514_section_4() {
        check("UID=jsmith,DC=example,DC=net");
        check("OU=Sales+CN=J.  Smith,DC=example,DC=net");
        check(r#"CN=James \"Jim\" Smith\, III,DC=example,DC=net"#);
        check(r"CN=Before\0dAfter,DC=example,DC=net");
        check("1.3.6.1.4.1.1466.0=#04024869");
        check("CN=Lučić");
    }

    #[test]
    fn what_is_not_seen_is_escaped_octet_by_octet() {
        use crate::forge::certificate::name;
        let der = name(&[("2.5.4.3", crate::forge::utf8("\u{9b}2J\u{202e}a\u{1b}"))]);
        let element = FieldReader::new(&der).element("name").unwrap();
        assert_eq!(to_text(&read(&element).unwrap()), r"CN=\c2\9b2J\e2\80\aea\1b");
    }

    #[test]
    fn what_could_be_taken_for_syntax_is_escaped() {
        check(r"CN=\#1,O=\ a \ ,OU=a\;b\<c\>d\+e\\f");
    }
}
