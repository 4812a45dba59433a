//! Connections that misbehave do not keep others out.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use jitsuin_verifier::listen::{Bounds, listen};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// More than the buffers between a server and a client that does not read.
const LARGE: usize = 64 * 1024 * 1024;

const HASTY: Bounds = Bounds {
    connections: 1,
    head: Duration::from_millis(200),
    answer: Duration::from_millis(200),
    farewell: Duration::from_secs(10),
};

/// A server with one place; what ends it; where it is.
async fn start() -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
    let router = Router::new()
        .route("/large", get(|| async { vec![b'x'; LARGE] }))
        .route("/who", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel();
    let serving = tokio::spawn(listen(listener, router, HASTY, async {
        let _ = ended.await;
    }));
    (address, end, serving)
}

async fn ask(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn answer(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// The only place is held by somebody who never reads, then by somebody who never asks: each loses it, and the next one is served.
#[tokio::test]
async fn who_does_not_read_or_ask_loses_the_place() {
    let (address, end, serving) = start().await;
    let _never_reads = ask(address, "/large").await;
    let served = answer(ask(address, "/who").await).await;
    assert!(served.starts_with("HTTP/1.1 200"), "{served}");
    let _never_asks = TcpStream::connect(address).await.unwrap();
    let served = answer(ask(address, "/who").await).await;
    assert!(served.starts_with("HTTP/1.1 200"), "{served}");
    end.send(()).unwrap();
    serving.await.unwrap();
}

#[tokio::test]
async fn a_request_knows_its_client() {
    let (address, _end, _serving) = start().await;
    let stream = ask(address, "/who").await;
    let client = stream.local_addr().unwrap().to_string();
    assert!(answer(stream).await.ends_with(&client));
}
