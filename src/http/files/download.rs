//! Sending a file, or a part of it.

use std::{ops::Range, sync::Arc};

use actors::protocol::{ErrorCode, Failure};
use bytes::Bytes;
use entity::{ids::UserId, queries::files::StoredFile};
use files::{
    Chunks,
    kind::{self, Kind},
};
use futures_util::TryStreamExt as _;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;
use warp::Reply as _;

use super::{
    disposition::{self, Disposition},
    readable,
};
use crate::{
    app::App,
    http::{
        Problem, Request, Response,
        caller::Caller,
        problem::ProblemBody,
        query::Flag,
        route::{Route, route},
    },
    uploads::{self, Place},
};

/// The routes that send files.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/chat/files/{id}", user(File) => download_file),
        route!(GET "/api/chat/files/{id}/thumbnail", user(File) => download_thumbnail),
    ]
}

/// A document of a stranger may do nothing in a browser.
const SANDBOX: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox",
);
/// Browsers ask each time whether they may still show what they have.
const CACHING: HeaderValue = HeaderValue::from_static("private, no-cache");

/// How many of the first bytes say what an adopted file is.
const HEAD: u64 = 8 * 1024;
/// The type of an adopted file that is not what its name says.
const UNKNOWN: &str = "application/octet-stream";

/// How a file is sent.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct DownloadQuery {
    /// True to have it saved instead of shown.
    #[param(value_type = Option<bool>)]
    download: Flag,
}

/// Fetch the bytes of a file. `Range`, `If-Range` and `If-None-Match` are observed. What a browser could run is
/// always a download.
#[utoipa::path(get, path = "/api/chat/files/{id}", tag = "files",
    params(("id" = String, Path), DownloadQuery, ("Range" = Option<String>, Header)),
    responses((status = 200, content_type = "*/*"),
        (status = 206, content_type = "*/*"), (status = 304),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn download_file(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let query: DownloadQuery = request.query()?;
    let file = readable(&app, &caller, &request).await?;
    let reader = &caller.account.username;
    send_file(&app, &request, (file, reader), &query).await
}

/// Fetch the thumbnail of a picture, which is at most 720 pixels wide and high. `not_found` if it has none.
#[utoipa::path(get, path = "/api/chat/files/{id}/thumbnail", tag = "files",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "*/*"),
        (status = 206, content_type = "*/*"), (status = 304),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn download_thumbnail(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let file = readable(&app, &caller, &request).await?;
    let reader = &caller.account.username;
    send_thumbnail(&app, &request, (file, reader)).await
}

/// The response with a file's bytes.
pub(super) async fn send_file(
    app: &App,
    request: &Request,
    (file, reader): (StoredFile, &UserId),
    query: &DownloadQuery,
) -> Result<Response, Problem> {
    let place = Place::of(&file, reader)?;
    let kind = match &place {
        Place::Store(_) => Kind {
            mime_type: file.file.mime_type.clone(),
            shown: file.shown,
        },
        Place::Adopted(_) => adopted_kind(app, &place, &file).await?,
    };
    let saved = query.download.0 || !kind.shown;
    let object = Object {
        place,
        tag: tag(&file),
        media_type: kind::sent_as(&kind.mime_type).to_owned(),
        disposition: match saved {
            true => Disposition::Attachment,
            false => Disposition::Inline,
        },
        name: file.file.name,
    };
    send(app, request, object).await
}

/// What an adopted file is: the other server believed its sender.
async fn adopted_kind(app: &App, place: &Place, file: &StoredFile) -> Result<Kind, Problem> {
    let size = app.uploads.size(place).await;
    let size = size.map_err(|error| lost(error, file))?;
    let head: Vec<Bytes> = app
        .uploads
        .read(place, 0..size.min(HEAD))
        .try_collect()
        .await
        .map_err(|error| lost(error, file))?;
    Ok(
        kind::decide(&head.concat(), &file.file.name).unwrap_or(Kind {
            mime_type: UNKNOWN.to_owned(),
            shown: false,
        }),
    )
}

/// The refusal when the bytes of an adopted file cannot be read.
fn lost(error: ::files::Error, file: &StoredFile) -> Failure {
    match error {
        ::files::Error::Missing(_) => {
            tracing::debug!(
                file = file.file.id.as_str(),
                "files: not in Orvale's folder"
            );
            Failure::new(
                ErrorCode::NotFound,
                "this file is missing from Orvale's folder",
            )
        }
        other => uploads::failure(other),
    }
}

/// The response with a file's thumbnail.
pub(super) async fn send_thumbnail(
    app: &App,
    request: &Request,
    (file, reader): (StoredFile, &UserId),
) -> Result<Response, Problem> {
    let object = Object {
        place: Place::of_thumbnail(&file, reader)?,
        tag: format!("\"{}-thumbnail\"", tag(&file).trim_matches('"')),
        media_type: file.thumbnail.ok_or_else(Failure::not_found)?,
        disposition: Disposition::Inline,
        name: file.file.name,
    };
    send(app, request, object).await
}

/// What is sent.
struct Object {
    /// Where it is.
    place: Place,
    /// Its `ETag`.
    tag: String,
    /// Its media type.
    media_type: String,
    /// How a browser treats it.
    disposition: Disposition,
    /// What it is called.
    name: String,
}

/// The `ETag` of a file. Its bytes never change.
fn tag(file: &StoredFile) -> String {
    let content = file.sha256.as_deref().unwrap_or(file.file.id.as_str());
    format!("\"{}\"", content.get(..32).unwrap_or(content))
}

/// The response with an object, or the part of it that the request asks for.
async fn send(app: &App, request: &Request, object: Object) -> Result<Response, Problem> {
    let size = app.uploads.size(&object.place).await;
    let size = size.map_err(|error| -> Failure { uploads::failure(error) })?;
    if is_known(request, &object.tag) {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        describe(response.headers_mut(), &object);
        return Ok(response);
    }
    let (status, range) = match asked(request, &object.tag, size) {
        Asked::Whole => (StatusCode::OK, 0..size),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Asked::Nothing => return Ok(unsatisfiable(size)),
    };
    let chunks = app.uploads.read(&object.place, range.clone());
    let mut response = streamed(chunks);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    describe(headers, &object);
    headers.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if status == StatusCode::PARTIAL_CONTENT {
        let shown = format!("bytes {}-{}/{size}", range.start, range.end - 1);
        insert(headers, header::CONTENT_RANGE, &shown);
    }
    Ok(response)
}

fn streamed(chunks: Chunks) -> Response {
    warp::reply::stream(chunks).into_response()
}

fn describe(headers: &mut HeaderMap, object: &Object) {
    insert(headers, header::CONTENT_TYPE, &object.media_type);
    insert(headers, header::ETAG, &object.tag);
    headers.insert(
        header::CONTENT_DISPOSITION,
        disposition::header(object.disposition, &object.name),
    );
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, CACHING);
    headers.insert(header::CONTENT_SECURITY_POLICY, SANDBOX);
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
}

