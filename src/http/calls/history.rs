//! The history of calls.

use std::sync::Arc;

use actors::protocol::Failure;
use entity::{
    ids::{ChannelId, MAX_SAFE_INTEGER, UserId},
    model::{CallRecord, CallStatus, CallType},
    permission::{Action, Permission, may},
    queries::{
        self,
        calls::{CallFilter, Whose},
    },
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    app::App,
    http::{
        Problem, Request, Response,
        caller::Caller,
        problem::ProblemBody,
        query::{Choice, Cursor, Limit, Number, Position},
        reply::{self, Items},
        route::{Route, route},
    },
};

/// The routes of the history.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(GET "/api/chat/calls/history", user(Read) => call_history)]
}

/// Which calls of the history are listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default, rename_all = "camelCase")]
struct HistoryQuery {
    /// Whose calls; by default the caller's. Those of others need `call.view_all_logs`; `*` is everybody.
    user: Option<String>,
    /// Calls in which this person took part, or was asked, as well.
    with: Option<String>,
    /// Calls of this conversation.
    #[param(value_type = Option<i64>)]
    channel_id: Option<Number>,
    /// `audio`, `video` or `screen_share`.
    #[serde(rename = "type")]
    #[param(value_type = Option<CallType>)]
    kind: Option<Choice<CallType>>,
    /// `ringing`, `active`, `ended` or `missed`.
    #[param(value_type = Option<CallStatus>)]
    status: Option<Choice<CallStatus>>,
    /// Calls that began at this time or later.
    #[param(value_type = Option<i64>)]
    since: Option<Position>,
    /// Calls that began before this time.
    #[param(value_type = Option<i64>)]
    until: Option<Position>,
    /// `next` of the previous page.
    #[param(value_type = Option<String>)]
    before: Option<Cursor>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

/// List past calls, the latest first.
#[utoipa::path(get, path = "/api/chat/calls/history", tag = "calls", params(HistoryQuery),
    responses((status = 200, body = Items<CallRecord>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn call_history(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let query: HistoryQuery = request.query()?;
    let channel = query
        .channel_id
        .map(|id| channel_id(id.get()))
        .transpose()?;
    let whose = whose(&app, &caller, query.user.as_deref(), channel).await?;
    let filter = CallFilter {
        channel_id: channel,
        with: query.with.as_deref().map(name).transpose()?,
        call_type: query.kind.map(|kind| kind.0),
        status: query.status.map(|status| status.0),
        since: query.since.map(Position::get),
        until: query.until.map(Position::get),
    };
    let cursor = query.before.as_ref().map(Cursor::as_str);
    let limit = query.limit.get();
    let found = queries::calls::history(app.database(), &whose, &filter, cursor, limit).await?;
    reply::ok(&Items::from(found))
}

fn channel_id(id: i64) -> Result<ChannelId, Problem> {
    match (1..=MAX_SAFE_INTEGER).contains(&id) {
        true => Ok(ChannelId(id)),
        false => Err(Failure::not_found().into()),
    }
}

fn name(text: &str) -> Result<UserId, Problem> {
    let user = text.parse();
    user.map_err(|error| Problem::invalid(format!("user: {error}")))
}

async fn whose(
    app: &App,
    caller: &Caller,
    user: Option<&str>,
    channel: Option<ChannelId>,
) -> Result<Whose, Problem> {
    let own = &caller.account.username;
    match (user, channel) {
        (None, Some(channel)) => {
            may(&caller.account, Permission::CallHistory)?;
            caller.permit(app, channel, Action::JoinCall).await?;
            Ok(Whose::In(channel, own.clone()))
        }
        (Some("*"), _) => {
            may(&caller.account, Permission::CallLogs)?;
            Ok(Whose::All(own.clone()))
        }
        (Some(user), _) if user != own.as_str() => {
            may(&caller.account, Permission::CallLogs)?;
            Ok(Whose::Of(name(user)?))
        }
        _ => {
            may(&caller.account, Permission::CallHistory)?;
            Ok(Whose::Of(own.clone()))
        }
    }
}
