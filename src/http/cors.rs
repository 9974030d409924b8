//! Cross-origin requests: which origins may read responses, preflights, and the headers that every
//! response carries.

use http::{HeaderValue, Method, StatusCode, header};

use super::{Response, origin};
use crate::{app::App, peer::Peer};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-disposition, content-type, idempotency-key, if-none-match, if-range, range, \
     tus-resumable, upload-checksum, upload-length, upload-metadata, upload-offset",
);
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "accept-ranges, content-disposition, content-range, etag, location, retry-after, tus-resumable, \
     upload-expires, upload-file-id, upload-length, upload-offset",
);
const DAY: HeaderValue = HeaderValue::from_static("86400");

/// The request's origin, if its pages may read the response.
#[must_use]
pub fn allowed_origin<B>(app: &App, request: &http::Request<B>) -> Option<HeaderValue> {
    let headers = request.headers();
    let given = headers.get(header::ORIGIN)?;
    let secure = request
        .extensions()
        .get::<Peer>()
        .is_some_and(|peer| peer.is_secure(headers));
    origin::is_allowed(headers, request.uri(), secure, &app.config.allowed_origins)
        .then(|| given.clone())
}

/// The response to a preflight, if the request is one.
#[must_use]
pub fn preflight<B>(request: &http::Request<B>) -> Option<Response> {
    let asked = request
        .headers()
        .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    if request.method() != Method::OPTIONS || !asked {
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

/// Adds the headers of every response: caches must not store it unless the handler set another policy,
/// browsers must not guess its type, and only pages of `allowed` may read it across origins.
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
