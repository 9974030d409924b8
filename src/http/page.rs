//! The chat page, its assets and the widget's script, with the headers that each is sent with.

use std::sync::Arc;

use actors::protocol::ErrorCode;
use http::{HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use super::{
    Problem, Request, Response,
    route::{Route, route},
};
use crate::{
    app::App,
    assets::{Asset, ENCODINGS, Encoding},
};

/// The routes of the page's files.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/", file(Open) => to_chat),
        route!(GET "/chat", file(Open) => chat),
        route!(GET "/chat/{view*}", file(Open) => chat),
        route!(GET "/assets/{path*}", file(Open) => asset),
        route!(GET "/widget.js", file(Open) => widget),
        route!(GET "/demo/{path*}", file(Open) => demo),
        route!(GET "/tickets", file(Open) => tickets),
    ]
}

/// The widget runs on other sites' pages, and its files hold nothing private.
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");

/// `/` leads to the page.
async fn to_chat(_: Arc<App>, _: Request) -> Result<Response, Problem> {
    Ok(redirect("/chat"))
}

/// The target of the link in the page's top bar. Behind one proxy with Orvale, Orvale's own pages
/// answer it; the demo redirects to a page that looks like them.
async fn tickets(app: Arc<App>, _: Request) -> Result<Response, Problem> {
    if app.config.demo {
        return Ok(redirect("/demo/host"));
    }
    Err(Problem::new(
        ErrorCode::NotFound,
        "tickets are pages of Orvale; this server has the chat only",
    ))
}

fn redirect(to: &'static str) -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::from_static(to));
    response
}

/// The page, whichever of its views the path names.
async fn chat(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    page(&app, "chat.html", &request).await
}

/// A file whose name changes with its content.
async fn asset(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    let path = format!("assets/{}", request.parameter("path"));
    let mut response = file(&app, &path, &request, "public, max-age=31536000, immutable").await?;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    Ok(response)
}

/// The script that puts the widget on any page.
async fn widget(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    let mut response = file(&app, "widget.js", &request, "public, max-age=300").await?;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    Ok(response)
}

/// The demo's host page `/demo/host`, which embeds the widget, and its files.
async fn demo(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    if !app.config.demo {
        return Err(Problem::new(
            ErrorCode::NotFound,
            "this page exists with --demo only",
        ));
    }
    let path = match request.parameter("path") {
        "host" => "demo/host.html".to_owned(),
        path => format!("demo/{path}"),
    };
    page(&app, &path, &request).await
}

/// A file under the content security policy of pages.
async fn page(app: &App, path: &str, request: &Request) -> Result<Response, Problem> {
    let mut response = file(app, path, request, "no-cache").await?;
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        policy(&app.config.allowed_origins),
    );
    Ok(response)
}

/// What a page may load; pages of `origins` may show it in a frame.
fn policy(origins: &[String]) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src \
         'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; \
         worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'self'{}",
        origins
            .iter()
            .map(|origin| format!(" {origin}"))
            .collect::<String>()
    );
    // The configuration admits only origins of visible ASCII.
    policy
        .parse()
        .unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

async fn file(
    app: &App,
    path: &str,
    request: &Request,
    caching: &'static str,
) -> Result<Response, Problem> {
    if !app.assets.are_present() {
        return Err(Problem::new(
            ErrorCode::NotFound,
            "this server was built without the page; start it with --web DIR",
        ));
    }
    let asset = app.assets.find(path, accepted(request)).await;
    let Asset { bytes, encoding } =
        asset.ok_or_else(|| Problem::new(ErrorCode::NotFound, "no file has this path"))?;
    let tag = tag(&bytes);
    let mut response = if is_known(request, &tag) {
        let mut response = Response::default();
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        Response::new(bytes.into())
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(path)),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = tag.parse() {
        headers.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        headers.insert(
            header::CONTENT_ENCODING,
            HeaderValue::from_static(encoding.name),
        );
    }
    Ok(response)
}

/// The `ETag` of a file.
fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
    format!("\"{digits}\"")
}

/// True when the browser has the file with this `ETag` already.
fn is_known(request: &Request, tag: &str) -> bool {
    request.header(header::IF_NONE_MATCH).is_some_and(|known| {
        known
            .split(',')
            .any(|k| k.trim().trim_start_matches("W/") == tag)
    })
}

/// The compressed forms that the browser accepts, the smallest first.
fn accepted(request: &Request) -> Vec<Encoding> {
    let given = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let accepts = |name: &str| {
        given.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(name) && !words.any(|word| word == "q=0")
        })
    };
    ENCODINGS
        .into_iter()
        .filter(|encoding| accepts(encoding.name))
        .collect()
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        _ => "application/octet-stream",
    }
}
