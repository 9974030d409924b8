//! Administration: roles' permissions and blocked users. Only Orvale's role `admin` has access.

use std::sync::Arc;

use entity::{
    ledgers::{
        accounts::{BlockUser, UnblockUser},
        grants::SetRolePermissions,
    },
    permission::{Permission, may_administer},
    queries::accounts,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Problem, Request, Response,
    caller::Caller,
    idempotency,
    problem::ProblemBody,
    reply::{self, Items},
    route::{Route, route},
};
use crate::app::App;

/// The routes of administration.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route!(GET "/api/admin/permissions", user(Manage) => list_permissions),
        route!(PUT "/api/admin/roles/{role}/permissions", user(Manage) => set_permissions),
        route!(POST "/api/admin/users/{user}/block", user(Manage) => block_user).idempotent(),
        route!(DELETE "/api/admin/users/{user}/block", user(Manage) => unblock_user),
    ]
}

/// The permissions of one role.
#[derive(Serialize, ToSchema)]
struct RolePermissions {
    /// The role; `*` stands for every active user.
    role: String,
    /// Its permissions.
    permissions: Vec<Granted>,
}

/// A permission and the grant it comes from.
#[derive(Serialize, ToSchema)]
struct Granted {
    /// Its name.
    permission: &'static str,
    /// The table that grants it, and the permission's name in that table.
    source: String,
}

/// The new permissions of a role.
#[derive(Deserialize, ToSchema)]
struct NewPermissions {
    /// The names of all its permissions; the role loses any that are left out.
    permissions: Vec<String>,
}

/// List each role's permissions and the grants they come from.
#[utoipa::path(get, path = "/api/admin/permissions", tag = "administration",
    responses((status = 200, body = Items<RolePermissions>),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn list_permissions(app: Arc<App>, caller: Caller, _: Request) -> Result<Response, Problem> {
    may_administer(&caller.account)?;
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

/// Replace a role's permissions; open sockets are affected at once.
#[utoipa::path(put, path = "/api/admin/roles/{role}/permissions", tag = "administration",
    params(("role" = String, Path)), request_body = NewPermissions,
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_permissions(
    app: Arc<App>,
    caller: Caller,
    mut request: Request,
) -> Result<Response, Problem> {
    may_administer(&caller.account)?;
    let NewPermissions { permissions } = request.json().await?;
    let permissions = permissions
        .iter()
        .map(|name| {
            Permission::from_name(name).ok_or_else(|| {
                Problem::invalid(format!("permissions: unknown permission {name:?}"))
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let role = request.role()?;
    let change = SetRolePermissions {
        role: role.clone(),
        permissions,
        by: caller.account.username.clone(),
    };
    app.engine.keep(change).await?;
    app.engine.accounts_changed().await;
    tracing::info!(by = %caller.account.username, %role, "admin: role permissions changed");
    Ok(reply::done())
}

/// Block a user from the chat and close their sockets.
#[utoipa::path(post, path = "/api/admin/users/{user}/block", tag = "administration",
    params(("user" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn block_user(app: Arc<App>, caller: Caller, request: Request) -> Result<Response, Problem> {
    may_administer(&caller.account)?;
    let user = request.user()?;
    if user == caller.account.username {
        return Err(Problem::invalid("you cannot block yourself"));
    }
    let change = BlockUser {
        user: user.clone(),
        by: caller.account.username.clone(),
    };
    let answer = idempotency::keep(&app, request, change, reply::done_answer()).await?;
    app.engine.accounts_changed().await;
    tracing::info!(by = %caller.account.username, %user, "admin: user blocked");
    Ok(answer)
}

/// Unblock a user.
#[utoipa::path(delete, path = "/api/admin/users/{user}/block", tag = "administration",
    params(("user" = String, Path)),
    responses((status = 204),
        (status = "default", body = ProblemBody, content_type = "application/problem+json")))]
async fn unblock_user(
    app: Arc<App>,
    caller: Caller,
    request: Request,
) -> Result<Response, Problem> {
    may_administer(&caller.account)?;
    let user = request.user()?;
    let change = UnblockUser {
        user: user.clone(),
        by: caller.account.username.clone(),
    };
    app.engine.keep(change).await?;
    app.engine.accounts_changed().await;
    tracing::info!(by = %caller.account.username, %user, "admin: user unblocked");
    Ok(reply::done())
}
