//! Reminders of messages.

use std::sync::Arc;

use actors::{
    commands::{CancelReminder, SetReminder, reminders::ReminderTime},
    protocol::reply::ReminderReply,
};
use entity::{
    model::Reminder,
    permission::{Permission, may},
    queries,
};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    query::Paging,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of reminders.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/reminders", user(Read) => list_reminders),
        route!(POST "/api/chat/messages/{id}/reminder", user(Write) => set_reminder).idempotent(),
        route!(DELETE "/api/chat/messages/{id}/reminder", user(Write) => cancel_reminder),
    ]
}

/// List the caller's reminders that are not due yet, the earliest first. One whose message they can no longer read
/// has no `message`; that of a deleted message has a tombstone.
#[utoipa::path(get, path = "/api/chat/reminders", tag = "messages", params(Paging),
    responses((status = 200, body = Items<Reminder>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_reminders(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let page: Paging = request.query()?;
    let found =
        queries::reminders::list(app.database(), &caller.account, page.cursor(), page.limit())
            .await?;
    reply::ok(&Items::from(found))
}

/// Set a reminder of a message, or move the one that the caller has.
#[utoipa::path(post, path = "/api/chat/messages/{id}/reminder", tag = "messages",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ReminderTime,
    responses((status = 200, body = ReminderReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_reminder(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let ReminderTime { at } = request.json().await?;
    let command = SetReminder { message_id, at };
    idempotency::execute(&app, &caller, request, command, reply::ok_answer).await
}

/// Cancel the caller's reminder of a message; without one, nothing changes.
#[utoipa::path(delete, path = "/api/chat/messages/{id}/reminder", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = ReminderReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel_reminder(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let command = CancelReminder { message_id };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}
