//! Card conversations as data: `bridge/tests/conversations/*.txt` are played by a card that answers only what it expects to hear.
//!
//! A file reads like a record of the wire: `> command`, `< response`, or `! error` for a transport that fails; `call` says what
//! the bridge was asked, `result` what it answered. `>> features` and `>> code bytes` are asked of the reader itself (SCardControl), which answers
//! `<`, `!`, or `! unsupported`.

use std::collections::VecDeque;

use base16ct::upper::encode_string as hex;

use crate::card::attributes::Attributes;
use crate::card::change_reference_data::PinChange;
use crate::card::channel::{Channel, ControlCode};
use crate::card::command::{Command, Response};
use crate::card::digest_info::Digest;
use crate::card::file::Lengths;
use crate::card::jpki::{AuthenticationKey, SigningKey, UnlockedKey, read_free_certificate};
use crate::card::login::Login;
use crate::card::look::look;
use crate::card::pin::PinEntry;
use crate::card::tables::{DigestAlgorithm, PinKind};
use crate::error::{Error, ErrorCode};

/// A card that knows its lines. A command that is not the next one fails the test.
struct Script {
    name: String,
    lines: VecDeque<Line>,
}

/// What card or reader expects, and what it answers: nothing if it does not know such a thing.
struct Line {
    /// As it is written in the file, spaces and runs apart.
    asked: String,
    answer: Result<Option<Vec<u8>>, ErrorCode>,
}

impl Script {
    fn answer(&mut self, asked: String) -> Result<Option<Vec<u8>>, Error> {
        let line = self.lines.pop_front().unwrap_or_else(|| panic!("{}: one too many: {asked}", self.name));
        assert_eq!(line.asked, asked, "{}: something else was expected", self.name);
        line.answer.map_err(Error::new)
    }
}

impl Channel for Script {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        let bytes = self.answer(hex(&command.to_bytes()))?.expect("a card answers every command");
        Ok(Response::from_bytes(&bytes).expect("a scripted answer has a status word"))
    }

    fn control(&mut self, code: ControlCode, input: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        self.answer(match code {
            ControlCode::GetFeatureRequest => "features".to_owned(),
            ControlCode::Feature(code) => format!("{code:08X} {}", hex(input)),
        })
    }
}

/// Bytes of a line: hexadecimal, `"text"`, and `xx*count` for a run.
fn bytes(text: &str) -> Vec<u8> {
    let mut result = Vec::new();
    for part in text.split_whitespace() {
        if let Some(literal) = part.strip_prefix('"') {
            result.extend_from_slice(literal.trim_end_matches('"').as_bytes());
        } else if let Some((byte, count)) = part.split_once('*') {
            let byte = u8::from_str_radix(byte, 16).expect("a byte");
            result.resize(result.len() + count.parse::<usize>().expect("a count"), byte);
        } else {
            result.extend(part.as_bytes().chunks(2).map(|digits| {
                u8::from_str_radix(str::from_utf8(digits).expect("digits"), 16)
                    .unwrap_or_else(|_| panic!("not hexadecimal: {part}"))
            }));
        }
    }
    result
}

/// What a `>>` line asks of the reader.
fn control(line: &str) -> String {
    line.split_once(' ').map_or(line.to_owned(), |(code, input)| format!("{code} {}", hex(&bytes(input))))
}

/// What a `call` line asks of the bridge's card code, as one line of text.
fn call(line: &str, script: &mut Script) -> String {
    let words: Vec<_> = line.split_whitespace().collect();
    let outcome = match *words.as_slice() {
        ["look", pins] => look_at(script, pins, None),
        ["look", pins, known] => look_at(script, pins, Some(lengths(known))),
        ["sign", pin, lengths, last_try, count] => {
            sign(script, pin, lengths, last_try, count.parse().expect("a count"))
        }
        ["authenticate", pin, lengths, last_try] => authenticate(script, pin, lengths, last_try),
        ["attributes", pin, last_try] => attributes(script, pin, last_try),
        ["certificates", lengths_] => read_free_certificate(script, lengths(lengths_))
            .map(|auth| auth.map_or("none".to_owned(), |der| format!("auth {}", der.len()))),
        ["change-pin", which, old, new, last_try] => change_pin(script, kind(which), old, new, last_try),
        _ => panic!("{}: unknown call {line}", script.name),
    };
    outcome.unwrap_or_else(|error| serde_json::to_string(&error).expect("an error is JSON"))
}

fn look_at(script: &mut Script, pins: &str, known: Option<Lengths>) -> Result<String, Error> {
    let pins: Vec<_> = pins.split(',').map(kind).collect();
    let seen = look(script, &pins, known)?;
    let card = serde_json::to_string(&seen.card).expect("a card is JSON");
    Ok(format!("{card} {:?}", seen.lengths))
}

