//! People: searching users and looking them up by username.

use std::sync::Arc;

use actors::protocol::limits::LIMITS;
use entity::{
    ids::UserId,
    model::Person,
    permission::{Permission, may},
    queries,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    query::{Cursor, Limit, Search, Usernames},
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of people.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(GET "/api/chat/users", user(Read) => list_users)]
}

/// Which people are listed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct PeopleQuery {
    /// Part of a name, username or team.
    #[param(value_type = Option<String>)]
    q: Search,
    /// Usernames, separated by commas, at most 200.
    #[param(value_type = Option<String>)]
    ids: Option<Usernames>,
    /// `next` of the previous page.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 50.
    #[param(value_type = Option<u32>)]
    limit: Limit<50>,
}

/// Find people by part of their name, username or team, or by their usernames.
#[utoipa::path(get, path = "/api/chat/users", tag = "people",
    params(PeopleQuery),
    responses((status = 200, body = Items<Person>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_users(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query: PeopleQuery = request.query()?;
    let user = &caller.account.username;
    if let Some(Usernames(ids)) = query.ids {
        if ids.is_empty() {
            return reply::ok(&Items::<Person>::all(Vec::new()));
        }
        let mut items = queries::people::by_username(app.database(), &ids).await?;
        mark(&app, user, &mut items).await?;
        return reply::ok(&Items::all(items));
    }
    let mut page = queries::people::search(
        app.database(),
        query.q.as_str(),
        query.cursor.as_ref().map(Cursor::as_str),
        query.limit.get(),
    )
    .await?;
    mark(&app, user, &mut page.items).await?;
    reply::ok(&Items::from(page))
}

/// Marks the people whose presence `user` is not sent.
async fn mark(app: &App, user: &UserId, people: &mut [Person]) -> Result<(), Problem> {
    let most = i64::from(LIMITS.presence_members);
    Ok(queries::people::mark_unknown_presence(app.database(), user, most, people).await?)
}
