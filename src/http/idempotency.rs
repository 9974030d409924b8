//! `Idempotency-Key`: a `POST` repeated with the same key gets the first one's answer and changes
//! nothing, also when the first one's client had left, or its server was killed.
//!
//! A request that has begun is finished without its client. Only success is kept: a refused request
//! changed nothing, and its repeat is a new attempt. What makes the change itself happen once:
//! a message gets a `clientId` derived from the key ([`client_id`]), the creation of a channel is
//! reserved before it begins, and any other change is the same when made twice.

use std::sync::Arc;

use actors::{
    clock::now,
    protocol::{ErrorCode, Failure},
};
use bytes::Bytes;
use entity::{
    ids::{Millis, UserId},
    queries::idempotency::{Answer, Kept, find, keep, release},
};
use http::{Method, StatusCode};
use sha2::{Digest, Sha256};

use super::{
    Problem, Request, Response,
    caller::Caller,
    channels, reply,
    route::{Operation, Outcome, Repeat},
};
use crate::app::App;

/// The header that names an attempt.
pub const HEADER: &str = "idempotency-key";
pub(super) const LONGEST_KEY: usize = 255;
/// How long answers are kept.
pub const MEMORY_MS: i64 = 24 * 60 * 60 * 1000;

/// The `clientId` of a message that has none of its own: the same for the same key, so that the message
/// is kept once. `None` without a key.
#[must_use]
pub fn client_id(user: &UserId, request: &Request) -> Option<String> {
    let key = request.header(HEADER)?;
    let mut hasher = Sha256::new();
    for part in ["orvale-chat message", user.as_str(), key] {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    Some(
        uuid::Builder::from_custom_bytes(bytes)
            .into_uuid()
            .to_string(),
    )
}

/// Carries out a request with `handle`, or repeats the answer kept under its key.
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
    let body = request.bytes().await?;
    let hash = hash(operation, &request.uri.to_string(), &body);
    let Some(attempt) = app.in_flight.begin(user, key.clone()) else {
        let failure = Failure {
            message: "a request with this Idempotency-Key is still being answered".into(),
            ..Failure::busy()
        };
        return Err(Problem::from(failure).with_status(StatusCode::CONFLICT));
    };
    let once = Once {
        app,
        caller,
        key,
        hash,
        operation,
    };
    // A task of its own: this future is dropped when the client leaves.
    let finished = tokio::spawn(async move {
        let _attempt = attempt;
        once.answer(request, body, handle).await
    });
    finished
        .await
        .unwrap_or_else(|_| Err(Failure::internal().into()))
}

/// A request under its key.
struct Once {
    app: Arc<App>,
    caller: Caller,
    key: String,
    hash: String,
    operation: &'static Operation,
}

impl Once {
    async fn answer(
        self,
        request: Request,
        body: Bytes,
        handle: fn(Arc<App>, Caller, Request) -> Outcome,
    ) -> Result<Response, Problem> {
        let user = self.user();
        let mut began_at = now();
        match find(self.app.database(), user, &self.key).await? {
            Some(kept) if kept.request_hash != self.hash => {
                return Err(Problem::new(
                    ErrorCode::Conflict,
                    "this Idempotency-Key was used for another request",
                ));
            }
            Some(Kept {
                answer: Some(answer),
                ..
            }) => return Ok(replay(answer)),
            Some(kept) => {
                // An attempt whose outcome is unknown: its server was killed, or its answer lost.
                began_at = kept.created_at;
                if let Some(response) = self.left_behind(&body, began_at).await? {
                    return self.keep(response, began_at).await;
                }
            }
            None if self.operation.repeat == Repeat::Reserved => {
                self.write(None, began_at).await?;
            }
            None => {}
        }
        match handle(Arc::clone(&self.app), self.caller.clone(), request).await {
            Ok(response) if response.status().is_success() => self.keep(response, began_at).await,
            Ok(response) => Ok(response),
            Err(problem) => {
                self.refused(&problem).await;
                Err(problem)
            }
        }
    }

    fn user(&self) -> &UserId {
        &self.caller.account.username
    }

    /// What an attempt with an unknown outcome has changed, as its answer; `None` when it changed
    /// nothing or the change can be made again.
    async fn left_behind(&self, body: &[u8], since: Millis) -> Result<Option<Response>, Problem> {
        match self.operation.repeat {
            Repeat::Reserved => channels::created_since(&self.app, &self.caller, body, since).await,
            Repeat::Remembered | Repeat::Anew => Ok(None),
        }
    }

    /// Keeps the answer. Where that fails the change has been made all the same, and a repeat will
    /// find it.
    async fn keep(&self, response: Response, began_at: Millis) -> Result<Response, Problem> {
        let (answer, response) = copy(response).await?;
        if let Err(error) = self.write(Some(answer), began_at).await {
            tracing::warn!(%error, "idempotency: an answer could not be kept");
        }
        Ok(response)
    }

    /// Frees the key after a refusal. A failure of the server's may have come after the change, so
    /// there the reservation stays.
    async fn refused(&self, problem: &Problem) {
        let unknown = problem.status.is_server_error();
        if self.operation.repeat != Repeat::Reserved || unknown {
            return;
        }
        if let Err(error) = release(self.app.database(), self.user(), &self.key).await {
            tracing::warn!(%error, "idempotency: a reservation could not be released");
        }
    }

    async fn write(&self, answer: Option<Answer>, created_at: Millis) -> Result<(), entity::Error> {
        let kept = Kept {
            request_hash: self.hash.clone(),
            answer,
            created_at,
        };
        keep(self.app.database(), self.user(), &self.key, &kept).await
    }
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

fn replay(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    if answer.body.is_empty() {
        let mut response = Response::default();
        *response.status_mut() = status;
        return response;
    }
    reply::json_bytes(status, answer.body.into_bytes())
}

async fn copy(response: Response) -> Result<(Answer, Response), Problem> {
    use http_body_util::BodyExt as _;
    let (parts, body) = response.into_parts();
    let bytes = body
        .collect()
        .await
        .map_err(|_| Problem::from(Failure::internal()))?
        .to_bytes();
    let answer = Answer {
        status: parts.status.as_u16(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    Ok((answer, Response::from_parts(parts, bytes.into())))
}
