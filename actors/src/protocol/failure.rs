//! Refusals: an error code, the same for sockets and REST, and a message for people.

use entity::{permission::Denial, text::BadText};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The kind of error, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A field is missing, malformed or out of range.
    Invalid,
    /// The token is missing or invalid.
    Unauthenticated,
    /// The user does not have permission.
    Forbidden,
    /// It does not exist, or the user may not see it: the response is the same. Or it is a message that was deleted,
    /// which only those who saw it learn.
    NotFound,
    /// It conflicts with stored data.
    Conflict,
    /// A text, frame or body is longer than allowed.
    TooLarge,
    /// The user exceeded a rate limit; `retryAfterMs` says when to try again.
    RateLimited,
    /// The server is temporarily unable to save changes. Nothing was changed; try again.
    Busy,
    /// The server has no command of this name.
    UnknownCommand,
    /// An error in the server; it has been logged.
    Internal,
}

/// A refusal: the command changed nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The kind of error, for programs.
    pub code: ErrorCode,
    /// The problem and its remedy, for people.
    pub message: String,
    /// When to try again, in milliseconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub retry_after_ms: Option<u64>,
    /// Of a message that must be confirmed: how many people it would notify.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub recipients: Option<u32>,
    /// Of a message that must be confirmed: how many of them are off duty, if it mentions their team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub off_duty: Option<u32>,
    /// Of a change of a ticket that conflicts with another: the ticket as it is now. Of a channel: the ticket whose room it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ticket: Option<Box<entity::model::TicketCard>>,
}

impl Failure {
    /// A refusal without `retryAfterMs`.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            retry_after_ms: None,
            recipients: None,
            off_duty: None,
            ticket: None,
        }
    }

    /// A field is missing, malformed or out of range.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }

    /// It does not exist, or the user may not see it. The message is the same for both.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            ErrorCode::NotFound,
            "this does not exist, or you do not have access to it",
        )
    }

    /// A channel would lose its last owner.
    #[must_use]
    pub fn last_owner() -> Self {
        Self::new(
            ErrorCode::Conflict,
            "this is the channel's only owner. Make another member an owner first",
        )
    }

    /// The store is temporarily unable to save changes.
    #[must_use]
    pub fn busy() -> Self {
        Self {
            code: ErrorCode::Busy,
            message: "the server is temporarily unable to save this; try again".into(),
            retry_after_ms: Some(1_000),
            recipients: None,
            off_duty: None,
            ticket: None,
        }
    }

    /// An error in the server.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            ErrorCode::Internal,
            "the request failed because of an error in the server, which has been logged",
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
            error @ entity::Error::Deleted => Self::new(ErrorCode::NotFound, error.to_string()),
            entity::Error::Conflict(what) => Self::new(ErrorCode::Conflict, what),
            entity::Error::Invalid(what) => Self::invalid(what),
            error if error.is_retryable() => {
                tracing::warn!(%error, "database: busy");
                Self::busy()
            }
            error => {
                tracing::error!(%error, "database: query failed");
                Self::internal()
            }
        }
    }
}
