//! The bridge as the browser has it: a process, frames in, frames out.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::stage::{PATIENCE, wait_for};

/// The program that Cargo has built from this package.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_jitsuin-bridge");

/// The argument with which Chromium starts it.
pub(crate) const ORIGIN: &str = "chrome-extension://mdhcpkaipeimhplccapmjaccpenhfgjp/";

/// How long the bridge may take to end: browsers kill a host about two seconds after they closed its pipe.
pub(crate) const END: Duration = Duration::from_secs(2);

/// A running bridge. When it is dropped, its process is killed if it has not ended.
pub(crate) struct Bridge {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    reading: Option<JoinHandle<()>>,
    /// The output of a bridge that nobody reads.
    _unread: Option<ChildStdout>,
    events: VecDeque<Value>,
    last_id: u64,
}

impl Bridge {
    /// Starts it with the arguments of this command, and takes its greeting.
    pub(crate) fn start(command: Command) -> Self {
        let mut bridge = Self::spawn(command);
        let hello = bridge.message();
        assert_eq!(hello["type"], "hello", "the first message: {hello}");
        bridge
    }

    /// Starts it and reads nothing yet.
    pub(crate) fn spawn(command: Command) -> Self {
        let (mut bridge, output) = Self::child(command);
        let (send, messages) = channel();
        bridge.messages = messages;
        bridge.reading = Some(std::thread::spawn(move || read_frames(output, &send)));
        bridge
    }

    /// Starts it, takes its greeting, and nothing more.
    pub(crate) fn unread(command: Command) -> Self {
        let (mut bridge, mut output) = Self::child(command);
        assert_eq!(read_frame(&mut output).unwrap()["type"], "hello");
        bridge._unread = Some(output);
        bridge
    }

    /// The process, and its output.
    fn child(mut command: Command) -> (Self, ChildStdout) {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (messages, events) = (channel().1, VecDeque::new());
        (Self { child, input, messages, reading: None, _unread: None, events, last_id: 0 }, output)
    }

    /// The next message, whatever it is.
    pub(crate) fn message(&mut self) -> Value {
        self.messages.recv_timeout(PATIENCE).expect("a message of the bridge")
    }

    /// Whether the bridge has ended without a further message.
    pub(crate) fn says_nothing_more(&self) -> bool {
        matches!(self.messages.recv_timeout(PATIENCE), Err(RecvTimeoutError::Disconnected))
    }

    /// Sends a request and gives its id.
    pub(crate) fn send(&mut self, mut request: Value) -> u64 {
        self.last_id += 1;
        request["id"] = json!(self.last_id);
        self.send_frame(request.to_string().as_bytes());
        self.last_id
    }

    /// Sends a frame of these bytes.
    pub(crate) fn send_frame(&mut self, body: &[u8]) {
        let length = u32::try_from(body.len()).unwrap().to_ne_bytes();
        self.send_bytes(&[&length, body].concat());
    }

    /// The same, unless the bridge has ended.
    pub(crate) fn try_send_frame(&mut self, body: &[u8]) -> std::io::Result<()> {
        let length = u32::try_from(body.len()).unwrap().to_ne_bytes();
        self.input.as_mut().unwrap().write_all(&[&length, body].concat())
    }

    /// Sends bytes as they are.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    /// The reply to a request. Events before it are kept for [`Bridge::event`].
    pub(crate) fn reply(&mut self, id: u64) -> Value {
        loop {
            let message = self.message();
            match message.get("id") {
                Some(of) => {
                    assert_eq!(*of, json!(id), "replies come in the order of the requests: {message}");
                    return message;
                }
                None => self.events.push_back(message),
            }
        }
    }

    /// Sends a request and waits for its reply.
    pub(crate) fn ask(&mut self, request: Value) -> Value {
        let id = self.send(request);
        self.reply(id)
    }

    /// The next event.
    pub(crate) fn event(&mut self) -> Value {
        let event = self.events.pop_front().unwrap_or_else(|| self.message());
        assert!(event.get("id").is_none(), "an event was expected: {event}");
        event
    }

    /// Events that came before replies, all of them.
    pub(crate) fn take_events(&mut self) -> Vec<Value> {
        self.events.drain(..).collect()
    }

    /// What `status` says, with the tries of the signing PIN.
    pub(crate) fn status(&mut self) -> Value {
        self.status_of(&["sign"])
    }

    /// The same with the tries of these PINs.
    pub(crate) fn status_of(&mut self, pins: &[&str]) -> Value {
        let status = self.ask(status(pins));
        assert_eq!(status["type"], "status", "{status}");
        status
    }

