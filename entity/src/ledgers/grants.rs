//! Grants: the chat permissions of each role.
//!
//! They are written to the table that applies: see [`crate::queries::accounts`].

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, write::insert};
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

/// Replaces the permissions of a role, each in the table that applies to it. Orvale's table gets the names of the plan,
/// and all other names that grant such a permission are removed from the role; there `ManageChannels` also
/// grants `ModerateChannels`.
///
/// Refused with [`Error::Invalid`] for the role `admin`, which has all permissions; for the role `*` with permissions that
/// Orvale's table grants; and if none would be left in that table, since our own would then apply.
/// Refused with [`Error::NotFound`] for an unknown role: for permissions in Orvale's table, one that is not in `roles`;
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
    /// The needed roles that are in Orvale's `roles`.
    roles: BTreeSet<String>,
    /// The needed roles that users have.
    used: BTreeSet<String>,
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
        let of_orvale = |permission: &Permission| granted.is_in_orvale(*permission);
        if granted.in_orvale || self.permissions.iter().any(of_orvale) {
            self.check_orvale(&grants.roles)?;
        }
        if !granted.in_orvale {
            let has_users = grants.used.contains(self.role.as_str());
            self.check_own(
                granted,
                has_users || grants.roles.contains(self.role.as_str()),
            )?;
        }
        self.check_left(granted)?;
        granted.set(self.role.as_str(), &self.permissions);
        grants.changed.insert(self.role.clone());
        Ok(Committed::default())
    }
}

impl SetRolePermissions {
    fn check_orvale(&self, roles: &BTreeSet<String>) -> Result<(), Error> {
        if self.role.as_str() == EVERYONE {
            let reason =
                "Orvale's table grants these permissions to single roles; name a role instead of *";
            return Err(Error::Invalid(reason.into()));
        }
        if !roles.contains(self.role.as_str()) {
            return Err(Error::NotFound);
        }
        Ok(())
    }

    fn check_own(&self, granted: &Granted, is_of_orvale: bool) -> Result<(), Error> {
        let role = self.role.as_str();
        if role == EVERYONE || granted.knows(role) || is_of_orvale {
            return Ok(());
        }
        Err(Error::NotFound)
    }

    /// Checks that Orvale's table still applies to what it applies to now.
    fn check_left(&self, granted: &Granted) -> Result<(), Error> {
        let (of_calls, reason) = match (granted.in_orvale, granted.calls_in_orvale) {
            (true, _) => (false, "at least one role must keep a chat permission"),
            (false, true) => (true, "at least one role must keep a permission of calls"),
            (false, false) => return Ok(()),
        };
        let mut kept = self.permissions.iter();
        let keeps = kept.any(|permission| permission.is_of_calls() == of_calls);
        match keeps || granted.is_granted_without(self.role.as_str(), of_calls) {
            true => Ok(()),
            false => Err(Error::Invalid(reason.into())),
        }
    }
}

impl Grants {
    async fn load_roles(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let places = [
            ("roles", "id", &mut self.roles),
            ("users", "role", &mut self.used),
        ];
        for (table, name, known) in places {
            let id = foreign::text(db, name);
            let head = format!("SELECT DISTINCT {id} FROM {table} WHERE {id} IN ");
            let found = Sql::new(db, &head)
                .list(self.needed.iter().map(RoleId::as_str))
                .all(db)
                .await?;
            for row in &found {
                known.insert(column(row, 0)?);
            }
        }
        Ok(())
    }

    /// Replaces the permissions of the changed roles in one of the tables: Orvale's or ours.
    async fn replace(
        &self,
        db: &DatabaseTransaction,
        granted: &Granted,
        in_orvale: bool,
    ) -> Result<(), Error> {
        let of_table = |permission: &Permission| granted.is_in_orvale(*permission) == in_orvale;
        let permissions = Permission::ALL.iter().filter(|one| of_table(one));
        let (table, column, names): (_, _, Vec<&str>) = match in_orvale {
            true => (
                "role_permissions",
                "permission_id",
                permissions.flat_map(|one| one.sources()).copied().collect(),
            ),
            false => (
                "chat_role_permissions",
                "permission",
                permissions.map(|one| one.name()).collect(),
            ),
        };
        if names.is_empty() {
            return Ok(());
        }
        let mut rows: Vec<[sea_orm::Value; 2]> = Vec::new();
        for role in &self.changed {
            Sql::new(db, &format!("DELETE FROM {table} WHERE role_id = "))
                .bind(role.as_str())
                .add(&format!(" AND {column} IN "))
                .list(names.iter().copied())
                .run(db)
                .await?;
            let permissions: Permissions = granted.named(role.as_str());
            let of_role = permissions.iter().filter(of_table);
            rows.extend(of_role.map(|one| [role.as_str().into(), one.name().into()]));
        }
        let head = format!("INSERT INTO {table} (role_id, {column}) VALUES ");
        insert(db, &head, rows, "").await?;
        Ok(())
    }
}

impl Ledger for Grants {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let granted = grants::load(db).await?;
        self.load_roles(db).await?;
        self.granted = Some(granted);
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if let Some(granted) = &self.granted {
            self.replace(db, granted, true).await?;
            self.replace(db, granted, false).await?;
        }
        Ok(())
    }
}
