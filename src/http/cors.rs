//! Which pages of other origins may read our answers, and the headers every answer carries.

use http::{HeaderValue, Method, StatusCode, header};

use super::{Request, Response, origin};
use crate::app::App;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE");
const HEADERS: HeaderValue =
    HeaderValue::from_static("authorization, content-type, idempotency-key");
const EXPOSED: HeaderValue = HeaderValue::from_static("retry-after");
const DAY: HeaderValue = HeaderValue::from_static("86400");

/// The page that asks, when it is of another origin and may.
#[must_use]
pub fn allowed_origin(app: &App, request: &Request) -> Option<HeaderValue> {
    let given = request.headers.get(header::ORIGIN)?;
    let secure = request.peer.is_secure(&request.headers);
    origin::is_allowed(
        &request.headers,
        &request.uri,
        secure,
        &app.config.allowed_origins,
    )
    .then(|| given.clone())
}

/// The answer to a preflight, when the request is one.
#[must_use]
pub fn preflight(request: &Request) -> Option<Response> {
    let asked = request
        .headers
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if request.method != Method::OPTIONS || !asked {
        return None;
    }
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, DAY);
    Some(response)
}

/// Adds what every answer carries: no cache keeps it unless the handler said otherwise, no browser
/// guesses its type, and only `allowed` may read it across origins.
pub fn seal(response: &mut Response, allowed: Option<HeaderValue>) {
    let headers = response.headers_mut();
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store, private"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("no-referrer"));
    headers.append(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = allowed {
        headers
            .entry(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .or_insert(origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    } else if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        headers.remove(header::ACCESS_CONTROL_ALLOW_METHODS);
        headers.remove(header::ACCESS_CONTROL_ALLOW_HEADERS);
    }
}
