//! Channels: listing, browsing and creating them, their settings, joining, leaving and reading.

use std::sync::Arc;

use actors::{
    commands::{
        ConvertGroup, CreateChannel, HandOver, JoinChannel, LeaveChannel, MarkRead, UpdateChannel,
        convert_group::GroupChannel, update_channel::ChannelSettings,
    },
    protocol::{ErrorCode, Failure},
};
use entity::{
    ids::{ChannelId, Seq, UserId},
    model::ChannelView,
    permission::{Action, Permission, may},
    queries::{self, channels::Shelf},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    query::{Cursor, Flag, Limit, Search},
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of channels.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/channels", user(Read) => list_channels),
        route!(POST "/api/chat/channels", user(Manage) => create_channel).idempotent(),
        route!(GET "/api/chat/channels/{id}", user(Read) => get_channel),
        route!(PUT "/api/chat/channels/{id}", user(Manage) => update_channel),
        route!(DELETE "/api/chat/channels/{id}", user(Manage) => archive_channel),
        route!(POST "/api/chat/channels/{id}/join", user(Write) => join_channel).idempotent(),
        route!(POST "/api/chat/channels/{id}/leave", user(Write) => leave_channel).idempotent(),
        route!(POST "/api/chat/channels/{id}/owner", user(Manage) => hand_over).idempotent(),
        route!(POST "/api/chat/channels/{id}/convert", user(Manage) => convert_group).idempotent(),
        route!(POST "/api/chat/channels/{id}/read", user(Signal) => mark_read).idempotent(),
    ]
}

/// Which channels are listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct ChannelQuery {
    /// List all public channels, joined or not.
    #[param(value_type = Option<bool>)]
    browse: Flag,
    /// With browse: list archived channels, public ones and the caller's own.
    #[param(value_type = Option<bool>)]
    archived: Flag,
    /// With browse: only channels with this text in their name or topic.
    #[param(value_type = Option<String>)]
    q: Search,
    /// With browse: `next` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// With browse: 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

/// The caller's read position in a channel.
#[derive(Deserialize, ToSchema)]
struct ReadPosition {
    /// The `seq` of the last message that was read.
    seq: Seq,
    /// True to move the position back ("mark as unread").
    #[serde(default)]
    unread: Option<bool>,
}

/// The new owner of a channel.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct NewOwner {
    /// A member.
    user_id: UserId,
}

