//! The WebSocket handshake. The gateway serves the connection once it is upgraded.

use std::sync::Arc;

use actors::protocol::{ErrorCode, SUB_PROTOCOL};
use http::{HeaderValue, StatusCode, header};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{
    Problem, Request, Response, origin,
    problem::ProblemBody,
    route::{Route, route},
};
use crate::{app::App, gateway::socket};

/// The route of the WebSocket.
pub(super) fn routes() -> Vec<Route> {
    vec![route!(GET "/api/chat/ws", open(Open) => open_socket)]
}

/// Open a WebSocket; docs/protocol.md describes the protocol.
#[utoipa::path(get, path = "/api/chat/ws", tag = "socket", security(()),
    params(("Sec-WebSocket-Protocol" = String, Header, description = "orvale.chat.v1.msgpack")),
    responses((status = 101, description = "The connection is now a WebSocket"),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn open_socket(app: Arc<App>, mut request: Request) -> Result<Response, Problem> {
    let key = check(&app, &request)?;
    let Some(upgrade) = request.upgrade.take() else {
        return Err(not_a_websocket("the connection cannot be upgraded"));
    };
    let client = request
        .peer
        .client(&request.headers, &app.config.trusted_proxies);
    // The first frame follows at once.
    request.hold.begin();
    tokio::spawn(socket::serve(app, upgrade, request.peer, client));
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(
        header::SEC_WEBSOCKET_PROTOCOL,
        HeaderValue::from_static(SUB_PROTOCOL),
    );
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, key);
    Ok(response)
}

/// Checks the handshake and returns the accept key.
fn check(app: &App, request: &Request) -> Result<HeaderValue, Problem> {
    let has = |name: header::HeaderName, word: &str| {
        request
            .headers
            .get_all(name)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .any(|value| {
                value
                    .split(',')
                    .any(|given| given.trim().eq_ignore_ascii_case(word))
            })
    };
    if !has(header::UPGRADE, "websocket") || !has(header::CONNECTION, "upgrade") {
        return Err(
            not_a_websocket("this path accepts WebSocket handshakes only")
                .with_status(StatusCode::UPGRADE_REQUIRED),
        );
    }
    if request.header(header::SEC_WEBSOCKET_VERSION) != Some("13") {
        return Err(not_a_websocket("Sec-WebSocket-Version must be 13"));
    }
    let key = request
        .header(header::SEC_WEBSOCKET_KEY)
        .filter(|key| key.len() == 24 && key.ends_with("=="))
        .ok_or_else(|| not_a_websocket("Sec-WebSocket-Key must be 16 bytes in base64"))?;
    if !has(header::SEC_WEBSOCKET_PROTOCOL, SUB_PROTOCOL) {
        return Err(not_a_websocket(&format!(
            "Sec-WebSocket-Protocol must offer {SUB_PROTOCOL}"
        )));
    }
    let secure = request.peer.is_secure(&request.headers);
    let allowed = &app.config.allowed_origins;
    if !origin::is_allowed(&request.headers, &request.uri, secure, allowed) {
        return Err(Problem::new(
            ErrorCode::Forbidden,
            "this origin is not allowed to connect; the operator can add it to allowed_origins",
        ));
    }
    derive_accept_key(key.as_bytes())
        .parse()
        .map_err(|_| not_a_websocket("Sec-WebSocket-Key must be 16 bytes in base64"))
}

fn not_a_websocket(why: &str) -> Problem {
    Problem::new(ErrorCode::Invalid, why)
}
