//! Card conversations as data: `bridge/tests/conversations/*.txt` are played by a card that answers only what it expects to hear.
//!
//! A file reads like a record of the wire: `> command`, `< response`, or `! error` for a transport that fails; `call` says what
//! the bridge was asked, `result` what it answered.

use std::collections::VecDeque;

use zeroize::Zeroizing;

use crate::card::channel::Channel;
use crate::card::command::{Command, Response};
use crate::card::digest_info::Digest;
use crate::card::file::Lengths;
use crate::card::jpki::OpenKey;
use crate::card::look::look;
use crate::card::pin::Pin;
use crate::card::tables::{DigestAlgorithm, Key};
use crate::error::{Error, ErrorCode};

/// A card that knows its lines. A command that is not the next one fails the test.
struct Script {
    name: String,
    lines: VecDeque<Line>,
}

/// One command that the card expects, and what it answers.
struct Line {
    command: Vec<u8>,
    answer: Result<Vec<u8>, ErrorCode>,
}

impl Channel for Script {
    fn transmit(&mut self, command: &Command) -> Result<Response, Error> {
        let sent = command.to_bytes().to_vec();
        let line = self
            .lines
            .pop_front()
            .unwrap_or_else(|| panic!("{}: one command too many: {sent:02X?}", self.name));
        assert_eq!(hex(&line.command), hex(&sent), "{}: another command was expected", self.name);
        let bytes = line.answer.map_err(Error::new)?;
        Ok(Response::from_bytes(&bytes).expect("a scripted answer has a status word"))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
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

/// What a `call` line asks of the bridge's card code, as one line of text.
fn call(line: &str, script: &mut Script) -> String {
    let words: Vec<_> = line.split_whitespace().collect();
    let outcome = match *words.as_slice() {
        ["look"] => look(script).map(|seen| {
            let card = serde_json::to_string(&seen.card).expect("a card is JSON");
            format!("{card} {:?}", seen.lengths)
        }),
        ["sign", pin, lengths, last_try, count] => {
            sign(script, pin, lengths, last_try, count.parse().expect("a count"))
        }
        _ => panic!("{}: unknown call {line}", script.name),
    };
    outcome.unwrap_or_else(|error| serde_json::to_string(&error).expect("an error is JSON"))
}

fn sign(
    script: &mut Script,
    pin: &str,
    lengths: &str,
    last_try: &str,
    count: usize,
) -> Result<String, Error> {
    let pin = Pin::new(&Zeroizing::new(pin.to_owned()), &Key::Sign.row().pin_rule)?;
    let lengths = if lengths == "extended" { Lengths::Extended } else { Lengths::Short };
    let mut key = OpenKey::open(script, Key::Sign, &pin, last_try == "last-try", lengths)?;
    let digest = Digest::new(DigestAlgorithm::Sha256, vec![0xAA; 32]).expect("32 bytes");
    let mut sizes = Vec::new();
    for _ in 0..count {
        sizes.push(key.sign(script, &digest)?.len().to_string());
    }
    Ok(format!("certificate {} signatures {}", key.certificate().len(), sizes.join(" ")))
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
                ">" => script.lines.push_back(Line { command: bytes(rest), answer: Ok(Vec::new()) }),
                "<" => script.lines.back_mut().expect("a command before").answer = Ok(bytes(rest)),
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
    assert!(play(include_str!("../../tests/conversations/look.txt")) >= 10);
}

#[test]
fn signs() {
    assert!(play(include_str!("../../tests/conversations/sign.txt")) >= 14);
}
