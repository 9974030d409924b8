//! Error responses: RFC 9457 problem details with the wire's stable error code.

use std::time::Duration;

use actors::protocol::{ErrorCode, Failure};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

use super::Response;

/// An error response.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status; usually the one that belongs to the error code.
    pub status: StatusCode,
    /// The error code and message.
    pub failure: Failure,
    /// For 405: the methods that are allowed.
    pub allow: Option<String>,
}

/// The body of every error response (`application/problem+json`).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProblemBody<'a> {
    /// Always `about:blank`; `code` distinguishes errors.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name of the status.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong and how to fix it, for people.
    pub detail: &'a str,
    /// The error code, for programs; the same codes as on the wire.
    pub code: ErrorCode,
    /// How long to wait before a retry, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
    /// Of a message that must be confirmed: how many people it would notify.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients: Option<u32>,
    /// Of a message that must be confirmed: how many of them are off duty, if it mentions their team.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off_duty: Option<u32>,
    /// Of a change of a ticket that conflicts with another: the ticket as it is now. Of a channel: the ticket whose room it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<&'a entity::model::TicketCard>,
}

impl Problem {
    /// An error with the status that belongs to its code.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Failure::new(code, message).into()
    }

    /// An error about a field that is missing, malformed or out of range.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }

    /// Replaces the status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// An error about a rate limit; a retry is allowed after `wait`.
    #[must_use]
    pub fn rate_limited(message: impl Into<String>, wait: Duration) -> Self {
        let mut failure = Failure::new(ErrorCode::RateLimited, message);
        failure.retry_after_ms = Some(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1));
        failure.into()
    }

    /// Converts the error into a response.
    #[must_use]
    pub fn into_response(self) -> Response {
        let body = ProblemBody {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.failure.message,
            code: self.failure.code,
            retry_after_ms: self.failure.retry_after_ms,
            recipients: self.failure.recipients,
            off_duty: self.failure.off_duty,
            ticket: self.failure.ticket.as_deref(),
        };
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = Response::new(body.into());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(after) = self.failure.retry_after_ms {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(after.div_ceil(1000)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if self.status == StatusCode::UPGRADE_REQUIRED {
            headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        }
        if let Some(allow) = self.allow.and_then(|allow| allow.parse().ok()) {
            headers.insert(header::ALLOW, allow);
        }
        response
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self {
            status: status(failure.code),
            failure,
            allow: None,
        }
    }
}

impl From<entity::Error> for Problem {
    fn from(error: entity::Error) -> Self {
        Failure::from(error).into()
    }
}

impl From<entity::permission::Denial> for Problem {
    fn from(denial: entity::permission::Denial) -> Self {
        Failure::from(denial).into()
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Invalid | ErrorCode::UnknownCommand => StatusCode::BAD_REQUEST,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict => StatusCode::CONFLICT,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Busy => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
