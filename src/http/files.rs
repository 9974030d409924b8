//! Files: uploading, fetching and describing them.

mod describe;
mod disposition;
mod download;
mod links;
mod upload;

use std::sync::Arc;

use actors::protocol::Failure;
use entity::{
    ids::{FileId, UserId},
    ledgers::files::DiscardFile,
    model::FileDetails,
    permission::{Permission, may},
    queries::{self, files::StoredFile},
};

use bytes::Bytes;
use files::preview;
use futures_util::TryStreamExt as _;

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::{app::App, uploads::Place};

/// The routes of files.
pub(super) fn routes() -> Vec<Route> {
    let described = vec![
        route!(GET "/api/chat/files/{id}/info", user(Read) => get_file),
        route!(DELETE "/api/chat/files/{id}", user(Write) => discard_file),
    ];
    [
        upload::routes(),
        describe::routes(),
        download::routes(),
        links::routes(),
        described,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Describe a file. A text has its first lines in `preview`.
#[utoipa::path(get, path = "/api/chat/files/{id}/info", tag = "files",
    params(("id" = String, Path)),
    responses((status = 200, body = FileDetails),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_file(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let found = readable(&app, &caller, &request).await?;
    let preview = preview(&app, &found, &caller.account.username).await;
    reply::ok(&FileDetails {
        preview,
        ..found.details()
    })
}

/// The first lines of a text whose bytes can be read.
async fn preview(app: &App, file: &StoredFile, reader: &UserId) -> Option<String> {
    let kind = file.file.mime_type.split('/').next();
    if matches!(kind, Some("image" | "video" | "audio")) {
        return None;
    }
    let size = u64::try_from(file.file.size).unwrap_or_default();
    let place = Place::of(file, reader).ok()?;
    let chunks = app.uploads.read(&place, 0..size.min(preview::HEAD));
    let head: Vec<Bytes> = chunks.try_collect().await.ok()?;
    preview::of(&head.concat())
}

/// Delete one of the caller's own files that is in no message.
#[utoipa::path(delete, path = "/api/chat/files/{id}", tag = "files",
    params(("id" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn discard_file(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let change = DiscardFile {
        id: id(&request),
        user: caller.account.username.clone(),
    };
    app.engine.keep(change).await?;
    Ok(reply::done())
}

/// The file that the path names, if the caller may have it now.
async fn readable(app: &App, caller: &Caller, request: &Request) -> Result<StoredFile, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    let found = queries::files::readable(app.database(), &caller.account, &id(request)).await?;
    Ok(found.ok_or_else(Failure::not_found)?)
}

fn id(request: &Request) -> FileId {
    FileId(request.parameter("id").to_owned())
}
