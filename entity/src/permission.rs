//! *May this user?*: the one place that answers it, from plain facts and without any I/O.
//!
//! Loading those facts is `queries::accounts` and `queries::channels`; acting on the answer is an
//! actor. Nothing here looks anything up, and nothing elsewhere decides.

mod decide;
mod grants;
#[cfg(test)]
mod table;

pub use decide::{Action, decide, may};
pub use grants::{Grants, Permission};

use crate::{
    ids::{ChannelId, Millis, UserId},
    model::{ChannelKind, ChannelRole},
};

/// The role of Orvale that has every permission.
pub const ADMIN_ROLE: &str = "admin";

/// A user of Orvale with what the chat grants them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// What the system calls them.
    pub username: UserId,
    /// What people call them.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// False once deactivated in Orvale.
    pub active: bool,
    /// True when an administrator keeps them out of the chat.
    pub blocked: bool,
    /// What their role grants; everything for [`ADMIN_ROLE`].
    pub grants: Grants,
    /// How often all of their tokens have been revoked: a token belongs to one epoch and is refused in
    /// any other.
    pub token_epoch: i64,
    /// Tokens that name no epoch and were never seen before are refused when issued earlier than this.
    pub tokens_valid_after: Millis,
}

impl Account {
    /// Whether they have Orvale's role that may do everything.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role == ADMIN_ROLE
    }

    /// Whether their role gives them `permission`. It says nothing about being active or blocked:
    /// [`may`] and [`decide`] do.
    #[must_use]
    pub fn has(&self, permission: Permission) -> bool {
        self.is_admin() || self.grants.has(permission)
    }
}

/// What someone is in a channel they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Their role there.
    pub role: ChannelRole,
    /// False when a moderator has silenced them there.
    pub can_post: bool,
}

/// Where one user stands in one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which channel.
    pub channel_id: ChannelId,
    /// Who can find and enter it.
    pub kind: ChannelKind,
    /// False once archived.
    pub active: bool,
    /// True when only its admins and owners post.
    pub read_only: bool,
    /// The user's membership, if they have one.
    pub membership: Option<Membership>,
}

/// Leave to act in one channel: only [`decide`] makes one, so holding it proves the question was
/// asked. It is as fresh as the facts it was made from; do not keep it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    channel_id: ChannelId,
    user: UserId,
}

impl Permit {
    /// Where.
    #[must_use]
    pub fn channel_id(&self) -> ChannelId {
        self.channel_id
    }

    /// Who.
    #[must_use]
    pub fn user(&self) -> &UserId {
        &self.user
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// They may not even know that the channel exists.
    #[error("There is no such channel.")]
    NotFound,
    /// They may know, and are told why.
    #[error("{0}")]
    Forbidden(&'static str),
}
