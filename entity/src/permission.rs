//! Authorization: decides what a user may do, from plain facts and without I/O.
//!
//! `queries::accounts` and `queries::channels` load the facts. No other module decides permissions.

#[cfg(test)]
mod calls;
mod decide;
mod grants;
#[cfg(test)]
mod table;
mod ticket_work;
mod tickets;

pub use decide::{Action, decide, may, may_administer};
pub use grants::{Grants, Permission};
pub use ticket_work::may_create_tickets;
pub use tickets::{TicketGrants, TicketPermission, TicketSet, TicketStanding, TicketView};

use crate::{
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelKind, ChannelRole, History, Pinning},
};

/// Orvale's role with all permissions.
pub const ADMIN_ROLE: &str = "admin";

/// One of Orvale's users, with their permissions in the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The username.
    pub username: UserId,
    /// The displayed name.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// False if deactivated in Orvale.
    pub active: bool,
    /// True if an administrator has blocked them from the chat.
    pub blocked: bool,
    /// The permissions that their role grants; all for [`ADMIN_ROLE`].
    pub grants: Grants,
    /// What their role may do with Orvale's tickets; everything for [`ADMIN_ROLE`].
    pub tickets: TicketGrants,
    /// The number of times that all of their tokens were revoked. A token is valid only in the epoch in
    /// which it was issued.
    pub token_epoch: i64,
    /// Tokens without an epoch that were never seen before are refused if issued before this time.
    pub tokens_valid_after: Millis,
}

impl Account {
    /// The account of a user who is no longer in Orvale.
    #[must_use]
    pub fn gone(username: UserId) -> Self {
        Self {
            display_name: username.to_string(),
            username,
            role: String::new(),
            team_id: None,
            active: false,
            blocked: false,
            grants: Grants::default(),
            tickets: TicketGrants::default(),
            token_epoch: 0,
            tokens_valid_after: 0,
        }
    }

    /// Returns whether they have Orvale's role with all permissions.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == ADMIN_ROLE
    }

    /// Returns whether their role grants `permission`. [`may`] and [`decide`] also check that the account
    /// is active and not blocked.
    #[must_use]
    pub fn has(&self, permission: Permission) -> bool {
        self.is_admin() || self.grants.has(permission)
    }
}

/// A user's membership of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Their role in the channel.
    pub role: ChannelRole,
    /// False if a moderator has muted them in the channel.
    pub can_post: bool,
    /// The position after which they see the channel.
    pub history_after: Seq,
}

/// The facts about one user and one channel that permissions depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The channel.
    pub channel_id: ChannelId,
    /// Its type: who can find and join it.
    pub kind: ChannelKind,
    /// True for a direct conversation that began with more than two members.
    pub group: bool,
    /// False if archived.
    pub active: bool,
    /// True if only its admins and owners post.
    pub read_only: bool,
    /// Who may pin messages.
    pub pinning: Pinning,
    /// What new members see of its history.
    pub history: History,
    /// The position up to which new members see nothing.
    pub hidden_until: Seq,
    /// The user's membership, if they have one.
    pub membership: Option<Membership>,
}

/// Permission to act in one channel. Only [`decide`] creates one, so it proves that the check was made. It
/// is as current as the facts that it was made from; do not store it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    channel_id: ChannelId,
    user: UserId,
    history_after: Seq,
}

impl Permit {
    /// Returns the channel.
    #[must_use]
    pub fn channel_id(&self) -> ChannelId {
        self.channel_id
    }

    /// Returns the user.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Returns the position after which the user sees the channel. To them, messages up to it do not exist.
    #[must_use]
    pub fn history_after(&self) -> Seq {
        self.history_after
    }

    /// Returns whether the user may see the message at this position of the channel.
    #[must_use]
    pub fn sees(&self, seq: Seq) -> bool {
        seq > self.history_after
    }
}

/// Why an action is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The user must not learn that the channel exists.
    #[error("This channel does not exist, or you do not have access to it.")]
    NotFound,
    /// The user may know of it; with the reason for the user.
    #[error("{0}")]
    Forbidden(&'static str),
}