    /// Waits, by the bridge's own events, until the first reader has a card, and gives what `status` says of that reader.
    pub(crate) fn card(&mut self) -> Value {
        self.reader_in_state("present")
    }

    /// Waits, by the bridge's own events, until the first reader is in this state, and gives what `status` says of it.
    pub(crate) fn reader_in_state(&mut self, state: &str) -> Value {
        loop {
            let status = self.status();
            match status["readers"].get(0) {
                Some(reader) if reader["state"] == state => return reader.clone(),
                _ => assert_eq!(self.event()["type"], "readers-changed"),
            }
        }
    }

    /// `open` with the signing key.
    pub(crate) fn open(&mut self, reader: &Value, pin: &str) -> Value {
        self.ask(json!({ "type": "open", "key": "sign", "reader": reader["name"], "pin": pin }))
    }

    /// `open` with the authentication key.
    pub(crate) fn open_auth(&mut self, reader: &Value, pin: &str) -> Value {
        self.ask(json!({ "type": "open", "key": "auth", "reader": reader["name"], "pin": pin }))
    }

    /// `attributes`.
    pub(crate) fn attributes(&mut self, reader: &Value, pin: &str) -> Value {
        self.ask(json!({ "type": "attributes", "reader": reader["name"], "pin": pin }))
    }

    /// `change-pin`.
    pub(crate) fn change_pin(&mut self, reader: &Value, which: &str, old: &str, new: &str) -> Value {
        let name = &reader["name"];
        self.ask(json!({ "type": "change-pin", "reader": name, "which": which, "old": old, "new": new }))
    }

    /// `open`, which must succeed; gives the certificate in base64.
    pub(crate) fn opened(&mut self, reader: &Value, pin: &str) -> String {
        let opened = self.open(reader, pin);
        assert_eq!(opened["type"], "opened", "{opened}");
        opened["certificate"].as_str().unwrap().to_owned()
    }

    /// `close`, which must succeed.
    pub(crate) fn close(&mut self) {
        assert_eq!(self.ask(json!({ "type": "close" }))["type"], "closed");
    }

    /// Closes the bridge's input, as a browser does when the window closes.
    pub(crate) fn end_input(&mut self) {
        self.input = None;
    }

    /// Closes the bridge's output, after one more message.
    pub(crate) fn close_output(&mut self) {
        self.messages = channel().1;
        self.send(json!({ "type": "no such type" }));
        self.reading.take().unwrap().join().unwrap();
    }

    /// The process's id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends the process a signal by its name, without SIG.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "kill -s {name}");
    }

    /// Waits until the process has ended, and fails if that takes longer than a browser waits.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        let status = self.ended_at_last();
        assert!(began.elapsed() < END, "the bridge took {:?} to end", began.elapsed());
        status
    }

    /// Waits until the process has ended, for one that nobody kills.
    pub(crate) fn ended_at_last(&mut self) -> ExitStatus {
        let mut status = None;
        wait_for("the bridge's end", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    /// Ends the input, waits for the end, and expects it to be a good one.
    pub(crate) fn end(mut self) {
        self.end_input();
        let status = self.ended();
        assert_eq!(status.code(), Some(0), "{status}");
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `status` for these PINs.
pub(crate) fn status(pins: &[&str]) -> Value {
    json!({ "type": "status", "pins": pins })
}

/// `sign` for digests of these values.
pub(crate) fn sign(digests: &[[u8; 32]]) -> Value {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let digests: Vec<_> = digests
        .iter()
        .map(|digest| json!({ "algorithm": "sha-256", "value": STANDARD.encode(digest) }))
        .collect();
    json!({ "type": "sign", "digests": digests })
}

/// Fails unless this is the error of this code.
#[track_caller]
pub(crate) fn assert_error(reply: &Value, code: &str) {
    assert_eq!((&reply["type"], &reply["code"]), (&json!("error"), &json!(code)), "{reply}");
}

fn read_frames(mut output: ChildStdout, messages: &Sender<Value>) {
    while let Some(message) = read_frame(&mut output) {
        if messages.send(message).is_err() {
            return;
        }
    }
}

/// The next frame, until the output ends.
fn read_frame(output: &mut ChildStdout) -> Option<Value> {
    let mut length = [0; 4];
    output.read_exact(&mut length).ok()?;
    let mut body = vec![0; usize::try_from(u32::from_ne_bytes(length)).unwrap()];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
