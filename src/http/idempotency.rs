//! `Idempotency-Key`: a `POST` repeated with the same key gets the first one's answer.
//!
//! Only success is remembered: after a failure nothing was done, and the repeat is a new attempt.

use std::sync::Arc;

use actors::{
    clock::now,
    protocol::{ErrorCode, Failure},
};
use entity::queries;
use http::{Method, StatusCode};
use sha2::{Digest, Sha256};

use super::{
    Problem, Request, Response,
    caller::Caller,
    reply,
    route::{Operation, Outcome},
};
use crate::app::App;

/// The header that names an attempt.
pub const HEADER: &str = "idempotency-key";
pub(super) const LONGEST_KEY: usize = 255;
/// How long answers are remembered.
pub const MEMORY_MS: i64 = 24 * 60 * 60 * 1000;

/// Has `handle` answer, or repeats what it answered to the same key.
///
/// # Errors
/// Conflict when the key was used for another request; busy while its first attempt is still running;
/// whatever the handler refuses.
pub async fn once(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
    operation: &'static Operation,
    handle: fn(Arc<App>, Caller, Request) -> Outcome,
) -> Result<Response, Problem> {
    if request.method != Method::POST || !request.headers.contains_key(HEADER) {
        return handle(app, caller, request).await;
    }
    let key = key(&request)?;
    let user = caller.account.username.clone();
    let hash = hash(operation, &request.uri.to_string(), &request.bytes().await?);
    let Some(_attempt) = app.in_flight.begin(user.clone(), key.clone()) else {
        let failure = Failure {
            message: "a request with this Idempotency-Key is still being answered".into(),
            ..Failure::busy()
        };
        return Err(Problem::from(failure).with_status(StatusCode::CONFLICT));
    };
    if let Some(kept) = queries::idempotency::find(app.database(), &user, &key).await? {
        if kept.request_hash != hash {
            return Err(Problem::new(
                ErrorCode::Conflict,
                "this Idempotency-Key was used for another request",
            ));
        }
        let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
        return Ok(replay(status, kept.body));
    }
    let response = handle(Arc::clone(&app), caller, request).await?;
    if !response.status().is_success() {
        return Ok(response);
    }
    let (status, body, response) = copy(response).await?;
    queries::idempotency::keep(
        app.database(),
        &user,
        &key,
        &queries::idempotency::Kept {
            request_hash: hash,
            status,
            body,
            created_at: now(),
        },
    )
    .await?;
    Ok(response)
}

fn key(request: &Request) -> Result<String, Problem> {
    request
        .header(HEADER)
        .filter(|key| {
            (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic())
        })
        .map(str::to_owned)
        .ok_or_else(|| {
            Problem::invalid("Idempotency-Key must be 1 to 255 visible ASCII characters, once")
        })
}

fn hash(operation: &Operation, target: &str, body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for part in [operation.name.as_bytes(), target.as_bytes(), body] {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

fn replay(status: StatusCode, body: String) -> Response {
    if body.is_empty() {
        let mut response = Response::default();
        *response.status_mut() = status;
        return response;
    }
    reply::json_bytes(status, body.into_bytes())
}

async fn copy(response: Response) -> Result<(u16, String, Response), Problem> {
    use http_body_util::BodyExt as _;
    let (parts, body) = response.into_parts();
    let bytes = body
        .collect()
        .await
        .map_err(|_| Problem::from(actors::protocol::Failure::internal()))?
        .to_bytes();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok((
        parts.status.as_u16(),
        text,
        Response::from_parts(parts, bytes.into()),
    ))
}
