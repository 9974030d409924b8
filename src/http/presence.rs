//! Presence of the people with whom the caller shares a channel.

use std::{collections::HashSet, sync::Arc};

use actors::protocol::{Command, Failure, Reply, command::UpdatePresence};
use entity::{
    ids::UserId,
    model::Presence,
    permission::{Permission, may},
    queries,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    channels::unexpected,
    problem::ProblemBody,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of presence.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/presence", user(Read) => list_presence),
        route!(PUT "/api/chat/presence", user(Signal) => update_presence),
        route!(GET "/api/chat/users/{user}/presence", user(Read) => get_presence),
    ]
}

/// The presence of one person.
#[derive(Serialize, ToSchema)]
struct PersonPresence {
    /// The person.
    user: UserId,
    /// Their presence.
    #[serde(flatten)]
    presence: Presence,
}

/// List who is online among the people with whom the caller shares a channel.
#[utoipa::path(get, path = "/api/chat/presence", tag = "presence",
    responses((status = 200, body = Items<PersonPresence>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_presence(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let user = &caller.account.username;
    let (channels, _) = queries::channels::snapshot(app.database(), user).await?;
    let items = app
        .engine
        .presence_in(user, &channels)
        .into_iter()
        .map(|(user, presence)| PersonPresence { user, presence })
        .collect();
    reply::ok(&Items::all(items))
}

/// Set the caller's presence.
#[utoipa::path(put, path = "/api/chat/presence", tag = "presence", request_body = UpdatePresence,
    responses((status = 200, body = Presence),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn update_presence(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let chosen: UpdatePresence = request.json().await?;
    match app
        .engine
        .execute(&caller.account, Command::UpdatePresence(chosen))
        .await?
    {
        Reply::Presence(presence) => reply::ok(&presence),
        other => Err(unexpected(&other)),
    }
}

/// Get the presence of someone with whom the caller shares a channel.
#[utoipa::path(get, path = "/api/chat/users/{user}/presence", tag = "presence",
    params(("user" = String, Path)),
    responses((status = 200, body = PersonPresence),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_presence(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let user = request.user();
    if !share_a_channel(&app, &caller.account.username, &user).await? {
        return Err(Failure::not_found().into());
    }
    let presence = app.engine.presence_of(&user);
    reply::ok(&PersonPresence { user, presence })
}

/// True if the two may see each other's presence.
async fn share_a_channel(app: &App, one: &UserId, other: &UserId) -> Result<bool, Problem> {
    if one == other {
        return Ok(true);
    }
    let (mine, _) = queries::channels::snapshot(app.database(), one).await?;
    let (theirs, _) = queries::channels::snapshot(app.database(), other).await?;
    let theirs: HashSet<_> = theirs.iter().map(|view| view.channel.id).collect();
    Ok(mine.iter().any(|view| theirs.contains(&view.channel.id)))
}
