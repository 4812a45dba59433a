//! That every test of this program watches the wire: what the bridge never does is done here by hand, and found.

use jitsuin_virtual_card::Outcome;

use crate::stage::Stage;

const SELECT_TEXT_AP: &[u8] = b"\x00\xA4\x04\x0C\x0A\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08";
const SELECT_SURFACE_AP: &[u8] = b"\x00\xA4\x04\x0C\x0A\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x02";

fn card_is_told(commands: &[&[u8]]) {
    let stage = Stage::with("hanako", &[]);
    {
        let mut card = stage.slot.card();
        card.power_on();
        for command in commands {
            assert!(matches!(card.transmit(command), Outcome::Response(_)));
        }
    }
}

#[test]
#[should_panic(expected = "0001")]
fn select_of_the_individual_number() {
    card_is_told(&[SELECT_TEXT_AP, b"\x00\xA4\x02\x0C\x02\x00\x01"]);
}

#[test]
#[should_panic(expected = "00b08100")]
fn read_of_the_individual_number_by_its_short_identifier() {
    card_is_told(&[SELECT_TEXT_AP, b"\x00\xB0\x81\x00\x00"]);
}

#[test]
#[should_panic(expected = "D3921000310001010402")]
fn select_of_the_card_surface() {
    card_is_told(&[SELECT_SURFACE_AP]);
}

#[test]
fn the_attributes_are_no_secret_number() {
    card_is_told(&[SELECT_TEXT_AP, b"\x00\xA4\x02\x0C\x02\x00\x02", b"\x00\xB0\x82\x00\x00"]);
}
