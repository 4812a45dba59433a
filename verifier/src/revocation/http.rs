//! The one way to the network: a limit for bytes, a limit for time, no redirect, no cookie, no address but the operator's.

use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Response, StatusCode, Url};
use std::time::Duration;

/// Until a connection stands.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Keeps connections to the configured addresses. A clone is the same client.
#[derive(Clone, Debug)]
pub struct HttpClient(Client);

/// Why an address of the configuration is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// Not a URL of RFC 3986.
    #[error("not a URL: {0}")]
    Malformed(String),
    /// Neither http nor https.
    #[error("the scheme {0} is neither http nor https")]
    Scheme(String),
    /// It has a name or a password, which every report would show.
    #[error("a URL with a name or a password in it is refused: reports show it")]
    Credentials,
}

/// Why nothing came.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    /// The time was up: whoever asks again soon waits as long again.
    #[error("no answer: timed out")]
    TimedOut,
    #[error("no answer: {0}")]
    Request(String),
    #[error("the answer was HTTP {0}")]
    Status(StatusCode),
    #[error("the answer has more than {0} bytes")]
    TooLarge(usize),
    #[error("the answer is of type {found}, not {expected}")]
    ContentType { found: String, expected: &'static str },
}

/// How much, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes: usize,
    pub(super) time: Duration,
}

/// What tells whether a kept copy is still the newest (RFC 9110 §8.8).
#[derive(Clone, Debug, Default)]
pub(super) struct Validators {
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
}

/// What came of a conditional request.
pub(super) enum Download {
    New { body: Vec<u8>, validators: Validators },
    NotModified,
}

/// An address as an operator may configure it.
///
/// # Errors
/// [`UrlError`]
pub fn configured_url(text: &str) -> Result<Url, UrlError> {
    let url = Url::parse(text).map_err(|error| UrlError::Malformed(error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(UrlError::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(UrlError::Credentials);
    }
    Ok(url)
}

impl HttpClient {
    /// A client for all sources of a verifier. https is verified against the machine's CAs.
    ///
    /// # Errors
    /// The machine's TLS configuration cannot be used; an English sentence.
    pub fn new() -> Result<Self, String> {
        Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(concat!("jitsuin/", env!("CARGO_PKG_VERSION")))
            .build()
            .map(Self)
            .map_err(|error| causes(&error))
    }

    /// GET, unless the copy that the validators are of is the newest.
    pub(super) async fn get(
        &self,
        url: &Url,
        kept: &Validators,
        limits: Limits,
    ) -> Result<Download, HttpError> {
        let mut request = self.0.get(url.clone());
        for (name, value) in [(IF_NONE_MATCH, &kept.etag), (IF_MODIFIED_SINCE, &kept.last_modified)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = send(request, limits).await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(Download::NotModified);
        }
        let validators = Validators::of(response.headers());
        Ok(Download::New { body: body(response, limits).await?, validators })
    }

    /// POST; the answer must be of the type `expected`.
    pub(super) async fn post(
        &self,
        url: &Url,
        content_type: &'static str,
        content: Vec<u8>,
        expected: &'static str,
        limits: Limits,
    ) -> Result<Vec<u8>, HttpError> {
        let request = self.0.post(url.clone()).header(CONTENT_TYPE, content_type).body(content);
        let response = send(request, limits).await?;
        let found = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let media_type = found.split(';').next().unwrap_or_default().trim();
        if response.status().is_success() && !media_type.eq_ignore_ascii_case(expected) {
            return Err(HttpError::ContentType { found: found.to_owned(), expected });
        }
        body(response, limits).await
    }
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        Self { etag: headers.get(ETAG).cloned(), last_modified: headers.get(LAST_MODIFIED).cloned() }
    }
}

/// The time limit covers the body too.
async fn send(request: RequestBuilder, limits: Limits) -> Result<Response, HttpError> {
    Ok(request.timeout(limits.time).send().await?)
}

async fn body(mut response: Response, limits: Limits) -> Result<Vec<u8>, HttpError> {
    if !response.status().is_success() {
        return Err(HttpError::Status(response.status()));
    }
    let too_large = |length: usize| length > limits.bytes;
    let announced = response.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced.is_some_and(too_large) {
        return Err(HttpError::TooLarge(limits.bytes));
    }
    let mut body = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(piece) = response.chunk().await? {
        if too_large(body.len().saturating_add(piece.len())) {
            return Err(HttpError::TooLarge(limits.bytes));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body)
}

impl From<reqwest::Error> for HttpError {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::TimedOut } else { Self::Request(causes(&error)) }
    }
}

/// An error with what lies behind it, without the URL: the report names the source beside it.
fn causes(error: &reqwest::Error) -> String {
    let mut text = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let further = error.to_string();
        if !text.contains(&further) {
            text = if text.is_empty() { further } else { format!("{text}: {further}") };
        }
        cause = error.source();
    }
    if text.is_empty() { "the request failed".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_configuration() {
        assert!(configured_url("http://crl.example:8080/sign.crl").is_ok());
        assert!(configured_url("https://ocsp.example").is_ok());
        assert_eq!(configured_url("file:///etc/passwd"), Err(UrlError::Scheme("file".into())));
        assert_eq!(configured_url("ldap://example"), Err(UrlError::Scheme("ldap".into())));
        assert_eq!(configured_url("http://me:secret@example/"), Err(UrlError::Credentials));
        assert!(matches!(configured_url("sign.crl"), Err(UrlError::Malformed(_))));
    }
}
