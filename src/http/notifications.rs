//! What the caller was notified of, and marking everything as read.

use std::sync::Arc;

use actors::{
    commands::{MarkAllRead, ReadNotifications},
    protocol::reply::{Done, NotificationsReply},
};
use entity::{
    ids::Seq,
    notify::NotificationKind,
    permission::{Permission, may},
    queries::notifications::{self, Centre, ListedNotification},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    query::{Choices, Limit},
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of notifications.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/notifications", user(Read) => list_notifications),
        route!(POST "/api/chat/notifications/read", user(Signal) => read_notifications)
            .idempotent(),
        route!(POST "/api/chat/read", user(Write) => mark_all_read).idempotent(),
    ]
}

/// Which page of which notifications is listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct NotificationQuery {
    /// Kinds, separated by commas; all if absent.
    #[param(value_type = Option<String>)]
    kinds: Choices<NotificationKind>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

/// A page of the caller's notifications.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NotificationPage {
    /// The notifications, the latest first.
    items: Vec<ListedNotification>,
    /// How many of all those of these kinds are unread, counted up to 100. Reactions to the same message count as one.
    unread_count: i64,
    /// The `cursor` of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Which notifications were read: either all up to `seq`, or those in `seqs`.
#[derive(Deserialize, ToSchema)]
struct NotificationPosition {
    /// The `seq` of the last notification that was read; those before it are read, too.
    #[serde(default)]
    seq: Option<Seq>,
    /// The `seq` of each notification that was read, at most 200; all others stay as they are.
    #[serde(default)]
    seqs: Option<Vec<Seq>>,
}

/// List what the caller was notified of, the latest first.
#[utoipa::path(get, path = "/api/chat/notifications", tag = "notifications",
    params(NotificationQuery),
    responses((status = 200, body = NotificationPage),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_notifications(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: NotificationQuery = request.query()?;
    let kinds = &query.kinds.0;
    let (cursor, limit) = (query.cursor.as_deref(), query.limit.get());
    let Centre {
        notifications,
        unread,
    } = notifications::list(app.database(), &caller.account, kinds, cursor, limit).await?;
    reply::ok(&NotificationPage {
        items: notifications.items,
        unread_count: unread,
        next: notifications.next,
    })
}

/// Mark the caller's notifications as read: all up to one of them, or single ones.
#[utoipa::path(post, path = "/api/chat/notifications/read", tag = "notifications",
    params(("Idempotency-Key" = Option<String>, Header)), request_body = NotificationPosition,
    responses((status = 200, body = NotificationsReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn read_notifications(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let NotificationPosition { seq, seqs } = request.json().await?;
    let command = ReadNotifications { seq, seqs };
    idempotency::execute(&app, &caller, request, command, |read| {
        reply::ok_answer(read)
    })
    .await
}

/// Mark all channels and followed threads of the caller as read.
#[utoipa::path(post, path = "/api/chat/read", tag = "notifications",
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn mark_all_read(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    idempotency::execute(&app, &caller, request, MarkAllRead {}, |done| {
        reply::ok_answer(done)
    })
    .await
}
