//! The native messaging host that browsers start. All of it is in the library; this names the source of cards: PC/SC.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    jitsuin_bridge::serve(jitsuin_bridge::pcsc::Pcsc, &arguments)
}
