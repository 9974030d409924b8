//! `Idempotency-Key`: a `POST` repeated with the same key gets the first one's answer and changes
//! nothing, also when the first one's client had left, or its server was killed.
//!
//! A request that has begun is finished without its client. Its answer is committed with its change, so
//! that after a crash there are both or neither. Only success is kept: a refused request changed nothing,
//! and its repeat is a new attempt. A message also gets a `clientId` derived from the key
//! ([`client_id`]), which outlasts the answer.

use std::sync::Arc;

use actors::{
    commands::Command,
    delivery::reply::Once,
    protocol::{ErrorCode, Failure},
};
use entity::{
    change::Answer,
    ids::UserId,
    ledgers::{
        self, Change,
        idempotency::{RequestKey, Shows},
    },
    queries::idempotency::find,
};
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
    let Some(attempt) = app.in_flight.begin(user.clone(), key.clone()) else {
        let failure = Failure {
            message: "a request with this Idempotency-Key is still being processed".into(),
            ..Failure::busy()
        };
        return Err(Problem::from(failure).with_status(StatusCode::CONFLICT));
    };
    let key = RequestKey {
        user,
        key,
        request_hash: hash(operation, &request.uri.to_string(), &body),
    };
    // A task of its own: this future is dropped when the client leaves.
    let finished = tokio::spawn(async move {
        let _attempt = attempt;
        match find(app.database(), &key.user, &key.key).await? {
            Some(kept) if kept.request_hash != key.request_hash => Err(Problem::new(
                ErrorCode::Conflict,
                "this Idempotency-Key was used for another request",
            )),
            Some(kept) => Ok(reply::respond(kept.answer)),
            None => {
                request.key = Some(key);
                handle(app, caller, request).await
            }
        }
    });
    finished
        .await
        .unwrap_or_else(|_| Err(Failure::internal().into()))
}

/// Executes a command, and responds with what `respond` makes of its reply. Under an
/// `Idempotency-Key` that answer is committed with the command's change.
///
/// # Errors
/// The refusal, when it is refused.
pub(super) async fn execute<C: Command>(
    app: &App,
    caller: &Caller,
    request: Request,
    command: C,
    respond: fn(&C::Reply) -> Result<Answer, Failure>,
) -> Result<Response, Problem> {
    let answer = match request.key {
        Some(key) => {
            let once = Once::new(key, Shows::Nothing, respond);
            let answered = app.engine.execute_once(&caller.account, command, once);
            answered.await?
        }
        None => respond(&app.engine.execute(&caller.account, command).await?)?,
    };
    Ok(reply::respond(answer))
}

/// Keeps a change that no channel decides, and responds with `answer`. Under an `Idempotency-Key`
/// that is committed with the change.
///
/// # Errors
/// The change's refusal, or busy.
pub(super) async fn keep(
    app: &App,
    request: Request,
    change: impl Change,
    answer: Answer,
) -> Result<Response, Problem> {
    let Some(key) = request.key else {
        app.engine.keep(change).await?;
        return Ok(reply::respond(answer));
    };
    let once = ledgers::idempotency::Once {
        request: key,
        change: Some(Box::new(change)),
        shows: Shows::Nothing,
        answer: Arc::new(move |_| Some(answer.clone())),
    };
    let kept = app.engine.keep(once).await?;
    let answer = kept.answer.ok_or_else(Failure::internal)?;
    Ok(reply::respond(*answer))
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
