use super::*;

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
