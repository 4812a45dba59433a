//! What is left of a PIN in the bridge's memory.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;

use serde_json::json;

use crate::stage::{PIN, Stage};

#[test]
fn the_pin_is_nowhere_once_it_was_used() {
    let stage = Stage::with("hanako", &[]);
    let bridge = stage.opened();
    assert_eq!(places(bridge.id(), PIN.as_bytes()), Vec::<String>::new());
}

#[test]
fn a_pin_of_the_wrong_form_is_nowhere_either() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    let pin = "kasumi-never-sent";
    let reply = bridge.ask(json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": pin }));
    assert_eq!(reply["code"], "pin-format");
    assert_eq!(places(bridge.id(), pin.as_bytes()), Vec::<String>::new());
}

#[test]
fn neither_is_an_old_or_a_new_one() {
    let stage = Stage::with("hanako", &[]);
    let (mut bridge, reader) = stage.looked();
    assert_eq!(bridge.change_pin(&reader, "sign", PIN, "HANAKO99")["type"], "pin-changed");
    for pin in [PIN, "HANAKO99"] {
        assert_eq!(places(bridge.id(), pin.as_bytes()), Vec::<String>::new());
    }
}

#[test]
fn the_search_finds_what_is_there() {
    let stage = Stage::with("hanako", &[]);
    let bridge = stage.bridge();
    assert_ne!(places(bridge.id(), b"readers-changed"), Vec::<String>::new(), "a text of the program");
}

/// The memory of a process in which these bytes stand.
fn places(process: u32, bytes: &[u8]) -> Vec<String> {
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let holds = |line: &&str| {
        let (start, end) = line.split_once(' ').and_then(|(range, _)| range.split_once('-')).unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        let mut region = vec![0; usize::try_from(end - start).unwrap()];
        // Some regions of the kernel's own cannot be read.
        memory.read_exact_at(&mut region, start).is_ok()
            && region.windows(bytes.len()).any(|part| part == bytes)
    };
    let readable =
        maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|mode| mode.starts_with('r')));
    readable.filter(holds).map(str::to_owned).collect()
}
