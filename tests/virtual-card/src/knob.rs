//! The knobs: what sources dispute, other kinds of card, faults and slowness.

use std::time::Duration;

use crate::CardError;

/// A knob, for `--knob name=value`, for the command `knob NAME VALUE` and for
/// [`VirtualCard::set_knob`](crate::VirtualCard::set_knob).
#[derive(Debug)]
pub struct Knob {
    /// Its name.
    pub name: &'static str,
    /// The values it takes; a number is written `N`.
    pub values: &'static str,
    /// The value of a card that nobody has touched.
    pub default: &'static str,
    /// What it does.
    pub meaning: &'static str,
    set: fn(&mut Knobs, &str) -> Option<()>,
}

/// All knobs.
pub const KNOBS: &[Knob] = &[
    Knob {
        name: "kind",
        values: "my-number-card, other, juki",
        default: "my-number-card",
        meaning: "`other`: no application at all; `juki`: 住基カード, only the JPKI application, with label JPKIAPICCTOKEN",
        set: |knobs, value| {
            knobs.kind = match value {
                "my-number-card" => Kind::MyNumberCard,
                "other" => Kind::Other,
                "juki" => Kind::Juki,
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "phone",
        values: "on, off",
        default: "off",
        meaning: "a telephone's token: only the JPKI application, label JPKIAPGPSETOKEN, authentication certificate behind its PIN",
        set: |knobs, value| switch(&mut knobs.phone, value),
    },
    Knob {
        name: "atr",
        values: "contact, contactless, unknown",
        default: "contact",
        meaning: "3BE000FF8131FE4514, 3B888001004B51FFB381D1000F, or 3B80800101, which is in no list of My Number Cards",
        set: |knobs, value| {
            knobs.atr = match value {
                "contact" => &CONTACT_ATR,
                "contactless" => {
                    &[0x3B, 0x88, 0x80, 0x01, 0x00, 0x4B, 0x51, 0xFF, 0xB3, 0x81, 0xD1, 0x00, 0x0F]
                }
                "unknown" => &[0x3B, 0x80, 0x80, 0x01, 0x01],
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "blocked-status",
        values: "6984, 6983",
        default: "6984",
        meaning: "the answer of VERIFY to a blocked PIN",
        set: |knobs, value| {
            knobs.blocked_is_6983 = match value {
                "6984" => false,
                "6983" => true,
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "extended-length",
        values: "on, off",
        default: "on",
        meaning: "off: extended Lc and Le are answered 6700",
        set: |knobs, value| switch(&mut knobs.extended_length, value),
    },
    Knob {
        name: "short-ef-ids",
        values: "on, off, not-for-keys",
        default: "on",
        meaning: "off: a short EF id in READ BINARY, VERIFY, CHANGE or COMPUTE DIGITAL SIGNATURE is answered 6A86; no try is used; not-for-keys: only that in COMPUTE DIGITAL SIGNATURE is",
        set: |knobs, value| {
            knobs.short_ef_ids = match value {
                "on" => ShortEfIds::On,
                "off" => ShortEfIds::Off,
                "not-for-keys" => ShortEfIds::NotForKeys,
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "end-of-file",
        values: "9000, 6282",
        default: "9000",
        meaning: "the word that comes with the data of a READ BINARY across the end of a file",
        set: |knobs, value| {
            knobs.end_of_file_is_6282 = match value {
                "9000" => false,
                "6282" => true,
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "tries-query",
        values: "63Cx, 6300, 9000, 6985",
        default: "63Cx",
        meaning: "the answer of VERIFY without a PIN, which asks for the tries",
        set: |knobs, value| {
            knobs.tries_query = match value {
                "63Cx" => None,
                "6300" => Some(0x6300),
                "9000" => Some(0x9000),
                "6985" => Some(0x6985),
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "wrong-pin",
        values: "63Cx, 6300",
        default: "63Cx",
        meaning: "the answer of VERIFY to a wrong PIN",
        set: |knobs, value| {
            knobs.wrong_pin_is_6300 = match value {
                "63Cx" => false,
                "6300" => true,
                _ => return None,
            };
            Some(())
        },
    },
    Knob {
        name: "first-command-6f00",
        values: "on, off",
        default: "off",
        meaning: "on: the first command after each power-on is not executed and answered 6F00",
        set: |knobs, value| switch(&mut knobs.first_command_6f00, value),
    },
    Knob {
        name: "response-chaining",
        values: "on, off",
        default: "off",
        meaning: "on: response data wait behind 61xx for GET RESPONSE",
        set: |knobs, value| switch(&mut knobs.response_chaining, value),
    },
    Knob {
        name: "wrong-le",
        values: "on, off",
        default: "off",
        meaning: "on: an Le above what there is is answered 6Cxx",
        set: |knobs, value| switch(&mut knobs.wrong_le, value),
    },
    Knob {
        name: "remove-at",
        values: "N",
        default: "0",
        meaning: "the card vanishes as command N arrives, counted from 1 at the later of insertion and setting; not executed, not answered; then the knob is 0, which is never",
        set: |knobs, value| number(&mut knobs.remove_at, value),
    },
    Knob {
        name: "silent-at",
        values: "N",
        default: "0",
        meaning: "command N, counted likewise, and all after it are not executed and not answered until the power goes off; then the knob is 0, which is never",
        set: |knobs, value| number(&mut knobs.silent_at, value),
    },
    Knob {
        name: "ms-per-exchange",
        values: "N",
        default: "0",
        meaning: "milliseconds added to each exchange",
        set: |knobs, value| milliseconds(&mut knobs.per_exchange, value),
    },
    Knob {
        name: "us-per-byte",
        values: "N",
        default: "0",
        meaning: "microseconds added for each byte of command and response",
        set: |knobs, value| {
            let mut count = 0;
            number(&mut count, value)?;
            knobs.per_byte = Duration::from_micros(count);
            Some(())
        },
    },
    Knob {
        name: "ms-per-signature",
        values: "N",
        default: "0",
        meaning: "milliseconds added to each signature that is made",
        set: |knobs, value| milliseconds(&mut knobs.per_signature, value),
    },
];

/// The ATR of a contact interface (CARD.md 2.1).
pub(crate) const CONTACT_ATR: [u8; 9] = [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14];

/// The positions of all knobs.
#[derive(Clone, Debug)]
pub(crate) struct Knobs {
    pub(crate) kind: Kind,
    pub(crate) phone: bool,
    pub(crate) atr: &'static [u8],
    pub(crate) blocked_is_6983: bool,
    pub(crate) extended_length: bool,
    pub(crate) short_ef_ids: ShortEfIds,
    pub(crate) end_of_file_is_6282: bool,
    /// `None`: the tries.
    pub(crate) tries_query: Option<u16>,
    pub(crate) wrong_pin_is_6300: bool,
    pub(crate) first_command_6f00: bool,
    pub(crate) response_chaining: bool,
    pub(crate) wrong_le: bool,
    pub(crate) remove_at: u64,
    pub(crate) silent_at: u64,
    pub(crate) per_exchange: Duration,
    pub(crate) per_byte: Duration,
    pub(crate) per_signature: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    MyNumberCard,
    Other,
    Juki,
}

/// Where short EF ids are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShortEfIds {
    On,
    Off,
    NotForKeys,
}

impl Knobs {
    pub(crate) fn set(&mut self, name: &str, value: &str) -> Result<(), CardError> {
        let knob = KNOBS
            .iter()
            .find(|knob| knob.name == name)
            .ok_or_else(|| CardError::UnknownKnob { name: name.to_owned() })?;
        (knob.set)(self, value).ok_or_else(|| CardError::KnobValue {
            name: knob.name,
            expected: knob.values,
            value: value.to_owned(),
        })
    }
}

impl Default for Knobs {
    fn default() -> Self {
        Knobs {
            kind: Kind::MyNumberCard,
            phone: false,
            atr: &CONTACT_ATR,
            blocked_is_6983: false,
            extended_length: true,
            short_ef_ids: ShortEfIds::On,
            end_of_file_is_6282: false,
            tries_query: None,
            wrong_pin_is_6300: false,
            first_command_6f00: false,
            response_chaining: false,
            wrong_le: false,
            remove_at: 0,
            silent_at: 0,
            per_exchange: Duration::ZERO,
            per_byte: Duration::ZERO,
            per_signature: Duration::ZERO,
        }
    }
}

fn switch(knob: &mut bool, value: &str) -> Option<()> {
    *knob = match value {
        "on" => true,
        "off" => false,
        _ => return None,
    };
    Some(())
}

/// A number up to a million: milliseconds and microseconds beyond that are a mistake.
fn number(knob: &mut u64, value: &str) -> Option<()> {
    *knob = value.parse().ok().filter(|number| *number <= 1_000_000)?;
    Some(())
}

fn milliseconds(knob: &mut Duration, value: &str) -> Option<()> {
    let mut count = 0;
    number(&mut count, value)?;
    *knob = Duration::from_millis(count);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_value_is_accepted_and_every_default_is_the_default() {
        for knob in KNOBS {
            for value in knob.values.split(", ") {
                let value = if value == "N" { "7" } else { value };
                Knobs::default().set(knob.name, value).unwrap();
            }
            let mut knobs = Knobs::default();
            knobs.set(knob.name, knob.default).unwrap();
            assert_eq!(format!("{knobs:?}"), format!("{:?}", Knobs::default()), "{}", knob.name);
        }
    }

    #[test]
    fn what_is_not_listed_is_refused() {
        let mut knobs = Knobs::default();
        assert!(matches!(knobs.set("colour", "red"), Err(CardError::UnknownKnob { .. })));
        assert!(matches!(knobs.set("phone", "yes"), Err(CardError::KnobValue { .. })));
        assert!(matches!(knobs.set("remove-at", "-1"), Err(CardError::KnobValue { .. })));
        assert!(matches!(knobs.set("ms-per-exchange", "9999999"), Err(CardError::KnobValue { .. })));
    }

    #[test]
    fn the_readme_has_the_same_table() {
        let readme = include_str!("../README.md");
        for knob in KNOBS {
            let row = format!("| `{}` | {} | {} | {} |", knob.name, knob.values, knob.default, knob.meaning);
            assert!(readme.contains(&row), "README.md lacks the row\n{row}");
        }
    }
}
