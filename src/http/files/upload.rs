//! Receiving a file in one request.

use std::{sync::Arc, time::Duration};

use actors::protocol::Failure;
use entity::{
    model::FileDetails,
    permission::{Permission, may},
};
use files::Spool;
use http::header;
use serde::Deserialize;
use utoipa::IntoParams;

use super::disposition;
use crate::{
    app::App,
    http::{
        Problem, Request, Response,
        body::BodyPolicy,
        caller::Caller,
        problem::ProblemBody,
        query, reply,
        route::{Route, route},
    },
    uploads::{self, Room},
};

/// The route that receives files.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(POST "/api/chat/files", user(Upload) => upload_file).body(BODY)]
}

/// The limit of the length is the administrator's.
const BODY: BodyPolicy = BodyPolicy::streamed(u64::MAX, Duration::from_hours(1));

/// What a file is called.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
struct UploadQuery {
    /// The name, unless `Content-Disposition` has it.
    name: Option<String>,
}

/// Upload a file. The caller can send it with a message, or delete it, within 24 hours.
#[utoipa::path(post, path = "/api/chat/files", tag = "files",
    params(UploadQuery, ("Content-Disposition" = Option<String>, Header)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FileDetails),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn upload_file(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    may(&caller.account, Permission::SendFiles)?;
    // A name with NUL is made harmless like any other.
    let asked = request.uri.query().unwrap_or_default();
    let query: UploadQuery = query::parse(&asked.replace("%00", ""))?;
    let given = request.headers.get(header::CONTENT_DISPOSITION);
    let name = query.name.or_else(|| disposition::name(given?.as_bytes()));
    let announced = request.header(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.parse().ok());
    let user = &caller.account.username;
    let begun = app.uploads.begin(&app.engine, user, announced).await;
    let received = match begun {
        Ok((spool, room)) => receive(&app, (spool, &room), &mut request)
            .await
            .map(|spool| (spool, room)),
        Err(failure) => Err(failure.into()),
    };
    let (spool, _room) = match received {
        Ok(received) => received,
        Err(problem) => {
            request.drain(app.uploads.drained()).await;
            return Err(problem);
        }
    };
    let spooled = spool.finish().await.map_err(uploads::failure)?;
    let name = name.unwrap_or_default();
    let finished = app.uploads.finish(&app.engine, user, &name, spooled);
    reply::created(&finished.await?.details())
}

async fn receive(
    app: &App,
    (mut spool, room): (Spool, &Room),
    request: &mut Request,
) -> Result<Spool, Problem> {
    while let Some(chunk) = request.body.chunk().await? {
        let size = spool.size() + chunk.len() as u64;
        app.uploads.check_size(size)?;
        room.check(size)?;
        spool
            .write(&chunk)
            .await
            .map_err(|error| -> Failure { uploads::failure(error) })?;
    }
    Ok(spool)
}
