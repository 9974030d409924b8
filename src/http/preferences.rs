//! The caller's own preferences, and how they want to see a conversation.

use std::sync::Arc;

use actors::{
    commands::{SetChannelPreferences, SetPreferences},
    protocol::reply::PreferencesReply,
};
use entity::{
    ids::Millis,
    model::Notify,
    permission::{Permission, may},
    preferences::{Preferences, PreferencesChange},
    queries,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of preferences.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/preferences", user(Read) => get_preferences),
        route!(PUT "/api/chat/preferences", user(Write) => set_preferences),
        route!(PUT "/api/chat/channels/{id}/preferences", user(Write) => set_channel_preferences),
    ]
}

/// Get the caller's own preferences.
#[utoipa::path(get, path = "/api/chat/preferences", tag = "preferences",
    responses((status = 200, body = Preferences),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_preferences(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let user = &caller.account.username;
    reply::ok(&queries::preferences::load(app.database(), user).await?)
}

/// Change the caller's own preferences; what is left out stays.
#[utoipa::path(put, path = "/api/chat/preferences", tag = "preferences",
    request_body = PreferencesChange,
    responses((status = 200, body = Preferences),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_preferences(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let change: PreferencesChange = request.json().await?;
    let command = SetPreferences { change };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}

/// Preferences in a channel to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ChannelPreferencesChange {
    /// Whether the conversation shall not ask for attention.
    #[serde(default)]
    muted: Option<bool>,
    /// Mutes it until this time, which is in the future, at most 365 days ahead. Without it, `muted` does not end by
    /// itself.
    #[serde(default)]
    muted_until: Option<Millis>,
    /// Whether it stands at the top of the list.
    #[serde(default)]
    pinned: Option<bool>,
    /// Whether it is left out of the list until its next message.
    #[serde(default)]
    hidden: Option<bool>,
    /// Which of its messages notify the caller.
    #[serde(default)]
    notify: Option<Notify>,
}

/// Mute a conversation, pin it to the top of the caller's list, hide it until its next message, or choose which of
/// its messages notify the caller.
#[utoipa::path(put, path = "/api/chat/channels/{id}/preferences", tag = "channels",
    params(("id" = i64, Path)), request_body = ChannelPreferencesChange,
    responses((status = 200, body = PreferencesReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_channel_preferences(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let ChannelPreferencesChange {
        muted,
        muted_until,
        pinned,
        hidden,
        notify,
    } = request.json().await?;
    let command = SetChannelPreferences {
        channel_id,
        muted,
        muted_until,
        pinned,
        hidden,
        notify,
    };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}
