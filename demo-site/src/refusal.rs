//! Why this site does not take what was sent: a code, facts, and a sentence for a person in both languages.

use crate::words::{self, ErrorWords};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

/// A refusal. Each has a code of its own; nothing was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The request does not come from a page of this site.
    #[error("the request comes from a page of another origin")]
    NotSameOrigin,
    /// A form of this site's own page, of before a log-in or log-out.
    #[error("the page of the form is outdated")]
    FormOutdated,
    /// The browser does not send the cookie that it got with the request.
    #[error("the browser sends no session")]
    SessionMissing,
    /// The session has not agreed to the terms that hold today.
    #[error("nobody agreed to the terms")]
    ConsentMissing,
    /// Only members of staff may do that.
    #[error("nobody of staff is logged in")]
    StaffOnly,
    /// A client asks too often.
    #[error("too many requests: the next one in {seconds} s")]
    TooManyRequests {
        /// When the next one may come.
        seconds: u64,
    },
    /// The body is not declared as JSON.
    #[error("the body is not application/json")]
    ContentTypeUnsupported,
    /// The body has more bytes than are taken.
    #[error("the body has more than {limit} bytes")]
    BodyTooLarge {
        /// The most bytes.
        limit: usize,
    },
    /// The body is not the documented JSON.
    #[error("the body is malformed: {reason}")]
    BodyMalformed {
        /// What is wrong.
        reason: String,
    },
    /// What was signed is not a form document (RFC 8785 canonical JSON of the documented members).
    #[error("the signed content is malformed")]
    ContentMalformed {
        /// The facts of core's error.
        facts: Map<String, Value>,
    },
    /// The form was signed for another site.
    #[error("the form was signed for {origin:?}")]
    OtherOrigin {
        /// The origin in the form.
        origin: String,
    },
    /// What was signed is a form document, but none of this site's forms as its page sends it.
    #[error("the signed form is not of this site: {field}: {reason}")]
    FormUnknown {
        /// The name of the field at fault.
        field: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The form's time has passed.
    #[error("the request has expired")]
    RequestExpired,
    /// The nonce in the form is not one of this site's.
    #[error("the nonce is unknown")]
    NonceUnknown,
    /// The nonce in the form was used before.
    #[error("the nonce was used before")]
    NonceUsed,
    /// The form has another expiry than its nonce was given out with.
    #[error("the expiry is not the one that was given out")]
    ExpiresAltered,
    /// TOTAL-FAILED: the signature is not a good one (ETSI EN 319 102-1).
    #[error("the signature is refused: {sub_indication}")]
    SignatureRefused {
        /// The reason in the words of EN 319 102-1.
        sub_indication: String,
        /// The whole report.
        report: Value,
    },
    /// The signing certificate was revoked.
    #[error("the signing certificate was revoked")]
    SignatureRevoked {
        /// The reason in the words of EN 319 102-1.
        sub_indication: String,
        /// The whole report.
        report: Value,
    },
    /// INDETERMINATE for another reason than revocation: for instance no path to a known authority.
    #[error("the signature cannot be judged: {sub_indication}")]
    SignatureUndetermined {
        /// The reason in the words of EN 319 102-1.
        sub_indication: String,
        /// The whole report.
        report: Value,
    },
    /// What was sent is not a login token.
    #[error("the login token is malformed")]
    TokenMalformed {
        /// The facts of core's error.
        facts: Map<String, Value>,
    },
    /// The login is not a good one, or leaves open anything besides revocation.
    #[error("the login is refused: {sub_indication}")]
    LoginRefused {
        /// The reason in the words of EN 319 102-1.
        sub_indication: String,
        /// The whole report.
        report: Value,
    },
    /// The authentication certificate was revoked.
    #[error("the authentication certificate was revoked")]
    LoginRevoked {
        /// The reason in the words of EN 319 102-1.
        sub_indication: String,
        /// The whole report.
        report: Value,
    },
    /// Nobody says whether the authentication certificate was revoked.
    #[error("it is not known whether the authentication certificate was revoked")]
    RevocationUnknown {
        /// The reason in the words of EN 319 102-1.
        sub_indication: String,
        /// The whole report.
        report: Value,
    },
    /// Two certificates cannot be linked.
    #[error("the certificates cannot be linked: {reason}")]
    NotLinked {
        /// `application-not-accepted`, `other-person`, `other-certificate`
        reason: &'static str,
    },
    /// A store of this site is full.
    #[error("a store is full")]
    SiteBusy,
    /// There is nothing at this address.
    #[error("there is nothing at this address")]
    NotFound,
    /// The address exists, the method does not.
    #[error("the method is not used here")]
    MethodNotAllowed,
    /// A fault of the site itself.
    #[error("the site failed: {0}")]
    SiteFailed(String),
}

