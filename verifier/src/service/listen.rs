//! The connections: how many, how long a caller may take to ask, and how the service ends.

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The most connections at once. Each may hold one body, which bounds the memory.
const MOST_CONNECTIONS: usize = 256;

/// How long a caller may take to send the head of a request, and to send the next one on the same connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// How long answers under way may take when the service is told to end.
const FAREWELL: Duration = Duration::from_secs(10);

/// After a refused `accept` (no file descriptors left, for instance), before the next.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` until `end` is ready; then takes no new connection and lets the answers under way finish.
///
/// `axum::serve` has no time limit for a request's head: a client that sends one byte a minute holds its connection for ever.
pub async fn listen(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let open = GracefulShutdown::new();
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).max_buf_size(64 * 1024);

    tokio::pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = async {
                let place = places.clone().acquire_owned().await;
                listener.accept().await.map(|(stream, _)| (stream, place))
            } => accepted,
        };
        let (stream, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("no connection was accepted: {error}");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        // Small answers go out at once. Where that cannot be set, they go out a little later.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // A caller that goes away in mid-answer is no fault of the service.
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended: {error}");
            }
            drop(place);
        });
    }

    drop(listener);
    if tokio::time::timeout(FAREWELL, open.shutdown()).await.is_err() {
        tracing::warn!("some answers were not finished");
    }
}