fn insert(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}

fn unsatisfiable(size: u64) -> Response {
    let problem = Problem::invalid("the file does not have the bytes that `Range` asks for");
    let mut response = problem
        .with_status(StatusCode::RANGE_NOT_SATISFIABLE)
        .into_response();
    insert(
        response.headers_mut(),
        header::CONTENT_RANGE,
        &format!("bytes */{size}"),
    );
    response
}

/// True when the client has the object already.
fn is_known(request: &Request, tag: &str) -> bool {
    request.header(header::IF_NONE_MATCH).is_some_and(|known| {
        let mut known = known.split(',').map(str::trim);
        known.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    })
}

/// Which bytes a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    /// Bytes that there are not.
    Nothing,
}

fn asked(request: &Request, tag: &str, size: u64) -> Asked {
    let is_same = request
        .header(header::IF_RANGE)
        .is_none_or(|known| known.trim() == tag);
    match request.header(header::RANGE).filter(|_| is_same) {
        Some(range) => part(range, size),
        None => Asked::Whole,
    }
}

/// Reads one range. Several at once, and what is no range, are answered with the whole.
fn part(range: &str, size: u64) -> Asked {
    let Some((first, last)) = range
        .trim()
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (start, end) = match (first.trim(), last.trim()) {
        ("", count) => match number(count) {
            Some(count) => (size.saturating_sub(count), size),
            None => return Asked::Whole,
        },
        (start, "") => match number(start) {
            Some(start) => (start, size),
            None => return Asked::Whole,
        },
        (start, last) => match (number(start), number(last)) {
            (Some(start), Some(last)) if start <= last => (start, size.min(last.saturating_add(1))),
            _ => return Asked::Whole,
        },
    };
    if start < end {
        Asked::Part(start..end)
    } else {
        Asked::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        for (range, asked) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-", Asked::Part(2..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("bytes=5-100", Asked::Part(5..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=10-20", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5-2", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("items=0-1", Asked::Whole),
        ] {
            assert_eq!(part(range, 10), asked, "{range}");
        }
    }
}
