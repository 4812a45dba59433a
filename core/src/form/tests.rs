use super::*;

const ORIGIN: &str = "https://shinsei.city.example.lg.jp";
const NONCE: &str = "b2f0c1d2e3f4a5b6c7d8";
const EXPIRES: &str = "2026-11-22T10:09:03.000Z";

fn content() -> FormContent {
    FormContent {
        title: "住民票の写しの交付申請".into(),
        fields: vec![
            FormField { name: "name".into(), label: "氏名".into(), value: "実印　花子".into() },
            FormField { name: "copies".into(), label: "通数".into(), value: "1\n\"通\"".into() },
        ],
        notice: None,
    }
}

fn compose(content: &FormContent) -> Result<FormDocument, FormError> {
    FormDocument::compose(content, ORIGIN, NONCE, EXPIRES)
}

fn bytes() -> String {
    String::from_utf8(compose(&content()).unwrap().to_bytes()).unwrap()
}

#[test]
fn the_bytes_of_a_document() {
    assert_eq!(
        bytes(),
        concat!(
            r#"{"expires":"2026-11-22T10:09:03.000Z","#,
            r#""fields":[{"label":"氏名","name":"name","value":"実印　花子"},"#,
            r#"{"label":"通数","name":"copies","value":"1\n\"通\""}],"#,
            r#""nonce":"b2f0c1d2e3f4a5b6c7d8","origin":"https://shinsei.city.example.lg.jp","#,
            r#""title":"住民票の写しの交付申請","type":"jitsuin-form","version":1}"#,
        )
    );
}

#[test]
fn reads_back_what_it_writes() {
    for notice in [None, Some("手数料は300円です。\n窓口で納めます。".to_owned())] {
        let document = compose(&FormContent { notice, ..content() }).unwrap();
        assert_eq!(FormDocument::from_bytes(&document.to_bytes()), Ok(document.clone()));
        assert_eq!(document.expires().to_string(), "2026-11-22T10:09:03Z");
        assert_eq!(document.fields().len(), 2);
        assert_eq!((document.origin(), document.nonce()), (ORIGIN, NONCE));
    }
}

/// Another text for the same values is another content: it is not what was shown.
#[test]
fn only_the_canonical_form_is_read() {
    let bytes = bytes();
    let cases = [
        (bytes.replace("{\"expires", "{ \"expires"), 1, "canonical"),
        (format!("{bytes}\n"), bytes.len(), "canonical"),
        (format!("\u{feff}{bytes}"), 0, "expected value"),
        (bytes.replace("氏名", "\\u6c0f\\u540d"), 57, "canonical"),
        (bytes.replace("\\n", "\\u000a"), 130, "canonical"),
        (bytes.replace("/", "\\/"), 206, "canonical"),
        (bytes.replace("\"version\":1", "\"version\":1.0"), 0, "invalid type: floating point"),
        (bytes.replace("\"version\":1", "\"version\":1e0"), 0, "invalid type: floating point"),
        (bytes.replace(",\"version\":1", ",\"version\":1,\"version\":1"), 0, "duplicate field"),
        (bytes.replace("\"type\":\"jitsuin-form\",", ""), 0, "missing field `type`"),
        (bytes.replace("jitsuin-form", "jitsuin-login"), 0, "unknown variant"),
        (bytes.replace(",\"version\"", ",\"unknown\":1,\"version\""), 0, "unknown field"),
        (bytes.replace("\"nonce\"", "\"notice\":null,\"nonce\""), 1, "canonical"),
        (bytes.replace("氏名", "\\ud800"), 0, "hex escape"),
        (bytes[..bytes.len() - 1].to_owned(), 0, "EOF"),
        (String::new(), 0, "EOF"),
        ("[".repeat(100_000), 0, "expected value"),
    ];
    for (text, at_least, reason) in cases {
        let error = FormDocument::from_bytes(text.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "content-malformed");
        let facts = error.facts();
        assert!(facts.reason.as_ref().unwrap().contains(reason), "{error}");
        assert!(facts.position.unwrap() >= at_least && facts.position.unwrap() <= text.len(), "{error}");
    }
    assert!(FormDocument::from_bytes(b"{\"title\":\"\xff\"}").is_err());
}

