//! The presence that others may see, encoded once for everyone who receives it.

use std::sync::{Arc, Mutex, PoisonError};

use entity::{
    ids::UserId,
    model::{Presence, PresenceStatus},
};

use super::Directory;
use crate::protocol::parts::PresenceEntry;

/// The presence of one user. Each of the user's listeners holds it, so that a snapshot of a channel's
/// audience needs no look-up per person.
#[derive(Debug)]
pub(crate) struct Published {
    user: UserId,
    /// `None` until it is published.
    entry: Mutex<Option<Arc<PresenceEntry>>>,
}

impl Published {
    pub(super) fn new(user: UserId) -> Self {
        Self {
            user,
            entry: Mutex::default(),
        }
    }

    /// Returns the user whose presence this entry publishes.
    pub(super) fn user(&self) -> &UserId {
        &self.user
    }

    /// The presence, once it is published.
    pub(crate) fn get(&self) -> Option<Arc<PresenceEntry>> {
        self.entry
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set(&self, entry: Option<Arc<PresenceEntry>>) {
        *self.entry.lock().unwrap_or_else(PoisonError::into_inner) = entry;
    }
}

impl Directory {
    /// The place where a user's presence is published. It stays the same one while anyone holds it.
    pub(crate) fn published(&self, user: &UserId) -> Arc<Published> {
        let place = self.presence.entry(user.clone());
        Arc::clone(&place.or_insert_with(|| Arc::new(Published::new(user.clone()))))
    }

    /// Makes a user's presence visible to others.
    pub(crate) fn publish(&self, user: UserId, presence: Presence) {
        let entry = Arc::new(PresenceEntry::new(user, presence));
        self.published(&entry.user).set(Some(Arc::clone(&entry)));
    }

    /// Takes back what was published of a user.
    pub(crate) fn withdraw(&self, user: &UserId) {
        if let Some(published) = self.presence.get(user) {
            published.set(None);
        }
        self.forget_unpublished(user);
    }

    /// Removes a user of whom nothing is published, unless a socket of theirs is connected.
    pub(super) fn forget_unpublished(&self, user: &UserId) {
        self.presence.remove_if(user, |_, published| {
            // Under the map's lock nobody can begin to hold it.
            Arc::strong_count(published) == 1 && published.get().is_none()
        });
    }

    /// Returns the presence that is published for `user`; `None` before the first one.
    pub(crate) fn presence_of(&self, user: &UserId) -> Option<Presence> {
        let entry = self.presence.get(user)?.get()?;
        Some(entry.presence.clone())
    }

    /// Returns whether a user is not offline.
    pub(crate) fn is_present(&self, user: &UserId) -> bool {
        let presence = self.presence_of(user);
        presence.is_some_and(|presence| presence.status != PresenceStatus::Offline)
    }
}

#[cfg(test)]
mod tests {
    use entity::model::PresenceStatus;

    use super::*;

    fn online() -> Presence {
        Presence {
            status: PresenceStatus::Online,
            status_message: String::new(),
            status_message_until: None,
            last_active: 1,
        }
    }

    #[test]
    fn what_is_held_stays_the_place_where_presence_is_published() {
        let (directory, ann) = (Directory::default(), UserId::from("ann"));
        let held = directory.published(&ann);
        directory.withdraw(&ann);
        directory.publish(ann.clone(), online());
        assert!(held.get().is_some());
        drop(held);
        directory.withdraw(&ann);
        assert_eq!(directory.presence_of(&ann), None);
        assert!(directory.presence.is_empty());
    }
}
