//! Teams: finding those that can be mentioned, and who of them is on duty.

use std::sync::Arc;

use entity::{
    model::{Team, TeamHere},
    permission::{Permission, may},
    queries,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Problem, Request, Response,
    caller::Caller,
    presence,
    problem::ProblemBody,
    query::{Cursor, Limit, Search},
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of teams.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/teams", user(Read) => list_teams),
        route!(GET "/api/chat/channels/{id}/teams", user(Read) => list_teams_here),
    ]
}

/// Which teams are listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct TeamQuery {
    /// Part of a name or an id.
    #[param(value_type = Option<String>)]
    q: Search,
    /// `next` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

/// Find the teams that can be mentioned, by part of their name or id, sorted by name.
#[utoipa::path(get, path = "/api/chat/teams", tag = "people",
    params(TeamQuery),
    responses((status = 200, body = Items<Team>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_teams(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: TeamQuery = request.query()?;
    let cursor = query.cursor.as_ref().map(Cursor::as_str);
    let found =
        queries::teams::search(app.database(), query.q.as_str(), cursor, query.limit.get()).await?;
    reply::ok(&Items::from(found))
}

/// Find the teams of a channel's members, as among all teams, and who of them is on duty.
#[utoipa::path(get, path = "/api/chat/channels/{id}/teams", tag = "people",
    params(("id" = i64, Path), TeamQuery),
    responses((status = 200, body = Items<TeamHere>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_teams_here(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let channel = presence::own_channel(&app, request.channel()?, &caller.account.username).await?;
    let query: TeamQuery = request.query()?;
    let cursor = query.cursor.as_ref().map(Cursor::as_str);
    let page = (query.q.as_str(), cursor, query.limit.get());
    reply::ok(&Items::from(app.engine.teams_in(channel, page).await?))
}
