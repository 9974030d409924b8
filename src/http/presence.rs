//! Presence of the people with whom the caller shares a channel.

use std::sync::Arc;

use actors::{
    clock,
    commands::UpdatePresence,
    protocol::{Failure, limits::LIMITS},
};
use entity::{
    ids::{ChannelId, UserId},
    model::Presence,
    permission::{Permission, may},
    queries,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    query::{Cursor, Limit, Number},
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

/// What one person shows to those who may see their presence.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PersonStatus {
    /// The person.
    user: UserId,
    /// Their presence.
    #[serde(flatten)]
    presence: Presence,
    /// The time zone they are in, such as `Europe/Berlin`; absent if no device of theirs has named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    /// Whether their notifications are silent now: do not disturb, or their quiet hours.
    silent: bool,
}

/// Which page of whose presence is listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, rename_all = "camelCase")]
struct PresenceQuery {
    /// A channel of which the caller is a member; without it, all channels whose members' presence is
    /// sent unasked.
    #[param(value_type = Option<i64>)]
    channel_id: Option<Number>,
    /// `next` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 200.
    #[param(value_type = Option<u32>)]
    limit: Limit<200>,
}

/// List who is not offline, by username.
#[utoipa::path(get, path = "/api/chat/presence", tag = "presence", params(PresenceQuery),
    responses((status = 200, body = Items<PersonPresence>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_presence(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: PresenceQuery = request.query()?;
    let limit = usize::try_from(query.limit.get()).unwrap_or(usize::MAX);
    let user = &caller.account.username;
    let channels = match query.channel_id {
        Some(id) => vec![own_channel(&app, ChannelId(id.get()), user).await?],
        None => {
            let most = i64::from(LIMITS.presence_members);
            queries::channels::small(app.database(), user, most).await?
        }
    };
    let (present, more) =
        app.engine
            .presence_in(&channels, query.cursor.as_ref().map(Cursor::as_str), limit);
    let next = present.last().filter(|_| more);
    let next = next.map(|(user, _)| user.to_string());
    let items = present
        .into_iter()
        .map(|(user, presence)| PersonPresence { user, presence })
        .collect();
    reply::ok(&Items { items, next })
}

/// The channel, if `user` is a member.
pub(super) async fn own_channel(
    app: &App,
    id: ChannelId,
    user: &UserId,
) -> Result<ChannelId, Problem> {
    let standing = queries::channels::standing(app.database(), id, user).await?;
    let own = standing.filter(|standing| standing.membership.is_some());
    Ok(own.ok_or_else(Failure::not_found)?.channel_id)
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
    reply::ok(&app.engine.execute(&caller.account, chosen).await?)
}

/// Get the presence and the time zone of someone with whom the caller shares a channel.
#[utoipa::path(get, path = "/api/chat/users/{user}/presence", tag = "presence",
    params(("user" = String, Path)),
    responses((status = 200, body = PersonStatus),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_presence(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let user = request.user()?;
    if !share_a_channel(&app, &caller.account.username, &user).await? {
        return Err(Failure::not_found().into());
    }
    let presence = app.engine.presence_of(&user).await?;
    let preferences = queries::preferences::load(app.database(), &user).await?;
    reply::ok(&PersonStatus {
        user,
        presence,
        silent: preferences.is_silent(clock::now()),
        time_zone: preferences.time_zone,
    })
}

/// True if the two may see each other's presence.
async fn share_a_channel(app: &App, one: &UserId, other: &UserId) -> Result<bool, Problem> {
    Ok(one == other || queries::people::share_a_channel(app.database(), one, other).await?)
}
