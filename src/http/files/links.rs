//! Links to files that work without a token, in an `<img>` for example.
//!
//! They are short-lived and encrypted, so they say nothing about the file or its reader. What a link opens is checked
//! against its reader's account at each request.

use std::sync::Arc;

use actors::{clock::now, protocol::Failure};
use entity::{
    ids::{FileId, Millis},
    permission::{Account, Permission, may},
    queries::{self, files::StoredFile},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    download::{self, DownloadQuery},
    readable,
};
use crate::{
    app::App,
    http::{
        Problem, Request, Response,
        caller::Caller,
        problem::ProblemBody,
        reply::{self, Items},
        route::{Route, route},
    },
    uploads::link::{Link, Part},
};

/// Links work for at least this long, and at most twice as long: those made within that time are the same, so that
/// browsers can keep what they fetched.
const LIFETIME: Millis = 10 * 60 * 1000;
/// How many files one request can ask for.
const MOST: usize = 100;

/// The routes of links.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/files/{id}/link", user(File) => get_file_link),
        route!(POST "/api/chat/file-links", user(File) => get_file_links),
        route!(GET "/api/chat/file-links/{token}", open(Open) => open_file_link),
    ]
}

/// Links to a file.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct FileLinks {
    /// The file.
    file_id: FileId,
    /// A link to its bytes.
    url: String,
    /// A link to its thumbnail, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnail_url: Option<String>,
    /// When they stop working.
    expires_at: Millis,
}

/// Which files are asked for.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LinkRequest {
    /// The files, at most 100.
    #[schema(max_items = 100)]
    file_ids: Vec<FileId>,
}

/// Get links to a file that work without a token for at least ten minutes, as long as the caller may have it.
#[utoipa::path(get, path = "/api/chat/files/{id}/link", tag = "files",
    params(("id" = String, Path)),
    responses((status = 200, body = FileLinks),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_file_link(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let found = readable(&app, &caller, &request).await?;
    reply::ok(&links(&app, &caller.account, &found))
}

/// Get links to several files. Those that the caller may not have are left out.
#[utoipa::path(post, path = "/api/chat/file-links", tag = "files",
    request_body = LinkRequest,
    responses((status = 200, body = Items<FileLinks>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_file_links(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let LinkRequest { file_ids } = request.json().await?;
    if file_ids.len() > MOST {
        return Err(Problem::invalid("`fileIds` must have at most 100 files"));
    }
    let found = queries::files::all_readable(app.database(), &caller.account, &file_ids).await?;
    let items = found.iter().map(|file| links(&app, &caller.account, file));
    reply::ok(&Items::all(items.collect()))
}

fn links(app: &App, reader: &Account, found: &StoredFile) -> FileLinks {
    let expires_at = (now() / LIFETIME + 2) * LIFETIME;
    let url = |part| {
        let link = Link {
            file: found.file.id.clone(),
            user: reader.username.clone(),
            part,
            epoch: reader.token_epoch,
            expires_at,
        };
        format!("/api/chat/file-links/{}", app.uploads.links.seal(&link))
    };
    FileLinks {
        file_id: found.file.id.clone(),
        url: url(Part::Whole),
        thumbnail_url: found.file.has_thumbnail.then(|| url(Part::Thumbnail)),
        expires_at,
    }
}

/// Fetch what a link leads to. `not_found` when the link has expired, or its reader may not have the file any more.
#[utoipa::path(get, path = "/api/chat/file-links/{token}", tag = "files", security(()),
    params(("token" = String, Path), DownloadQuery),
    responses((status = 200, content_type = "*/*"),
        (status = 206, content_type = "*/*"), (status = 304),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn open_file_link(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    let query: DownloadQuery = request.query()?;
    let link = app.uploads.links.open(request.parameter("token"));
    let link = link.filter(|link| link.expires_at > now());
    let link = link.ok_or_else(Failure::not_found)?;
    let file = linked(&app, &link).await?;
    match link.part {
        Part::Whole => download::send_file(&app, &request, (file, &link.user), &query).await,
        Part::Thumbnail => download::send_thumbnail(&app, &request, (file, &link.user)).await,
    }
}

/// The file, if the reader of the link may have it now.
async fn linked(app: &App, link: &Link) -> Result<StoredFile, Problem> {
    let account = app.engine.account(&link.user).await?;
    let account = account.filter(|account| {
        account.active
            && account.token_epoch == link.epoch
            && may(account, Permission::AccessChannels).is_ok()
    });
    let account = account.ok_or_else(Failure::not_found)?;
    let found = queries::files::readable(app.database(), &account, &link.file).await?;
    Ok(found.ok_or_else(Failure::not_found)?)
}
