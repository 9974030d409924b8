//! What roles are granted, and in which of the two tables that stands.
//!
//! Orvale's `role_permissions` governs as soon as it names one permission of the chat; otherwise
//! our own `chat_role_permissions` does, where the role `*` is everyone.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::super::{
    foreign::{self, OddRow},
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    permission::{ADMIN_ROLE, Grants, Permission},
};

const EVERYONE: &str = "*";

/// Grants by role, as of now.
pub(super) struct Granted {
    /// Whether Orvale's table governs.
    in_orvale: bool,
    /// By role: each permission and the name it is granted under.
    roles: BTreeMap<String, Vec<(Permission, String)>>,
    /// Rows that were skipped: they grant nothing.
    pub(super) odd: Vec<OddRow>,
}

impl Granted {
    /// What `role` is granted.
    pub(super) fn of(&self, role: &str) -> Grants {
        let named = |role: &str| {
            let found = self.roles.get(role).map(Vec::as_slice).unwrap_or_default();
            found
                .iter()
                .map(|(permission, _)| *permission)
                .collect::<Grants>()
        };
        let everyone = if self.in_orvale {
            Grants::none()
        } else {
            named(EVERYONE)
        };
        named(role).union(everyone)
    }
}

/// Reads both tables in one statement.
pub(super) async fn load(db: &impl ConnectionTrait) -> Result<Granted, Error> {
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
            .copied(),
    )
    .add(" UNION ALL SELECT 0, role_id, permission FROM chat_role_permissions")
    .all(db)
    .await?;
    let (mut orvale, mut own, mut odd) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for row in &rows {
        let in_orvale = column::<i32>(row, 0)? == 1;
        let (table, roles) = if in_orvale {
            ("role_permissions", &mut orvale)
        } else {
            ("chat_role_permissions", &mut own)
        };
        match grant(row) {
            Ok((role, name)) => add(roles, role, &name, in_orvale),
            Err(problem) => odd.push(OddRow {
                table,
                row: format!("{}/{}", foreign::shown(row, 1), foreign::shown(row, 2)),
                problem,
            }),
        }
    }
    let in_orvale = !orvale.is_empty();
    Ok(Granted {
        in_orvale,
        roles: if in_orvale { orvale } else { own },
        odd,
    })
}

fn grant(row: &QueryResult) -> Result<(String, String), String> {
    Ok((
        foreign::read_text(row, 1, "role_id")?,
        foreign::read_text(row, 2, "permission_id")?,
    ))
}

/// Adds what `name` grants to `role`: Orvale's names are not ours.
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

/// What each role is granted and why: by which row of which table. The role `*` is everyone; the
/// role `admin` has everything whatever the tables say.
///
/// # Errors
/// Any failure to ask.
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

/// Makes `permissions` what `role` is granted, in whichever table governs. In Orvale's they are
/// written under the plan's names, and all other names that grant a permission of the chat are
/// taken from the role; `ManageChannels` there brings `ModerateChannels` with it.
///
/// # Errors
/// [`Error::Invalid`] for the role `admin`, which has everything; for the role `*` where Orvale's
/// table governs; and where no permission of the chat would be left in Orvale's table, since our
/// own would then govern. [`Error::NotFound`] when Orvale has no such role.
pub async fn set_role_permissions(
    db: &Database,
    role: &str,
    permissions: &[Permission],
) -> Result<(), Error> {
    if role == ADMIN_ROLE {
        return Err(Error::Invalid("the role admin has every permission".into()));
    }
    let transaction = db.begin().await?;
    if load(&transaction).await?.in_orvale {
        set_in_orvale(&transaction, role, permissions).await?;
        if !load(&transaction).await?.in_orvale {
            let reason = "at least one role must keep a chat permission";
            return Err(Error::Invalid(reason.into()));
        }
    } else {
        set_in_own(&transaction, role, permissions).await?;
    }
    Ok(transaction.commit().await?)
}

async fn set_in_orvale(
    db: &impl ConnectionTrait,
    role: &str,
    permissions: &[Permission],
) -> Result<(), Error> {
    if role == EVERYONE {
        let reason = "Orvale grants permissions to roles, not to everyone";
        return Err(Error::Invalid(reason.into()));
    }
    let known = Sql::new(db, "SELECT 1 FROM roles WHERE ")
        .add(&foreign::text(db, "id"))
        .add(" = ")
        .bind(role)
        .one(db)
        .await?;
    if known.is_none() {
        return Err(Error::NotFound);
    }
    let names = Permission::ALL
        .iter()
        .flat_map(|permission| permission.sources());
    Sql::new(db, "DELETE FROM role_permissions WHERE role_id = ")
        .bind(role)
        .add(" AND permission_id IN ")
        .list(names.copied())
        .run(db)
        .await?;
    insert(
        db,
        "role_permissions (role_id, permission_id)",
        role,
        permissions,
    )
    .await
}

async fn set_in_own(
    db: &impl ConnectionTrait,
    role: &str,
    permissions: &[Permission],
) -> Result<(), Error> {
    Sql::new(db, "DELETE FROM chat_role_permissions WHERE role_id = ")
        .bind(role)
        .run(db)
        .await?;
    insert(
        db,
        "chat_role_permissions (role_id, permission)",
        role,
        permissions,
    )
    .await
}

async fn insert(
    db: &impl ConnectionTrait,
    columns: &str,
    role: &str,
    permissions: &[Permission],
) -> Result<(), Error> {
    let granted: Grants = permissions.iter().copied().collect();
    if granted == Grants::none() {
        return Ok(());
    }
    Sql::new(db, &format!("INSERT INTO {columns} VALUES "))
        .rows(
            granted
                .iter()
                .map(|permission| [role.into(), permission.name().into()]),
        )
        .run(db)
        .await?;
    Ok(())
}
