//! The headers that every answer of the site carries.

use crate::Site;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

/// What a page of this site may load and do: its own script, style, images and requests, and nothing else. The API's look
/// for the extension needs no entry: an extension's web-accessible file is beyond a page's policy.
///
/// No form is submitted by the browser itself, so a page whose script did not load cannot put what was typed into
/// an address; the pages of [`with_forms`] are the exception.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The policy of a page with forms that the browser submits, to this site.
const POLICY_WITH_FORMS: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const EVERYWHERE: [(HeaderName, &str); 6] = [
    // `same-origin` would cut the page off from the signing window that it opens.
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // The address of an application is a key to it: it must not travel on. (`no-referrer` would also turn the `Origin` of a
    // classic form's POST into `null`.)
    (REFERRER_POLICY, "same-origin"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// A page with forms that the browser submits: a button to log out, a password of staff.
pub fn with_forms(mut page: Response) -> Response {
    page.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY_WITH_FORMS));
    page
}

/// Adds what is missing to the headers of an answer.
pub fn protect(site: &Site, headers: &mut HeaderMap) {
    for (name, value) in EVERYWHERE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    if site.origin.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    // Pages hold what people typed and signed; an answer that may be kept says so itself.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
