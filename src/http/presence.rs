//! Presence of those one shares a channel with.

use std::sync::Arc;

use actors::{
    commands::UpdatePresence,
    protocol::{Failure, limits::LIMITS},
};
use entity::{
    ids::{ChannelId, UserId},
    model::{ChannelView, Presence},
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
    request::MOST_ON_A_PAGE,
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

/// Who is not offline, by username, among the members of one channel; without `channelId`, of all channels
/// whose members' presence is sent unasked.
#[utoipa::path(get, path = "/api/chat/presence", tag = "presence",
    params(("channelId" = Option<i64>, Query, description = "A channel one is a member of"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 200), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = Items<PersonPresence>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_presence(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query = request.query()?;
    let limit = query.limit(MOST_ON_A_PAGE, MOST_ON_A_PAGE)? as usize;
    let user = &caller.account.username;
    let (channels, _) = queries::channels::snapshot(app.database(), user).await?;
    let channels = match query.value::<i64>("channelId")? {
        Some(id) => vec![member_of(&channels, ChannelId(id)).ok_or_else(Failure::not_found)?],
        None => small(&channels),
    };
    let (present, more) = app
        .engine
        .presence_in(&channels, query.text("cursor"), limit);
    let next = present.last().filter(|_| more);
    let next = next.map(|(user, _)| user.to_string());
    let items = present
        .into_iter()
        .map(|(user, presence)| PersonPresence { user, presence })
        .collect();
    reply::ok(&Items { items, next })
}

fn member_of(channels: &[ChannelView], id: ChannelId) -> Option<ChannelId> {
    let mut ids = channels.iter().map(|view| view.channel.id);
    ids.find(|known| *known == id)
}

/// The channels whose members' presence is sent unasked.
fn small(channels: &[ChannelView]) -> Vec<ChannelId> {
    channels
        .iter()
        .filter(|view| view.channel.member_count <= i64::from(LIMITS.presence_members))
        .map(|view| view.channel.id)
        .collect()
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
    let user = request.user("user")?;
    if !share_a_channel(&app, &caller.account.username, &user).await? {
        return Err(Failure::not_found().into());
    }
    let presence = app.engine.presence_of(&user).await?;
    reply::ok(&PersonPresence { user, presence })
}

/// Whether the two may know of each other's presence.
async fn share_a_channel(app: &App, one: &UserId, other: &UserId) -> Result<bool, Problem> {
    Ok(one == other || queries::people::share_a_channel(app.database(), one, other).await?)
}
