//! Invite links: managing those of a channel, and joining with one.

use std::sync::Arc;

use actors::{
    commands::{AcceptInvite, CreateInvite, RevokeInvite, invites::InviteLimits},
    protocol::Failure,
};
use entity::{
    ids::{InviteId, Millis, UserId},
    model::{ChannelLabel, ChannelView, Invite},
    permission::Action,
    queries,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of invite links.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/channels/{id}/invites", user(Read) => list_invites),
        route!(POST "/api/chat/channels/{id}/invites", user(Manage) => create_invite).idempotent(),
        route!(DELETE "/api/chat/invites/{id}", user(Manage) => revoke_invite),
        route!(GET "/api/chat/invites/{id}", user(Read) => get_invite),
        route!(POST "/api/chat/invites/{id}/accept", user(Write) => accept_invite).idempotent(),
    ]
}

/// An invite link, as those see it who have it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Invitation {
    /// The channel.
    channel: ChannelLabel,
    /// Its number of members.
    member_count: i64,
    /// Who created the link.
    created_by: UserId,
    /// When it expires; null if it does not.
    expires_at: Option<Millis>,
    /// True if the caller is a member of the channel already.
    member: bool,
}

/// List the invite links of a channel that are not revoked, the newest first.
#[utoipa::path(get, path = "/api/chat/channels/{id}/invites", tag = "invites",
    params(("id" = i64, Path)),
    responses((status = 200, body = Items<Invite>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_invites(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let permit = caller
        .permit(&app, request.channel()?, Action::ManageInvites)
        .await?;
    reply::ok(&Items::all(
        queries::invites::list(app.database(), &permit).await?,
    ))
}

/// Create an invite link. The page opens it as `/chat/invite/{token}`.
#[utoipa::path(post, path = "/api/chat/channels/{id}/invites", tag = "invites",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = InviteLimits,
    responses((status = 201, body = Invite),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn create_invite(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let limits: InviteLimits = request.json_or_default().await?;
    let command = CreateInvite { channel_id, limits };
    idempotency::execute(&app, &caller, request, command, |created| {
        reply::created_answer(&created.invite)
    })
    .await
}

/// Revoke an invite link: nobody can join with it any more.
#[utoipa::path(delete, path = "/api/chat/invites/{id}", tag = "invites",
    params(("id" = i64, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn revoke_invite(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let invite_id = request.invite()?;
    let command = RevokeInvite { invite_id };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}

/// Show where an invite link leads, by its token. A link that can no longer be used is a conflict, which says why.
#[utoipa::path(get, path = "/api/chat/invites/{id}", tag = "invites",
    params(("id" = String, Path, description = "The link's token")),
    responses((status = 200, body = Invitation),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_invite(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let (database, user) = (app.database(), &caller.account.username);
    let stored = queries::invites::by_token(database, request.parameter("id")).await?;
    let stored = stored.ok_or_else(Failure::not_found)?;
    let channel = stored.invite.channel_id;
    caller.permit(&app, channel, Action::Accept).await?;
    let view = queries::channels::view(database, channel, user).await?;
    let view = view.ok_or_else(Failure::not_found)?;
    let member = view.role.is_some();
    if !member {
        let removed = queries::invites::removal(database, channel, user).await?;
        stored.check(actors::clock::now(), removed)?;
        if !queries::invites::is_backed(database, &stored.invite).await? {
            return Err(queries::invites::not_backed().into());
        }
    }
    reply::ok(&Invitation {
        channel: ChannelLabel::from(&view.channel),
        member_count: view.channel.member_count,
        created_by: stored.invite.created_by,
        expires_at: stored.invite.expires_at,
        member,
    })
}

/// Join a channel with the token of an invite link. A link that can no longer be used is a conflict, which says why.
#[utoipa::path(post, path = "/api/chat/invites/{id}/accept", tag = "invites",
    params(("id" = String, Path, description = "The link's token"),
        ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn accept_invite(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let token = request.parameter("id").to_owned();
    let command = AcceptInvite { token };
    idempotency::execute(&app, &caller, request, command, |joined| {
        reply::ok_answer(&joined.channel)
    })
    .await
}

impl Request {
    /// The invite link that the path names.
    fn invite(&self) -> Result<InviteId, Problem> {
        self.channel().map(|id| InviteId(id.0))
    }
}
