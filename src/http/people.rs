//! People: finding whom to talk to.

use std::sync::Arc;

use entity::{
    ids::UserId,
    model::Person,
    permission::{Permission, may},
    queries,
};

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply::{self, Items},
    request::MOST_ON_A_PAGE,
};
use crate::app::App;

/// How many people can be asked for by name at once.
const MOST_NAMES: usize = 200;

/// People by part of their name, username or team, or by their usernames.
#[utoipa::path(get, path = "/api/chat/users", tag = "people",
    params(("q" = Option<String>, Query, description = "Part of a name, username or team"),
        ("ids" = Option<String>, Query, description = "Usernames, separated by commas"),
        ("cursor" = Option<String>, Query), ("limit" = Option<u32>, Query)),
    responses((status = 200, body = Items<Person>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_users(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let query = request.query()?;
    let limit = query.limit(50, MOST_ON_A_PAGE)?;
    if let Some(ids) = query.text("ids") {
        let ids: Vec<UserId> = ids
            .split(',')
            .filter(|id| !id.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|error| Problem::invalid(format!("query: ids: a username {error}")))?;
        if ids.len() > MOST_NAMES {
            return Err(Problem::invalid(format!(
                "query: ids names more than {MOST_NAMES} people"
            )));
        }
        if ids.is_empty() {
            return reply::ok(&Items::<Person>::all(Vec::new()));
        }
        let items = queries::people::by_username(app.database(), &ids).await?;
        return reply::ok(&Items::all(items));
    }
    let page = queries::people::search(
        app.database(),
        query.text("q").unwrap_or_default(),
        query.text("cursor"),
        limit.into(),
    )
    .await?;
    reply::ok(&Items {
        items: page.items,
        next: page.next,
    })
}
