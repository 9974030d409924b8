//! Direct conversations.

use std::sync::Arc;

use actors::commands::OpenDirect;
use entity::{
    model::ChannelView,
    permission::{Permission, may},
    queries,
};

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply::{self, Items},
};
use crate::app::App;

/// One's direct conversations, latest first.
#[utoipa::path(get, path = "/api/chat/direct", tag = "direct",
    responses((status = 200, body = Items<ChannelView>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_direct(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let items = queries::channels::directs(app.database(), &caller.account.username).await?;
    reply::ok(&Items::all(items))
}

/// The conversation of exactly these people and oneself, started if there is none.
#[utoipa::path(post, path = "/api/chat/direct", tag = "direct", request_body = OpenDirect,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, description = "It was there", body = ChannelView),
        (status = 201, description = "It was started", body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn open_direct(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let people: OpenDirect = request.json().await?;
    let opened = app.engine.execute(&caller.account, people).await?;
    if opened.existed {
        reply::ok(&opened.channel)
    } else {
        reply::created(&opened.channel)
    }
}
