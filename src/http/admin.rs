//! Administration: the permissions of roles, and blocked users. For Orvale's role `admin` only.

use std::sync::Arc;

use actors::{clock::now, protocol::ErrorCode};
use entity::{
    permission::{Permission, may},
    queries::accounts,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    problem::ProblemBody,
    reply::{self, Items},
};
use crate::app::App;

/// What one role may.
#[derive(Serialize, ToSchema)]
pub struct RolePermissions {
    /// The role; `*` stands for every active user.
    role: String,
    /// Its permissions.
    permissions: Vec<Granted>,
}

/// A permission and where it comes from.
#[derive(Serialize, ToSchema)]
pub struct Granted {
    /// Its name.
    permission: &'static str,
    /// The table, and the name there, that grants it.
    source: String,
}

/// What a role shall be allowed.
#[derive(Deserialize, ToSchema)]
pub struct NewPermissions {
    /// The names of its permissions; those left out end.
    permissions: Vec<String>,
}

/// Who may what, and where it comes from.
#[utoipa::path(get, path = "/api/admin/permissions", tag = "administration",
    responses((status = 200, body = Items<RolePermissions>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn list_permissions(
    app: Arc<App>,
    caller: Caller,
    _: Request,
) -> Result<Response, Problem> {
    check_administrator(&caller)?;
    let roles = accounts::permission_sources(app.database()).await?;
    let items = roles
        .into_iter()
        .map(|(role, granted)| RolePermissions {
            role,
            permissions: granted
                .into_iter()
                .map(|(permission, source)| Granted {
                    permission: permission.name(),
                    source,
                })
                .collect(),
        })
        .collect();
    reply::ok(&Items::all(items))
}

/// Change what a role may; takes effect on open sockets at once.
#[utoipa::path(put, path = "/api/admin/roles/{role}/permissions", tag = "administration",
    params(("role" = String, Path)), request_body = NewPermissions,
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn set_permissions(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    check_administrator(&caller)?;
    let NewPermissions { permissions } = request.json().await?;
    let permissions = permissions
        .iter()
        .map(|name| {
            Permission::from_name(name)
                .ok_or_else(|| Problem::invalid(format!("permissions: {name:?} does not exist")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let role = request.parameter("role");
    accounts::set_role_permissions(app.database(), role, &permissions).await?;
    app.engine.accounts_changed().await;
    tracing::info!(by = %caller.account.username, role, "permissions changed");
    Ok(reply::done())
}

/// Keep someone out of the chat; their sockets close.
#[utoipa::path(post, path = "/api/admin/users/{user}/block", tag = "administration",
    params(("user" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn block_user(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    check_administrator(&caller)?;
    let user = request.user("user")?;
    if user == caller.account.username {
        return Err(Problem::invalid("you cannot block yourself"));
    }
    accounts::block(app.database(), &user, &caller.account.username, now()).await?;
    app.engine.accounts_changed().await;
    tracing::info!(by = %caller.account.username, %user, "a user was blocked");
    Ok(reply::done())
}

/// Let someone in again.
#[utoipa::path(delete, path = "/api/admin/users/{user}/block", tag = "administration",
    params(("user" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
pub async fn unblock_user(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    check_administrator(&caller)?;
    let user = request.user("user")?;
    accounts::unblock(app.database(), &user).await?;
    app.engine.accounts_changed().await;
    tracing::info!(by = %caller.account.username, %user, "a user was let in again");
    Ok(reply::done())
}

fn check_administrator(caller: &Caller) -> Result<(), Problem> {
    may(&caller.account, Permission::AccessChannels)?;
    if caller.account.is_admin() {
        return Ok(());
    }
    Err(Problem::new(
        ErrorCode::Forbidden,
        "only administrators may do this",
    ))
}
