//! The headers of the tus protocol.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use files::partial::{Algorithm, Checksum};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};

use crate::{
    app::App,
    http::{Problem, Request, Response, reply},
    uploads::resumable::Progress,
};

pub(super) const LENGTH: &str = "upload-length";
pub(super) const OFFSET: &str = "upload-offset";
pub(super) const DEFER_LENGTH: &str = "upload-defer-length";
/// The status of a part whose checksum is wrong.
pub(super) const CHECKSUM_MISMATCH: u16 = 460;

const METADATA: &str = "upload-metadata";
const CHECKSUM: &str = "upload-checksum";
const EXPIRES: &str = "upload-expires";
const FILE_ID: &str = "upload-file-id";
const RESUMABLE: &str = "tus-resumable";
const VERSION: &str = "1.0.0";
const PART: &str = "application/offset+octet-stream";

/// The response to `OPTIONS`, which says what the server can do.
pub(crate) fn options<B>(app: &App, request: &http::Request<B>) -> Option<Response> {
    let path = request.uri().path();
    let is_asked = request.method() == Method::OPTIONS
        && (path == "/api/chat/uploads" || path.starts_with("/api/chat/uploads/"));
    is_asked.then(|| answered(app, Ok(reply::done())))
}

/// Adds to an answer what each has to say of the protocol.
pub(super) fn answered(app: &App, answer: Result<Response, Problem>) -> Response {
    let mut response = answer.unwrap_or_else(Problem::into_response);
    for (name, value) in [
        (RESUMABLE, VERSION),
        ("tus-version", VERSION),
        ("tus-extension", "creation,termination,checksum,expiration"),
        ("tus-checksum-algorithm", "sha1,sha256"),
        ("tus-max-size", &app.uploads.limits.file.to_string()),
    ] {
        set(&mut response, name, value);
    }
    response
}

/// Adds how much of an upload has arrived.
pub(super) fn describe(response: &mut Response, progress: &Progress) {
    set(response, OFFSET, &progress.received.to_string());
    set(response, LENGTH, &progress.size.to_string());
    match progress.expires_at {
        None => set(response, FILE_ID, progress.id.as_str()),
        Some(at) => {
            let seconds = std::time::Duration::from_millis(at.unsigned_abs());
            let at = httpdate::fmt_http_date(std::time::UNIX_EPOCH + seconds);
            set(response, EXPIRES, &at);
        }
    }
}

pub(super) fn set(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        let headers = response.headers_mut();
        headers.insert(HeaderName::from_static(name), value);
    }
}

/// Checks the version of the protocol, which every request must name.
pub(super) fn check_version(request: &Request) -> Result<(), Problem> {
    match request.header(RESUMABLE) {
        Some(VERSION) => Ok(()),
        _ => Err(Problem::invalid("`Tus-Resumable` must be 1.0.0")
            .with_status(StatusCode::PRECONDITION_FAILED)),
    }
}

pub(super) fn check_content(request: &Request) -> Result<(), Problem> {
    match request.header(header::CONTENT_TYPE) {
        Some(PART) => Ok(()),
        _ => Err(
            Problem::invalid(format!("the body must be Content-Type: {PART}"))
                .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ),
    }
}

/// A header that must be there and be a number.
pub(super) fn number(request: &Request, name: &str) -> Result<u64, Problem> {
    let given = request.header(name);
    let digits = given.filter(|given| given.bytes().all(|byte| byte.is_ascii_digit()));
    let number = digits.and_then(|digits| digits.parse().ok());
    number.ok_or_else(|| Problem::invalid(format!("`{name}` must be a number of bytes")))
}

/// The name in the metadata; `filename` or `name`, as clients send it.
pub(super) fn file_name(request: &Request) -> Result<String, Problem> {
    let Some(metadata) = request.headers.get(METADATA) else {
        return Ok(String::new());
    };
    let wrong = || Problem::invalid("`Upload-Metadata` must have keys and values in Base64");
    let metadata = metadata.to_str().map_err(|_| wrong())?;
    let mut name = String::new();
    for pair in metadata.split(',').map(str::trim) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        if !matches!(key, "filename" | "name") {
            continue;
        }
        let value = BASE64_STANDARD.decode(value.trim()).map_err(|_| wrong())?;
        name = String::from_utf8(value).map_err(|_| wrong())?;
    }
    Ok(name)
}

/// The checksum that the body is to have, if it is announced.
pub(super) fn checksum(request: &Request) -> Result<Option<Checksum>, Problem> {
    let Some(given) = request.headers.get(CHECKSUM) else {
        return Ok(None);
    };
    let read = || {
        let (algorithm, encoded) = given.to_str().ok()?.split_once(' ')?;
        let (algorithm, length) = match algorithm {
            "sha1" => (Algorithm::Sha1, 20),
            "sha256" => (Algorithm::Sha256, 32),
            _ => return None,
        };
        let expected = BASE64_STANDARD.decode(encoded.trim()).ok()?;
        (expected.len() == length).then(|| Checksum::new(algorithm, expected))
    };
    let wrong =
        || Problem::invalid("`Upload-Checksum` must be sha1 or sha256, a space, and Base64");
    read().map(Some).ok_or_else(wrong)
}
