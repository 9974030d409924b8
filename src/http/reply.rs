//! Successful responses: JSON bodies, and the common shape of lists.

use actors::protocol::Failure;
use entity::{change::Answer, queries::Listing};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, Response};

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Items<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// The `cursor` of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Items<T> {
    /// A list that fits on one page.
    #[must_use]
    pub fn all(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

impl<T> From<Listing<T>> for Items<T> {
    fn from(page: Listing<T>) -> Self {
        Self {
            items: page.items,
            next: page.next,
        }
    }
}

/// 200 with a body.
///
/// # Errors
/// When the body cannot be serialized, which is a fault of the server.
pub fn ok(body: &impl Serialize) -> Result<Response, Problem> {
    json(StatusCode::OK, body)
}

/// 201 with the created resource.
///
/// # Errors
/// As [`ok`].
pub fn created(body: &impl Serialize) -> Result<Response, Problem> {
    json(StatusCode::CREATED, body)
}

/// 200 with a body, as an answer that can be repeated.
///
/// # Errors
/// As [`ok`].
pub fn ok_answer(body: &impl Serialize) -> Result<Answer, Failure> {
    answer(StatusCode::OK, body)
}

/// 201 with the created resource, as an answer that can be repeated.
///
/// # Errors
/// As [`ok`].
pub fn created_answer(body: &impl Serialize) -> Result<Answer, Failure> {
    answer(StatusCode::CREATED, body)
}

/// 204 without a body, as an answer that can be repeated.
#[must_use]
pub fn done_answer() -> Answer {
    Answer {
        status: StatusCode::NO_CONTENT.as_u16(),
        body: String::new(),
    }
}

/// The response to a request that was answered so.
#[must_use]
pub fn respond(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    if answer.body.is_empty() {
        let mut response = Response::default();
        *response.status_mut() = status;
        return response;
    }
    json_bytes(status, answer.body.into_bytes())
}

/// 204 without a body.
#[must_use]
pub fn done() -> Response {
    respond(done_answer())
}

/// A JSON body under `status`.
///
/// # Errors
/// As [`ok`].
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Response, Problem> {
    Ok(respond(answer(status, body)?))
}

fn answer(status: StatusCode, body: &impl Serialize) -> Result<Answer, Failure> {
    let body = serde_json::to_string(body).map_err(|error| {
        tracing::error!(%error, "http: response cannot be serialized");
        Failure::internal()
    })?;
    let status = status.as_u16();
    Ok(Answer { status, body })
}

/// A response of bytes that are JSON already.
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
