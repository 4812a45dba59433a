//! `virtual-card serve`: a card in a slot, obeying a line of standard input at a time.

use std::error::Error;
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jitsuin_virtual_card::vpcd::Slot;
use jitsuin_virtual_card::{Pin, VirtualCard};
use serde_json::{Value, json};

use crate::say;

/// How long vpcd may take to be there.
const ATTACH: Duration = Duration::from_secs(10);

/// What `serve` takes from the command line.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The card's folder, made by `virtual-card make`.
    #[arg(long, value_name = "DIR")]
    card: PathBuf,
    /// Host and port of the reader's slot.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:35963")]
    vpcd: String,
    /// Append a JSON line for each exchange to this file.
    #[arg(long, value_name = "FILE")]
    exchanges: Option<PathBuf>,
    /// Turn a knob (README.md); may be repeated.
    #[arg(long, value_name = "NAME=VALUE", value_parser = knob)]
    knob: Vec<(String, String)>,
    /// Begin with the card beside the reader.
    #[arg(long)]
    removed: bool,
}

/// A line of standard input, understood.
enum Order<'a> {
    Insert,
    Remove,
    State,
    Tries(Pin, u8),
    Knob(&'a str, &'a str),
    Replace(&'a Path),
    Quit,
}

pub(crate) fn serve(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut slot = Slot::new(load(arguments, &arguments.card)?, &arguments.vpcd);
    if !arguments.removed {
        slot.insert(ATTACH)?;
    }
    say(&json!({ "event": "attached" }))?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let order = Order::parse(&line);
        if matches!(order, Ok(Order::Quit)) {
            slot.remove();
            say(&json!({ "ok": true }))?;
            break;
        }
        let answer = order
            .and_then(|order| obey(&order, &mut slot, arguments).map_err(|error| error.to_string()))
            .unwrap_or_else(|error| json!({ "ok": false, "error": error }));
        say(&answer)?;
    }
    Ok(())
}

fn obey(order: &Order<'_>, slot: &mut Slot, arguments: &Arguments) -> Result<Value, Box<dyn Error>> {
    match *order {
        Order::Insert => slot.insert(ATTACH)?,
        Order::Remove | Order::Quit => slot.remove(),
        Order::State => return Ok(state(&slot.card())),
        Order::Tries(pin, tries) => slot.card().set_tries(pin, tries)?,
        Order::Knob(name, value) => slot.card().set_knob(name, value)?,
        Order::Replace(folder) => {
            slot.replace(load(arguments, folder)?);
            slot.insert(ATTACH)?;
        }
    }
    Ok(json!({ "ok": true }))
}

/// A card with the log and the knobs of the command line.
fn load(arguments: &Arguments, folder: &Path) -> Result<VirtualCard, Box<dyn Error>> {
    let mut card = VirtualCard::load(folder)?;
    for (name, value) in &arguments.knob {
        card.set_knob(name, value)?;
    }
    if let Some(path) = &arguments.exchanges {
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        card.log_to(file.map_err(|error| format!("{}: {error}", path.display()))?);
    }
    Ok(card)
}

fn state(card: &VirtualCard) -> Value {
    let verified: Vec<_> = card.verified().into_iter().map(Pin::word).collect();
    json!({
        "powered": card.is_powered(),
        "inserted": card.is_inserted(),
        "verified": verified,
        "tries": {
            "sign": card.tries_left(Pin::Sign),
            "auth": card.tries_left(Pin::Auth),
            "text": card.tries_left(Pin::Text),
        },
        "exchanges": card.exchanges(),
    })
}

impl<'a> Order<'a> {
    fn parse(line: &'a str) -> Result<Self, String> {
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        match (word, rest.trim()) {
            ("insert", "") => Ok(Order::Insert),
            ("remove", "") => Ok(Order::Remove),
            ("state", "") => Ok(Order::State),
            ("quit", "") => Ok(Order::Quit),
            ("replace", folder) if !folder.is_empty() => Ok(Order::Replace(Path::new(folder))),
            ("knob", rest) => match rest.split_once(' ') {
                Some((name, value)) => Ok(Order::Knob(name, value.trim())),
                None => Err("knob NAME VALUE".to_owned()),
            },
            ("tries", rest) => rest
                .split_once(' ')
                .and_then(|(pin, tries)| Some(Order::Tries(Pin::from_word(pin)?, tries.trim().parse().ok()?)))
                .ok_or_else(|| "tries sign|auth|text|code-a|code-b NUMBER".to_owned()),
            _ => {
                Err("insert, remove, state, tries PIN NUMBER, knob NAME VALUE, replace DIR, quit".to_owned())
            }
        }
    }
}

fn knob(argument: &str) -> Result<(String, String), String> {
    let (name, value) = argument.split_once('=').ok_or("NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_understood() {
        assert!(matches!(Order::parse("insert"), Ok(Order::Insert)));
        assert!(matches!(Order::parse(" remove "), Ok(Order::Remove)));
        assert!(matches!(Order::parse("tries sign 1"), Ok(Order::Tries(Pin::Sign, 1))));
        assert!(matches!(Order::parse("knob remove-at 4"), Ok(Order::Knob("remove-at", "4"))));
        assert!(
            matches!(Order::parse("replace /a b"), Ok(Order::Replace(path)) if path == Path::new("/a b"))
        );
    }

    #[test]
    fn other_lines_are_refused_with_what_would_do() {
        for line in [
            "",
            "insert twice",
            "tries sign",
            "tries pin 1",
            "tries sign 999",
            "knob phone",
            "replace",
            "eject",
        ] {
            assert!(Order::parse(line).is_err(), "{line:?}");
        }
    }
}
