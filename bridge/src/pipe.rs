//! The browser's pipe: frames in, messages out, each in a thread of its own. What the browser does not take, or sends too fast, waits outside of the
//! loop, and there is a bound for it.

use std::io::{self, Read, Write};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::Duration;

use native_messaging::host::{NmError, decode_message_opt, send_json};
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::{Error, ErrorCode};
use crate::protocol::MAX_INBOUND;
use crate::protocol::message::Message;

/// How many messages may wait for the browser to take them: four times what one request can bring. A browser that takes none of them is gone.
const MAX_UNREAD: usize = 1024;

/// How long the end waits for the last messages to be taken.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What the input gives.
#[derive(Debug)]
pub enum Input {
    /// A frame from the browser.
    Frame(Zeroizing<String>),
    /// The end; with an error if it was not a clean one.
    Ended(Option<Error>),
}

/// Reads frames until the input ends, or `take` returns false.
pub fn read_frames(mut input: impl Read, mut take: impl FnMut(Input) -> bool) {
    loop {
        let inbound = match decode_message_opt(&mut input, MAX_INBOUND) {
            Ok(Some(frame)) => Input::Frame(Zeroizing::new(frame)),
            Ok(None) => Input::Ended(None),
            Err(NmError::Io(error)) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(NmError::IncomingTooLarge { .. }) => {
                Input::Ended(Some(Error::new(ErrorCode::MessageTooLarge)))
            }
            Err(NmError::IncomingNotUtf8(error)) => {
                error.into_bytes().zeroize();
                Input::Ended(Some(Error::protocol("the message is not UTF-8")))
            }
            Err(_) => Input::Ended(Some(Error::protocol("the message ends before its length"))),
        };
        let last = matches!(inbound, Input::Ended(_));
        if !take(inbound) || last {
            return;
        }
    }
}

/// The output. To send never waits for the browser.
#[derive(Debug)]
pub struct Output {
    messages: SyncSender<Message>,
    written: Receiver<()>,
}

impl Output {
    /// Writes what is sent, in a thread of its own. `failed` is called there, once, if the browser has closed the pipe.
    pub fn start(
        mut output: impl Write + Send + 'static,
        failed: impl FnOnce(io::Error) + Send + 'static,
    ) -> Self {
        let (messages, waiting) = sync_channel::<Message>(MAX_UNREAD);
        let (held, written) = channel();
        thread::spawn(move || {
            let _until_the_end = held;
            for message in waiting {
                if let Err(error) = send_json(&mut output, &message) {
                    return failed(io::Error::other(error));
                }
            }
        });
        Self { messages, written }
    }

    /// Sends a message.
    ///
    /// # Errors
    /// The browser has closed the pipe, or takes no messages any more.
    pub fn send(&self, message: Message) -> io::Result<()> {
        self.messages.try_send(message).map_err(|error| match error {
            TrySendError::Full(_) => io::Error::other("the browser takes no messages"),
            TrySendError::Disconnected(_) => io::ErrorKind::BrokenPipe.into(),
        })
    }

    /// Waits until the last messages are written, but not for a browser that does not take them.
    pub fn end(self) {
        drop(self.messages);
        let _written_or_late = self.written.recv_timeout(LAST_WORDS);
    }
}
