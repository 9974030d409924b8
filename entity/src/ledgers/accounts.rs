//! Accounts: Orvale's users, as far as this program writes them, and users blocked from the chat.
//!
//! Only the program's own commands, its first start and the demonstration change Orvale's `users`. Nothing
//! here decides what an account may do.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    password::PasswordHash,
    queries::{
        foreign,
        sql::{Sql, column},
    },
};

/// The number of users looked up in one statement.
const USERS: usize = 1_000;

/// A new row of Orvale's `users`.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The username.
    pub username: UserId,
    /// The displayed name.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// The hash of their password.
    pub password_hash: PasswordHash,
}

/// Adds an active user to Orvale's table. Refused with [`Error::Conflict`] if the username is taken, and with
/// [`Error::Invalid`] if [`UserId`] refuses to parse it.
#[derive(Debug)]
pub struct AddUser {
    /// The user.
    pub user: NewUser,
    /// Who adds them.
    pub by: By,
}

/// Sets a user's password. Refused with [`Error::NotFound`] if the user does not exist.
#[derive(Debug)]
pub struct SetPassword {
    /// The user.
    pub user: UserId,
    /// The hash of the new password.
    pub hash: PasswordHash,
    /// Who sets it.
    pub by: By,
}

/// Activates or deactivates a user of Orvale. Refused with [`Error::NotFound`] if the user does not exist.
#[derive(Debug)]
pub struct SetActive {
    /// The user.
    pub user: UserId,
    /// True if they may log in.
    pub active: bool,
    /// Who activates or deactivates them.
    pub by: By,
}

/// Blocks a user from the chat. Blocking again changes neither the time nor who did it. Refused with
/// [`Error::NotFound`] if the user does not exist.
#[derive(Debug)]
pub struct BlockUser {
    /// The user.
    pub user: UserId,
    /// Who blocks them.
    pub by: UserId,
}

/// Unblocks a user. Changes nothing if the user is not blocked.
#[derive(Debug)]
pub struct UnblockUser {
    /// The user.
    pub user: UserId,
    /// Who unblocks them.
    pub by: UserId,
}

/// A block: when it was made, and by whom.
type Block = (Millis, UserId);

/// A statement about one row of `users`.
enum UserWrite {
    Add(NewUser),
    Password(PasswordHash),
    Active(bool),
}

/// The part of a batch for accounts.
#[derive(Default)]
pub(crate) struct Accounts {
    needed: BTreeSet<UserId>,
    needed_blocks: BTreeSet<UserId>,
    /// The needed users that exist.
    known: HashSet<UserId>,
    /// The blocks of the needed users.
    blocks: HashMap<UserId, Block>,
    changed_blocks: BTreeSet<UserId>,
    writes: BTreeMap<UserId, Vec<UserWrite>>,
}

