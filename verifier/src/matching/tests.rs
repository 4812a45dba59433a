use super::*;
use jitsuin_core::certificate::{BirthDate, Era, Sex};
use proptest::prelude::*;

fn hanako() -> Holder {
    Holder {
        name: "霞　花子".into(),
        address: "東京都千代田区霞が関２－１－２－１０１".into(),
        birth_date: BirthDate {
            era: Era::Heisei,
            year: Some(1990),
            month: Some(4),
            day: Some(29),
            raw: "419900429".into(),
        },
        sex: Sex::Female,
        name_substituted: vec![],
        address_substituted: vec![],
    }
}

/// One comparison as a line: the result, the rules, the doubts.
fn line(attribute: Attribute, declared: &str, holder: &Holder) -> String {
    let mut form = DeclaredAttributes::default();
    *match attribute {
        Attribute::Name => &mut form.name,
        Attribute::Address => &mut form.address,
        Attribute::BirthDate => &mut form.birth_date,
        Attribute::Sex => &mut form.sex,
    } = Some(declared.to_owned());
    let report = compare(&form, Some(holder));
    let field = report.fields.iter().find(|field| field.attribute == attribute).unwrap();
    let json = serde_json::to_value(field).unwrap();
    let text = |name: &str| json[name].to_string().replace(['"', '[', ']'], "");
    [text("result"), text("rules"), text("why")]
        .into_iter()
        .filter(|part| part != "null" && !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn name(declared: &str, certified: &str) -> String {
    line(Attribute::Name, declared, &Holder { name: certified.into(), ..hanako() })
}

fn address(declared: &str, certified: &str) -> String {
    line(Attribute::Address, declared, &Holder { address: certified.into(), ..hanako() })
}

#[test]
fn names() {
    let cases = [
        ("霞　花子", "霞　花子", "same"),
        ("霞 花子", "霞　花子", "same-after width"),
        ("霞花子", "霞　花子", "same-after space"),
        (" 霞　　花子 ", "霞　花子", "same-after space"),
        ("ｽﾐｽ ｼﾞｮﾝ", "スミス　ジョン", "same-after width"),
        ("Smith John", "ＳＭＩＴＨ　ＪＯＨＮ", "same-after width,letter-case"),
        ("かか\u{3099}", "かが", "same-after width"),
        ("高橋　花子", "髙橋　花子", "may-be-same variant-character"),
        ("高橋 花子", "髙橋　花子", "may-be-same width variant-character"),
        ("山崎花子", "山﨑　花子", "may-be-same space variant-character"),
        ("渡辺　花子", "渡邊　花子", "may-be-same variant-character"),
        ("神　花子", "\u{fa19}　花子", "may-be-same variant-character"),
        ("葛\u{e0100}城", "葛城", "may-be-same variant-character"),
        ("ジョン・スミス", "ジョン　スミス", "may-be-same space middle-dot"),
        ("林　田子", "林田　子", "may-be-same space space-elsewhere"),
        ("霞　華子", "霞　花子", "differs"),
        ("カスミ　花子", "霞　花子", "differs"),
    ];
    for (declared, certified, expected) in cases {
        assert_eq!(name(declared, certified), expected, "{declared} {certified}");
    }
}

#[test]
fn addresses() {
    let register = "東京都千代田区霞が関２－１－２－１０１";
    let cases = [
        (register, register, "same"),
        ("東京都千代田区霞が関2-1-2-101", register, "same-after width"),
        ("東京都千代田区霞が関２−１−２−１０１", register, "same-after hyphen"),
        ("東京都千代田区霞が関２ー１ー２ー１０１", register, "same-after width,hyphen"),
        ("東京都千代田区 霞が関 2-1-2 101", register, "same-after width,space"),
        ("東京都千代田区霞が関2丁目1番2号101号室", register, "same-after width,block-word"),
        (
            "東京都千代田区霞が関二丁目一番二号一〇一号室",
            register,
            "same-after width,kanji-numeral,block-word",
        ),
        ("東京都千代田区霞が関２の１の２の１０１", register, "same-after width,block-word"),
        ("東京都千代田区霞ヶ関2-1-2-101", register, "may-be-same width place-kana"),
        ("千代田区霞が関2-1-2-101", register, "may-be-same width prefecture-omitted"),
        ("千代田区霞ケ関2-1-2-101", register, "may-be-same width place-kana,prefecture-omitted"),
        ("東京都千代田区霞が関2-1-2", register, "differs"),
        ("東京都千代田区霞が関2-1-2101", register, "differs"),
        ("東京都千代田区霞が関２－１コーポ12号室", "東京都千代田区霞が関２－１コーポ一　二号室", "differs"),
        ("東京都千代田区霞が関２－１コーポ十二号室", "東京都千代田区霞が関２－１コーポ一　二号室", "differs"),
        ("東京都千代田区霞が関2-1-2-102", register, "differs"),
        ("甲村１番地２", "甲村１丁目２番", "differs"),
        ("甲村１－２", "甲村１丁目２番", "same-after width,block-word"),
        ("甲村１番地", "甲村１番", "may-be-same width,block-word block-word-differs"),
        ("甲村字乙１", "甲村大字乙１", "may-be-same aza-omitted"),
        ("甲村乙第①号", "甲村乙第1号", "may-be-same compatibility-character"),
        ("澤村１", "沢村１", "may-be-same variant-character"),
    ];
    for (declared, certified, expected) in cases {
        assert_eq!(address(declared, certified), expected, "{declared} {certified}");
    }
}

#[test]
fn a_substituted_character_is_never_a_yes() {
    let holder = Holder { name: "霞　〓子".into(), name_substituted: vec![2], ..hanako() };
    let cases = [
        ("霞　〓子", "may-be-same substituted-character"),
        ("霞　華子", "may-be-same substituted-character"),
        ("霞華子", "may-be-same space substituted-character"),
        ("露　〓子", "differs"),
        ("霞　華", "differs"),
    ];
    for (declared, expected) in cases {
        assert_eq!(line(Attribute::Name, declared, &holder), expected, "{declared}");
    }
    let last = hanako().address.chars().count() - 1;
    let holder = Holder { address_substituted: vec![last], ..hanako() };
    let other_digit = "東京都千代田区霞が関２－１－２－１０２";
    assert_eq!(line(Attribute::Address, other_digit, &holder), "differs");
}

#[test]
fn birth_dates() {
    let cases = [
        ("1990-04-29", "same"),
        ("1990年4月29日", "same-after date-notation"),
        ("１９９０／４／２９", "same-after date-notation"),
        ("19900429", "same-after date-notation"),
        ("平成2年4月29日", "same-after date-notation,japanese-era"),
        ("平成二年四月二十九日", "not-comparable unreadable"),
        ("H2.4.29", "same-after date-notation,japanese-era"),
        ("昭和65年4月29日", "may-be-same date-notation,japanese-era era-differs"),
        ("平成元年4月29日", "differs"),
        ("1990-04-28", "differs"),
        ("2-4-29", "not-comparable unreadable"),
        ("90-04-29", "not-comparable unreadable"),
        ("1990-04-29-1", "not-comparable unreadable"),
        ("1990-13-29", "not-comparable unreadable"),
        ("+1990-04-29", "not-comparable unreadable"),
        ("平成0年4月29日", "not-comparable unreadable"),
        ("", "not-comparable not-given"),
    ];
    for (declared, expected) in cases {
        assert_eq!(line(Attribute::BirthDate, declared, &hanako()), expected, "{declared}");
    }
    let known = |year, month, day| {
        let birth_date = BirthDate { year, month, day, ..hanako().birth_date };
        line(Attribute::BirthDate, "1990-04-29", &Holder { birth_date, ..hanako() })
    };
    assert_eq!(known(Some(1990), None, None), "may-be-same date-incomplete");
    assert_eq!(known(Some(1991), None, None), "differs");
    assert_eq!(known(None, None, None), "not-comparable not-registered");
}

#[test]
fn sexes() {
    let cases = [
        ("女", "same"),
        ("female", "same"),
        ("女性", "same-after sex-notation"),
        ("２", "same-after sex-notation"),
        ("男", "differs"),
        ("回答しない", "not-comparable not-declared"),
        ("x", "not-comparable unreadable"),
    ];
    for (declared, expected) in cases {
        assert_eq!(line(Attribute::Sex, declared, &hanako()), expected, "{declared}");
    }
    let unknown = Holder { sex: Sex::Unknown, ..hanako() };
    assert_eq!(line(Attribute::Sex, "男", &unknown), "not-comparable not-registered");
}

#[test]
fn the_whole_form() {
    let form = DeclaredAttributes {
        name: Some("霞花子".into()),
        address: Some("東京都千代田区霞が関2-1-2-101".into()),
        birth_date: None,
        sex: None,
    };
    assert_eq!(compare(&form, Some(&hanako())).conclusion, Conclusion::Same);
    let variant = DeclaredAttributes { name: Some("霞　\u{fa19}子".into()), ..form.clone() };
    let holder = Holder { name: "霞　神子".into(), ..hanako() };
    assert_eq!(compare(&variant, Some(&holder)).conclusion, Conclusion::PersonMustLook);
    let other = DeclaredAttributes { sex: Some("男".into()), ..form.clone() };
    assert_eq!(compare(&other, Some(&hanako())).conclusion, Conclusion::Differs);
    let nothing = DeclaredAttributes::default();
    assert_eq!(compare(&nothing, Some(&hanako())).conclusion, Conclusion::PersonMustLook);
    assert_eq!(compare(&form, None).conclusion, Conclusion::PersonMustLook);
    let report = serde_json::to_string(&compare(&form, Some(&hanako()))).unwrap();
    for kept in ["霞", "花子", "千代田"] {
        assert!(!report.contains(kept), "the report repeats an attribute: {report}");
    }
    assert!(report.contains("氏名は、空白の違いを除いて電子証明書と一致しています。"), "{report}");
    assert!(report.contains("The name is the certificate's, apart from spaces."), "{report}");
}

#[test]
fn what_hides_the_text_is_not_compared() {
    for hidden in ["霞　花子\u{202e}", "霞\u{0}花子", "霞\u{fdd0}花子"] {
        assert_eq!(name(hidden, "霞　花子"), "not-comparable unreadable");
    }
    assert_eq!(name(&"あ".repeat(MAX_CHARACTERS + 1), "霞　花子"), "not-comparable too-long");
}

/// Pieces of addresses, so that the rules meet one another.
fn written_piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "東京都",
        "千代田区",
        "霞が関",
        "霞ヶ関",
        "六本木",
        "一番町",
        "二",
        "十",
        "三",
        "〇",
        "1",
        "2",
        "１",
        "３",
        "丁目",
        "番地",
        "番",
        "号",
        "号室",
        "の",
        "-",
        "－",
        "ー",
        "−",
        " ",
        "　",
        "A",
        "ａ",
        "ｶﾞ",
        "澤",
        "①",
        "条",
        "・",
        "字",
        "タワー",
    ])
}

