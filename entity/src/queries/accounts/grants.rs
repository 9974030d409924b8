//! The permissions granted to roles, and the table that grants them.
//!
//! Orvale's `role_permissions` applies if it names at least one permission of the chat, other than those of
//! calls. Otherwise our own
//! `chat_role_permissions` applies, in which the role `*` means every active user.

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

/// The current grants of each role.
pub(crate) struct Granted {
    /// True if Orvale's table applies.
    pub(crate) in_orvale: bool,
    /// For each role its permissions, each with the name under which it is granted.
    roles: BTreeMap<String, Vec<(Permission, String)>>,
    /// For each role its permissions on tickets, which only Orvale's table grants.
    tickets: BTreeMap<String, Vec<TicketPermission>>,
    /// Rows that were skipped, and so grant nothing.
    pub(crate) odd: Vec<OddRow>,
}

impl Granted {
    /// The permissions of `role`, including those of every active user.
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

    /// Returns whether any role other than `role` has a permission.
    pub(crate) fn is_granted_without(&self, role: &str) -> bool {
        let mut others = self.roles.iter().filter(|(other, _)| *other != role);
        others.any(|(_, granted)| granted.iter().any(|(one, _)| !one.is_of_calls()))
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
    let (mut orvale, mut own, mut odd) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
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
    let of_chat =
        |granted: &Vec<(Permission, String)>| granted.iter().any(|(one, _)| !one.is_of_calls());
    let in_orvale = orvale.values().any(of_chat);
    Ok(Granted {
        in_orvale,
        roles: if in_orvale { orvale } else { own },
        tickets,
        odd,
    })
}

fn grant(row: &QueryResult) -> Result<(String, String), String> {
    Ok((
        foreign::read_text(row, 1, "role_id")?,
        foreign::read_text(row, 2, "permission_id")?,
    ))
}

/// Adds the permissions that `name` grants to `role`; Orvale's names differ from ours.
fn add(
    roles: &mut BTreeMap<String, Vec<(Permission, String)>>,
    role: String,
    name: &str,
    in_orvale: bool,
) {
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
    let table = if granted.in_orvale {
        "role_permissions"
    } else {
        "chat_role_permissions"
    };
    for sources in granted.roles.values_mut() {
        sources.sort();
        for (_, source) in sources {
            *source = format!("{table}: {source}");
        }
    }
    let always = Permission::ALL.map(|permission| (permission, "the role itself".to_owned()));
    granted.roles.insert(ADMIN_ROLE.to_owned(), always.to_vec());
    Ok(granted.roles.into_iter().collect())
}
