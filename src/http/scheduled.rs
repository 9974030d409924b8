//! The caller's scheduled messages.

use std::sync::Arc;

use actors::commands::{
    CancelScheduled, ScheduleMessage, UpdateScheduled, scheduled::ScheduledChanges,
};
use entity::{
    ids::ScheduledId,
    model::Scheduled,
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

/// The routes of scheduled messages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/scheduled", user(Read) => list_scheduled),
        route!(POST "/api/chat/scheduled", user(Message) => schedule_message).idempotent(),
        route!(PUT "/api/chat/scheduled/{id}", user(Write) => update_scheduled),
        route!(DELETE "/api/chat/scheduled/{id}", user(Write) => cancel_scheduled),
    ]
}

/// List the messages that the caller scheduled and that are not sent, the earliest first; those that could not be
/// sent have an `error`.
#[utoipa::path(get, path = "/api/chat/scheduled", tag = "scheduled", params(Paging),
    responses((status = 200, body = Items<Scheduled>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_scheduled(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let page: Paging = request.query()?;
    let user = &caller.account.username;
    let found = queries::scheduled::list(app.database(), user, page.cursor(), page.limit()).await?;
    reply::ok(&Items::from(found))
}

/// Schedule a message.
#[utoipa::path(post, path = "/api/chat/scheduled", tag = "scheduled",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = ScheduleMessage,
    responses((status = 201, body = Scheduled),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn schedule_message(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let command: ScheduleMessage = request.json().await?;
    idempotency::execute(&app, &caller, request, command, |kept| {
        reply::created_answer(&kept.scheduled)
    })
    .await
}

/// Change a scheduled message. A new time lets one that was not sent be tried again.
#[utoipa::path(put, path = "/api/chat/scheduled/{id}", tag = "scheduled",
    params(("id" = i64, Path)), request_body = ScheduledChanges,
    responses((status = 200, body = Scheduled),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn update_scheduled(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let id = ScheduledId(request.message()?.0);
    let changes = request.json().await?;
    let command = UpdateScheduled { id, changes };
    let kept = app.engine.execute(&caller.account, command).await?;
    reply::ok(&kept.scheduled)
}

/// Cancel a scheduled message, or remove one that was not sent.
#[utoipa::path(delete, path = "/api/chat/scheduled/{id}", tag = "scheduled",
    params(("id" = i64, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel_scheduled(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let id = ScheduledId(request.message()?.0);
    let command = CancelScheduled { id };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}
