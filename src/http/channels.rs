//! Channels: those one belongs to, those one could join, and their settings.

use std::sync::Arc;

use actors::protocol::{
    Command, Failure, Reply,
    command::{ChannelSettings, CreateChannel, InChannel, MarkRead, UpdateChannel},
};
use entity::{
    ids::{ChannelId, Millis, Seq},
    model::ChannelView,
    permission::{Action, Permission, may},
    queries::{self, channels::Shelf},
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

/// Up to where one has read.
#[derive(Deserialize, ToSchema)]
pub struct ReadPosition {
    /// The position of the last message seen.
    seq: Seq,
    /// True to move the position back: "mark as unread".
    #[serde(default)]
    unread: Option<bool>,
}

/// The channels one belongs to, latest first; with `browse=true` the public ones, by name.
#[utoipa::path(get, path = "/api/chat/channels", tag = "channels",
    params(
        ("browse" = Option<bool>, Query, description = "List public channels instead, joined or not"),
        ("archived" = Option<bool>, Query, description = "With browse: the archived ones instead, public or one's own"),
        ("q" = Option<String>, Query, description = "With browse: part of the name or topic"),
        ("cursor" = Option<String>, Query, description = "With browse: `next` of the page before"),
        ("limit" = Option<u32>, Query, description = "With browse: 1 to 200, 50 if left out")),
    responses((status = 200, body = Items<ChannelView>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_channels(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query = request.query()?;
    let limit = query.limit(50, MOST_ON_A_PAGE)?;
    let archived = query.value::<bool>("archived")?.unwrap_or(false);
    if !query.value::<bool>("browse")?.unwrap_or(false) {
        let items = queries::channels::list(app.database(), &caller.account.username).await?;
        return reply::ok(&Items::all(items));
    }
    let shelf = if archived {
        Shelf::Archived
    } else {
        Shelf::InUse
    };
    let page = queries::channels::browse(
        app.database(),
        &caller.account,
        (shelf, query.text("q").unwrap_or_default()),
        query.text("cursor"),
        limit.into(),
    )
    .await?;
    reply::ok(&Items {
        items: page.items,
        next: page.next,
    })
}

/// Create a public or private channel; one becomes its owner.
#[utoipa::path(post, path = "/api/chat/channels", tag = "channels", request_body = CreateChannel,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn create_channel(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel: CreateChannel = request.json().await?;
    reply::created(
        &change(&app, caller, Command::CreateChannel(channel))
            .await?
            .0,
    )
}

/// The answer to a `POST` with this body of which only is known that it began at `since`; `None` when it
/// created no channel.
pub(super) async fn created_since(
    app: &App,
    caller: &Caller,
    body: &[u8],
    since: Millis,
) -> Result<Option<Response>, Problem> {
    let user = &caller.account.username;
    let Ok(wanted) = serde_json::from_slice::<CreateChannel>(body) else {
        return Ok(None);
    };
    let found =
        queries::idempotency::created_channel(app.database(), user, &wanted.name, since).await?;
    let Some(id) = found else { return Ok(None) };
    match queries::channels::view(app.database(), id, user).await? {
        Some(view) => reply::created(&view).map(Some),
        None => Ok(None),
    }
}

/// A channel.
#[utoipa::path(get, path = "/api/chat/channels/{id}", tag = "channels",
    params(("id" = i64, Path)),
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn get_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let permit = caller
        .permit(&app, request.channel()?, Action::Read)
        .await?;
    let view = queries::channels::view(app.database(), permit.channel_id(), permit.user()).await?;
    reply::ok(&view.ok_or_else(Failure::not_found)?)
}

/// Change a channel's settings, archive it or bring it back.
#[utoipa::path(put, path = "/api/chat/channels/{id}", tag = "channels",
    params(("id" = i64, Path)), request_body = ChannelSettings,
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn update_channel(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let settings: ChannelSettings = request.json().await?;
    let command = Command::UpdateChannel(UpdateChannel {
        channel_id,
        settings,
    });
    reply::ok(&change(&app, caller, command).await?.0)
}

/// Archive a channel: it can be read and brought back, not written to.
#[utoipa::path(delete, path = "/api/chat/channels/{id}", tag = "channels",
    params(("id" = i64, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn archive_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let settings = ChannelSettings {
        active: Some(false),
        ..ChannelSettings::default()
    };
    let command = Command::UpdateChannel(UpdateChannel {
        channel_id: request.channel()?,
        settings,
    });
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}

/// Become a member.
#[utoipa::path(post, path = "/api/chat/channels/{id}/join", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn join_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let command = Command::JoinChannel(InChannel {
        channel_id: request.channel()?,
    });
    reply::ok(&change(&app, caller, command).await?.0)
}

/// End one's membership.
#[utoipa::path(post, path = "/api/chat/channels/{id}/leave", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn leave_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let command = Command::LeaveChannel(InChannel {
        channel_id: request.channel()?,
    });
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}

/// Say up to where one has read.
#[utoipa::path(post, path = "/api/chat/channels/{id}/read", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ReadPosition,
    responses((status = 200, body = actors::protocol::reply::ReadReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn mark_read(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id: ChannelId = request.channel()?;
    let ReadPosition { seq, unread } = request.json().await?;
    let command = Command::MarkRead(MarkRead {
        channel_id,
        seq,
        unread,
    });
    match app.engine.execute(&caller.account, command).await? {
        Reply::Read(read) => reply::ok(&read),
        other => Err(unexpected(&other)),
    }
}

/// Has the engine make or change a channel; says whether it existed before.
pub(super) async fn change(
    app: &App,
    caller: Caller,
    command: Command,
) -> Result<(ChannelView, bool), Problem> {
    match app.engine.execute(&caller.account, command).await? {
        Reply::Channel(changed) => Ok((changed.channel, changed.existed)),
        other => Err(unexpected(&other)),
    }
}

/// The engine answered something else than the command asks for: a fault of our own.
pub(super) fn unexpected(reply: &Reply) -> Problem {
    tracing::error!(kind = ?std::mem::discriminant(reply), "the engine gave another kind of reply");
    Failure::internal().into()
}