/// List the caller's channels, most recently active first; with `browse=true`, public channels by name.
#[utoipa::path(get, path = "/api/chat/channels", tag = "channels",
    params(ChannelQuery),
    responses((status = 200, body = Items<ChannelView>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_channels(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: ChannelQuery = request.query()?;
    if !query.browse.0 {
        if query.archived.0 || query.cursor.is_some() || !query.q.as_str().is_empty() {
            let reason = "q, archived and cursor need browse=true";
            return Err(Problem::invalid(reason));
        }
        app.engine
            .write_positions_of(&caller.account.username)
            .await;
        let mut items = queries::channels::list(app.database(), &caller.account.username).await?;
        app.engine.show_calls(&mut items);
        return reply::ok(&Items::all(items));
    }
    let shelf = if query.archived.0 {
        Shelf::Archived
    } else {
        Shelf::InUse
    };
    app.engine
        .write_positions_of(&caller.account.username)
        .await;
    let page = queries::channels::browse(
        app.database(),
        &caller.account,
        (shelf, query.q.as_str()),
        query.cursor.as_ref().map(Cursor::as_str),
        query.limit.get(),
    )
    .await?;
    reply::ok(&Items::from(page))
}

/// Create a public or private channel; the caller becomes its owner.
#[utoipa::path(post, path = "/api/chat/channels", tag = "channels", request_body = CreateChannel,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn create_channel(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel: CreateChannel = request.json().await?;
    idempotency::execute(&app, &caller, request, channel, |created| {
        reply::created_answer(&created.channel)
    })
    .await
}

/// Get a channel. For the room of a ticket that the caller may see without being in the room, the answer is `not_found`
/// with that ticket in `ticket`.
#[utoipa::path(get, path = "/api/chat/channels/{id}", tag = "channels",
    params(("id" = i64, Path)),
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_channel(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let permit = match caller.permit(&app, channel_id, Action::Read).await {
        Err(problem) if problem.failure.code == ErrorCode::NotFound => {
            return Err(of_ticket(&app, &caller, channel_id, problem).await);
        }
        permit => permit?,
    };
    app.engine.write_positions_of(permit.user()).await;
    let view = queries::channels::view(app.database(), permit.channel_id(), permit.user()).await?;
    let mut view = view.ok_or_else(Failure::not_found)?;
    app.engine.show_calls([&mut view]);
    reply::ok(&view)
}

/// Says of which ticket a channel is that the caller may not read, if they may see that ticket.
async fn of_ticket(app: &App, caller: &Caller, id: ChannelId, hidden: Problem) -> Problem {
    let found = queries::tickets::of_room(app.database(), &caller.account, id).await;
    let card = match found {
        Ok(card) => card,
        Err(entity::Error::NotFound) => return hidden,
        Err(error) => return error.into(),
    };
    let message = format!(
        "this is the room of the ticket {}; open it there",
        card.number
    );
    let mut failure = Failure::new(ErrorCode::NotFound, message);
    failure.ticket = Some(Box::new(card));
    failure.into()
}

/// Change a channel's settings, archive it, or restore it from the archive.
#[utoipa::path(put, path = "/api/chat/channels/{id}", tag = "channels",
    params(("id" = i64, Path)), request_body = ChannelSettings,
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn update_channel(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let settings: ChannelSettings = request.json().await?;
    let command = UpdateChannel {
        channel_id,
        settings,
    };
    let changed = app.engine.execute(&caller.account, command).await?;
    reply::ok(&changed.channel)
}

/// Archive a channel; it stays readable and can be restored.
#[utoipa::path(delete, path = "/api/chat/channels/{id}", tag = "channels",
    params(("id" = i64, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn archive_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let settings = ChannelSettings {
        active: Some(false),
        ..ChannelSettings::default()
    };
    let command = UpdateChannel {
        channel_id: request.channel()?,
        settings,
    };
    app.engine.execute(&caller.account, command).await?;
    Ok(reply::done())
}

/// Join a channel.
#[utoipa::path(post, path = "/api/chat/channels/{id}/join", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn join_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let command = JoinChannel {
        channel_id: request.channel()?,
    };
    idempotency::execute(&app, &caller, request, command, |changed| {
        reply::ok_answer(&changed.channel)
    })
    .await
}

/// Leave a channel or a group.
#[utoipa::path(post, path = "/api/chat/channels/{id}/leave", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn leave_channel(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let command = LeaveChannel {
        channel_id: request.channel()?,
    };
    idempotency::execute(
        &app,
        &caller,
        request,
        command,
        |_| Ok(reply::done_answer()),
    )
    .await
}

/// Hand over the ownership of a channel to another member. The caller becomes an admin.
#[utoipa::path(post, path = "/api/chat/channels/{id}/owner", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = NewOwner,
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn hand_over(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let NewOwner { user_id } = request.json().await?;
    let command = HandOver {
        channel_id,
        user_id,
    };
    idempotency::execute(&app, &caller, request, command, |changed| {
        reply::ok_answer(&changed.channel)
    })
    .await
}

/// Turn a group into a private channel, which keeps its members and messages. The caller becomes its owner.
#[utoipa::path(post, path = "/api/chat/channels/{id}/convert", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = GroupChannel,
    responses((status = 200, body = ChannelView),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn convert_group(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let into: GroupChannel = request.json().await?;
    let command = ConvertGroup { channel_id, into };
    idempotency::execute(&app, &caller, request, command, |changed| {
        reply::ok_answer(&changed.channel)
    })
    .await
}

/// Set the caller's read position.
#[utoipa::path(post, path = "/api/chat/channels/{id}/read", tag = "channels",
    params(("id" = i64, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = ReadPosition,
    responses((status = 200, body = actors::protocol::reply::ReadReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn mark_read(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id: ChannelId = request.channel()?;
    let ReadPosition { seq, unread } = request.json().await?;
    let command = MarkRead {
        channel_id,
        seq,
        unread,
    };
    idempotency::execute(&app, &caller, request, command, |read| {
        reply::ok_answer(read)
    })
    .await
}
