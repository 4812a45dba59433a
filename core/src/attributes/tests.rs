//! The published file of a test card (CARD.md §1.3), files of other shapes, and files that are none.

#![expect(clippy::as_conversions, reason = "bytes of small files are put together by hand")]

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

const NAME: &str = "黒桐　幹也";
const ADDRESS: &str = "東京都清瀬市観布子南１２－７－２０２";

/// EF 0002 of the JPKI test card.
const PUBLISHED: &str = "ff2065\
    df2108000e002000590064\
    df220fe9bb92e6a190e38080e5b9b9e4b99f\
    df2336e69db1e4baace983bde6b885e780ace5b882e8a6b3e5b883e5ad90e58d97\
    efbc91efbc92efbc8defbc97efbc8defbc92efbc90efbc92\
    df24083139383030323137\
    df250131";

/// DF32 of EF 0003 of the same card.
const PUBLISHED_DIGEST: &str = "b9e0d09427b23b1d4beda2848512b4103752dc2667e51f9712872d65f472cb3b";

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<_> = text.bytes().map(|byte| char::from(byte).to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// How a length is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// In as few bytes as it fits.
    Shortest,
    /// `81 xx`
    TwoBytes,
    /// `82 xx xx`
    ThreeBytes,
}

fn tlv(tag: u8, contents: &[u8], form: Form) -> Vec<u8> {
    let length = contents.len();
    let length = match (form, length) {
        (Form::Shortest, 0..0x80) => vec![length as u8],
        (Form::Shortest | Form::TwoBytes, 0..0x100) => vec![0x81, length as u8],
        _ => vec![0x82, (length >> 8) as u8, length as u8],
    };
    [&[if tag == 0x20 { 0xff } else { 0xdf }, tag], &length[..], contents].concat()
}

/// A file before it is written.
#[derive(Clone, Debug)]
struct File {
    /// Tag and contents of each value.
    values: Vec<(u8, Vec<u8>)>,
    /// What is added to each offset.
    lie: [i32; 4],
    form: Form,
}

impl File {
    fn of(name: &str, address: &str, birth_date: &str, sex: &str) -> Self {
        let values = [(0x22, name), (0x23, address), (0x24, birth_date), (0x25, sex)];
        Self {
            values: values.map(|(tag, text)| (tag, text.as_bytes().to_vec())).to_vec(),
            lie: [0; 4],
            form: Form::Shortest,
        }
    }

    fn example() -> Self {
        Self::of("実印　花子", "東京都清瀬市観布子南１２－７", "19800217", "2")
    }

    fn with(mut self, index: usize, contents: &[u8]) -> Self {
        self.values[index].1 = contents.to_vec();
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let values: Vec<_> =
            self.values.iter().map(|(tag, contents)| tlv(*tag, contents, self.form)).collect();
        let length: usize = values.iter().map(Vec::len).sum();
        let offsets_length = tlv(0x21, &[0; 8], self.form).len();
        let outer = tlv(0x20, &vec![0; offsets_length + length], self.form).len() - offsets_length - length;
        let mut position = outer + offsets_length;
        let mut offsets = Vec::new();
        for (index, value) in values.iter().enumerate().take(4) {
            offsets.extend(((position as i32 + self.lie[index]) as u16).to_be_bytes());
            position += value.len();
        }
        let contents = [tlv(0x21, &offsets, self.form), values.concat()].concat();
        tlv(0x20, &contents, self.form)
    }
}

fn refusal(file: &[u8]) -> (usize, String, String) {
    let error = Attributes::from_file(file).unwrap_err();
    let facts = error.facts();
    assert_eq!(error.code(), "attributes-malformed");
    assert_eq!(digest_matches(file, &[0; 32]).is_err(), Values::read(file).is_err());
    (facts.position.unwrap(), facts.field.unwrap(), facts.reason.unwrap())
}

