//! A user's account: whether it may be connected, and the part of it that its user sees. Nothing is read
//! from the database or kept here.

use entity::{
    model::Person,
    permission::{Account, Permission, may},
};

/// Whether an account may be connected at all with a token of this epoch.
#[must_use]
pub(super) fn may_connect(account: &Account, epoch: i64) -> bool {
    epoch == account.token_epoch && may(account, Permission::AccessChannels).is_ok()
}

/// The account as its user may see it.
pub(super) fn person(account: &Account) -> Person {
    Person {
        username: account.username.clone(),
        display_name: account.display_name.clone(),
        role: account.role.clone(),
        team_id: account.team_id.clone(),
        active: account.active,
    }
}
