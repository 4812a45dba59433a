//! The bridge between Jitsuin's signing window and a card reader: a native messaging host (see `PROTOCOL.md`).
//!
//! It knows cards and nothing else (DESIGN D1). What it will never do: open a socket or a file, write a log, parse a certificate or a CMS
//! structure, take a raw APDU from the browser, repeat a VERIFY, keep a PIN, or select the file that holds 個人番号.
//!
//! Three rooms, from the outside in: [`host`] and [`pipe`] speak with the browser; [`session`], [`transaction`], [`survey`], [`supervise`] and
//! [`occupancy`] put each piece of card work into a thread with a deadline, one for each reader; [`card`] speaks with the card through a [`card::channel::Channel`], which [`pcsc`] provides.

pub mod caller;
pub mod card;
pub mod error;
pub mod host;
pub mod occupancy;
pub mod pcsc;
pub mod pipe;
pub mod protocol;
pub mod reader;
pub mod session;
pub mod supervise;
pub mod survey;
pub mod transaction;

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use native_messaging::host::send_json;

use crate::error::{Error, ErrorCode};
use crate::host::Host;
use crate::protocol::message::Message;
use crate::reader::CardSource;

/// What a person reads who starts the bridge by hand.
const BY_HAND: &str = "\
jitsuin-bridge is started by the browser, not by hand: open the site that asks for your signature.
jitsuin-bridge はブラウザーが起動するプログラムです。署名を求めるサイトの画面から始めてください。

  jitsuin-bridge --version   print the version and the protocol's number
";

/// Serves the browser that started this program, on standard input and output.
///
/// `arguments` are the program's, without its name. Exit codes: 0 the browser ended it; 1 the pipe or the protocol failed; 2 it was not
/// started by the extension.
pub fn serve<S: CardSource>(source: S, arguments: &[String]) -> ExitCode {
    match arguments {
        [version] if version == "--version" => {
            let (version, protocol) = (env!("CARGO_PKG_VERSION"), protocol::PROTOCOL);
            let _closed = writeln!(io::stdout(), "jitsuin-bridge {version}, protocol {protocol}");
            return ExitCode::SUCCESS;
        }
        _ if caller::is_extension(arguments) => {}
        _ => {
            if io::stdin().is_terminal() || arguments.is_empty() {
                let _closed = io::stderr().write_all(BY_HAND.as_bytes());
            } else {
                let refused = Message::Error { id: None, error: Error::new(ErrorCode::CallerRefused) };
                let _closed = send_json(&mut io::stdout(), &refused);
            }
            return ExitCode::from(2);
        }
    }
    let host = Host::new(source);
    stop_on_signals(&host);
    let Ok(input) = unbuffered_input() else { return ExitCode::FAILURE };
    match host.run(input, io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Standard input without the buffer that `io::stdin()` keeps for the life of the program: a PIN would stay in it.
#[cfg(unix)]
fn unbuffered_input() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd as _;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

/// Standard input without the buffer that `io::stdin()` keeps for the life of the program: a PIN would stay in it.
#[cfg(windows)]
fn unbuffered_input() -> io::Result<std::fs::File> {
    use std::os::windows::io::AsHandle as _;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

/// A polite kill ends the host as the end of its input would: the card is locked first.
#[cfg(unix)]
fn stop_on_signals<S: CardSource>(host: &Host<S>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let stopper = host.stopper();
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) {
        std::thread::spawn(move || {
            for _ in signals.forever() {
                stopper.stop();
            }
        });
    }
}

#[cfg(not(unix))]
fn stop_on_signals<S: CardSource>(_host: &Host<S>) {}
