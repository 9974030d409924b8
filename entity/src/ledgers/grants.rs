//! Grants: the chat permissions of each role.
//!
//! They are written to the table that applies: see [`crate::queries::accounts`].

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    permission::{ADMIN_ROLE, Grants as Permissions, Permission},
    queries::{
        accounts::grants::{self, EVERYONE, Granted},
        foreign,
        sql::{Sql, column},
    },
    text::RoleId,
};

/// Replaces the permissions of a role, in the table that applies. Orvale's table gets the names of the plan,
/// and all other names that grant a chat permission are removed from the role; there `ManageChannels` also
/// grants `ModerateChannels`.
///
/// Refused with [`Error::Invalid`] for the role `admin`, which has all permissions; if Orvale's table applies,
/// for the role `*`, and if no chat permission would be left in it, since our own table would then apply.
/// Refused with [`Error::NotFound`] for an unknown role: if Orvale's table applies, one that is not in `roles`;
/// otherwise one that no user has either, and that has no permissions.
#[derive(Debug)]
pub struct SetRolePermissions {
    /// The role.
    pub role: RoleId,
    /// All of its new permissions.
    pub permissions: Vec<Permission>,
    /// Who grants them.
    pub by: UserId,
}

/// The part of a batch for grants.
#[derive(Default)]
pub(crate) struct Grants {
    needed: BTreeSet<RoleId>,
    granted: Option<Granted>,
    /// The needed roles that Orvale has: in `roles`, and in `users` unless its table of grants applies.
    orvale_roles: BTreeSet<String>,
    changed: BTreeSet<RoleId>,
}

impl Change for SetRolePermissions {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.grants.needed.insert(self.role.clone());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        if self.role.as_str() == ADMIN_ROLE {
            return Err(Error::Invalid("the role admin has every permission".into()));
        }
        let grants = &mut ledgers.grants;
        let granted = grants.granted.as_mut().ok_or(Error::NotFound)?;
        if granted.in_orvale {
            self.check_orvale(granted, &grants.orvale_roles)?;
        } else {
            self.check_own(granted, &grants.orvale_roles)?;
        }
        granted.set(self.role.as_str(), &self.permissions);
        grants.changed.insert(self.role.clone());
        Ok(Committed::default())
    }
}

impl SetRolePermissions {
    fn check_orvale(&self, granted: &Granted, roles: &BTreeSet<String>) -> Result<(), Error> {
        if self.role.as_str() == EVERYONE {
            let reason =
                "Orvale's table grants permissions to single roles; name a role instead of *";
            return Err(Error::Invalid(reason.into()));
        }
        if !roles.contains(self.role.as_str()) {
            return Err(Error::NotFound);
        }
        if self.permissions.is_empty() && !granted.is_granted_without(self.role.as_str()) {
            let reason = "at least one role must keep a chat permission";
            return Err(Error::Invalid(reason.into()));
        }
        Ok(())
    }

    fn check_own(&self, granted: &Granted, roles: &BTreeSet<String>) -> Result<(), Error> {
        let role = self.role.as_str();
        if role == EVERYONE || granted.knows(role) || roles.contains(role) {
            return Ok(());
        }
        Err(Error::NotFound)
    }
}

impl Grants {
    async fn load_roles(&mut self, db: &DatabaseTransaction, in_orvale: bool) -> Result<(), Error> {
        let places: &[_] = match in_orvale {
            true => &[("roles", "id")],
            false => &[("roles", "id"), ("users", "role")],
        };
        for (table, name) in places {
            let id = foreign::text(db, name);
            let head = format!("SELECT DISTINCT {id} FROM {table} WHERE {id} IN ");
            let found = Sql::new(db, &head)
                .list(self.needed.iter().map(RoleId::as_str))
                .all(db)
                .await?;
            for row in &found {
                self.orvale_roles.insert(column(row, 0)?);
            }
        }
        Ok(())
    }

    fn rows(&self, granted: &Granted) -> Vec<[sea_orm::Value; 2]> {
        let mut rows = Vec::new();
        for role in &self.changed {
            let permissions: Permissions = granted.named(role.as_str());
            rows.extend(
                permissions
                    .iter()
                    .map(|permission| [role.as_str().into(), permission.name().into()]),
            );
        }
        rows
    }

    async fn write_orvale(&self, db: &DatabaseTransaction, granted: &Granted) -> Result<(), Error> {
        for role in &self.changed {
            let names = Permission::ALL
                .iter()
                .flat_map(|permission| permission.sources());
            Sql::new(db, "DELETE FROM role_permissions WHERE role_id = ")
                .bind(role.as_str())
                .add(" AND permission_id IN ")
                .list(names.copied())
                .run(db)
                .await?;
        }
        let head = "INSERT INTO role_permissions (role_id, permission_id) VALUES ";
        insert(db, head, self.rows(granted), "").await?;
        Ok(())
    }

    async fn write_own(&self, db: &DatabaseTransaction, granted: &Granted) -> Result<(), Error> {
        let roles = self.changed.iter().map(|role| [role.as_str().into()]);
        delete(db, "chat_role_permissions", ["role_id"], roles.collect()).await?;
        let head = "INSERT INTO chat_role_permissions (role_id, permission) VALUES ";
        insert(db, head, self.rows(granted), "").await?;
        Ok(())
    }
}

impl Ledger for Grants {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let granted = grants::load(db).await?;
        self.load_roles(db, granted.in_orvale).await?;
        self.granted = Some(granted);
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        match &self.granted {
            Some(granted) if granted.in_orvale => self.write_orvale(db, granted).await,
            Some(granted) => self.write_own(db, granted).await,
            None => Ok(()),
        }
    }
}
