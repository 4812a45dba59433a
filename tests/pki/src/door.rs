//! A door for HTTP clients, so small that it can also be a bad one: it may say nothing, never end, or stop in the middle.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// Longest head and longest body that are read, in bytes. OCSP questions have less than 200.
const LONGEST: u64 = 64 * 1024;
/// A client that stops in the middle of its question is left alone.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a client asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// `GET`, `POST`…
    pub method: String,
    /// The path, as it came.
    pub path: String,
    /// The body, if there was one.
    pub body: Vec<u8>,
}

/// What the client gets.
#[derive(Clone, Debug)]
pub enum Reply {
    /// An answer as it should be: status, media type, body.
    Whole(u16, &'static str, Vec<u8>),
    /// The head promises this body, and half of it comes.
    Half(&'static str, Vec<u8>),
    /// Nothing, until the client gives up.
    Silence,
    /// A body without end.
    Endless(&'static str),
}

/// An HTTP server on this machine, each connection in a thread of its own. It closes when it is dropped.
pub struct Door {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Door {
    /// Opens at this port of 127.0.0.1, or at one that is free.
    ///
    /// # Errors
    /// The port is taken.
    pub fn open(
        port: Option<u16>,
        answer: impl Fn(&Question) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
        let address = listener.local_addr()?;
        let closed = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&closed);
        let answer = Arc::new(answer);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming() {
                if seen.load(Ordering::SeqCst) {
                    return;
                }
                let answer = Arc::clone(&answer);
                // What a client does wrong is the client's loss.
                std::thread::spawn(move || client.and_then(|client| serve(client, &*answer)));
            }
        });
        Ok(Self { address, closed, thread: Some(thread) })
    }

    /// Where it is.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // The thread waits for a client; this is the last one.
        let _woken = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

fn serve(client: TcpStream, answer: &dyn Fn(&Question) -> Reply) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_write_timeout(Some(PATIENCE))?;
    let mut input = BufReader::new(client.try_clone()?);
    let question = read(&mut input)?;
    write(client, input, answer(&question))
}

/// Reads a request (RFC 9112) with its Content-Length; other transfer codings are refused.
fn read(input: &mut impl io::BufRead) -> io::Result<Question> {
    let refused = |why| io::Error::new(io::ErrorKind::InvalidData, why);
    let mut head = input.take(LONGEST);
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(refused("no request line"));
    };
    let mut length = 0;
    loop {
        line.clear();
        if head.read_line(&mut line)? == 0 {
            return Err(refused("no end of the head"));
        }
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(|_| refused("no length"))?;
            }
            Some((name, _)) if name.eq_ignore_ascii_case("transfer-encoding") => {
                return Err(refused("a transfer coding"));
            }
            Some(_) => {}
            None => break,
        }
    }
    if length > LONGEST {
        return Err(refused("too long"));
    }
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    Ok(Question { method, path, body })
}

fn write(mut client: TcpStream, mut input: impl Read, reply: Reply) -> io::Result<()> {
    match reply {
        Reply::Whole(status, media_type, body) => {
            client.write_all(head(status, media_type, Some(body.len())).as_bytes())?;
            client.write_all(&body)
        }
        Reply::Half(media_type, body) => {
            client.write_all(head(200, media_type, Some(body.len())).as_bytes())?;
            client.write_all(body.get(..body.len() / 2).unwrap_or_default())
        }
        Reply::Silence => {
            client.set_read_timeout(None)?;
            io::copy(&mut input, &mut io::sink()).map(drop)
        }
        Reply::Endless(media_type) => {
            client.write_all(head(200, media_type, None).as_bytes())?;
            // Until the client closes, which is an error here.
            loop {
                client.write_all(&[0x30; 16 * 1024])?;
            }
        }
    }
}

fn head(status: u16, media_type: &str, length: Option<usize>) -> String {
    let length = length.map(|length| format!("Content-Length: {length}\r\n")).unwrap_or_default();
    let reason = if status == 200 { "OK" } else { "Refused" };
    format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {media_type}\r\n{length}Connection: close\r\n\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(door: &Door, request: &str) -> String {
        let mut client = TcpStream::connect(door.address()).unwrap();
        client.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        // A client that is refused may hear nothing, or that the connection is gone.
        let _heard = client.read_to_string(&mut answer);
        answer
    }

    #[test]
    fn method_path_and_body_arrive() {
        let door = Door::open(None, |question| {
            let said = format!("{} {} {}", question.method, question.path, question.body.len());
            Reply::Whole(200, "text/plain", said.into_bytes())
        })
        .unwrap();
        let answer = ask(&door, "POST /sign/ocsp HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with("\r\n\r\nPOST /sign/ocsp 3"), "{answer}");
        assert!(ask(&door, "GET / HTTP/1.1\r\n\r\n").ends_with("GET / 0"));
    }

    #[test]
    fn what_is_no_question_gets_no_answer() {
        let door = Door::open(None, |_| Reply::Whole(200, "text/plain", Vec::new())).unwrap();
        for request in ["\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"] {
            assert_eq!(ask(&door, request), "", "{request:?}");
        }
    }

    #[test]
    fn a_closed_door_is_closed() {
        let door = Door::open(None, |_| Reply::Silence).unwrap();
        let address = door.address();
        drop(door);
        assert!(TcpStream::connect(address).is_err());
    }
}
