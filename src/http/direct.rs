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
    idempotency,
    problem::ProblemBody,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of direct conversations.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/direct", user(Read) => list_direct),
        route!(POST "/api/chat/direct", user(Direct) => open_direct).idempotent(),
    ]
}

/// List the caller's direct conversations, most recently active first.
#[utoipa::path(get, path = "/api/chat/direct", tag = "direct",
    responses((status = 200, body = Items<ChannelView>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_direct(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    app.engine
        .write_positions_of(&caller.account.username)
        .await;
    let mut items = queries::channels::directs(app.database(), &caller.account.username).await?;
    app.engine.show_calls(&mut items);
    reply::ok(&Items::all(items))
}

/// Open the conversation between the caller and exactly these people; it is created if it does not exist.
#[utoipa::path(post, path = "/api/chat/direct", tag = "direct", request_body = OpenDirect,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, description = "The conversation existed", body = ChannelView),
        (status = 201, description = "The conversation was created", body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn open_direct(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let people: OpenDirect = request.json().await?;
    idempotency::execute(&app, &caller, request, people, |opened| {
        if opened.existed {
            reply::ok_answer(&opened.channel)
        } else {
            reply::created_answer(&opened.channel)
        }
    })
    .await
}