impl Refusal {
    /// The code, in kebab-case. Codes that the bridge's protocol has too mean the same here.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSameOrigin => "not-same-origin",
            Self::FormOutdated => "form-outdated",
            Self::SessionMissing => "session-missing",
            Self::ConsentMissing => "consent-missing",
            Self::StaffOnly => "staff-only",
            Self::TooManyRequests { .. } => "too-many-requests",
            Self::ContentTypeUnsupported => "content-type-unsupported",
            Self::BodyTooLarge { .. } => "body-too-large",
            Self::BodyMalformed { .. } => "body-malformed",
            Self::ContentMalformed { .. } => "content-malformed",
            Self::OtherOrigin { .. } => "other-origin",
            Self::FormUnknown { .. } => "form-unknown",
            Self::RequestExpired => "request-expired",
            Self::NonceUnknown => "nonce-unknown",
            Self::NonceUsed => "nonce-used",
            Self::ExpiresAltered => "expires-altered",
            Self::SignatureRefused { .. } => "signature-refused",
            Self::SignatureRevoked { .. } => "signature-revoked",
            Self::SignatureUndetermined { .. } => "signature-undetermined",
            Self::TokenMalformed { .. } => "token-malformed",
            Self::LoginRefused { .. } => "login-refused",
            Self::LoginRevoked { .. } => "login-revoked",
            Self::RevocationUnknown { .. } => "revocation-unknown",
            Self::NotLinked { .. } => "not-linked",
            Self::SiteBusy => "site-busy",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::SiteFailed(_) => "site-failed",
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSameOrigin
            | Self::FormOutdated
            | Self::SessionMissing
            | Self::ConsentMissing
            | Self::StaffOnly => StatusCode::FORBIDDEN,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::ContentTypeUnsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyMalformed { .. } => StatusCode::BAD_REQUEST,
            Self::NonceUsed => StatusCode::CONFLICT,
            Self::ContentMalformed { .. }
            | Self::OtherOrigin { .. }
            | Self::FormUnknown { .. }
            | Self::RequestExpired
            | Self::NonceUnknown
            | Self::ExpiresAltered
            | Self::SignatureRefused { .. }
            | Self::SignatureRevoked { .. }
            | Self::SignatureUndetermined { .. }
            | Self::TokenMalformed { .. }
            | Self::LoginRefused { .. }
            | Self::LoginRevoked { .. }
            | Self::NotLinked { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::SiteBusy | Self::RevocationUnknown { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::SiteFailed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The words for a person.
    #[must_use]
    pub fn words(&self) -> Option<&'static ErrorWords> {
        words::error(self.code())
    }

    fn facts(&self) -> Map<String, Value> {
        let facts = match self {
            Self::TooManyRequests { seconds } => json!({ "seconds": seconds }),
            Self::BodyTooLarge { limit } => json!({ "limit": limit }),
            Self::BodyMalformed { reason } => json!({ "reason": reason }),
            Self::ContentMalformed { facts } | Self::TokenMalformed { facts } => Value::Object(facts.clone()),
            Self::OtherOrigin { origin } => json!({ "origin": origin }),
            Self::FormUnknown { field, reason } => json!({ "field": field, "reason": reason }),
            Self::SignatureRefused { sub_indication, report }
            | Self::SignatureUndetermined { sub_indication, report }
            | Self::SignatureRevoked { sub_indication, report }
            | Self::LoginRefused { sub_indication, report }
            | Self::LoginRevoked { sub_indication, report }
            | Self::RevocationUnknown { sub_indication, report } => {
                json!({ "subIndication": sub_indication, "report": report })
            }
            Self::NotLinked { reason } => json!({ "reason": reason }),
            // What failed inside is for the operator's log, not for the world.
            _ => json!({}),
        };
        match facts {
            Value::Object(facts) => facts,
            _ => Map::new(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.status().is_server_error() {
            tracing::error!(code = self.code(), "{self}");
        } else {
            // The code alone: the rest has what was sent.
            tracing::info!(code = self.code(), "refused");
        }
        let mut body = self.facts();
        body.insert("code".to_owned(), self.code().into());
        if let Some(words) = self.words() {
            body.insert("message".to_owned(), json!({ "ja": words.what.ja, "en": words.what.en }));
        }
        (self.status(), Extension(Shown(self.words())), Json(body)).into_response()
    }
}

/// What a page says of a refusal, where a person and no script gets the answer.
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub Option<&'static ErrorWords>);