fn written_address() -> impl Strategy<Value = String> {
    prop::collection::vec(written_piece(), 1..12).prop_map(|pieces| pieces.concat())
}

/// Two that have most pieces in common.
fn two_alike() -> impl Strategy<Value = (String, String)> {
    let piece = (written_piece(), written_piece(), prop::bool::weighted(0.8));
    prop::collection::vec(piece, 1..10).prop_map(|pieces| {
        let one: String = pieces.iter().map(|(piece, _, _)| *piece).collect();
        let other = pieces.iter().map(|(piece, other, alike)| if *alike { *piece } else { *other }).collect();
        (one, other)
    })
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![written_address(), "\\PC{1,20}"]
}

/// Rank of a result without its rules.
fn result(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_text_is_itself(text in any_text()) {
        let readable = !text.trim().is_empty();
        prop_assume!(readable && text.trim() == text);
        prop_assert_eq!(name(&text, &text), "same");
        prop_assert_eq!(address(&text, &text), "same");
    }

    #[test]
    fn the_two_sides_may_be_exchanged((one, other) in two_alike()) {
        let (one, other) = (one.trim(), other.trim());
        prop_assume!(!one.is_empty() && !other.is_empty());
        prop_assert_eq!(name(one, other), name(other, one));
        prop_assert_eq!(address(one, other), address(other, one));
    }

    #[test]
    fn each_step_changes_nothing_the_second_time(text in any_text()) {
        for once in [
            written::width, written::without_spaces, written::capitals, written::compatibility,
            variant::usual_forms, written::without_middle_dots,
        ] {
            let first = once(&text);
            prop_assert_eq!(once(&first), first.clone());
        }
    }

    #[test]
    fn an_address_in_one_way_stays_so(text in written_address()) {
        // No address has two block words after one number.
        let words = ["丁目", "番地", "番", "号室", "号"];
        prop_assume!(!words.iter().any(|one| words.iter().any(|other| text.contains(&format!("{one}{other}")))));
        let once = address::normalised(&text);
        prop_assert_eq!(address::normalised(&once), once.clone());
    }

    #[test]
    fn another_digit_is_never_the_same(
            before in written_address(), digit in "[0-9０-９]", after in written_address(),
            place in any::<prop::sample::Index>(), other in 0_u32..10,
        ) {
        let text = format!("{before}{digit}{after}").trim().to_owned();
        let characters: Vec<char> = text.chars().collect();
        let digits: Vec<usize> = characters
            .iter()
            .enumerate()
            .filter(|(_, character)| written::width(&character.to_string()).chars().all(|c| c.is_ascii_digit()))
            .map(|(place, _)| place)
            .collect();
        let place = digits[place.index(digits.len())];
        let before = written::width(&characters[place].to_string());
        let now = char::from_digit(other, 10).unwrap();
        prop_assume!(before != now.to_string());
        let mut changed = characters.clone();
        changed[place] = now;
        let changed: String = changed.into_iter().collect();
        for line in [address(&changed, &text), name(&changed, &text)] {
            prop_assert!(!result(&line).starts_with("same"), "{} {}: {}", changed, text, line);
        }
    }

    #[test]
    fn birth_dates_never_panic(text in "\\PC{0,20}|[0-9０-９元年月日./昭平-]{1,16}") {
        line(Attribute::BirthDate, &text, &hanako());
        line(Attribute::Sex, &text, &hanako());
    }
}
