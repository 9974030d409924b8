//! Answers: JSON bodies and lists of one shape.

use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, Response};

/// Several things; `next` continues where this page ends.
#[derive(Debug, Serialize, ToSchema)]
pub struct Items<T> {
    /// The things.
    pub items: Vec<T>,
    /// What to pass as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Items<T> {
    /// All there is.
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// 200 with a body.
///
/// # Errors
/// When the body cannot be serialized, a fault of our own.
pub fn ok(body: &impl Serialize) -> Result<Response, Problem> {
    json(StatusCode::OK, body)
}

/// 201 with what was created.
///
/// # Errors
/// As [`ok`].
pub fn created(body: &impl Serialize) -> Result<Response, Problem> {
    json(StatusCode::CREATED, body)
}

/// 204: done, and nothing to say.
#[must_use]
pub fn done() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// A JSON body under `status`.
///
/// # Errors
/// As [`ok`].
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Response, Problem> {
    let bytes = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer cannot be serialized");
        Problem::from(actors::protocol::Failure::internal())
    })?;
    Ok(json_bytes(status, bytes))
}

/// Bytes that are JSON already.
#[must_use]
pub fn json_bytes(status: StatusCode, bytes: Vec<u8>) -> Response {
    let mut response = Response::new(bytes.into());
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
