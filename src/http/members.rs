//! The members of a channel.

use std::sync::Arc;

use actors::commands::{RemoveMember, SetMember};
use entity::{
    ids::UserId,
    model::{ChannelRole, ChannelView, Member},
    permission::Action,
    queries,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    query::{Cursor, Limit},
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of a channel's members.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/channels/{id}/members", user(Read) => list_members),
        route!(POST "/api/chat/channels/{id}/members", user(Manage) => add_member).idempotent(),
        route!(PUT "/api/chat/channels/{id}/members/{user}", user(Manage) => set_member_role),
        route!(DELETE "/api/chat/channels/{id}/members/{user}", user(Manage) => remove_member),
    ]
}

/// Which page of the members is listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct MemberQuery {
    /// `next` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 200.
    #[param(value_type = Option<u32>)]
    limit: Limit<200>,
}

/// A user to add to a channel.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewMember {
    /// The user.
    user_id: UserId,
    /// Their role, `member` by default.
    #[serde(default)]
    role: Option<ChannelRole>,
}

/// The new role of a member.
#[derive(Deserialize, ToSchema)]
struct NewRole {
    /// The role.
    role: ChannelRole,
}

/// List the members of a channel by name.
#[utoipa::path(get, path = "/api/chat/channels/{id}/members", tag = "members",
    params(("id" = i64, Path), MemberQuery),
    responses((status = 200, body = Items<Member>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_members(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let query: MemberQuery = request.query()?;
    let page = queries::channels::members(
        app.database(),
        &permit,
        query.cursor.as_ref().map(Cursor::as_str),
        query.limit.get(),
    )
    .await?;
    reply::ok(&Items::from(page))
}

/// Add a member to a channel.
#[utoipa::path(post, path = "/api/chat/channels/{id}/members", tag = "members",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewMember,
    responses((status = 201, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn add_member(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let NewMember { user_id, role } = request.json().await?;
    let role = role.unwrap_or(ChannelRole::Member);
    let command = SetMember {
        channel_id,
        user_id,
        role,
    };
    idempotency::execute(&app, &caller, request, command, |changed| {
        reply::created_answer(&changed.channel)
    })
    .await
}

/// Change a member's role.
#[utoipa::path(put, path = "/api/chat/channels/{id}/members/{user}", tag = "members",
    params(("id" = i64, Path), ("user" = String, Path)), request_body = NewRole,
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_member_role(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let (channel_id, user_id) = (request.channel()?, request.user()?);
    let NewRole { role } = request.json().await?;
    let permit = caller.permit(&app, channel_id, Action::Read).await?;
    let standing = queries::channels::standing(app.database(), permit.channel_id(), &user_id);
    if standing
        .await?
        .is_none_or(|standing| standing.membership.is_none())
    {
        return Err(actors::protocol::Failure::not_found().into());
    }
    let command = SetMember {
        channel_id,
        user_id,
        role,
    };
    let changed = app.engine.execute(&caller.account, command).await?;
    reply::ok(&changed.channel)
}

/// Remove a member from a channel.
#[utoipa::path(delete, path = "/api/chat/channels/{id}/members/{user}", tag = "members",
    params(("id" = i64, Path), ("user" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn remove_member(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (channel_id, user_id) = (request.channel()?, request.user()?);
    let command = RemoveMember {
        channel_id,
        user_id,
    };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}
