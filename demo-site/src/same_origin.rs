//! The guard against requests that another site makes in a person's name (cross-site request forgery).

use crate::origin::Origin;
use crate::refusal::Refusal;
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, ORIGIN};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request pass whose browser says that a page of this site made it. Browsers send `Origin` with every POST, and a
/// page cannot change it (Fetch, "forbidden request-header").
///
/// # Errors
///
/// [`Refusal::NotSameOrigin`].
pub fn check(headers: &HeaderMap, own: &Origin) -> Result<(), Refusal> {
    let mut origins = headers.get_all(ORIGIN).iter();
    let from_here = origins.next().is_some_and(|origin| origin == own.as_str()) && origins.next().is_none();
    let site_agrees = headers.get_all(SEC_FETCH_SITE).iter().all(|site| site == "same-origin");
    if from_here && site_agrees { Ok(()) } else { Err(Refusal::NotSameOrigin) }
}

#[cfg(test)]
mod tests {
    use super::check;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    #[test]
    fn only_this_site_passes() {
        let own = "http://localhost:8787".parse().unwrap();
        let passes = |headers: &[(&'static str, &'static str)]| {
            let headers: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            check(&headers, &own).is_ok()
        };
        assert!(passes(&[("origin", "http://localhost:8787"), ("sec-fetch-site", "same-origin")]));
        assert!(passes(&[("origin", "http://localhost:8787")]));
        assert!(!passes(&[]));
        assert!(!passes(&[("origin", "null")]));
        assert!(!passes(&[("origin", "http://localhost:8788")]));
        assert!(!passes(&[("origin", "https://localhost:8787")]));
        assert!(!passes(&[("sec-fetch-site", "same-origin")]));
        assert!(!passes(&[("origin", "http://localhost:8787"), ("sec-fetch-site", "same-site")]));
        assert!(!passes(&[("origin", "http://localhost:8787"), ("sec-fetch-site", "cross-site")]));
    }
}
