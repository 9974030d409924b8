//! The chat page, its assets and the widget's script.
//!
//! Where they come from is a [`Source`]: a folder named by `--web`, or what the binary holds.

use std::{path::PathBuf, sync::Arc};

use actors::protocol::ErrorCode;
use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};

use super::{Problem, Request, Response};
use crate::app::App;

/// The widget runs on other sites' pages, and its files hold nothing private.
const ANY_ORIGIN: HeaderValue = HeaderValue::from_static("*");

/// Where built files come from.
pub trait Source: Send + Sync {
    /// The file at `path` (relative, `/` between parts), if there is one. May block.
    fn asset(&self, path: &str) -> Option<Bytes>;
}

/// A folder of built files, read anew each time so that a new build shows at once.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Source for Folder {
    fn asset(&self, path: &str) -> Option<Bytes> {
        std::fs::read(self.0.join(path)).ok().map(Bytes::from)
    }
}

/// The files that the binary holds.
#[cfg(feature = "page")]
#[derive(Debug)]
pub struct Embedded;

#[cfg(feature = "page")]
impl Source for Embedded {
    fn asset(&self, path: &str) -> Option<Bytes> {
        web::asset(path)
    }
}

/// Where the page comes from: the folder given, or the binary, if it was built with the page.
#[must_use]
pub fn source(folder: Option<PathBuf>) -> Option<Arc<dyn Source>> {
    match folder {
        Some(folder) => Some(Arc::new(Folder(folder))),
        #[cfg(feature = "page")]
        None => Some(Arc::new(Embedded)),
        #[cfg(not(feature = "page"))]
        None => None,
    }
}

/// The chat page and what belongs to it.
#[derive(Clone)]
pub struct Page {
    source: Option<Arc<dyn Source>>,
    policy: HeaderValue,
}

/// A file, in the smallest form that the browser takes.
struct Asset {
    bytes: Bytes,
    encoding: Option<&'static str>,
}

impl Page {
    /// Serves from `source`; pages of `origins` may also show it in a frame.
    #[must_use]
    pub fn new(source: Option<Arc<dyn Source>>, origins: &[String]) -> Self {
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
        // Origins are checked to be visible ASCII when the configuration is read.
        let policy = policy
            .parse()
            .unwrap_or(HeaderValue::from_static("default-src 'none'"));
        Self { source, policy }
    }

    async fn find(&self, path: &str, request: &Request) -> Result<Asset, Problem> {
        let missing = || Problem::new(ErrorCode::NotFound, "there is no such file");
        let Some(source) = self.source.clone() else {
            return Err(Problem::new(
                ErrorCode::NotFound,
                "this server was built without the page; start it with --web DIR",
            ));
        };
        if !is_plain(path) {
            return Err(missing());
        }
        let accepted = accepted(request);
        let path = path.to_owned();
        let found = tokio::task::spawn_blocking(move || {
            accepted
                .into_iter()
                .flatten()
                .find_map(|(encoding, ending)| {
                    let bytes = source.asset(&format!("{path}{ending}"))?;
                    Some(Asset {
                        bytes,
                        encoding: Some(encoding),
                    })
                })
                .or_else(|| {
                    source.asset(&path).map(|bytes| Asset {
                        bytes,
                        encoding: None,
                    })
                })
        });
        found.await.ok().flatten().ok_or_else(missing)
    }
}

/// The compressed forms that the browser takes, the smallest first.
fn accepted(request: &Request) -> [Option<(&'static str, &'static str)>; 2] {
    let given = request.header(header::ACCEPT_ENCODING).unwrap_or_default();
    let takes = |name: &str| {
        given.split(',').any(|part| {
            let mut words = part.split(';').map(str::trim);
            words.next() == Some(name) && !words.any(|word| word == "q=0")
        })
    };
    [
        takes("br").then_some(("br", ".br")),
        takes("gzip").then_some(("gzip", ".gz")),
    ]
}

/// Whether a path names a file below the folder: no way up, nothing hidden.
fn is_plain(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0', ':'])
        && path
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'))
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

/// `/` leads to the page.
pub async fn to_chat(_: Arc<App>, _: Request) -> Result<Response, Problem> {
    Ok(redirect("/chat"))
}

/// Where the page's top bar leads. Orvale's own pages answer it, behind one proxy with the chat; the
/// demo has one that looks like them.
pub async fn tickets(app: Arc<App>, _: Request) -> Result<Response, Problem> {
    if app.config.demo {
        return Ok(redirect("/demo/host"));
    }
    Err(Problem::new(
        ErrorCode::NotFound,
        "tickets are Orvale's pages, and this is the chat alone",
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

/// The page, whatever it then shows.
pub async fn chat(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    let mut response = file(&app, "chat.html", &request, "no-cache").await?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, app.page.policy.clone());
    Ok(response)
}

/// A file whose name changes with its content.
pub async fn asset(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    let path = format!("assets/{}", request.parameter("path"));
    let mut response = file(&app, &path, &request, "public, max-age=31536000, immutable").await?;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    Ok(response)
}

/// The script that puts the widget on any page.
pub async fn widget(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    let mut response = file(&app, "widget.js", &request, "public, max-age=300").await?;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANY_ORIGIN);
    Ok(response)
}

/// The demo's page that is not the chat's: `/demo/host`, and what belongs to it.
pub async fn demo(app: Arc<App>, request: Request) -> Result<Response, Problem> {
    if !app.config.demo {
        return Err(Problem::new(
            ErrorCode::NotFound,
            "this is shown with --demo only",
        ));
    }
    let path = match request.parameter("path") {
        "host" => "demo/host.html".to_owned(),
        path => format!("demo/{path}"),
    };
    let mut response = file(&app, &path, &request, "no-cache").await?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, app.page.policy.clone());
    Ok(response)
}

async fn file(
    app: &App,
    path: &str,
    request: &Request,
    caching: &'static str,
) -> Result<Response, Problem> {
    let Asset { bytes, encoding } = app.page.find(path, request).await?;
    let digest = Sha256::digest(&bytes);
    let tag: String = digest[..16].iter().map(|b| format!("{b:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let unchanged = request.header(header::IF_NONE_MATCH).is_some_and(|known| {
        known
            .split(',')
            .any(|k| k.trim().trim_start_matches("W/") == tag)
    });
    let mut response = if unchanged {
        Response::default()
    } else {
        Response::new(bytes.into())
    };
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
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
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_folder_are_named() {
        for path in ["chat.html", "assets/index-abc.js", "assets/fonts/a.woff2"] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "",
            "..",
            "a/../b",
            "/etc/passwd",
            "a//b",
            ".env",
            "a/.git/config",
            "a\\b",
            "c:x",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
