//! A session's account: whether it may connect, and the part that its user sees. Does no I/O and keeps no
//! state.

use entity::{
    model::Person,
    permission::{Account, Permission, may},
};

/// Returns whether an account may connect with a token of this epoch.
#[must_use]
pub(super) fn may_connect(account: &Account, epoch: i64) -> bool {
    epoch == account.token_epoch && may(account, Permission::AccessChannels).is_ok()
}

/// Returns the account as its user sees it.
pub(super) fn person(account: &Account) -> Person {
    Person {
        username: account.username.clone(),
        display_name: account.display_name.clone(),
        role: account.role.clone(),
        team_id: account.team_id.clone(),
        active: account.active,
        presence_unknown: false,
    }
}
