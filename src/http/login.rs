//! Logging in and out, and the ticket that opens a WebSocket.

use std::sync::Arc;

use entity::{
    model::Person,
    permission::{Account, Permission},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Problem, Request, Response, caller::Caller, problem::ProblemBody, reply};
use crate::{
    app::App,
    identity::{Reach, ticket},
};

/// Who logs in.
#[derive(Deserialize, ToSchema)]
pub struct Login {
    /// Orvale's username.
    username: String,
    /// Orvale's password.
    password: String,
}

/// A login that succeeded.
#[derive(Serialize, ToSchema)]
pub struct LoggedIn {
    /// Orvale's kind of token, for `Authorization: Bearer` and the socket's `authenticate`.
    token: String,
    /// Who it is for.
    user: Person,
}

/// How much to log out.
#[derive(Default, Deserialize, ToSchema)]
pub struct Logout {
    /// True to end every token of this user, on all devices.
    #[serde(default)]
    everywhere: bool,
}

/// Who asks, and what they may.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// Who.
    user: Person,
    /// The names of their chat permissions.
    permissions: Vec<&'static str>,
}

/// A ticket for one WebSocket.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ticket {
    /// What to send as `token` in `authenticate`, once.
    ticket: String,
    /// How long it is good for.
    expires_in_ms: u64,
}

/// Log in with Orvale's username and password.
#[utoipa::path(post, path = "/api/auth/login", tag = "login", request_body = Login, security(()),
    responses((status = 200, body = LoggedIn),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn log_in(app: Arc<App>, mut request: Request) -> Result<Response, Problem> {
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

/// End the token of this request, or all of the user's; their sockets close.
#[utoipa::path(post, path = "/api/auth/logout", tag = "login", request_body = Option<Logout>,
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn log_out(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
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

/// Who the token stands for.
#[utoipa::path(get, path = "/api/auth/me", tag = "login",
    responses((status = 200, body = Me),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn me(_: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
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

/// A ticket that opens one WebSocket within 30 seconds, instead of the token.
#[utoipa::path(post, path = "/api/chat/ws-ticket", tag = "login",
    responses((status = 200, body = Ticket),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn create_ticket(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
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
