//! The messages that the caller saved for later.

use std::sync::Arc;

use actors::{
    commands::{SaveMessage, UnsaveMessage},
    protocol::reply::SavedReply,
};
use entity::{
    model::SavedMessage,
    permission::{Permission, may},
    queries,
};

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    query::Paging,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of saved messages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/saved", user(Read) => list_saved),
        route!(PUT "/api/chat/messages/{id}/saved", user(Write) => save_message),
        route!(DELETE "/api/chat/messages/{id}/saved", user(Write) => unsave_message),
    ]
}

/// List the messages that the caller saved, the latest saved first. Those that they can no longer read are
/// left out; deleted ones are tombstones.
#[utoipa::path(get, path = "/api/chat/saved", tag = "messages", params(Paging),
    responses((status = 200, body = Items<SavedMessage>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_saved(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let page: Paging = request.query()?;
    let found =
        queries::saved::list(app.database(), &caller.account, page.cursor(), page.limit()).await?;
    reply::ok(&Items::from(found))
}

/// Save a message for later; one that is saved stays as it is.
#[utoipa::path(put, path = "/api/chat/messages/{id}/saved", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = SavedReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn save_message(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let command = SaveMessage { message_id };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}

/// Remove a message from the saved ones; one that is not saved stays as it is.
#[utoipa::path(delete, path = "/api/chat/messages/{id}/saved", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = SavedReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn unsave_message(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let command = UnsaveMessage { message_id };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}
