//! Watches Orvale's users and roles. When a user is deactivated, blocked, logged out everywhere or given
//! another role, their open sockets are affected within a second, whichever program made the change.
//!
//! Only this actor updates the accounts in the directory, one read after the other, so that an older read
//! never replaces a newer one. Permissions are decided elsewhere.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use entity::{
    Database,
    ids::UserId,
    ledgers::account_reads::ConfirmRead,
    permission::Account,
    queries::{
        OddRow,
        accounts::{self, Marker, Reads},
        channels::{TEAM_CHANGES, TeamChange, team_changes},
    },
};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::{
    channels::{
        Request, Router,
        mentions::{Everybody, Groups, Known},
    },
    clock,
    commands::{Owners, TeamMember},
    delivery::{
        directory::Directory,
        messages::{CallNotice, SessionNotice},
        reply::ReplyTo,
    },
    protocol::CloseCode,
    store::StoreHandle,
};

/// A message to the actor that watches accounts.
#[derive(Debug)]
pub enum AccountsMsg {
    /// The timer: read the accounts if the database says that users or roles may have changed, and set
    /// the timer again.
    Look,
    /// Read the accounts whether or not they have changed, and answer once sessions have been informed.
    /// Sent after an administrator's change, so that it applies at once.
    LookNow(ractor::RpcReplyPort<()>),
}

/// Compares Orvale's users and roles with the directory, twice a second by default. It closes the
/// sockets of users who have lost access and informs the sessions of users whose role or grants changed.
#[derive(Debug)]
pub struct AccountsActor;

/// The handles and settings that [`AccountsActor`] is started with.
#[derive(Clone, Debug)]
pub struct AccountsArgs {
    /// The database with users and roles.
    pub database: Database,
    /// The directory, with the accounts and sessions.
    pub directory: Arc<Directory>,
    /// Delivers changes of memberships to channels.
    pub channels: Arc<Router>,
    /// Keeps the confirmation that commands beside the server wait for.
    pub store: Arc<StoreHandle>,
    /// The interval between reads.
    pub every: Duration,
}

impl Actor for AccountsActor {
    type Msg = AccountsMsg;
    type State = AccountsState;
    type Arguments = AccountsArgs;

    async fn pre_start(
        &self,
        myself: ActorRef<AccountsMsg>,
        args: AccountsArgs,
    ) -> Result<AccountsState, ActorProcessingErr> {
        let mut state = AccountsState {
            args,
            seen: Marker::default(),
            reported: HashSet::new(),
        };
        state.look_if_changed().await?;
        myself.send_after(state.args.every, || AccountsMsg::Look);
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
            // The next tick reads again.
            state.seen = Marker::default();
            tracing::warn!(%error, "accounts: cannot read users and roles");
        }
        match message {
            // Scheduled after the read, so that a slow database never has two reads running.
            AccountsMsg::Look => {
                myself.send_after(state.args.every, || AccountsMsg::Look);
            }
            AccountsMsg::LookNow(port) => drop(port.send(())),
        }
        Ok(())
    }
}

/// The progress of reading Orvale's tables. After a crash it starts empty, and the first read compares
/// every account again.
#[derive(Debug)]
pub struct AccountsState {
    args: AccountsArgs,
    /// The database's marker at the last read.
    seen: Marker,
    /// The unreadable rows that have been logged: each is logged once.
    reported: HashSet<OddRow>,
}

impl AccountsState {
    /// Reads the accounts only when the marker has moved: reading thousands of users twice a second
    /// would cost a tenth of a core.
    async fn look_if_changed(&mut self) -> Result<(), entity::Error> {
        let has_new_account = &self.args.directory.has_new_account;
        let has_new_account = has_new_account.swap(false, Ordering::Relaxed);
        let now = Marker::read(&self.args.database, &self.seen).await?;
        if has_new_account || !now.is_unchanged_since(&self.seen) {
            self.look().await?;
        }
        self.seen = now;
        Ok(())
    }

