//! The native messaging host that browsers start. All of it is in the library; this names the source of cards: PC/SC.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Only known arguments mean anything; one that is not Unicode is none of them.
    let arguments: Vec<_> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    jitsuin_bridge::serve(jitsuin_bridge::pcsc::Pcsc::default(), &arguments)
}
