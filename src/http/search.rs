//! The search over messages.

use std::sync::Arc;

use entity::{
    model::Message,
    permission::{Permission, may},
    queries::search::{self, Hit, Sort},
    search::{dates, parse::parse},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    query::{Choice, Cursor, Limit, SearchText},
    reply,
    route::{Route, route},
};
use crate::app::App;

/// The routes of the search.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(GET "/api/chat/search", user(Read) => search_messages)]
}

/// The order of the results.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SearchSort {
    /// Whole words first, then the beginnings of words, then the rest; the newest first in each group.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
}

/// What to search for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct SearchQuery {
    /// Words, quoted phrases and filters; at most 1,000 characters.
    #[param(value_type = String)]
    q: SearchText,
    /// `relevance` by default.
    #[param(inline, value_type = Option<SearchSort>)]
    sort: Choice<SearchSort>,
    /// The IANA name of the time zone of the days in filters; UTC by default.
    tz: Option<String>,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
    /// 1 to 200, default 20.
    #[param(value_type = Option<u32>)]
    limit: Limit<20>,
}

/// A message found.
#[derive(Serialize, ToSchema)]
struct SearchHit {
    /// The message.
    message: Message,
    /// The words found, as they are written in the message.
    highlights: Vec<String>,
}

/// A page of messages found.
#[derive(Serialize, ToSchema)]
struct SearchHits {
    /// The messages. There may be fewer than `limit`, even none, although `next` is there.
    items: Vec<SearchHit>,
    /// The `cursor` of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<Hit> for SearchHit {
    fn from(hit: Hit) -> Self {
        Self {
            message: hit.message,
            highlights: hit.highlights,
        }
    }
}

/// Search the messages that the caller may read.
#[utoipa::path(get, path = "/api/chat/search", tag = "messages", params(SearchQuery),
    responses((status = 200, body = SearchHits),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn search_messages(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let asked: SearchQuery = request.query()?;
    let wrong = |field| move |reason| Problem::invalid(format!("query: `{field}` {reason}"));
    let zone = dates::zone(asked.tz.as_deref().unwrap_or("UTC")).map_err(wrong("tz"))?;
    let query = parse(asked.q.as_str(), &zone).map_err(wrong("q"))?;
    let sort = match asked.sort.0 {
        SearchSort::Relevance => Sort::Relevance,
        SearchSort::Newest => Sort::Newest,
    };
    let page = (asked.cursor.as_ref().map(Cursor::as_str), asked.limit.get());
    let found = search::find(app.database(), &caller.account, &query, sort, page).await?;
    reply::ok(&SearchHits {
        items: found.items.into_iter().map(SearchHit::from).collect(),
        next: found.next,
    })
}
