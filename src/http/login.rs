//! Logging in and out, and tickets that authenticate a WebSocket.

use std::sync::Arc;

use entity::{
    model::Person,
    permission::{Account, Permission},
};
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
    identity::{Reach, ticket},
};

/// The routes of logging in and out.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(POST "/api/auth/login", open(Login) => log_in),
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
    let (token, account) = app.identity.log_in(&username, password, client).await?;
    reply::ok(&LoggedIn {
        token,
        user: person(&account),
    })
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
    }
}
