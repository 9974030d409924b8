//! What the writer remembers so that posting and reading cost no statement where nothing is unread: who has no
//! unread notifications of messages in which channel.
//!
//! Only the writer adds notifications, so it knows when that changes.

use std::collections::HashSet;

use super::Notifications;
use crate::{
    ids::{ChannelId, UserId},
    notify::Notification,
};

/// The maximum number of entries; beyond it, all are dropped.
const ENTRIES: usize = 65_536;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Quiet(HashSet<(UserId, ChannelId)>);

impl Quiet {
    /// Returns whether the user has no unread notifications of messages in the channel.
    pub(super) fn contains(&self, reader: &(UserId, ChannelId)) -> bool {
        self.0.contains(reader)
    }

    fn insert(&mut self, reader: (UserId, ChannelId)) {
        if self.0.len() >= ENTRIES {
            self.0.clear();
        }
        self.0.insert(reader);
    }

    /// Takes in a batch that was committed.
    pub(super) fn note(&mut self, batch: &Notifications) {
        let unread = |fact: &Notification| fact.kind.is_read_with_its_message();
        for reader in &batch.readers {
            let (user, channel) = reader;
            let is_left = batch.rows_of(user).any(|(_, stored)| {
                stored.fact.channel_id == Some(*channel) && !stored.is_read && unread(&stored.fact)
            });
            if !is_left && !self.contains(reader) {
                self.insert(reader.clone());
            }
        }
        for new in &batch.new {
            if let Some(channel) = new.notification.channel_id
                && new.notification.read.is_none()
                && unread(&new.notification)
            {
                self.0.remove(&(new.user.clone(), channel));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_not_grow_without_bounds() {
        let mut quiet = Quiet::default();
        for id in 0..3 * ENTRIES as i64 {
            let reader = (UserId::from("ann"), ChannelId(id));
            quiet.insert(reader.clone());
            assert!(quiet.contains(&reader) && quiet.0.len() <= ENTRIES);
        }
    }
}
