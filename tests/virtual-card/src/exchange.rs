//! `exchanges.jsonl`: what the card saw, a line for each exchange. Header, lengths and status word; of bodies only what a SELECT
//! names, which is never secret.

use std::io::Write;
use std::time::Duration;

use base16ct::lower::encode_string as hex;
use serde::Serialize;

use crate::chip::selected;

/// A line of the log.
#[derive(Serialize)]
pub(crate) struct Exchange {
    /// CLA INS P1 P2, eight hex digits; fewer if the command was shorter.
    header: String,
    /// The AID or EF id of a SELECT, in upper case.
    #[serde(skip_serializing_if = "Option::is_none")]
    select: Option<String>,
    /// Bytes of the command.
    sent: usize,
    /// Bytes of the response, the status word included; 0 if there was none.
    received: usize,
    /// The status word, four hex digits; empty if there was no response.
    sw: String,
    /// Milliseconds from the command to the answer, as the card counts them.
    ms: f64,
}

impl Exchange {
    pub(crate) fn of(command: &[u8], response: &[u8], took: Duration) -> Self {
        Exchange {
            header: hex(command.get(..4).unwrap_or(command)),
            select: selected(command).map(|selected| hex(selected).to_uppercase()),
            sent: command.len(),
            received: response.len(),
            sw: hex(response.split_last_chunk::<2>().map_or(&[][..], |(_, status)| status)),
            ms: (took.as_secs_f64() * 10_000.0).round() / 10.0,
        }
    }

    /// Appends the line at once. A log that cannot be written is not a reason for a card to fail.
    pub(crate) fn write(&self, log: &mut impl Write) {
        if let Ok(mut line) = serde_json::to_vec(self) {
            line.push(b'\n');
            let _ = log.write_all(&line).and_then(|()| log.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(command: &[u8], response: &[u8]) -> String {
        let mut log = Vec::new();
        Exchange::of(command, response, Duration::from_micros(140)).write(&mut log);
        String::from_utf8(log).unwrap()
    }

    #[test]
    fn a_select_is_named() {
        let select =
            [0x00, 0xA4, 0x04, 0x0C, 0x0A, 0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01];
        assert_eq!(
            line(&select, &[0x90, 0x00]),
            "{\"header\":\"00a4040c\",\"select\":\"D392F000260100000001\",\"sent\":15,\"received\":2,\"sw\":\"9000\",\"ms\":0.1}\n"
        );
    }

    #[test]
    fn a_pin_is_not() {
        let verify = [0x00, 0x20, 0x00, 0x80, 0x04, 0x39, 0x39, 0x39, 0x39];
        assert_eq!(
            line(&verify, &[0x63, 0xC2]),
            "{\"header\":\"00200080\",\"sent\":9,\"received\":2,\"sw\":\"63c2\",\"ms\":0.1}\n"
        );
    }

    #[test]
    fn an_exchange_without_an_answer() {
        assert_eq!(
            line(&[0x00], &[]),
            "{\"header\":\"00\",\"sent\":1,\"received\":0,\"sw\":\"\",\"ms\":0.1}\n"
        );
    }
}
