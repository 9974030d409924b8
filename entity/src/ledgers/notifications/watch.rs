//! What the writer remembers so that a message that notifies nobody costs no statement: who chose all messages
//! of which channel, and everybody's own preferences.
//!
//! It only names people to look at; who is a member, and at which level, is read with the batch.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::DatabaseTransaction;

use crate::{
    error::Error,
    ids::{ChannelId, UserId},
    ledgers::Memory,
    notify::Keywords,
    preferences::Preferences,
    queries::{
        preferences,
        sql::{Sql, column},
    },
};

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    /// The members who chose all messages of a channel.
    pub(super) all: HashMap<ChannelId, BTreeSet<UserId>>,
    pub(super) preferences: BTreeMap<UserId, Preferences>,
    pub(super) keywords: Arc<Keywords>,
}

impl Watch {
    /// Reads it from the database, the first time it is called.
    pub(super) async fn of(
        db: &DatabaseTransaction,
        memory: &mut Memory,
    ) -> Result<Arc<Self>, Error> {
        if let Some(watch) = &memory.watch {
            return Ok(Arc::clone(watch));
        }
        let mut watch = Self::default();
        let all = "SELECT channel_id, user_id FROM chat_channel_members WHERE notify = 'all'";
        for row in &Sql::new(db, all).all(db).await? {
            let user = UserId::from(column::<String>(row, 1)?);
            watch.chose(ChannelId(column(row, 0)?), &user, true);
        }
        let stored = "SELECT user_id, preferences FROM chat_preferences";
        for row in &Sql::new(db, stored).all(db).await? {
            let (user, own) = preferences::read(row)?;
            watch.preferences.insert(user, own);
        }
        watch.keywords = Arc::new(Keywords::of(watch.preferences.iter()));
        let watch = Arc::new(watch);
        memory.watch = Some(Arc::clone(&watch));
        Ok(watch)
    }

    /// Notes whether a member wants all messages of a channel.
    pub(in crate::ledgers) fn chose(&mut self, channel: ChannelId, user: &UserId, all: bool) {
        let chosen = self.all.entry(channel).or_default();
        if all {
            chosen.insert(user.clone());
        } else {
            chosen.remove(user);
        }
        if chosen.is_empty() {
            self.all.remove(&channel);
        }
    }

    /// Notes preferences that changed.
    pub(in crate::ledgers) fn prefer(&mut self, changed: BTreeMap<UserId, Preferences>) {
        let keywords = changed.iter().any(|(user, after)| {
            let before = self.preferences.get(user);
            before.map_or(&[][..], |before| &before.keywords) != after.keywords
        });
        self.preferences.extend(changed);
        if keywords {
            self.keywords = Arc::new(Keywords::of(self.preferences.iter()));
        }
    }
}
