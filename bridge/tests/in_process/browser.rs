//! The browser's end of the pipe.

use std::io::{PipeReader, PipeWriter, Read as _, Write as _, pipe};
use std::thread::JoinHandle;

use jitsuin_bridge::host::Host;
use serde_json::{Value, json};

use crate::reader::{NAME, TestReader};

/// A host that serves a test.
pub(crate) struct Browser {
    to_host: Option<PipeWriter>,
    from_host: PipeReader,
    host: Option<JoinHandle<()>>,
    last_id: u64,
}

impl Browser {
    /// Starts a host that takes its cards from this reader.
    pub(crate) fn start(reader: &TestReader) -> Self {
        let (input, to_host) = pipe().unwrap();
        let (from_host, output) = pipe().unwrap();
        let host = Host::new(reader.clone());
        let host = std::thread::spawn(move || host.run(input, output).unwrap());
        let mut browser = Self { to_host: Some(to_host), from_host, host: Some(host), last_id: 0 };
        assert_eq!(browser.message()["type"], "hello");
        browser
    }

    /// Sends a request, for the test's reader if it names one, and waits for its reply.
    pub(crate) fn ask(&mut self, mut request: Value) -> Value {
        self.last_id += 1;
        request["id"] = json!(self.last_id);
        if !["status", "authenticate", "close"].contains(&request["type"].as_str().unwrap()) {
            request["reader"] = json!(NAME);
        }
        let body = request.to_string();
        let pipe = self.to_host.as_mut().unwrap();
        pipe.write_all(&u32::try_from(body.len()).unwrap().to_ne_bytes()).unwrap();
        pipe.write_all(body.as_bytes()).unwrap();
        let reply = self.message();
        assert_eq!(reply["id"], request["id"], "{reply}");
        reply
    }

    fn message(&mut self) -> Value {
        let mut length = [0; 4];
        self.from_host.read_exact(&mut length).unwrap();
        let mut body = vec![0; usize::try_from(u32::from_ne_bytes(length)).unwrap()];
        self.from_host.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.to_host = None;
        if let Some(Err(_)) = self.host.take().map(JoinHandle::join)
            && !std::thread::panicking()
        {
            panic!("the host did not end well");
        }
    }
}

/// Fails unless this is the error of this code.
#[track_caller]
pub(crate) fn assert_error(reply: &Value, code: &str) {
    assert_eq!((&reply["type"], &reply["code"]), (&json!("error"), &json!(code)), "{reply}");
}
