//! From a body to a verdict: what documents, logins and matches have in common.

use super::Service;
use super::refusal::Refusal;
use crate::verdict::Verdict;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jitsuin_core::unix_time::UnixTime;
use jitsuin_core::verify::Examination;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;

/// Bodies of so many bytes or more are read and hashed on a thread of their own: the others go on meanwhile.
const LARGE: usize = 256 * 1024;

/// Bytes, in JSON as base64 (RFC 4648 §4, with padding).
#[derive(Debug)]
pub(super) struct Base64(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        STANDARD.decode(text.as_bytes()).map(Self).map_err(serde::de::Error::custom)
    }
}

/// Reads the body and does the first half of the work with it.
pub(super) async fn first_half<Question, Half>(
    service: &Arc<Service>,
    body: Result<Bytes, BytesRejection>,
    half: fn(&Service, Question) -> Result<Half, Refusal>,
) -> Result<Half, Refusal>
where
    Question: DeserializeOwned + 'static,
    Half: Send + 'static,
{
    let body = body?;
    let small = body.len() < LARGE;
    let work = move |service: &Service| {
        let question =
            serde_json::from_slice(&body).map_err(|error| Refusal::malformed(error.to_string()))?;
        half(service, question)
    };
    if small {
        return work(service);
    }
    let service = service.clone();
    tokio::task::spawn_blocking(move || work(&service))
        .await
        .map_err(|error| Refusal::internal(error.to_string()))?
}

/// A first half that waits for the sources, with the time for which the verdict is asked.
pub(super) type Examined = Result<(Examination, UnixTime), Refusal>;

/// The whole way of a verdict: the examination, what the sources say, and who judged.
pub(super) async fn verdict<Question: DeserializeOwned + 'static>(
    service: &Arc<Service>,
    body: Result<Bytes, BytesRejection>,
    examine: fn(&Service, Question) -> Examined,
) -> Result<Response, Refusal> {
    let (examination, at) = first_half(service, body, examine).await?;
    let report = service.verifier.conclude(examination, at).await;
    Ok(json(&Verdict { mode: service.verifier.mode(), report: &report }))
}

/// JSON, written once.
pub(super) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => ([(CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => Refusal::internal(error.to_string()).into_response(),
    }
}