    async fn look(&mut self) -> Result<(), entity::Error> {
        let AccountsArgs {
            database,
            directory,
            channels,
            ..
        } = &self.args;
        let reads = Reads::load(database).await?;
        let all = accounts::load_all(database).await?;
        let revoked = accounts::revoked(database).await?;
        let teams = accounts::team_names(database).await?;
        channels.set_known(Known {
            groups: Groups::with_teams(teams.into_iter()),
            everybody: Everybody::active(&all.accounts),
        });
        revoke_tokens(directory, revoked);
        let known = directory.accounts.iter();
        let mut gone: HashSet<UserId> = known.map(|entry| entry.key().clone()).collect();
        for account in all.accounts {
            gone.remove(&account.username);
            learn(directory, account);
        }
        for user in gone {
            forget(directory, &user);
        }
        self.confirm(reads);
        self.report(all.odd);
        self.follow_teams().await
    }

    /// Brings the members of channels that follow a team in line with the team.
    async fn follow_teams(&self) -> Result<(), entity::Error> {
        let AccountsArgs {
            database,
            directory,
            channels,
            ..
        } = &self.args;
        let changes = team_changes(database).await?;
        if changes.len() == TEAM_CHANGES {
            // The next read finds the rest.
            directory.has_new_account.store(true, Ordering::Relaxed);
        }
        for TeamChange {
            channel_id,
            user,
            belongs,
        } in changes
        {
            let known = directory.known_account(&user);
            // The change is committed on its own; if it is refused, the next read finds it again.
            let (reply, _) = ReplyTo::caller();
            let request = Request {
                caller: known.unwrap_or_else(|| Arc::new(Account::gone(user))),
                command: Box::new(TeamMember {
                    belongs,
                    owners: Owners::new(directory),
                }),
                once: None,
                reply,
            };
            channels.request(channel_id, request, clock::now());
        }
        Ok(())
    }

    /// Confirms to commands beside the server that what they changed before this read has been applied. Does not
    /// wait: access ends even while nothing can be written. What could not be confirmed is read and confirmed again.
    fn confirm(&self, reads: Reads) {
        if reads.are_open() {
            let AccountsArgs {
                store, directory, ..
            } = &self.args;
            let (store, directory) = (Arc::clone(store), Arc::clone(directory));
            tokio::spawn(async move {
                if store.keep(ConfirmRead(reads.asked)).await.is_err() {
                    directory.has_new_account.store(true, Ordering::Relaxed);
                }
            });
        }
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

/// Records revoked tokens, and closes the sockets of newly revoked ones.
fn revoke_tokens(directory: &Directory, tokens: Vec<(String, i64)>) {
    let tokens: HashMap<Arc<str>, i64> = tokens
        .into_iter()
        .map(|(hash, expires_at)| (hash.into(), expires_at))
        .collect();
    let mut new = Vec::new();
    for (hash, expires_at) in tokens {
        if directory
            .revoked
            .insert(Arc::clone(&hash), expires_at)
            .is_none()
        {
            new.push(hash);
        }
    }
    let now = clock::now();
    directory.revoked.retain(|_, expires_at| *expires_at > now);
    if !new.is_empty() {
        directory.close_each(CloseCode::AccessRevoked, |held| {
            new.contains(&held.token_hash)
        });
    }
}

/// Adds an account that was unknown, unless a read has just found it.
///
/// The next read checks it again, since it may have been deleted after it was read here.
pub(crate) fn note_if_unknown(directory: &Directory, account: Account) -> Arc<Account> {
    let known = directory.accounts.entry(account.username.clone());
    let known = Arc::clone(&known.or_insert_with(|| Arc::new(account)));
    directory.has_new_account.store(true, Ordering::Relaxed);
    known
}

/// Updates an account, and informs its sessions if it has changed.
///
/// The directory is updated first: a session that is being opened reads it after it is registered.
fn learn(directory: &Directory, account: Account) {
    let user = account.username.clone();
    if directory.known_account(&user).as_deref() != Some(&account) {
        directory.accounts.insert(user.clone(), Arc::new(account));
        directory.account_changed(&user);
        directory.to_calls(CallNotice::AccountChanged { user: user.clone() });
        directory.notify_sessions(&user, SessionNotice::AccountChanged);
    }
}

/// Removes an account whose row is gone or unreadable: it counts as inactive.
fn forget(directory: &Directory, user: &UserId) {
    if directory.accounts.remove(user).is_some() {
        directory.to_calls(CallNotice::AccountChanged { user: user.clone() });
        directory.notify_sessions(user, SessionNotice::AccountChanged);
    }
}
