//! Uploads that can be resumed: the tus protocol 1.0 with creation, termination, checksum and expiration.

mod headers;

use std::{sync::Arc, time::Duration};

use actors::protocol::{ErrorCode, Failure};
use entity::{
    ids::{FileId, UserId},
    permission::{Permission, may},
};
use files::partial::{Appending, Partial};
use http::{StatusCode, header};

use super::{
    Problem, Request, Response,
    body::BodyPolicy,
    caller::Caller,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::{
    app::App,
    uploads::{self, resumable::Progress},
};

pub(super) use headers::options;

/// The routes of uploads.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(POST "/api/chat/uploads", user(Upload) => create_upload),
        route!(GET "/api/chat/uploads/{id}", user(Read) => get_upload),
        route!(PATCH "/api/chat/uploads/{id}", user(Upload) => continue_upload).body(BODY),
        route!(DELETE "/api/chat/uploads/{id}", user(Write) => cancel_upload),
    ]
}

/// The upload knows its length.
const BODY: BodyPolicy = BodyPolicy::streamed(u64::MAX, Duration::from_hours(1));

/// Create an upload (tus 1.0). `Location` has its path, and `Upload-Metadata` may have its `filename`. When all of it
/// has arrived, it is a file that the caller can send.
#[utoipa::path(post, path = "/api/chat/uploads", tag = "files",
    params(("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$"), ("Upload-Length" = u64, Header),
        ("Upload-Metadata" = Option<String>, Header)),
    responses((status = 201),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn create_upload(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let created = async {
        check(&caller, &request)?;
        if request.headers.contains_key(headers::DEFER_LENGTH) {
            return Err(Problem::invalid(
                "the length of an upload must be known: send `Upload-Length`",
            ));
        }
        let size = headers::number(&request, headers::LENGTH)?;
        let name = headers::file_name(&request)?;
        let user = &caller.account.username;
        let progress = app.uploads.create(&app.engine, user, name, size).await?;
        let mut response = Response::default();
        *response.status_mut() = StatusCode::CREATED;
        let location = format!("/api/chat/uploads/{}", progress.id);
        headers::set(&mut response, header::LOCATION.as_str(), &location);
        headers::describe(&mut response, &progress);
        Ok(response)
    };
    Ok(headers::answered(&app, created.await))
}

/// Find out how much of an upload has arrived: `HEAD` answers with `Upload-Offset` and `Upload-Length`, and with
/// `Upload-File-Id` once the file can be sent.
#[utoipa::path(get, path = "/api/chat/uploads/{id}", tag = "files",
    params(("id" = String, Path), ("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$")),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn get_upload(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    let found = async {
        check(&caller, &request)?;
        let user = &caller.account.username;
        let id = id(&request);
        let progress = app.uploads.progress(&app.engine, user, &id);
        Ok(described(&progress.await?))
    };
    Ok(headers::answered(&app, found.await))
}

/// Add the next bytes of an upload (tus 1.0). `Upload-Offset` must be the number of bytes that have arrived, else the
/// answer is `conflict`. A part with another checksum than `Upload-Checksum` (sha1 or sha256) is dropped: status 460.
/// The answer to the last part has `Upload-File-Id`.
#[utoipa::path(patch, path = "/api/chat/uploads/{id}", tag = "files",
    params(("id" = String, Path), ("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$"),
        ("Upload-Offset" = u64, Header), ("Upload-Checksum" = Option<String>, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = 460, body = ProblemBody, content_type = "application/problem+json"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn continue_upload(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let user = &caller.account.username;
    let continued = async {
        check(&caller, &request)?;
        let proceeded = proceed(&app, user, &mut request).await;
        if proceeded.is_err() {
            request.drain(app.uploads.drained()).await;
        }
        proceeded
    };
    Ok(headers::answered(&app, continued.await))
}

/// Cancel an upload, or delete the file of one that is complete but in no message (tus 1.0).
#[utoipa::path(delete, path = "/api/chat/uploads/{id}", tag = "files",
    params(("id" = String, Path), ("Tus-Resumable" = String, Header, pattern = r"^1\.0\.0$")),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel_upload(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    let cancelled = async {
        check(&caller, &request)?;
        let user = &caller.account.username;
        app.uploads.cancel(&app.engine, user, &id(&request)).await?;
        Ok(reply::done())
    };
    Ok(headers::answered(&app, cancelled.await))
}

async fn proceed(app: &App, user: &UserId, request: &mut Request) -> Result<Response, Problem> {
    let id = id(request);
    let before = app.uploads.progress(&app.engine, user, &id).await?;
    headers::check_content(request)?;
    let offset = headers::number(request, headers::OFFSET)?;
    let checksum = headers::checksum(request)?;
    if before.is_complete() {
        return Err(Problem::new(ErrorCode::Conflict, "the upload is complete"));
    }
    let mut appending = app.uploads.append(user, &id, offset, checksum).await?;
    let size = appending.partial().size;
    let announced = request.header(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.parse().ok());
    if announced.is_some_and(|length: u64| length > size - offset) {
        return Err(too_long(size));
    }
    let received = receive(&mut appending, request).await;
    let partial = match received {
        Ok(()) => appending.finish().await.map_err(refused)?,
        Err(problem) => {
            // What has arrived needs not be sent again. If this fails, it is.
            let _ = appending.interrupt().await;
            return Err(problem);
        }
    };
    Ok(described(&complete(app, user, &id, &partial).await?))
}

async fn receive(appending: &mut Appending, request: &mut Request) -> Result<(), Problem> {
    let size = appending.partial().size;
    loop {
        let chunk = tokio::select! {
            biased;
            () = appending.stopped() => return Err(stopped()),
            chunk = request.body.chunk() => chunk?,
        };
        let Some(chunk) = chunk else { return Ok(()) };
        if appending.position() + chunk.len() as u64 > size {
            return Err(too_long(size));
        }
        appending.write(&chunk).await.map_err(refused)?;
    }
}

async fn complete(
    app: &App,
    user: &UserId,
    id: &FileId,
    partial: &Partial,
) -> Result<Progress, Failure> {
    if partial.received < partial.size {
        return Ok(Progress::of(id.clone(), partial));
    }
    app.uploads.complete(&app.engine, user, id).await
}

fn check(caller: &Caller, request: &Request) -> Result<(), Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    may(&caller.account, Permission::SendFiles)?;
    headers::check_version(request)
}

fn described(progress: &Progress) -> Response {
    let mut response = reply::done();
    headers::describe(&mut response, progress);
    response
}

fn id(request: &Request) -> FileId {
    FileId(request.parameter("id").to_owned())
}

fn stopped() -> Problem {
    Problem::new(ErrorCode::Conflict, "another request continues this upload")
}

fn too_long(size: u64) -> Problem {
    let message = format!("the upload has {size} bytes, and these are more");
    Problem::new(ErrorCode::TooLarge, message)
}

fn refused(error: files::Error) -> Problem {
    let is_checksum = matches!(error, files::Error::Checksum);
    let problem = Problem::from(uploads::failure(error));
    match StatusCode::from_u16(headers::CHECKSUM_MISMATCH) {
        Ok(status) if is_checksum => problem.with_status(status),
        _ => problem,
    }
}
