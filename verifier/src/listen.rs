//! The connections of an HTTP server: how many, how long a client may take to ask and to take its answer, and how the server ends.
//!
//! `axum::serve` has no time limits: a client that sends, or reads, one byte a minute holds its connection for ever. So the accept loop is
//! here, for the service of `jitsuin serve` and for sites that embed the verifier.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// After a refused `accept` (no file descriptors left, for instance), before the next.
const PAUSE: Duration = Duration::from_millis(100);

/// What clients may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The most connections at once. Each may hold one body, which bounds the memory.
    pub connections: usize,
    /// How long a client may take to send the head of a request, and to send the next one on the same connection.
    pub head: Duration,
    /// How long a client may let an answer wait without taking any of it.
    pub answer: Duration,
    /// How long answers under way may take when the server is told to end.
    pub farewell: Duration,
}

impl Default for Bounds {
    /// 256 connections, 15 s for a head, 30 s without taking any of an answer, 10 s at the end.
    fn default() -> Self {
        Self {
            connections: 256,
            head: Duration::from_secs(15),
            answer: Duration::from_secs(30),
            farewell: Duration::from_secs(10),
        }
    }
}

/// Serves `router` until `end` is ready; then takes no new connection and lets the answers under way finish. Each request has its
/// client's address as `ConnectInfo<SocketAddr>`.
pub async fn listen(listener: TcpListener, router: Router, bounds: Bounds, end: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(bounds.connections));
    let open = GracefulShutdown::new();
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.head).max_buf_size(64 * 1024);

    tokio::pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = async {
                let place = places.clone().acquire_owned().await;
                listener.accept().await.map(|(stream, peer)| (stream, peer, place))
            } => accepted,
        };
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("no connection was accepted: {error}");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Small answers go out at once. Where that cannot be set, they go out a little later.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(bounds.answer));
        let service = router.clone().map_request(move |mut request: Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection =
            http.serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that goes away in mid-answer is no fault of the server.
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            drop(place);
        });
    }

    drop(listener);
    if tokio::time::timeout(bounds.farewell, open.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished");
    }
}

/// Ready when the program is told to end: SIGTERM or Ctrl+C. Called before the port opens, so that whoever sees it open may rely on a
/// clean end.
///
/// # Errors
///
/// The operating system refuses to tell.
#[cfg(unix)]
pub fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ready when the program is told to end: Ctrl+C or Ctrl+Break. Called before the port opens, so that whoever sees it open may rely on a
/// clean end.
///
/// # Errors
///
/// The operating system refuses to tell.
#[cfg(windows)]
pub fn told_to_end() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    let mut stop = tokio::signal::windows::ctrl_break()?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = stop.recv() => {}
        }
    })
}
