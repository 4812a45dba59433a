use super::*;
use crate::algorithm::AlgorithmIdentifier;
use der::asn1::{BitStringRef, UintRef, Utf8StringRef};
use spki::AlgorithmIdentifierRef;

#[test]
fn positions_count_from_the_outermost_input() {
    // SEQUENCE { OCTET STRING 01, SEQUENCE { INTEGER 00 05 (not minimal) } }
    let input = [0x30, 0x09, 0x04, 0x01, 0x01, 0x30, 0x04, 0x02, 0x02, 0x00, 0x05];
    let mut outer = FieldReader::new(&input).sequence("outer").unwrap();
    outer.element("first").unwrap();
    let mut inner = outer.sequence("inner").unwrap();
    let refusal = inner.element("number").unwrap().decode::<u8>().unwrap_err();
    assert_eq!(refusal.field, "number");
    assert!(refusal.position >= Some(7), "{refusal}");
}

#[test]
fn refuses_what_is_not_der() {
    let cases: [(&[u8], &str); 5] = [
        (&[], "missing"),
        (&[0x30, 0x80, 0x00, 0x00], "indefinite length"),
        (&[0x30, 0x81, 0x01, 0x00], "incorrect length"),
        (&[0x30, 0x05, 0x00], "longer than the input"),
        (&[0x02, 0x01, 0x00], "expected SEQUENCE, found INTEGER"),
    ];
    for (input, reason) in cases {
        let refusal = FieldReader::new(input).sequence("value").unwrap_err();
        assert!(refusal.reason.contains(reason), "{input:02x?}: {refusal}");
    }
}

#[test]
fn the_usual_headers_are_what_der_says_they_are() {
    for tag in 0..=0xff {
        for length in [
            &[0][..],
            &[0x7f],
            &[0x80],
            &[0x81, 0x7f],
            &[0x81, 0x80],
            &[0x82, 0, 0xff],
            &[0x82, 1, 0],
            &[0x83, 1, 0, 0],
        ] {
            let input = [&[tag], length, &[0; 0x100]].concat();
            if let Some(usual) = usual_header(&input) {
                assert_eq!(any_header(&input), Ok(usual), "{tag:02x} {length:02x?}");
            }
        }
    }
}

#[test]
fn trailing_bytes_are_counted() {
    let mut reader = FieldReader::new(&[0x30, 0x00, 0xff, 0xff]);
    reader.sequence("value").unwrap();
    let refusal = reader.finish("value").unwrap_err();
    assert_eq!(refusal, Malformed::at(2, "value", "2 trailing bytes"));
}

#[test]
fn an_absent_optional_field_reads_nothing() {
    let mut reader = FieldReader::new(&[0x02, 0x01, 0x05]);
    assert!(reader.optional("option", Tag::Boolean).unwrap().is_none());
    assert_eq!(reader.element("number").unwrap().decode::<u8>(), Ok(5));
}

/// What is read by hand here is what `der` would read: the same octets, and the same refusals.
#[test]
fn what_is_read_by_hand_is_what_der_reads() {
    let der_of = |tag: u8, value: &[u8]| [&[tag, u8::try_from(value.len()).unwrap()], value].concat();
    let integers: [&[u8]; 9] =
        [&[], &[0], &[0, 0], &[0, 0x7f], &[0, 0x80], &[0x7f], &[0x80], &[0xff, 0x80], &[1, 0]];
    for value in integers {
        for tag in [0x02, 0x0a] {
            let der = der_of(tag, value);
            let element = FieldReader::new(&der).element("number").unwrap();
            let expected = UintRef::from_der(&der);
            assert_eq!(
                element.unsigned().ok(),
                expected.as_ref().ok().map(UintRef::as_bytes),
                "{tag:02x} {value:02x?}"
            );
        }
    }
    let bit_strings: [&[u8]; 7] = [&[], &[0], &[0, 0xff], &[3], &[3, 8], &[7, 0x80], &[8, 0]];
    for value in bit_strings {
        for tag in [0x03, 0x04] {
            let der = der_of(tag, value);
            let element = FieldReader::new(&der).element("bits").unwrap();
            let expected = BitStringRef::from_der(&der).ok().and_then(|bits| bits.as_bytes());
            let read = element.bit_string_range().ok().map(|range| &der[range]);
            assert_eq!(read, expected, "{tag:02x} {value:02x?}");
        }
    }
    for (tag, value) in [(0x0c, &b"\xe5\xae\x9f"[..]), (0x0c, b"\xff"), (0x0c, b""), (0x13, b"a")] {
        let der = der_of(tag, value);
        let element = FieldReader::new(&der).element("text").unwrap();
        assert_eq!(element.utf8().ok(), Utf8StringRef::from_der(&der).ok().map(|text| text.as_str()));
    }
}

/// `AlgorithmIdentifier` as `spki` reads it, but that a NULL is no parameter.
#[test]
fn an_algorithm_identifier_is_what_spki_reads() {
    const OID: [u8; 5] = [0x06, 0x03, 0x2a, 0x03, 0x04];
    let parameters: [&[u8]; 8] = [
        &[],
        &[0x05, 0x00],
        &[0x05, 0x01, 0x00],
        &[0x05, 0x00, 0x05, 0x00],
        &[0x05, 0x00, 0x06, 0x01, 0x2a],
        &[0x06, 0x01, 0x2a],
        &[0x06, 0x01, 0x2a, 0x05, 0x00],
        &[0x30, 0x01],
    ];
    for parameters in parameters {
        let contents = [&OID, parameters].concat();
        let der = [&[0x30, u8::try_from(contents.len()).unwrap()], &contents[..]].concat();
        let element = FieldReader::new(&der).element("algorithm").unwrap();
        let read = AlgorithmIdentifier::read(&element).ok();
        let null_with_contents = parameters == [0x05, 0x01, 0x00];
        let expected = AlgorithmIdentifierRef::from_der(&der).ok().filter(|_| !null_with_contents);
        assert_eq!(read.map(|read| read.oid), expected.map(|read| read.oid), "{parameters:02x?}");
        let is_given = expected.and_then(|read| read.parameters).is_some_and(|given| !given.is_null());
        assert_eq!(read.and_then(|read| read.parameters).is_some(), is_given, "{parameters:02x?}");
    }
}

/// Whether a field is there or not: what stands in its place is looked at.
#[test]
fn a_neighbour_that_is_no_tlv_is_refused() {
    for neighbour in [&[0xa1, 0x7f][..], &[0xa1], &[0x81, 0x7f], &[0x02, 0x05, 0x00]] {
        let mut reader = FieldReader::new(neighbour);
        assert!(reader.optional("option", context_specific(0, false)).is_err(), "{neighbour:02x?}");
    }
}
