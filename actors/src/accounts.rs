//! Watches Orvale's users and roles: whoever is deactivated, blocked, logged out everywhere or given
//! another role has that applied to their open sockets within a second, whichever program changed it.
//!
//! All knowledge of accounts is written here, one look after the other, so that an older reading never
//! replaces a newer one. What an account may do is decided elsewhere.

use std::{
    collections::HashSet,
    sync::Arc,
};

use entity::{
    ids::UserId,
    permission::Account,
    queries::{
        OddRow,
        accounts::{self, Marker},
    },
};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::{clock, engine::Core, session::SessionMsg};

/// A message to the watcher.
#[derive(Debug)]
pub enum AccountsMsg {
    /// Look if anything has changed.
    Look,
    /// Look now, and answer when done.
    LookNow(ractor::RpcReplyPort<()>),
}

/// The watcher.
#[derive(Debug)]
pub struct AccountsActor;

impl Actor for AccountsActor {
    type Msg = AccountsMsg;
    type State = AccountsState;
    type Arguments = Arc<Core>;

    async fn pre_start(
        &self,
        myself: ActorRef<AccountsMsg>,
        core: Arc<Core>,
    ) -> Result<AccountsState, ActorProcessingErr> {
        let mut state = AccountsState {
            core,
            seen: Marker::default(),
            reported: HashSet::new(),
        };
        state.look_if_changed().await?;
        myself.send_after(state.core.settings.accounts_every, || AccountsMsg::Look);
        Ok(state)
    }

    async fn handle(
        &self,
        myself: ActorRef<AccountsMsg>,
        message: AccountsMsg,
        state: &mut AccountsState,
    ) -> Result<(), ActorProcessingErr> {
        let looked = match &message {
            AccountsMsg::Look => state.look_if_changed().await,
            AccountsMsg::LookNow(_) => state.look().await,
        };
        if let Err(error) = looked {
            // Whatever was to be seen is looked for again at the next tick.
            state.seen = Marker::default();
            tracing::warn!(%error, "accounts: cannot read users and roles");
        }
        match message {
            // Scheduled after the look: a slow database never has two looks running.
            AccountsMsg::Look => {
                myself.send_after(state.core.settings.accounts_every, || AccountsMsg::Look);
            }
            AccountsMsg::LookNow(port) => drop(port.send(())),
        }
        Ok(())
    }
}

/// The watcher's state.
#[derive(Debug)]
pub struct AccountsState {
    core: Arc<Core>,
    /// How far the database had come at the last look.
    seen: Marker,
    /// The unreadable rows that have been logged: each is logged once.
    reported: HashSet<OddRow>,
}

impl AccountsState {
    /// Reads the accounts only when the marker has moved: reading thousands of users twice a second
    /// would cost a tenth of a core.
    async fn look_if_changed(&mut self) -> Result<(), entity::Error> {
        let now = Marker::read(&self.core.database, &self.seen).await?;
        if !now.is_unchanged_since(&self.seen) {
            self.look().await?;
        }
        self.seen = now;
        Ok(())
    }

    async fn look(&mut self) -> Result<(), entity::Error> {
        let all = accounts::load_all(&self.core.database).await?;
        for (hash, expires_at) in accounts::revoked(&self.core.database).await? {
            self.core.directory.revoked.insert(hash.into(), expires_at);
        }
        let now = clock::now();
        let revoked = &self.core.directory.revoked;
        revoked.retain(|_, expires_at| *expires_at > now);
        self.report(all.odd);
        let known = &self.core.directory.accounts;
        let mut gone: HashSet<UserId> = known.iter().map(|entry| entry.key().clone()).collect();
        for account in all.accounts {
            gone.remove(&account.username);
            learn(&self.core, account);
        }
        for user in gone {
            forget(&self.core, &user);
        }
        Ok(())
    }

    fn report(&mut self, odd: Vec<OddRow>) {
        let odd: HashSet<OddRow> = odd.into_iter().collect();
        for row in odd.difference(&self.reported) {
            let OddRow {
                table,
                row,
                problem,
            } = row;
            tracing::warn!(table, row, problem, "accounts: skipping an unreadable row");
        }
        self.reported = odd;
    }
}

/// Notes an account that was not known, unless a look has just found it.
pub(crate) fn meet(core: &Core, account: Account) -> Arc<Account> {
    let known = core.directory.accounts.entry(account.username.clone());
    Arc::clone(&known.or_insert_with(|| Arc::new(account)))
}

/// Notes an account, and informs its sessions when it has changed.
fn learn(core: &Core, account: Account) {
    if core.directory.known_account(&account.username).as_deref() != Some(&account) {
        let account = Arc::new(account);
        let accounts = &core.directory.accounts;
        accounts.insert(account.username.clone(), Arc::clone(&account));
        tell_sessions(core, &account);
    }
}

/// Removes an account whose row is gone or unreadable: it counts as inactive.
fn forget(core: &Core, user: &UserId) {
    if let Some((_, last)) = core.directory.accounts.remove(user) {
        let removed = Arc::new(Account {
            active: false,
            ..Account::clone(&last)
        });
        tell_sessions(core, &removed);
    }
}

fn tell_sessions(core: &Core, account: &Arc<Account>) {
    core.directory.notify_sessions(&account.username, || {
        SessionMsg::AccountChanged(Arc::clone(account))
    });
}