#[test]
fn the_published_file() {
    let file = unhex(PUBLISHED);
    assert_eq!(file.len(), 104);
    let digest = unhex(PUBLISHED_DIGEST);
    let reading = AttributesReading::from_file(&file, Some(&digest)).unwrap();
    let attributes = Attributes {
        name: NAME.into(),
        address: ADDRESS.into(),
        birth_date: Some("1980-02-17".into()),
        birth_date_raw: "19800217".into(),
        sex: Sex::Male,
    };
    assert_eq!(reading, AttributesReading { attributes: attributes.clone(), digest_matches: Some(true) });
    assert_eq!(Attributes::from_file(&file), Ok(attributes));
    assert_eq!(File::of(NAME, ADDRESS, "19800217", "1").bytes(), file);
    assert_eq!(
        serde_json::to_value(&reading).unwrap(),
        serde_json::json!({
            "attributes": {
                "name": NAME,
                "address": ADDRESS,
                "birthDate": "1980-02-17",
                "birthDateRaw": "19800217",
                "sex": "male",
            },
            "digestMatches": true,
        })
    );
}

#[test]
fn a_digest_of_something_else_does_not_match() {
    let file = unhex(PUBLISHED);
    let digest = unhex(PUBLISHED_DIGEST);
    for place in 0x0e..file.len() {
        let mut altered = file.clone();
        altered[place] ^= 1;
        assert_ne!(digest_matches(&altered, &digest), Ok(true), "byte {place}");
    }
    assert_eq!(digest_matches(&file, &Sha256::digest(&file)), Ok(false));
    assert_eq!(digest_matches(&file, &digest[..31]), Ok(false));
    assert_eq!(digest_matches(&file, &[]), Ok(false));
    assert_eq!(AttributesReading::from_file(&file, None).unwrap().digest_matches, None);
}

#[test]
fn lengths_that_take_more_bytes_than_they_need() {
    let expected = Attributes::from_file(&File::example().bytes()).unwrap();
    for form in [Form::TwoBytes, Form::ThreeBytes] {
        let file = File { form, ..File::example() }.bytes();
        assert_eq!(Attributes::from_file(&file), Ok(expected.clone()), "{form:?}");
        let start = file.windows(2).position(|tag| tag == [0xdf, 0x22]).unwrap();
        assert_eq!(digest_matches(&file, &Sha256::digest(&file[start..])), Ok(true), "{form:?}");
    }
}

#[test]
fn an_address_of_128_bytes_and_more() {
    for characters in [42, 43, 85, 86, 200] {
        let address = "あ".repeat(characters);
        for form in [Form::Shortest, Form::TwoBytes, Form::ThreeBytes] {
            let file = File { form, ..File::of(NAME, &address, "19800217", "1") }.bytes();
            let read = Attributes::from_file(&file).unwrap();
            assert_eq!(read.address, address, "{characters} {form:?}");
        }
    }
    let longer = File::of(NAME, &"あ".repeat(201), "19800217", "1").bytes();
    assert_eq!(refusal(&longer).1, "address");
}

#[test]
fn filler_may_follow_and_nothing_else() {
    let file = File::example().bytes();
    let expected = Attributes::from_file(&file);
    for filler in [&[0; 40], &[0xff; 40]] {
        let padded = [&file[..], filler].concat();
        assert_eq!(Attributes::from_file(&padded), expected);
        let digest = Sha256::digest(&file[0x0e..]);
        assert_eq!(digest_matches(&padded, &digest), Ok(true), "the filler is no part of it");
    }
    let followed = [&file[..], &[0xff, 0x01]].concat();
    assert_eq!(refusal(&followed), (file.len() + 1, "file".into(), "something after its end".into()));
}

#[test]
fn a_later_card_may_keep_more() {
    let mut file = File::example();
    file.values.push((0x26, "ジツイン　ハナコ".into()));
    assert_eq!(Attributes::from_file(&file.bytes()), Attributes::from_file(&File::example().bytes()));
}

