//! DER by hand (X.690), for structures that are large, or that must also be written wrongly.

/// Tag, length in its shortest form, contents.
pub(crate) fn tlv(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(contents.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = contents.len().to_be_bytes();
            let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            // A length has eight bytes at most.
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
            out.extend(significant);
        }
    }
    out.extend_from_slice(contents);
    out
}

/// SEQUENCE of what is encoded already.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// INTEGER of an unsigned number in any length.
pub(crate) fn integer(number: &[u8]) -> Vec<u8> {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let significant = number.get(zeros..).unwrap_or_default();
    match significant.first() {
        None => tlv(0x02, &[0]),
        Some(first) if *first >= 0x80 => tlv(0x02, &[&[0], significant].concat()),
        Some(_) => tlv(0x02, significant),
    }
}

/// BIT STRING of whole bytes.
pub(crate) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], bytes].concat())
}

/// OBJECT IDENTIFIER.
pub(crate) fn oid(oid: const_oid::ObjectIdentifier) -> Vec<u8> {
    tlv(0x06, oid.as_bytes())
}

/// `Extension` (RFC 5280 4.1) of a value in DER.
pub(crate) fn extension(identifier: const_oid::ObjectIdentifier, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[0x01, 0x01, 0xFF] } else { &[] };
    sequence(&[&oid(identifier), critical, &tlv(0x04, value)])
}

/// `AlgorithmIdentifier` of sha256WithRSAEncryption.
pub(crate) fn sha256_with_rsa() -> Vec<u8> {
    sequence(&[&oid(const_oid::db::rfc5912::SHA_256_WITH_RSA_ENCRYPTION), &[0x05, 0x00]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_their_shortest_form() {
        assert_eq!(tlv(0x04, &[7; 2]), [0x04, 2, 7, 7]);
        assert_eq!(tlv(0x04, &[0; 0x7F])[..2], [0x04, 0x7F]);
        assert_eq!(tlv(0x04, &[0; 0x80])[..3], [0x04, 0x81, 0x80]);
        assert_eq!(tlv(0x04, &[0; 0x1234])[..4], [0x04, 0x82, 0x12, 0x34]);
    }

    #[test]
    fn integers_are_positive_and_shortest() {
        assert_eq!(integer(&[0, 0, 0x7F]), [0x02, 1, 0x7F]);
        assert_eq!(integer(&[0x80]), [0x02, 2, 0, 0x80]);
        assert_eq!(integer(&[0]), [0x02, 1, 0]);
    }
}
