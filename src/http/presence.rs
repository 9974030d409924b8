//! Presence of those one shares a channel with.

use std::{collections::HashSet, sync::Arc};

use actors::{commands::UpdatePresence, protocol::Failure};
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
    problem::ProblemBody,
    reply::{self, Items},
};
use crate::app::App;

/// Someone's presence.
#[derive(Serialize, ToSchema)]
pub struct PersonPresence {
    /// Who.
    user: UserId,
    /// How they are.
    #[serde(flatten)]
    presence: Presence,
}

/// Who is there, among those one shares a channel with.
#[utoipa::path(get, path = "/api/chat/presence", tag = "presence",
    responses((status = 200, body = Items<PersonPresence>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_presence(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
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

/// Choose one's presence.
#[utoipa::path(put, path = "/api/chat/presence", tag = "presence", request_body = UpdatePresence,
    responses((status = 200, body = Presence),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn update_presence(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let chosen: UpdatePresence = request.json().await?;
    reply::ok(&app.engine.execute(&caller.account, chosen).await?)
}

/// The presence of someone with whom one shares a channel.
#[utoipa::path(get, path = "/api/chat/users/{user}/presence", tag = "presence",
    params(("user" = String, Path)),
    responses((status = 200, body = PersonPresence),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn get_presence(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let user = request.user("user");
    if !share_a_channel(&app, &caller.account.username, &user).await? {
        return Err(Failure::not_found().into());
    }
    let presence = app.engine.presence_of(&user);
    reply::ok(&PersonPresence { user, presence })
}

/// Whether the two may know of each other's presence.
async fn share_a_channel(app: &App, one: &UserId, other: &UserId) -> Result<bool, Problem> {
    if one == other {
        return Ok(true);
    }
    let (mine, _) = queries::channels::snapshot(app.database(), one).await?;
    let (theirs, _) = queries::channels::snapshot(app.database(), other).await?;
    let theirs: HashSet<_> = theirs.iter().map(|view| view.channel.id).collect();
    Ok(mine.iter().any(|view| theirs.contains(&view.channel.id)))
}
