//! Members of a channel.

use std::sync::Arc;

use actors::commands::{RemoveMember, SetMember};
use entity::{
    ids::UserId,
    model::{ChannelRole, ChannelView, Member},
    permission::Action,
    queries,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply::{self, Items},
    request::MOST_ON_A_PAGE,
};
use crate::app::App;

/// Someone to be made a member.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewMember {
    /// Who.
    user_id: UserId,
    /// As what; `member` if left out.
    #[serde(default)]
    role: Option<ChannelRole>,
}

/// A member's new role.
#[derive(Deserialize, ToSchema)]
pub struct NewRole {
    /// The role.
    role: ChannelRole,
}

/// The members of a channel, by name.
#[utoipa::path(get, path = "/api/chat/channels/{id}/members", tag = "members",
    params(("id" = i64, Path), ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = Items<Member>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_members(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let query = request.query()?;
    let page = queries::channels::members(
        app.database(),
        &permit,
        query.text("cursor"),
        query.limit(200, MOST_ON_A_PAGE)?.into(),
    )
    .await?;
    reply::ok(&Items {
        items: page.items,
        next: page.next,
    })
}

/// Make someone a member.
#[utoipa::path(post, path = "/api/chat/channels/{id}/members", tag = "members",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewMember,
    responses((status = 201, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn add_member(
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
    let changed = app.engine.execute(&caller.account, command).await?;
    reply::created(&changed.channel)
}

/// Change a member's role.
#[utoipa::path(put, path = "/api/chat/channels/{id}/members/{user}", tag = "members",
    params(("id" = i64, Path), ("user" = String, Path)), request_body = NewRole,
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn set_member_role(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let (channel_id, user_id) = (request.channel()?, request.user("user")?);
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

/// End someone's membership.
#[utoipa::path(delete, path = "/api/chat/channels/{id}/members/{user}", tag = "members",
    params(("id" = i64, Path), ("user" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn remove_member(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let (channel_id, user_id) = (request.channel()?, request.user("user")?);
    let command = RemoveMember {
        channel_id,
        user_id,
    };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}
