//! Whatever bytes come: an answer of at least two bytes, no panic, and nothing that only a PIN opens.

use jitsuin_virtual_card::{Outcome, Pin};
use proptest::prelude::*;

use crate::bench::Bench;

/// The invented number of every committed holder.
const PERSONAL_NUMBER: &[u8] = b"999999999999";

/// Bytes of any kind, and bytes that look like commands.
fn command() -> impl Strategy<Value = Vec<u8>> {
    let likely = (
        prop::sample::select(vec![0x00_u8, 0x80, 0x01, 0x08]),
        prop::sample::select(vec![0x20_u8, 0x24, 0x2A, 0x84, 0xA4, 0xB0, 0xC0, 0xCA]),
        prop::sample::select(vec![0x00_u8, 0x01, 0x02, 0x04, 0x7F, 0x80, 0x81, 0x8A, 0x9F]),
        prop_oneof![
            Just(0x00_u8),
            Just(0x0C),
            Just(0x80),
            Just(0x91),
            Just(0x97),
            Just(0x9A),
            Just(0x9B),
            any::<u8>()
        ],
        prop::collection::vec(any::<u8>(), 0..20),
        any::<bool>(),
    )
        .prop_map(|(cla, ins, p1, p2, body, has_le)| {
            let mut bytes = vec![cla, ins, p1, p2];
            if !body.is_empty() {
                bytes.push(u8::try_from(body.len()).unwrap());
                bytes.extend(body);
            }
            if has_le {
                bytes.push(0x00);
            }
            bytes
        });
    let selects = prop::sample::select(vec![
        vec![0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01],
        vec![0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0x10, 0x00, 0x31, 0x00, 0x01, 0x01, 0x04, 0x08],
        vec![0x00, 0xA4, 0x02, 0x0C, 0x02, 0x00, 0x01],
    ]);
    prop_oneof![2 => prop::collection::vec(any::<u8>(), 0..40), 5 => likely, 3 => selects]
}

#[test]
fn no_bytes_make_the_card_panic_or_talk() {
    let bench = Bench::with("hanako");
    let commands = prop::collection::vec(command(), 1..30);
    let configuration = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    proptest!(configuration, |(commands in commands, chaining: bool, wrong_le: bool)| {
        let mut card = bench.powered("hanako");
        card.set_knob("response-chaining", if chaining { "on" } else { "off" }).unwrap();
        card.set_knob("wrong-le", if wrong_le { "on" } else { "off" }).unwrap();
        for command in &commands {
            let Outcome::Response(response) = card.transmit(command) else { panic!("no response") };
            prop_assert!((2..=0x8002).contains(&response.len()));
            let tells = response.windows(PERSONAL_NUMBER.len()).any(|window| window == PERSONAL_NUMBER);
            prop_assert!(!tells, "the personal number without a PIN");
        }
        prop_assert_eq!(card.verified(), Vec::<Pin>::new());
    });
}
