//! Whether a channel would lose its last owner. Used by the commands that take a role or a member away; not a command.

use std::sync::Arc;

use entity::{
    ids::{ChannelId, UserId},
    queries::messages::Located,
};

use super::{Lookup, Target};
use crate::{channels::Room, delivery::directory::Directory, protocol::Failure};

/// A channel that may lose an owner.
#[derive(Debug)]
pub struct Owned(pub(super) ChannelId);

/// Tells which owners of a channel are active, and so whether it would be left without one.
#[derive(Debug)]
pub struct Owners(Arc<Directory>);

impl Owners {
    pub(crate) fn new(directory: &Arc<Directory>) -> Self {
        Self(Arc::clone(directory))
    }

    /// Checks that `room` has an active owner without `user`, unless nobody else is in it.
    ///
    /// # Errors
    /// `conflict` if `user` is the last one.
    pub(super) fn check_left(&self, room: &Room, user: &UserId) -> Result<(), Failure> {
        let is_active = |user: &UserId| {
            let account = self.0.known_account(user);
            account.is_none_or(|account| account.active)
        };
        match room.is_last_owner(user, is_active) {
            true => Err(Failure::last_owner()),
            false => Ok(()),
        }
    }
}

impl Target for Owned {
    type Found = Owners;

    fn messages(_: &Owners) -> Vec<&Located> {
        Vec::new()
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, Owners), Failure> {
        Ok((self.0, Owners::new(lookup.directory)))
    }
}