#[test]
fn no_truncation_is_read() {
    let file = File::example().bytes();
    for length in 0..file.len() {
        let (position, _, reason) = refusal(&file[..length]);
        assert!(position <= length, "{length}: {reason}");
    }
    // The same, where the outer length agrees with what is left.
    for length in 0..file.len() - 3 {
        let shortened = tlv(0x20, &file[3..3 + length], Form::Shortest);
        refusal(&shortened);
    }
}

#[test]
fn tags_that_are_missing_or_there_twice() {
    for index in 0..4 {
        let mut missing = File::example();
        let (tag, _) = missing.values.remove(index);
        let (_, _, reason) = refusal(&missing.bytes());
        assert!(reason == "missing" || reason.starts_with(&format!("expected DF{tag:02X}")), "{reason}");

        let mut twice = File::example();
        twice.values.push(twice.values[index].clone());
        assert_eq!(refusal(&twice.bytes()).2, format!("DF{tag:02X} for the second time"));

        let mut in_a_row = File::example();
        in_a_row.values.insert(index, in_a_row.values[index].clone());
        let (_, _, reason) = refusal(&in_a_row.bytes());
        assert!(reason.ends_with(&format!("DF{tag:02X}")) || reason.contains("second time"), "{reason}");
    }
    let mut swapped = File::example();
    swapped.values.swap(0, 1);
    assert_eq!(refusal(&swapped.bytes()).2, "expected DF22, found DF23");
}

#[test]
fn offsets_that_lie() {
    for index in 0..4 {
        for lie in [-1, 1, 0x100, -14, 30_000] {
            let mut file = File::example();
            file.lie[index] = lie;
            let (position, field, reason) = refusal(&file.bytes());
            assert_eq!((position, field.as_str()), (3, "offsets"), "{reason}");
            assert!(reason.contains(", which is at "), "{reason}");
        }
    }
    let file = File::example().bytes();
    for length in [0, 2, 6, 7] {
        let contents = [&tlv(0x21, &file[6..6 + length], Form::Shortest), &file[14..]].concat();
        let (_, _, reason) = refusal(&tlv(0x20, &contents, Form::Shortest));
        assert_eq!(reason, "not two bytes for each value");
    }
}

#[test]
fn texts_that_are_none() {
    let example = File::example().bytes();
    let place = |tag: u8| example.windows(2).position(|two| two == [0xdf, tag]).unwrap();
    for (index, tag, field) in [(0, 0x22, "name"), (1, 0x23, "address")] {
        let (position, found, reason) = refusal(&File::example().with(index, b"ab\xe3\x81").bytes());
        assert_eq!((found.as_str(), reason.as_str()), (field, "not UTF-8"));
        assert!(position > place(tag));
        for text in ["", "a\nb", "a\0", "\u{202e}花子", "\u{feff}花子"] {
            assert_eq!(refusal(&File::example().with(index, text.as_bytes()).bytes()).1, field, "{text:?}");
        }
    }
    let position = refusal(&File::example().with(0, b"ab\xe3\x81").bytes()).0;
    assert_eq!(position, place(0x22) + 3 + 2, "the byte that is wrong, not the value's first");
    for sex in ["", "3", "4", "x", "11", "１"] {
        assert_eq!(refusal(&File::example().with(3, sex.as_bytes()).bytes()).1, "sex", "{sex}");
    }
}

#[test]
fn the_sexes_of_iso_5218() {
    let sexes = [("0", Sex::Unknown), ("1", Sex::Male), ("2", Sex::Female), ("9", Sex::NotApplicable)];
    for (digit, sex) in sexes {
        assert_eq!(
            Attributes::from_file(&File::example().with(3, digit.as_bytes()).bytes()).unwrap().sex,
            sex
        );
    }
}

