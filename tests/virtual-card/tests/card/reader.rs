//! The slot against a reader that this test plays, and the private `pcscd` from its start to its end.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use jitsuin_virtual_card::VirtualCard;
use jitsuin_virtual_card::pcscd::{PcscdError, PrivatePcscd};
use jitsuin_virtual_card::vpcd::Slot;

use crate::bench::{Bench, wait_for};

const SELECT_JPKI: [u8; 15] =
    [0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
const QUERY_SIGN: [u8; 4] = [0x00, 0x20, 0x00, 0x9B];
const SUCCESS: [u8; 2] = [0x90, 0x00];

/// vpcd as its driver behaves: it writes length and body apart, and lets Nagle's algorithm hold the second back.
struct Reader {
    wire: TcpStream,
    slot: Slot,
    _bench: Bench,
}

impl Reader {
    fn with(knobs: &[(&str, &str)]) -> Self {
        let bench = Bench::with("hanako");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut card = VirtualCard::load(&bench.path("hanako")).unwrap();
        for (name, value) in knobs {
            card.set_knob(name, value).unwrap();
        }
        let mut slot = Slot::new(card, &listener.local_addr().unwrap().to_string());
        slot.insert(Duration::from_secs(1)).unwrap();
        let (wire, _) = listener.accept().unwrap();
        wire.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        Reader { wire, slot, _bench: bench }
    }

    fn send(&mut self, message: &[u8]) {
        self.wire.write_all(&u16::try_from(message.len()).unwrap().to_be_bytes()).unwrap();
        self.wire.write_all(message).unwrap();
    }

    fn receive(&mut self) -> std::io::Result<Vec<u8>> {
        let mut length = [0; 2];
        self.wire.read_exact(&mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        self.wire.read_exact(&mut message)?;
        Ok(message)
    }

    fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        self.send(command);
        self.receive().unwrap()
    }
}

#[test]
fn control_codes_and_commands() {
    let mut reader = Reader::with(&[]);
    assert_eq!(reader.transmit(&[4]), [0x3B, 0xE0, 0x00, 0xFF, 0x81, 0x31, 0xFE, 0x45, 0x14]);
    reader.send(&[1]);
    assert_eq!(reader.transmit(&SELECT_JPKI), SUCCESS);
    assert_eq!(reader.transmit(&QUERY_SIGN), [0x63, 0xC5]);
    reader.send(&[2]);
    assert_eq!(reader.transmit(&QUERY_SIGN), [0x69, 0x86]);
    reader.send(&[]);
    reader.send(&[0]);
    reader.send(&[4]);
    reader.receive().unwrap();
    assert!(!reader.slot.card().is_powered());
}

#[test]
fn acknowledgements_are_not_delayed() {
    const EXCHANGES: u32 = 100;
    let mut reader = Reader::with(&[]);
    reader.send(&[1]);
    let began = Instant::now();
    for _ in 0..EXCHANGES {
        reader.transmit(&SELECT_JPKI);
    }
    // With delayed acknowledgements each exchange takes some 40 ms.
    let each = began.elapsed() / EXCHANGES;
    assert!(each < Duration::from_millis(20), "{each:?} for each exchange");
}

#[test]
fn slowness_is_what_the_knobs_say() {
    let mut reader = Reader::with(&[("ms-per-exchange", "30"), ("us-per-byte", "1000")]);
    reader.send(&[1]);
    let began = Instant::now();
    reader.transmit(&SELECT_JPKI);
    // 15 bytes there, 2 back.
    assert!(began.elapsed() >= Duration::from_millis(30 + 17), "{:?}", began.elapsed());
}

#[test]
fn a_card_that_vanishes_closes_the_connection() {
    let mut reader = Reader::with(&[("remove-at", "2")]);
    reader.send(&[1]);
    assert_eq!(reader.transmit(&SELECT_JPKI), SUCCESS);
    reader.send(&QUERY_SIGN);
    assert!(reader.receive().is_err());
    wait_for("the slot to notice", || !reader.slot.is_inserted());
}

#[test]
fn a_silent_card_is_still_there_and_can_be_taken_out() {
    let mut reader = Reader::with(&[("silent-at", "1")]);
    reader.send(&[1]);
    reader.send(&SELECT_JPKI);
    reader.wire.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    assert_eq!(reader.receive().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    assert!(reader.slot.is_inserted());
    reader.slot.remove();
    assert_eq!(reader.receive().unwrap_err().kind(), std::io::ErrorKind::UnexpectedEof);
}

#[test]
fn a_reader_that_goes_away_leaves_the_card_outside() {
    let mut reader = Reader::with(&[]);
    reader.send(&[1]);
    assert_eq!(reader.transmit(&SELECT_JPKI), SUCCESS);
    reader.wire.shutdown(std::net::Shutdown::Both).unwrap();
    wait_for("the slot to notice", || !reader.slot.is_inserted());
    assert!(!reader.slot.card().is_powered());
}

#[test]
fn a_reader_that_is_not_there_is_told() {
    let bench = Bench::with("hanako");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let mut slot = Slot::new(VirtualCard::load(&bench.path("hanako")).unwrap(), &nobody);
    let refusal = slot.insert(Duration::from_millis(50)).unwrap_err();
    assert!(refusal.to_string().starts_with(&format!("no vpcd at {nobody}")), "{refusal}");
    assert!(!slot.is_inserted());
}

#[test]
fn a_private_pcscd_ends_with_its_value_and_leaves_no_listener() {
    let bench = Bench::with("hanako");
    let daemon = PrivatePcscd::start(&bench.path("pcscd"), None).unwrap();
    let port = daemon.port();
    assert!(daemon.socket().exists());
    assert!(TcpListener::bind(("0.0.0.0", port)).is_err());
    drop(daemon);
    TcpListener::bind(("0.0.0.0", port)).unwrap();
    // The same folder serves again.
    drop(PrivatePcscd::start(&bench.path("pcscd"), Some(port)).unwrap());
}

#[test]
fn two_private_pcscds_do_not_meet() {
    let bench = Bench::with("hanako");
    let one = PrivatePcscd::start(&bench.path("one"), None).unwrap();
    let other = PrivatePcscd::start(&bench.path("other"), None).unwrap();
    assert_ne!(one.socket(), other.socket());
    assert_ne!(one.port(), other.port());
}

#[test]
fn a_port_that_is_taken_is_an_error_with_a_log() {
    let bench = Bench::with("hanako");
    let first = PrivatePcscd::start(&bench.path("one"), None).unwrap();
    let refusal = PrivatePcscd::start(&bench.path("other"), Some(first.port())).unwrap_err();
    assert!(matches!(refusal, PcscdError::PortTaken { .. }), "{refusal}");
}
