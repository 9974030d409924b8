//! The pinned messages of a channel.

use std::sync::Arc;

use actors::commands::{PinMessage, UnpinMessage};
use entity::{
    ledgers::pins,
    model::{Message, PinnedMessage},
    permission::Action,
};

use super::{
    Problem, Request, Response,
    caller::Caller,
    messages,
    problem::ProblemBody,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of pins.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/channels/{id}/pins", user(Read) => list_pins),
        route!(PUT "/api/chat/messages/{id}/pin", user(Write) => pin_message),
        route!(DELETE "/api/chat/messages/{id}/pin", user(Write) => unpin_message),
    ]
}

/// List a channel's pinned messages, the newest pin first; there are at most 100.
#[utoipa::path(get, path = "/api/chat/channels/{id}/pins", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = Items<PinnedMessage>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_pins(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let items = pins::list(app.database(), &permit).await?;
    reply::ok(&Items::all(items))
}

/// Pin a message; one that is pinned stays as it is.
#[utoipa::path(put, path = "/api/chat/messages/{id}/pin", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn pin_message(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let command = PinMessage { message_id };
    let pinned = app.engine.execute(&caller.account, command).await?;
    reply::ok(&messages::as_seen_by(&app, pinned.message, &caller).await?)
}

/// Unpin a message; one that is not pinned stays as it is.
#[utoipa::path(delete, path = "/api/chat/messages/{id}/pin", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn unpin_message(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let command = UnpinMessage { message_id };
    let unpinned = app.engine.execute(&caller.account, command).await?;
    reply::ok(&messages::as_seen_by(&app, unpinned.message, &caller).await?)
}
