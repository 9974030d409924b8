//! How the caller wants to see a conversation.

use std::sync::Arc;

use actors::{commands::SetChannelPreferences, protocol::reply::PreferencesReply};
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
    vec![route!(PUT "/api/chat/channels/{id}/preferences", user(Write) => set_channel_preferences)]
}

/// Preferences to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
struct PreferencesChange {
    /// Whether the conversation shall not ask for attention.
    #[serde(default)]
    muted: Option<bool>,
    /// Whether it stands at the top of the list.
    #[serde(default)]
    pinned: Option<bool>,
    /// Whether it is left out of the list until its next message.
    #[serde(default)]
    hidden: Option<bool>,
}

/// Mute a conversation, pin it to the top of the caller's list, or hide it until its next message.
#[utoipa::path(put, path = "/api/chat/channels/{id}/preferences", tag = "channels",
    params(("id" = i64, Path)), request_body = PreferencesChange,
    responses((status = 200, body = PreferencesReply),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_channel_preferences(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let channel_id = request.channel()?;
    let PreferencesChange {
        muted,
        pinned,
        hidden,
    } = request.json().await?;
    let command = SetChannelPreferences {
        channel_id,
        muted,
        pinned,
        hidden,
    };
    reply::ok(&app.engine.execute(&caller.account, command).await?)
}