#[test]
fn dates_of_which_a_part_is_not_registered() {
    let dates = [
        ("20240229", Some("2024-02-29")),
        ("19120730", Some("1912-07-30")),
        ("00000000", None),
        ("19800000", None),
        ("19800200", None),
        ("00000217", None),
    ];
    for (raw, date) in dates {
        let read = Attributes::from_file(&File::example().with(2, raw.as_bytes()).bytes()).unwrap();
        assert_eq!((read.birth_date.as_deref(), read.birth_date_raw.as_str()), (date, raw));
    }
}

#[test]
fn dates_that_no_calendar_has() {
    let dates =
        ["", "1980021", "198002170", "19801301", "19800230", "19810229", "19000229", "1980-2-1", "S5502171"];
    for raw in dates {
        let (_, field, reason) = refusal(&File::example().with(2, raw.as_bytes()).bytes());
        assert_eq!(field, "birthDate", "{raw}: {reason}");
    }
}

#[test]
fn tags_and_lengths_that_are_not_read() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "missing"),
        (&[0x30, 0x00], "not a tag of two bytes"),
        (&[0xff], "not a tag of two bytes"),
        (&[0xff, 0x81, 0x20, 0x00], "not a tag of two bytes"),
        (&[0x1f, 0x00, 0x00], "not a tag of two bytes"),
        (&[0xff, 0x20, 0x80, 0xdf], "indefinite length"),
        (&[0xff, 0x20, 0x83, 0, 0, 0], "a length of more than two bytes"),
        (&[0xff, 0x20, 0x82, 0xff, 0xff], "longer than the file"),
    ];
    for (file, expected) in cases {
        assert_eq!(refusal(file), (0, "file".into(), expected.into()));
    }
    assert_eq!(refusal(&[0xdf, 0x21, 0x00]).2, "expected FF20, found DF21");
    // 個人番号's own file is not mistaken for this one.
    assert_eq!(refusal(b"\xff\x10\x0c123456789012\xff\xff").2, "expected FF20, found FF10");
}

#[test]
fn a_file_is_bounded() {
    let mut large = File::example().bytes();
    large.resize(MAX_FILE + 1, 0xff);
    let error = Attributes::from_file(&large).unwrap_err();
    assert_eq!(error.facts().reason.as_deref(), Some("larger than 4096 bytes"));
    large.pop();
    assert!(Attributes::from_file(&large).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_survived(file in vec(any::<u8>(), 0..512)) {
        prop_assert!(Attributes::from_file(&file).is_err());
    }

    /// Whatever is changed in a good file, what is read can be shown, and a refusal names a byte of it.
    #[test]
    fn damaged_files_are_survived(
        damages in vec((0..200_usize, 0..4_usize, vec(any::<u8>(), 0..4)), 1..4),
        three_bytes in any::<bool>(),
    ) {
        let form = if three_bytes { Form::ThreeBytes } else { Form::Shortest };
        let mut file = File { form, ..File::example() }.bytes();
        for (place, removed, inserted) in damages {
            let place = place.min(file.len());
            let end = (place + removed).min(file.len());
            file.splice(place..end, inserted);
        }
        match AttributesReading::from_file(&file, Some(&[0; 32])) {
            Ok(reading) => {
                prop_assert_eq!(reading.digest_matches, Some(false));
                prop_assert!(limits::line(&reading.attributes.name).is_ok());
                prop_assert!(limits::line(&reading.attributes.address).is_ok());
            }
            Err(error) => prop_assert!(error.facts().position.unwrap() <= file.len(), "{}", error),
        }
    }

    #[test]
    fn what_a_card_can_hold_is_read_back(name in "[一-龠ぁ-ん][一-龠　ぁ-ん]{0,199}", address in "[一-龠０-９－]{1,200}") {
        let file = File::of(&name, &address, "20010203", "9").bytes();
        let read = Attributes::from_file(&file).unwrap();
        prop_assert_eq!((read.name, read.address), (name, address));
    }
}
