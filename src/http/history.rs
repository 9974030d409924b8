//! What new members see of a channel's history.

use std::sync::Arc;

use entity::{model::HistoryReport, permission::Action, queries};

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of a channel's history.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(GET "/api/chat/channels/{id}/history", user(Read) => get_history)]
}

/// Count the messages that new members see, and those that they do not: how many become visible if the history is
/// revealed. Only those who may change the setting may ask, and the members of a group, who may turn it into a channel.
#[utoipa::path(get, path = "/api/chat/channels/{id}/history", tag = "channels",
    params(("id" = i64, Path)),
    responses((status = 200, body = HistoryReport),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_history(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let permit = caller
        .permit(&app, request.channel()?, Action::CountHistory)
        .await?;
    reply::ok(&queries::channels::history(app.database(), &permit).await?)
}
