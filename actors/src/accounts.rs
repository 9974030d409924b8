//! Watches Orvale's users and roles: whoever is deactivated, blocked, logged out everywhere or given
//! another role is so on their open sockets within a second, whichever program changed it.

use std::sync::Arc;

use entity::{ids::UserId, permission::Account, queries};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::{clock, engine::Core, session::SessionMsg};

/// A message to the watcher.
#[derive(Debug)]
pub enum AccountsMsg {
    /// Time to look.
    Look,
    /// Look now, and say when it is done.
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
        let mut state = AccountsState { core, seen: None };
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
            AccountsMsg::LookNow(_) => look(&state.core).await,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "the users could not be read");
        }
        match message {
            // After the look and not every so often: a slow database is not asked twice at once.
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
    /// The database's version at the last look, where it tells one.
    seen: Option<i64>,
}

impl AccountsState {
    /// Reads the users only when another program has written since: what this one changes, it says
    /// itself. Thousands of users read twice a second would cost a tenth of a core.
    async fn look_if_changed(&mut self) -> Result<(), entity::Error> {
        let version = self.core.database.data_version().await?;
        if version.is_some() && version == self.seen {
            return Ok(());
        }
        look(&self.core).await?;
        self.seen = version;
        Ok(())
    }
}

async fn look(core: &Core) -> Result<(), entity::Error> {
    let accounts = queries::accounts::load_all(&core.database).await?;
    let now = clock::now();
    for (hash, expires_at) in queries::accounts::revoked(&core.database).await? {
        core.directory.revoked.insert(hash.into(), expires_at);
    }
    core.directory
        .revoked
        .retain(|_, expires_at| *expires_at > now);
    let known = &core.directory.accounts;
    let mut gone: std::collections::HashSet<UserId> =
        known.iter().map(|entry| entry.key().clone()).collect();
    for account in accounts {
        gone.remove(&account.username);
        learn(core, account);
    }
    for user in gone {
        if let Some((_, last)) = known.remove(&user) {
            let removed = Arc::new(Account {
                active: false,
                ..Account::clone(&last)
            });
            tell_sessions(core, &removed);
        }
    }
    Ok(())
}

/// Notes an account that was not known, unless a look has just found it.
pub(crate) fn meet(core: &Core, account: Account) -> Arc<Account> {
    let known = core.directory.accounts.entry(account.username.clone());
    Arc::clone(&known.or_insert_with(|| Arc::new(account)))
}

/// Notes an account, and tells its sessions when it has changed.
fn learn(core: &Core, account: Account) -> Arc<Account> {
    let known = core.directory.known_account(&account.username);
    match known {
        Some(known) if *known == account => known,
        known => {
            let account = Arc::new(account);
            core.directory
                .accounts
                .insert(account.username.clone(), Arc::clone(&account));
            if known.is_some() {
                tell_sessions(core, &account);
            }
            account
        }
    }
}

fn tell_sessions(core: &Core, account: &Arc<Account>) {
    core.directory.notify_sessions(&account.username, || {
        SessionMsg::AccountChanged(Arc::clone(account))
    });
}
