//! Prints the TypeScript types of the protocol: `extension/src/generated/bridge-protocol.ts` is this output, and a test holds it so.
#![allow(clippy::print_stdout, reason = "printing is what this program is for")]

use jitsuin_bridge::card::look::{Card, CertificatesPresent, TriesLeft};
use jitsuin_bridge::card::tables::{DigestAlgorithm, Key, PinKind};
use jitsuin_bridge::error::{Error, ErrorCode, PinIs};
use jitsuin_bridge::protocol::PROTOCOL;
use jitsuin_bridge::protocol::message::{Message, ReaderStatus};
use jitsuin_bridge::protocol::request::{
    Attributes, Authenticate, Certificates, ChangePin, Close, DigestToSign, Open, Sign, Status,
};
use jitsuin_bridge::reader::{Reader, ReaderState};
use ts_rs::TS;

fn main() {
    println!("// Generated from bridge/src by `cargo xtask types`. Do not edit.\n");
    println!("/** The protocol's number (bridge/PROTOCOL.md). */");
    println!("export const PROTOCOL = {PROTOCOL};\n");
    for declaration in [
        Key::decl(),
        PinKind::decl(),
        DigestAlgorithm::decl(),
        Status::decl(),
        Open::decl(),
        DigestToSign::decl(),
        Sign::decl(),
        Authenticate::decl(),
        Attributes::decl(),
        Certificates::decl(),
        ChangePin::decl(),
        Close::decl(),
        ReaderState::decl(),
        Reader::decl(),
        TriesLeft::decl(),
        CertificatesPresent::decl(),
        ErrorCode::decl(),
        PinIs::decl(),
        Card::decl(),
        ReaderStatus::decl(),
        Error::decl(),
        Message::decl(),
    ] {
        println!("export {declaration}\n");
    }
    let requests = [
        Status::name(),
        Open::name(),
        Sign::name(),
        Authenticate::name(),
        Attributes::name(),
        Certificates::name(),
        ChangePin::name(),
        Close::name(),
    ];
    println!("/** What the window can ask. */");
    println!("export type BridgeRequest = {};", requests.join(" | "));
}
