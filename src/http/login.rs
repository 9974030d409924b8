//! Logging in and out, and tickets that authenticate a WebSocket.

use std::sync::Arc;

use entity::{
    model::Person,
    names::folded,
    permission::{Account, Permission},
};
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply,
    route::{Route, route},
};
use crate::{
    app::App,
    identity::{Reach, device, ticket},
    limits::rates::{Class, Spender},
};

/// The cookie in which a browser keeps its device token.
const DEVICE_COOKIE: &str = "orvale_chat_device";

/// The routes of logging in and out.
pub(super) fn routes() -> Vec<Route> {
    vec![
        // Charged as a login once its body tells whether the device is known.
        route!(POST "/api/auth/login", open(Open) => log_in),
        route!(POST "/api/auth/logout", user(Write) => log_out),
        route!(GET "/api/auth/me", user(Read) => me),
        route!(POST "/api/chat/ws-ticket", user(Connect) => create_ticket),
    ]
}

/// The credentials of a login.
#[derive(Deserialize, ToSchema)]
struct Login {
    /// Orvale's username.
    username: String,
    /// Orvale's password.
    password: String,
}

/// The result of a login.
#[derive(Serialize, ToSchema)]
struct LoggedIn {
    /// A token in Orvale's format, for `Authorization: Bearer` and the socket's `authenticate`.
    token: String,
    /// The user who logged in.
    user: Person,
}

/// Which tokens a logout ends.
#[derive(Default, Deserialize, ToSchema)]
struct Logout {
    /// True to revoke all tokens of the user, on all devices.
    #[serde(default)]
    everywhere: bool,
}

/// The authenticated user and their permissions.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The user.
    user: Person,
    /// The names of their chat permissions.
    permissions: Vec<&'static str>,
}

/// A ticket for one WebSocket.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Ticket {
    /// What to send as `token` in `authenticate`, once.
    ticket: String,
    /// How long it is valid, in milliseconds.
    expires_in_ms: u64,
}

/// Log in with Orvale's username and password.
#[utoipa::path(post, path = "/api/auth/login", tag = "login", request_body = Login, security(()),
    responses((status = 200, body = LoggedIn),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn log_in(app: Arc<App>, mut request: Request) -> Result<Response, Problem> {
    let client = request
        .peer
        .client(&request.headers, &app.config.trusted_proxies);
    let Login { username, password } = request.json().await?;
    let known = app
        .identity
        .known_device(&username, cookie(&request, DEVICE_COOKIE));
    // Guesses from the same address do not use up a known device's attempts.
    let spender = match known {
        Some(_) => Spender::User(folded(&username).into()),
        None => client.into(),
    };
    app.rates
        .spend(Class::Login, &spender)
        .map_err(|wait| Problem::rate_limited("too many requests; slow down", wait))?;
    let logged_in = app
        .identity
        .log_in(&username, password, client, known)
        .await?;
    let mut response = reply::ok(&LoggedIn {
        token: logged_in.token,
        user: person(&logged_in.account),
    })?;
    if let Some(cookie) = logged_in
        .device
        .and_then(|token| device_cookie(&request, &token))
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The value of a cookie of the request.
fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let cookies = request.headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// The cookie with a device token: for this server's login only, out of scripts' reach.
fn device_cookie(request: &Request, token: &str) -> Option<HeaderValue> {
    let secure = if request.peer.is_secure(&request.headers) {
        "; Secure"
    } else {
        ""
    };
    let age = device::LIFETIME_SECONDS;
    let cookie = format!(
        "{DEVICE_COOKIE}={token}; Path=/api/auth/login; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
    );
    cookie.parse().ok()
}

/// Log out: revoke this request's token, or all of the user's, and close the sockets that used them.
#[utoipa::path(post, path = "/api/auth/logout", tag = "login", request_body = Option<Logout>,
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn log_out(app: Arc<App>, caller: Caller, mut request: Request) -> Result<Response, Problem> {
    let Logout { everywhere } = request.json_or_default().await?;
    let reach = if everywhere {
        Reach::Everywhere
    } else {
        Reach::ThisToken
    };
    app.identity
        .log_out(&caller.account.username, &caller.proof, reach)
        .await?;
    Ok(reply::done())
}

/// Get the user that the token belongs to.
#[utoipa::path(get, path = "/api/auth/me", tag = "login",
    responses((status = 200, body = Me),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn me(_: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    let account = &caller.account;
    let permissions = Permission::ALL
        .into_iter()
        .filter(|p| account.has(*p))
        .map(Permission::name)
        .collect();
    reply::ok(&Me {
        user: person(account),
        permissions,
    })
}

/// Create a ticket that authenticates one WebSocket within 30 seconds, in place of the token.
#[utoipa::path(post, path = "/api/chat/ws-ticket", tag = "login",
    responses((status = 200, body = Ticket),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn create_ticket(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    let ticket = app
        .identity
        .issue_ticket(caller.account.username.clone(), caller.proof)?;
    let expires_in_ms = u64::try_from(ticket::LIFETIME.as_millis()).unwrap_or(u64::MAX);
    reply::ok(&Ticket {
        ticket,
        expires_in_ms,
    })
}

fn person(account: &Account) -> Person {
    Person {
        username: account.username.clone(),
        display_name: account.display_name.clone(),
        role: account.role.clone(),
        team_id: account.team_id.clone(),
        active: account.active,
        presence_unknown: false,
    }
}
