//! Plays `conversations.toml` with the card, each conversation with a card of its own.

use std::collections::BTreeMap;

use jitsuin_virtual_card::{Outcome, Pin, VirtualCard};

use crate::bench::Bench;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    conversation: Vec<Conversation>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Conversation {
    name: String,
    #[serde(default = "default_holder")]
    holder: String,
    #[serde(default)]
    knobs: BTreeMap<String, String>,
    says: String,
}

fn default_holder() -> String {
    "hanako".to_owned()
}

#[test]
fn the_card_keeps_to_every_conversation() {
    let script: Script = toml::from_str(include_str!("conversations.toml")).unwrap();
    let failures: Vec<String> = script
        .conversation
        .iter()
        .filter_map(|conversation| {
            play(conversation).err().map(|failure| format!("{}: {failure}", conversation.name))
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn names_are_unique_and_every_knob_of_the_chip_is_played() {
    let script: Script = toml::from_str(include_str!("conversations.toml")).unwrap();
    let mut names: Vec<_> = script.conversation.iter().map(|conversation| &conversation.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), script.conversation.len());
    for knob in jitsuin_virtual_card::KNOBS.iter().filter(|knob| !knob.name.contains("-per-")) {
        let is_played = script.conversation.iter().any(|conversation| {
            conversation.knobs.contains_key(knob.name)
                || conversation.says.contains(&format!("knob {} ", knob.name))
        });
        assert!(is_played, "no conversation turns the knob {}", knob.name);
    }
}

fn play(conversation: &Conversation) -> Result<(), String> {
    let bench = Bench::with(&conversation.holder);
    let mut card = bench.powered(&conversation.holder);
    for (name, value) in &conversation.knobs {
        card.set_knob(name, value).map_err(|error| error.to_string())?;
    }
    let mut said = Outcome::Removed;
    for (number, line) in (1..).zip(conversation.says.lines()) {
        let line = line.split('#').next().unwrap_or_default().trim();
        let told = |expected: &str| format!("line {number}: expected {expected}, got {said:02X?}");
        match line.split_once(' ').unwrap_or((line, "")) {
            ("", _) => {}
            (">", command) => said = card.transmit(&bytes(command)),
            ("<", "nothing, removed") if said == Outcome::Removed => {}
            ("<", "nothing, silent") if said == Outcome::Silent => {}
            ("<", expected) => match &said {
                Outcome::Response(response) if matches(expected, response) => {}
                _ => return Err(told(expected)),
            },
            ("*", event) => {
                happen(event, &mut card, &bench, &conversation.holder)
                    .ok_or_else(|| format!("line {number}: {event}"))?;
            }
            _ => return Err(format!("line {number} begins with none of > < * #: {line}")),
        }
    }
    Ok(())
}

/// What happens to the card between commands, and what must be so.
fn happen(event: &str, card: &mut VirtualCard, bench: &Bench, holder: &str) -> Option<()> {
    let words: Vec<&str> = event.split_whitespace().collect();
    match *words.as_slice() {
        ["power", "off"] => card.power_off(),
        ["power", "on"] => card.power_on(),
        ["warm", "reset"] => card.reset(),
        ["insert"] => card.insert(),
        ["another", "program", "loads", "the", "card"] => *card = bench.powered(holder),
        ["knob", name, value] => card.set_knob(name, value).ok()?,
        ["tries", pin, tries] => {
            return (card.tries_left(Pin::from_word(pin)?) == tries.parse::<u8>().ok()?).then_some(());
        }
        ["verified", ref pins @ ..] => {
            let verified: Vec<_> = card.verified().into_iter().map(Pin::word).collect();
            return (verified == pins).then_some(());
        }
        _ => return None,
    }
    Some(())
}

/// Hexadecimal digits and "text" in quotes.
fn bytes(notation: &str) -> Vec<u8> {
    notation
        .split_ascii_whitespace()
        .flat_map(|token| match token.strip_prefix('"') {
            Some(text) => text.trim_end_matches('"').as_bytes().to_vec(),
            None => hex(token),
        })
        .collect()
}

/// As [`bytes`], with one `×N` for so many bytes of any value, or one `…` for at least one of any value.
fn matches(notation: &str, response: &[u8]) -> bool {
    let Some(position) = notation.find(['…', '×']) else { return bytes(notation) == response };
    let (before, rest) = notation.split_at(position);
    let any = rest.chars().next().unwrap();
    let rest = &rest[any.len_utf8()..];
    let (count, after) = match any {
        '×' => rest.split_once(' ').unwrap_or((rest, "")),
        _ => ("", rest),
    };
    let (before, after) = (bytes(before), bytes(after));
    let length = before.len() + after.len();
    response.starts_with(&before)
        && response.ends_with(&after)
        && match count.parse::<usize>() {
            Ok(count) => response.len() == length + count,
            Err(_) => response.len() > length,
        }
}

fn hex(digits: &str) -> Vec<u8> {
    assert!(digits.len().is_multiple_of(2), "{digits}");
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap_or_else(|_| panic!("{digits}")))
        .collect()
}
