//! The permissions granted to roles, and the table that grants them.
//!
//! Orvale's `role_permissions` applies to everything if it grants a permission of the chat other than those of
//! calls. If it grants only permissions of calls, it applies to these. Our own `chat_role_permissions` applies to the
//! rest; in it the role `*` means every active user.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::super::{
    foreign::{self, OddRow},
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    permission::{ADMIN_ROLE, Grants, Permission, TicketGrants, TicketPermission, TicketSet},
};

/// The role that means every active user.
pub(crate) const EVERYONE: &str = "*";

/// For each role its permissions, each with the name under which it is granted.
type Roles = BTreeMap<String, Vec<(Permission, String)>>;

/// The current grants of each role.
pub(crate) struct Granted {
    /// True if Orvale's table applies to everything.
    pub(crate) in_orvale: bool,
    /// True if Orvale's table applies to the permissions of calls.
    pub(crate) calls_in_orvale: bool,
    roles: Roles,
    /// For each role its permissions on tickets, which only Orvale's table grants.
    tickets: BTreeMap<String, Vec<TicketPermission>>,
    /// Rows that were skipped, and so grant nothing.
    pub(crate) odd: Vec<OddRow>,
}

impl Granted {
    /// Returns the permissions of `role`, including those of every active user.
    pub(crate) fn of(&self, role: &str) -> Grants {
        let everyone = if self.in_orvale {
            Grants::none()
        } else {
            self.named(EVERYONE)
        };
        self.named(role).union(everyone)
    }

    /// What `role` may do with tickets.
    pub(crate) fn tickets_of(&self, role: &str) -> TicketGrants {
        let held = self.tickets.get(role).map(Vec::as_slice);
        TicketGrants {
            held: match role {
                ADMIN_ROLE => TicketSet::all(),
                _ => held.unwrap_or_default().iter().copied().collect(),
            },
            known: self.tickets.values().flatten().copied().collect(),
        }
    }

    /// The permissions that rows with `role` grant.
    pub(crate) fn named(&self, role: &str) -> Grants {
        let found = self.roles.get(role).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|(permission, _)| *permission).collect()
    }

    /// Returns whether the table has rows with `role`.
    pub(crate) fn knows(&self, role: &str) -> bool {
        self.roles.contains_key(role)
    }

    /// Returns whether any role other than `role` has a permission of calls, or, if `of_calls` is false, another one.
    pub(crate) fn is_granted_without(&self, role: &str, of_calls: bool) -> bool {
        let mut others = self.roles.iter().filter(|(other, _)| *other != role);
        others.any(|(_, granted)| granted.iter().any(|(one, _)| one.is_of_calls() == of_calls))
    }

    /// Returns whether Orvale's table grants `permission`; otherwise ours does.
    pub(crate) fn is_in_orvale(&self, permission: Permission) -> bool {
        match permission.is_of_calls() {
            true => self.calls_in_orvale,
            false => self.in_orvale,
        }
    }

    /// Replaces the permissions of `role`.
    pub(crate) fn set(&mut self, role: &str, permissions: &[Permission]) {
        let named = |permission: &Permission| (*permission, permission.name().to_owned());
        let granted = permissions.iter().map(named).collect();
        self.roles.insert(role.to_owned(), granted);
    }
}

/// Reads both tables in one statement.
pub(crate) async fn load(db: &impl ConnectionTrait) -> Result<Granted, Error> {
    let (role, name) = (
        foreign::text(db, "role_id"),
        foreign::text(db, "permission_id"),
    );
    let rows = Sql::new(
        db,
        &format!("SELECT 1, {role}, {name} FROM role_permissions WHERE {name} IN ",),
    )
    .list(
        Permission::ALL
            .iter()
            .flat_map(|one| one.sources())
            .copied()
            .chain(TicketPermission::ALL.map(TicketPermission::name)),
    )
    .add(" UNION ALL SELECT 0, role_id, permission FROM chat_role_permissions")
    .all(db)
    .await?;
    let (mut orvale, mut own, mut odd) = (Roles::new(), Roles::new(), Vec::new());
    let mut tickets: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for row in &rows {
        let in_orvale = column::<i32>(row, 0)? == 1;
        let (table, roles) = if in_orvale {
            ("role_permissions", &mut orvale)
        } else {
            ("chat_role_permissions", &mut own)
        };
        match grant(row) {
            Ok((role, name)) => match TicketPermission::from_name(&name).filter(|_| in_orvale) {
                Some(permission) => tickets.entry(role).or_default().push(permission),
                None => add(roles, role, &name, in_orvale),
            },
            Err(problem) => odd.push(OddRow {
                table,
                row: format!("{}/{}", foreign::shown(row, 1), foreign::shown(row, 2)),
                problem,
            }),
        }
    }
    let grants = |of_calls| {
        let mut granted = orvale.values().flatten();
        granted.any(|(one, _)| one.is_of_calls() == of_calls)
    };
    let in_orvale = grants(false);
    let calls_in_orvale = in_orvale || grants(true);
    Ok(Granted {
        in_orvale,
        calls_in_orvale,
        roles: match (in_orvale, calls_in_orvale) {
            (true, _) => orvale,
            (false, true) => with_calls_of(own, orvale),
            (false, false) => own,
        },
        tickets,
        odd,
    })
}

/// Returns our own grants with Orvale's permissions of calls in place of ours.
fn with_calls_of(own: Roles, orvale: Roles) -> Roles {
    let mut roles = own;
    for granted in roles.values_mut() {
        granted.retain(|(permission, _)| !permission.is_of_calls());
    }
    for (role, granted) in orvale {
        roles.entry(role).or_default().extend(granted);
    }
    roles
}

fn grant(row: &QueryResult) -> Result<(String, String), String> {
    Ok((
        foreign::read_text(row, 1, "role_id")?,
        foreign::read_text(row, 2, "permission_id")?,
    ))
}

/// Adds the permissions that `name` grants to `role`; Orvale's names differ from ours.
fn add(roles: &mut Roles, role: String, name: &str, in_orvale: bool) {
    let granted = Permission::ALL.into_iter().filter(|permission| {
        if in_orvale {
            permission.sources().contains(&name)
        } else {
            permission.name() == name
        }
    });
    let mut granted = granted.peekable();
    if granted.peek().is_some() {
        let role = roles.entry(role).or_default();
        role.extend(granted.map(|permission| (permission, name.to_owned())));
    }
}

/// Returns the permissions of each role, each with the table and row that grant it. The role `*` means
/// every active user; the role `admin` has all permissions regardless of the tables.
///
/// # Errors
/// Any database error.
pub async fn permission_sources(
    db: &Database,
) -> Result<Vec<(String, Vec<(Permission, String)>)>, Error> {
    let mut granted = load(db.reader()).await?;
    let mut roles = std::mem::take(&mut granted.roles);
    for sources in roles.values_mut() {
        sources.sort();
        for (permission, source) in sources {
            let table = match granted.is_in_orvale(*permission) {
                true => "role_permissions",
                false => "chat_role_permissions",
            };
            *source = format!("{table}: {source}");
        }
    }
    let always = Permission::ALL.map(|permission| (permission, "the role itself".to_owned()));
    roles.insert(ADMIN_ROLE.to_owned(), always.to_vec());
    Ok(roles.into_iter().collect())
}
