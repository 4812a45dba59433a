//! How often one client may ask for something: a limit for each network address, as no cookie can be relied on for that.

use crate::refusal::Refusal;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, Response, header::RETRY_AFTER};
use axum::response::IntoResponse;
use governor::middleware::NoOpMiddleware;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tower_governor::governor::{GovernorConfig, GovernorConfigBuilder};
use tower_governor::key_extractor::KeyExtractor;
use tower_governor::{GovernorError, GovernorLayer};

/// Where a request's address is read. It must be chosen: behind a proxy every peer is the proxy, and without one a header is only what the
/// client says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientAddress {
    /// The other end of the connection.
    Peer,
    /// The last entry of `X-Forwarded-For`: the one that the proxy in front of this site wrote. What stands before it, the client wrote.
    Proxy,
}

/// A limit: so many at once, and then one more in each period.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once.
    pub burst: u32,
    /// One more in each.
    pub period: Duration,
}

/// Nonces, applications, logins: an office whose people share one address stays far below.
pub const REQUESTS: Rate = Rate { burst: 120, period: Duration::from_millis(500) };

/// Passwords of staff.
pub const PASSWORDS: Rate = Rate { burst: 5, period: Duration::from_secs(30) };

/// One limit, with its count of every client.
#[derive(Clone)]
pub struct Limit(Arc<GovernorConfig<ClientAddress, NoOpMiddleware>>);

impl Limit {
    /// A fresh count. `None`: a rate without burst or without period.
    #[must_use]
    pub fn new(rate: Rate, address: ClientAddress) -> Option<Self> {
        GovernorConfigBuilder::default()
            .period(rate.period)
            .burst_size(rate.burst)
            .key_extractor(address)
            .finish()
            .map(|config| Self(Arc::new(config)))
    }

    /// The layer for the routes that it holds for.
    #[must_use]
    pub fn layer(&self) -> GovernorLayer<ClientAddress, NoOpMiddleware, Body> {
        GovernorLayer::new(self.0.clone()).error_handler(refused)
    }

    /// Forgets clients that have not asked for long.
    pub fn forget_idle(&self) {
        self.0.limiter().retain_recent();
    }
}

fn refused(error: GovernorError) -> Response<Body> {
    match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            let seconds = wait_time.saturating_add(1);
            let mut response = Refusal::TooManyRequests { seconds }.into_response();
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
        other => Refusal::SiteFailed(other.to_string()).into_response(),
    }
}

impl KeyExtractor for ClientAddress {
    type Key = IpAddr;

    fn extract<T>(&self, request: &Request<T>) -> Result<IpAddr, GovernorError> {
        let address = match self {
            Self::Peer => {
                request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip())
            }
            Self::Proxy => request
                .headers()
                .get_all("x-forwarded-for")
                .iter()
                .next_back()
                .and_then(|header| header.to_str().ok())
                .and_then(|text| text.rsplit(',').next())
                .and_then(|last| last.trim().parse().ok()),
        };
        address.map(network).ok_or(GovernorError::UnableToExtractKey)
    }
}

/// A home may have a /56 of IPv6 (RFC 6177 §2): its addresses are one client.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d & 0xff00, 0, 0, 0, 0).into()
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::ClientAddress;
    use axum::extract::ConnectInfo;
    use axum::http::Request;
    use std::net::SocketAddr;
    use tower_governor::key_extractor::KeyExtractor;

    fn request(peer: &str, forwarded: &[&str]) -> Request<()> {
        let mut request = Request::builder();
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        let mut request = request.body(()).unwrap();
        request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
        request
    }

    #[test]
    fn what_a_client_writes_is_not_its_address() {
        let peer = |request| ClientAddress::Peer.extract(&request).unwrap().to_string();
        let proxy = |request| ClientAddress::Proxy.extract(&request).ok().map(|address| address.to_string());
        assert_eq!(peer(request("192.0.2.1:5", &["198.51.100.7"])), "192.0.2.1");
        assert_eq!(peer(request("[::ffff:192.0.2.1]:5", &[])), "192.0.2.1");
        assert_eq!(peer(request("[2001:db8:1:2:3:4:5:6]:5", &[])), "2001:db8:1::");
        assert_eq!(peer(request("[2001:db8:1:1ff::6]:5", &[])), peer(request("[2001:db8:1:100::6]:5", &[])));
        assert_eq!(proxy(request("192.0.2.1:5", &["203.0.113.9, 198.51.100.7"])).unwrap(), "198.51.100.7");
        assert_eq!(proxy(request("192.0.2.1:5", &["203.0.113.9", "198.51.100.7"])).unwrap(), "198.51.100.7");
        assert!(proxy(request("192.0.2.1:5", &[])).is_none());
    }
}
