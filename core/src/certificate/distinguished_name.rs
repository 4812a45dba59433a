//! Distinguished names as text (RFC 4514).

use crate::hex::hex;
use const_oid::db::rfc4519::{C, CN, DC, L, O, OU, ST, STREET, UID};
use der::asn1::{Any, ObjectIdentifier};
use der::{Encode, Tag, Tagged};
use x509_cert::name::Name;

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

/// RFC 4514 §2: the last component first.
pub(crate) fn to_text(name: &Name) -> String {
    let mut text = String::with_capacity(128);
    let components: Vec<_> = name.iter_rdn().collect();
    for (index, component) in components.into_iter().rev().enumerate() {
        if index > 0 {
            text.push(',');
        }
        for (index, attribute) in component.iter().enumerate() {
            if index > 0 {
                text.push('+');
            }
            write_attribute(attribute.oid, &attribute.value, &mut text);
        }
    }
    text
}

fn write_attribute(attribute_type: ObjectIdentifier, value: &Any, text: &mut String) {
    let short_name = SHORT_NAMES.iter().find(|(oid, _)| *oid == attribute_type);
    match (short_name, string(value)) {
        (Some((_, name)), Some(value)) => {
            text.push_str(name);
            text.push('=');
            write_escaped(value, text);
        }
        _ => {
            text.push_str(&attribute_type.to_string());
            text.push_str("=#");
            // A value that was decoded can be encoded.
            text.push_str(&hex(&value.to_der().unwrap_or_default()));
        }
    }
}

fn string(value: &Any) -> Option<&str> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => std::str::from_utf8(value.value()).ok(),
        _ => None,
    }
}

/// RFC 4514 §2.4.
fn write_escaped(value: &str, text: &mut String) {
    let last = value.chars().count().saturating_sub(1);
    for (index, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', character]),
            '#' if index == 0 => text.push_str("\\#"),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            '\0'..='\u{1f}' | '\u{7f}' => {
                text.push('\\');
                text.push_str(&hex(character.encode_utf8(&mut [0; 4]).as_bytes()));
            }
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;

    fn check(name: &str) {
        assert_eq!(to_text(&Name::from_str(name).unwrap()), name);
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
    fn what_could_be_taken_for_syntax_is_escaped() {
        check(r"CN=\#1,O=\ a \ ,OU=a\;b\<c\>d\+e\\f");
    }
}