impl Accounts {
    fn check_known(&self, user: &UserId) -> Result<(), Error> {
        if self.known.contains(user) {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    fn write_user(&mut self, user: &UserId, write: UserWrite) {
        self.writes.entry(user.clone()).or_default().push(write);
    }

    async fn load_known(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let needed: Vec<&UserId> = self.needed.iter().collect();
        for some in needed.chunks(USERS) {
            let rows = Sql::new(db, "SELECT ")
                .add(&foreign::text(db, "username"))
                .add(" FROM users WHERE username IN ")
                .list(some.iter().map(|user| user.as_str()))
                .all(db)
                .await?;
            for row in &rows {
                self.known.insert(column::<String>(row, 0)?.into());
            }
        }
        Ok(())
    }

    async fn load_blocks(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let needed: Vec<&UserId> = self.needed_blocks.iter().collect();
        for some in needed.chunks(USERS) {
            let rows = Sql::new(
                db,
                "SELECT user_id, blocked_at, COALESCE(blocked_by, '') FROM chat_users \
                 WHERE blocked_at IS NOT NULL AND user_id IN ",
            )
            .list(some.iter().map(|user| user.as_str()))
            .all(db)
            .await?;
            for row in &rows {
                let by = UserId::from(column::<String>(row, 2)?);
                let user = UserId::from(column::<String>(row, 0)?);
                self.blocks.insert(user, (column(row, 1)?, by));
            }
        }
        Ok(())
    }

    async fn write_blocks(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.changed_blocks.iter().map(|user| {
            let block = self.blocks.get(user);
            [
                user.as_str().into(),
                block.map(|(at, _)| *at).into(),
                block.map(|(_, by)| by.to_string()).into(),
            ]
        });
        insert(
            db,
            "INSERT INTO chat_users (user_id, blocked_at, blocked_by) VALUES ",
            rows.collect(),
            " ON CONFLICT (user_id) DO UPDATE SET blocked_at = excluded.blocked_at, \
             blocked_by = excluded.blocked_by",
        )
        .await?;
        Ok(())
    }
}

impl UserWrite {
    async fn run(&self, db: &DatabaseTransaction, user: &UserId) -> Result<(), Error> {
        let (statement, value): (_, sea_orm::Value) = match self {
            Self::Add(new) => return new.insert(db).await,
            Self::Password(hash) => ("UPDATE users SET password_hash = ", hash.as_str().into()),
            Self::Active(active) => ("UPDATE users SET active = ", (*active).into()),
        };
        Sql::new(db, statement)
            .bind(value)
            .add(" WHERE username = ")
            .bind(user.as_str())
            .run(db)
            .await?;
        Ok(())
    }
}

impl NewUser {
    async fn insert(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let row = [
            self.username.as_str().into(),
            self.display_name.as_str().into(),
            self.password_hash.as_str().into(),
            self.role.as_str().into(),
            self.team_id.clone().into(),
            true.into(),
        ];
        let head = "INSERT INTO users \
                    (username, display_name, password_hash, role, team_id, active) VALUES ";
        insert(db, head, vec![row], "").await?;
        Ok(())
    }
}

impl Change for AddUser {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.accounts.needed.insert(self.user.username.clone());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let name = &self.user.username;
        name.as_str()
            .parse::<UserId>()
            .map_err(|error| Error::Invalid(format!("username: {error}")))?;
        if !ledgers.accounts.known.insert(name.clone()) {
            return Err(Error::Conflict(format!(
                "username is taken: {name} exists; choose another"
            )));
        }
        let write = UserWrite::Add(self.user.clone());
        ledgers.accounts.write_user(name, write);
        Ok(Committed::default())
    }
}

impl Change for SetPassword {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.accounts.needed.insert(self.user.clone());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.accounts.check_known(&self.user)?;
        let write = UserWrite::Password(self.hash.clone());
        ledgers.accounts.write_user(&self.user, write);
        Ok(Committed::default())
    }
}

impl Change for SetActive {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.accounts.needed.insert(self.user.clone());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.accounts.check_known(&self.user)?;
        let write = UserWrite::Active(self.active);
        ledgers.accounts.write_user(&self.user, write);
        Ok(Committed::default())
    }
}

impl Change for BlockUser {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.accounts.needed.insert(self.user.clone());
        ledgers.accounts.needed_blocks.insert(self.user.clone());
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let accounts = &mut ledgers.accounts;
        accounts.check_known(&self.user)?;
        if accounts.blocks.contains_key(&self.user) {
            return Ok(Committed::unchanged());
        }
        let block = (at, self.by.clone());
        accounts.blocks.insert(self.user.clone(), block);
        accounts.changed_blocks.insert(self.user.clone());
        Ok(Committed::default())
    }
}

impl Change for UnblockUser {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.accounts.needed_blocks.insert(self.user.clone());
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let accounts = &mut ledgers.accounts;
        if accounts.blocks.remove(&self.user).is_none() {
            return Ok(Committed::unchanged());
        }
        accounts.changed_blocks.insert(self.user.clone());
        Ok(Committed::default())
    }
}

impl Ledger for Accounts {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        self.load_known(db).await?;
        self.load_blocks(db).await
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for (user, writes) in &self.writes {
            for write in writes {
                write.run(db, user).await?;
            }
        }
        self.write_blocks(db).await
    }
}
