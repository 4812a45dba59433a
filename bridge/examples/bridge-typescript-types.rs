//! Prints the TypeScript types of the protocol: `extension/src/generated/bridge-protocol.ts` is this output, and a test holds it so.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use jitsuin_bridge::card::look::{Card, TriesLeft};
use jitsuin_bridge::card::tables::{DigestAlgorithm, Key};
use jitsuin_bridge::error::{Error, ErrorCode};
use jitsuin_bridge::protocol::{DigestFields, Message, Open, PROTOCOL, ReaderStatus, SignFields};
use jitsuin_bridge::reader::{Reader, ReaderState};
use ts_rs::TS;

fn main() {
    println!("// Generated from bridge/src by `cargo xtask types`. Do not edit.\n");
    println!("/** The protocol's number (bridge/PROTOCOL.md). */");
    println!("export const PROTOCOL = {PROTOCOL};\n");
    for declaration in [
        Key::decl(),
        DigestAlgorithm::decl(),
        Open::decl(),
        DigestFields::decl(),
        SignFields::decl(),
        ReaderState::decl(),
        Reader::decl(),
        TriesLeft::decl(),
        ErrorCode::decl(),
        Card::decl(),
        ReaderStatus::decl(),
        Error::decl(),
        Message::decl(),
    ] {
        println!("export {declaration}\n");
    }
    println!("/** The requests without fields of their own. */");
    println!("export type BareRequest = {{ type: \"status\" | \"close\", id: number, }};");
}
