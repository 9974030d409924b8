//! Changing what is said of a file. The messages that carry it show it at once.

use std::sync::Arc;

use actors::{commands::present, protocol::Failure};
use entity::{
    ledgers::files::{DescribeFile, Sound},
    model::FileDetails,
    queries::{self, files::StoredFile},
    text::FileDescription,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::readable;
use crate::{
    app::App,
    http::{
        Problem, Request, Response,
        caller::Caller,
        problem::ProblemBody,
        reply,
        route::{Route, route},
    },
    uploads,
};

/// The most levels of a waveform.
const LEVELS: usize = 200;
/// The highest level of a waveform.
const LOUDEST: u8 = 100;
/// The longest sound, in milliseconds.
const LONGEST: i64 = 24 * 60 * 60 * 1000;

/// The route that describes files.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(PATCH "/api/chat/files/{id}", user(Write) => describe_file)]
}

/// What is to be said of a file. What is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FileChange {
    /// What it shows, for those who do not see it; an empty text removes it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = String, required = false, max_length = 1000)]
    description: Option<String>,
    /// The length of a voice message in milliseconds. What the file says itself counts more.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = i64, required = false, minimum = 1, maximum = 86_400_000)]
    duration_ms: Option<i64>,
    /// How loud a voice message is over time, 0 to 100.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Vec<u8>, required = false, min_items = 1, max_items = 200)]
    waveform: Option<Vec<i64>>,
}

/// Describe one of the caller's own files: `description` at any time, `durationMs` and `waveform` of a voice message
/// before it is sent.
#[utoipa::path(patch, path = "/api/chat/files/{id}", tag = "files",
    params(("id" = String, Path)), request_body = FileChange,
    responses((status = 200, body = FileDetails),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn describe_file(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    let found = readable(&app, &caller, &request).await?;
    let user = caller.account.username.clone();
    if found.user != user {
        return Err(Failure::not_found().into());
    }
    let FileChange {
        description,
        duration_ms,
        waveform,
    } = request.json().await?;
    let sound = Sound {
        duration_ms,
        waveform: waveform.as_deref().map(levels).transpose()?,
    };
    let sound = checked(sound, &found)?;
    let description = description.map(|text| FileDescription::parse(&text));
    let description = description.transpose();
    let description = description.map_err(|bad| Problem::invalid(bad.to_string()))?;
    let id = found.file.id;
    let change = DescribeFile {
        id: id.clone(),
        user,
        description: description.map(String::from),
        sound,
    };
    app.engine.keep(change).await?;
    uploads::show(&app.engine, &id).await?;
    let described = queries::files::get(app.database(), &id).await?;
    reply::ok(&described.ok_or_else(Failure::not_found)?.details())
}

fn checked(sound: Sound, file: &StoredFile) -> Result<Option<Sound>, Problem> {
    let Sound {
        duration_ms,
        waveform,
    } = &sound;
    if duration_ms.is_none() && waveform.is_none() {
        return Ok(None);
    }
    let kind = file.file.mime_type.split('/').next();
    // Browsers record sound in containers that could hold a video.
    if !matches!(kind, Some("audio" | "video")) {
        return Err(Problem::invalid(
            "only sound has `durationMs` and `waveform`",
        ));
    }
    if duration_ms.is_some_and(|length| !(1..=LONGEST).contains(&length)) {
        return Err(Problem::invalid(format!(
            "`durationMs` must be from 1 to {LONGEST}"
        )));
    }
    Ok(Some(sound))
}

/// The levels of a waveform.
fn levels(given: &[i64]) -> Result<Vec<u8>, Problem> {
    let level = |level: &i64| u8::try_from(*level).ok().filter(|level| *level <= LOUDEST);
    let levels: Option<Vec<u8>> = given.iter().map(level).collect();
    let levels = levels.filter(|levels| (1..=LEVELS).contains(&levels.len()));
    levels.ok_or_else(|| {
        Problem::invalid(format!(
            "`waveform` must have 1 to {LEVELS} numbers from 0 to {LOUDEST}"
        ))
    })
}