#[test]
fn a_document_is_bounded() {
    let field =
        |index| FormField { name: format!("f{index}"), label: "欄".into(), value: "語".repeat(20_000) };
    let large = FormContent { fields: (0..18).map(field).collect(), ..content() };
    let error = compose(&large).unwrap_err();
    assert_eq!((error.code(), error.facts().limit), ("content-too-large", Some(MAX_FORM_DOCUMENT)));
    let error = FormDocument::from_bytes(&vec![b' '; MAX_FORM_DOCUMENT + 1]).unwrap_err();
    assert_eq!(error.code(), "content-too-large");
}

#[test]
fn what_is_wrong_with_a_part_is_said() {
    let with = |change: &dyn Fn(&mut FormContent)| {
        let mut content = content();
        change(&mut content);
        compose(&content).unwrap_err().facts()
    };
    let cases = [
        (with(&|form| form.title.clear()), "title", "0 characters, 1 to 200"),
        (with(&|form| form.title = "長".repeat(201)), "title", "201 characters"),
        (with(&|form| form.title = "一\n二".into()), "title", "U+000A"),
        (with(&|form| form.fields[1].label = "a\u{202e}b".into()), "fields[1].label", "U+202E"),
        (with(&|form| form.fields[0].value = "\u{200b}".into()), "fields[0].value", "U+200B"),
        (with(&|form| form.fields[0].value = "a\u{2060}b".into()), "fields[0].value", "U+2060"),
        (with(&|form| form.fields[0].value = "a\u{206a}b".into()), "fields[0].value", "U+206A"),
        (with(&|form| form.title = "a\u{ad}b".into()), "title", "U+00AD"),
        (with(&|form| form.fields[1].label = "\u{3164}".into()), "fields[1].label", "U+3164"),
        (with(&|form| form.fields[1].label = " 　".into()), "fields[1].label", "nothing in it is seen"),
        (with(&|form| form.fields[0].value = "\0".into()), "fields[0].value", "U+0000"),
        (with(&|form| form.fields[0].value = "x".repeat(20_001)), "fields[0].value", "20001 characters"),
        (with(&|form| form.fields[0].name = "氏名".into()), "fields[0].name", "U+6C0F"),
        (with(&|form| form.fields[1].name = "name".into()), "fields[1].name", "given twice"),
        (with(&|form| form.fields.clear()), "fields", "0 fields"),
        (with(&|form| form.fields = vec![form.fields[0].clone(); 257]), "fields", "257 fields"),
        (with(&|form| form.notice = Some("\u{7}".into())), "notice", "U+0007"),
    ];
    for (facts, field, reason) in cases {
        assert_eq!(facts.field.as_deref(), Some(field));
        assert!(facts.reason.as_ref().unwrap().contains(reason), "{facts:?}");
    }
    let request = |origin: &str, nonce: &str, expires: &str| {
        FormDocument::compose(&content(), origin, nonce, expires).unwrap_err().facts().field.unwrap()
    };
    assert_eq!(request("https://city.example/", NONCE, EXPIRES), "origin");
    assert_eq!(request("null", NONCE, EXPIRES), "origin");
    assert_eq!(request(ORIGIN, "short", EXPIRES), "nonce");
    assert_eq!(request(ORIGIN, &"n".repeat(256), EXPIRES), "nonce");
    assert_eq!(request(ORIGIN, "0123456789abcde\u{e9}", EXPIRES), "nonce");
    assert_eq!(request(ORIGIN, NONCE, "2026-11-22"), "expires");
    assert_eq!(request(ORIGIN, NONCE, "2026-11-22T10:09:03+09:00"), "expires");
}

#[test]
fn names_with_variation_selectors_are_names() {
    let mut form = content();
    // 辻 with one dot, and 葛 as 葛城市 writes it: ideographic variation sequences.
    form.fields[0].value = "辻\u{e0100}　葛\u{e0101}𠮷".into();
    assert!(compose(&form).is_ok());
}

#[test]
fn the_json_of_a_document_for_javascript() {
    let json = serde_json::to_value(compose(&content()).unwrap()).unwrap();
    assert_eq!(json["type"], "jitsuin-form");
    assert_eq!(json["fields"][0]["label"], "氏名");
    assert_eq!(json["expires"], EXPIRES);
    assert!(json.get("notice").is_none());
}
