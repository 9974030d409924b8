//! The previews of the links in a message.

use std::sync::Arc;

use actors::commands::RemovePreviews;
use entity::model::Message;

use super::{
    Problem, Request, Response,
    caller::Caller,
    messages,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of previews.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(DELETE "/api/chat/messages/{id}/previews", user(Write) => remove_previews)]
}

/// Remove the previews of the links in one's own message, for everyone and for good.
#[utoipa::path(delete, path = "/api/chat/messages/{id}/previews", tag = "messages",
    params(("id" = i64, Path)),
    responses((status = 200, body = Message),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn remove_previews(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let message_id = request.message()?;
    let command = RemovePreviews { message_id };
    let removed = app.engine.execute(&caller.account, command).await?;
    reply::ok(&messages::as_seen_by(&app, removed.message, &caller).await?)
}
