//! Threads: their replies, and the threads that the caller follows.

use std::sync::Arc;

use actors::{
    commands::{FollowThread, MarkThreadRead, UnfollowThread},
    protocol::reply::ThreadReply,
};
use entity::{
    ids::Seq,
    model::FollowedThread,
    permission::{Permission, may},
    queries,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    messages::{MessageQuery, Messages},
    problem::ProblemBody,
    query::Limit,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of threads.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/threads", user(Read) => list_threads),
        route!(GET "/api/chat/threads/{id}/messages", user(Read) => list_replies),
        route!(PUT "/api/chat/threads/{id}/follow", user(Write) => follow_thread),
        route!(DELETE "/api/chat/threads/{id}/follow", user(Write) => unfollow_thread),
        route!(POST "/api/chat/threads/{id}/read", user(Signal) => mark_thread_read).idempotent(),
    ]
}

/// Which page of the threads is listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct ThreadQuery {
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

/// A page of the threads that the caller follows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ThreadInbox {
    /// The threads: those with unread replies first unless the channel is muted or archived, then the latest reply first.
    items: Vec<FollowedThread>,
    /// How many of all followed threads in channels that are neither muted nor archived have unread replies.
    unread_threads: i64,
    /// The `cursor` of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A read position in a thread.
#[derive(Deserialize, ToSchema)]
struct ThreadPosition {
    /// The position of the last reply that was read.
    seq: Seq,
    /// True to allow moving the position back: "mark as unread".
    #[serde(default)]
    unread: Option<bool>,
}

/// List the threads that the caller follows.
#[utoipa::path(get, path = "/api/chat/threads", tag = "threads", params(ThreadQuery),
    responses((status = 200, body = ThreadInbox),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_threads(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: ThreadQuery = request.query()?;
    let user = &caller.account.username;
    let cursor = query.cursor.as_deref();
    let found = queries::threads::inbox(app.database(), user, cursor, query.limit.get()).await?;
    reply::ok(&ThreadInbox {
        items: found.threads.items,
        unread_threads: found.unread,
        next: found.threads.next,
    })
}

/// List a page of the replies in a thread: the latest, or those before, after or around a position.
#[utoipa::path(get, path = "/api/chat/threads/{id}/messages", tag = "threads",
    params(("id" = i64, Path), MessageQuery),
    responses((status = 200, body = Messages),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_replies(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let page = request.query::<MessageQuery>()?.page()?;
    let root = request.message()?;
    let permit = caller.permit_thread(&app, root).await?;
    let found = queries::messages::thread_page(app.database(), &permit, root, page).await?;
    reply::ok(&Messages::of(found, page))
}

/// Follow a thread; one that is followed stays so.
#[utoipa::path(put, path = "/api/chat/threads/{id}/follow", tag = "threads",
    params(("id" = i64, Path)),
    responses((status = 200, body = ThreadReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn follow_thread(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let thread_id = request.message()?;
    let command = FollowThread { thread_id };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}

/// Stop following a thread.
#[utoipa::path(delete, path = "/api/chat/threads/{id}/follow", tag = "threads",
    params(("id" = i64, Path)),
    responses((status = 200, body = ThreadReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn unfollow_thread(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let thread_id = request.message()?;
    let command = UnfollowThread { thread_id };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}

/// Mark the replies in a thread as read up to a position, or as unread after it.
#[utoipa::path(post, path = "/api/chat/threads/{id}/read", tag = "threads",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ThreadPosition,
    responses((status = 200, body = ThreadReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn mark_thread_read(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let thread_id = request.message()?;
    let ThreadPosition { seq, unread } = request.json().await?;
    let command = MarkThreadRead {
        thread_id,
        seq,
        unread,
    };
    idempotency::execute(&app, &caller, request, command, |read| {
        reply::ok_answer(read)
    })
    .await
}
