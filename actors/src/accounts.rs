//! Watches Orvale's users and roles: whoever is deactivated, blocked, logged out everywhere or given
//! another role is so on their open sockets within a second, whichever program changed it.

use std::sync::Arc;

use entity::{ids::UserId, permission::Account, queries};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::{engine::Core, session::SessionMsg};

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
    type State = Arc<Core>;
    type Arguments = Arc<Core>;

    async fn pre_start(
        &self,
        myself: ActorRef<AccountsMsg>,
        core: Arc<Core>,
    ) -> Result<Arc<Core>, ActorProcessingErr> {
        look(&core).await;
        myself.send_after(core.settings.accounts_every, || AccountsMsg::Look);
        Ok(core)
    }

    async fn handle(
        &self,
        myself: ActorRef<AccountsMsg>,
        message: AccountsMsg,
        core: &mut Arc<Core>,
    ) -> Result<(), ActorProcessingErr> {
        look(core).await;
        match message {
            // After the look and not every so often: a slow database is not asked twice at once.
            AccountsMsg::Look => {
                myself.send_after(core.settings.accounts_every, || AccountsMsg::Look);
            }
            AccountsMsg::LookNow(port) => drop(port.send(())),
        }
        Ok(())
    }
}

async fn look(core: &Core) {
    let accounts = match queries::accounts::load_all(&core.database).await {
        Ok(accounts) => accounts,
        Err(error) => return tracing::warn!(%error, "the users could not be read"),
    };
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
}

/// Notes an account, and tells its sessions when it has changed.
pub(crate) fn learn(core: &Core, account: Account) -> Arc<Account> {
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
    core.directory.tell_session(&account.username, || {
        SessionMsg::AccountChanged(Arc::clone(account))
    });
}
