//! The connections: how many, how long a browser may take to ask, and how the site ends.

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// The most connections at once. Each may hold one body (`routes::intake::LARGEST_BODY`), which bounds the memory.
const MOST_CONNECTIONS: usize = 256;

/// How long a browser may take to send the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// How long answers under way may take when the site is told to end.
const FAREWELL: Duration = Duration::from_secs(10);

/// After a refused `accept` (no file descriptors left, for instance), before the next.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves `router` until `end` is ready; then takes no new connection and lets the answers under way finish.
///
/// `axum::serve` has no time limit for a request's head: a client that sends one byte a minute holds its connection for
/// ever. So the accept loop is here.
pub async fn serve(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
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
        // Limits are counted by address.
        let service = router.clone().map_request(move |mut request: Request<_>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        });
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A browser that goes away in mid-answer is no fault of the site.
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