fn kind(name: &str) -> PinKind {
    serde_json::from_str(&format!("\"{name}\"")).expect("a kind of PIN")
}

fn lengths(name: &str) -> Lengths {
    if name == "extended" { Lengths::Extended } else { Lengths::Short }
}

/// `pad` stands for the reader's own PIN pad.
fn entry(kind: PinKind, pin: &str) -> Result<PinEntry, ErrorCode> {
    PinEntry::new(kind, (pin != "pad").then_some(pin))
}

fn sign(
    script: &mut Script,
    pin: &str,
    lengths_: &str,
    last_try: &str,
    count: usize,
) -> Result<String, Error> {
    let pin = entry(PinKind::Sign, pin)?;
    let mut key = SigningKey::open(script, &pin, last_try == "last-try", lengths(lengths_))?;
    let digest = Digest::new(DigestAlgorithm::Sha256, vec![0xAA; 32]).expect("32 bytes");
    let mut sizes = Vec::new();
    for _ in 0..count {
        sizes.push(key.sign(script, &digest)?.len().to_string());
    }
    Ok(format!("certificate {} signatures {}", key.certificate().len(), sizes.join(" ")))
}

fn authenticate(script: &mut Script, pin: &str, lengths_: &str, last_try: &str) -> Result<String, Error> {
    let pin = entry(PinKind::Auth, pin)?;
    let mut key = AuthenticationKey::open(script, &pin, last_try == "last-try", lengths(lengths_))?;
    let login = Login::new("https://www.city.kasumi.example".to_owned(), "0123456789abcdef".to_owned());
    let signature = key.sign(script, &login.expect("a login"))?;
    Ok(format!("certificate {} signature {}", key.certificate().len(), signature.len()))
}

fn attributes(script: &mut Script, pin: &str, last_try: &str) -> Result<String, Error> {
    let pin = entry(PinKind::Attributes, pin)?;
    let Attributes { file, digest } = Attributes::read(script, &pin, last_try == "last-try")?;
    let digest = digest.map_or("none".to_owned(), |digest| hex(&digest));
    Ok(format!("file {} digest {digest}", file.len()))
}

fn change_pin(
    script: &mut Script,
    which: PinKind,
    old: &str,
    new: &str,
    last_try: &str,
) -> Result<String, Error> {
    let change = PinChange::new(which, old, new, last_try == "last-try")?;
    change.verify_old(script)?.write(script).map(|()| "changed".to_owned())
}

/// Plays one file: conversations are separated by `# name` lines.
fn play(text: &str) -> usize {
    let mut played = 0;
    for conversation in text.split("\n# ").skip(1) {
        let (name, body) = conversation.split_once('\n').expect("a conversation has a body");
        let mut script = Script { name: name.to_owned(), lines: VecDeque::new() };
        let (mut question, mut expected) = (None, None);
        for line in body.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
            match mark {
                "call" => question = Some(rest.to_owned()),
                "result" => expected = Some(rest.to_owned()),
                ">" => script.lines.push_back(Line { asked: hex(&bytes(rest)), answer: Ok(None) }),
                ">>" => script.lines.push_back(Line { asked: control(rest), answer: Ok(None) }),
                "<" => script.lines.back_mut().expect("a command before").answer = Ok(Some(bytes(rest))),
                "!" if rest == "unsupported" => {}
                "!" => {
                    let code = ErrorCode::ALL.iter().find(|code| code.as_str() == rest).expect("a code");
                    script.lines.back_mut().expect("a command before").answer = Err(*code);
                }
                "--" => {}
                _ => panic!("{name}: unknown line {line}"),
            }
        }
        let result = call(&question.expect("a call"), &mut script);
        assert_eq!(Some(result), expected, "{name}");
        assert!(script.lines.is_empty(), "{name}: {} commands were not sent", script.lines.len());
        played += 1;
    }
    played
}

#[test]
fn looks_at_cards() {
    assert!(play(include_str!("../../tests/conversations/look.txt")) >= 22);
}

#[test]
fn signs() {
    assert!(play(include_str!("../../tests/conversations/sign.txt")) >= 14);
}

#[test]
fn authenticates() {
    assert!(play(include_str!("../../tests/conversations/authenticate.txt")) >= 12);
}

#[test]
fn reads_attributes() {
    assert!(play(include_str!("../../tests/conversations/attributes.txt")) >= 16);
}

#[test]
fn reads_certificates() {
    assert!(play(include_str!("../../tests/conversations/certificates.txt")) >= 7);
}

#[test]
fn changes_pins() {
    assert!(play(include_str!("../../tests/conversations/change-pin.txt")) >= 16);
}

#[test]
fn leaves_the_pin_to_the_pad() {
    assert!(play(include_str!("../../tests/conversations/pin-pad.txt")) >= 8);
}
