//! Refusals: the stable codes that the wire and REST share, and a sentence for people.

use entity::{permission::Denial, text::BadText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// What went wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A field is missing, malformed or out of range.
    Invalid,
    /// No token, or none that is valid.
    Unauthenticated,
    /// The user may not do this.
    Forbidden,
    /// It does not exist, or may not be seen by this user: the answer is the same.
    NotFound,
    /// It contradicts what is kept already.
    Conflict,
    /// A text, frame or body is longer than allowed.
    TooLarge,
    /// Too often; `retryAfterMs` says when to try again.
    RateLimited,
    /// The server cannot keep anything at the moment; nothing was done, try again.
    Busy,
    /// The command's name is not known.
    UnknownCommand,
    /// A fault of the server's own; it has been logged.
    Internal,
}

/// A refusal: the command changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What was wrong and what to do, for people.
    pub message: String,
    /// When to try again, in milliseconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub retry_after_ms: Option<u64>,
}

impl Failure {
    /// A refusal without a time to retry after.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_after_ms: None,
        }
    }

    /// A field is missing, malformed or out of range.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }

    /// It does not exist or may not be seen. The words are the same for both.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            ErrorCode::NotFound,
            "there is no such thing here, or you may not see it",
        )
    }

    /// A channel would be left without an owner.
    #[must_use]
    pub fn last_owner() -> Self {
        Self::new(
            ErrorCode::Conflict,
            "this is the channel's only owner; make another member an owner first",
        )
    }

    /// The store cannot keep anything just now.
    #[must_use]
    pub fn busy() -> Self {
        Self {
            code: ErrorCode::Busy,
            message: "the server cannot keep this at the moment; send it again".into(),
            retry_after_ms: Some(1_000),
        }
    }

    /// A fault of the server's own.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            ErrorCode::Internal,
            "the server failed at this; it has been logged",
        )
    }
}

impl From<Denial> for Failure {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::NotFound => Self::not_found(),
            Denial::Forbidden(why) => Self::new(ErrorCode::Forbidden, why),
        }
    }
}

impl From<BadText> for Failure {
    fn from(bad: BadText) -> Self {
        let code = match bad {
            BadText::TooLong { .. } => ErrorCode::TooLarge,
            _ => ErrorCode::Invalid,
        };
        Self::new(code, bad.to_string())
    }
}

impl From<entity::Error> for Failure {
    fn from(error: entity::Error) -> Self {
        match error {
            entity::Error::NotFound => Self::not_found(),
            entity::Error::Conflict(what) => Self::new(ErrorCode::Conflict, what),
            entity::Error::Invalid(what) => Self::invalid(what),
            error if error.is_retryable() => {
                tracing::warn!(%error, "the database is busy");
                Self::busy()
            }
            error => {
                tracing::error!(%error, "the database failed");
                Self::internal()
            }
        }
    }
}
