//! Preferences: how each member wants to see a conversation.
//!
//! What is hidden is kept as the position at which it was hidden, so that the next message shows it again
//! without a write.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sea_orm::{DatabaseTransaction, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Change, Ledger, Ledgers, Memory, write::insert};
use crate::{
    change::{By, Committed, PreferencesState},
    error::Error,
    event::{Fact, Payload},
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelPreferences, Notify},
    preferences::Preferences as Own,
    queries::{
        channels::preferences_on,
        sql::{Sql, column},
        words::Word,
    },
};

/// Changes a member's preferences in a channel; `None` leaves one unchanged.
#[derive(Debug)]
pub struct SetPreferences {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member.
    pub user: UserId,
    /// Whether it shall not ask for attention.
    pub muted: Option<bool>,
    /// When the mute that begins with this change ends; `None` if it does not end by itself.
    pub muted_until: Option<Millis>,
    /// Whether it stands at the top of the list.
    pub pinned: Option<bool>,
    /// Whether it is left out of the list until its next message.
    pub hidden: Option<bool>,
    /// Which of its messages notify the member.
    pub notify: Option<Notify>,
}

/// Ends a member's mute. Changes nothing if the mute was extended or ended before.
#[derive(Debug)]
pub struct EndMute {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member.
    pub user: UserId,
    /// The mute ends if it was to end by this time.
    pub due_by: Millis,
}

/// `preferences_updated`: the user's preferences changed, perhaps on another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum PreferencesUpdated {
    /// Those in one channel.
    Channel(ChannelPreferencesUpdated),
    /// Their own, for all channels.
    Own(OwnPreferencesUpdated),
}

/// The user's own preferences changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnPreferencesUpdated {
    /// All of them.
    pub preferences: Own,
}

/// The user's preferences in a channel changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChannelPreferencesUpdated {
    /// The channel.
    pub channel_id: ChannelId,
    /// True if it shall not ask for attention.
    pub muted: bool,
    /// When the mute ends; `None` if it does not end by itself.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub muted_until: Option<Millis>,
    /// True if it stands at the top of the list.
    pub pinned: bool,
    /// True if it is left out of the list until its next message.
    pub hidden: bool,
    /// Which of its messages notify the user.
    #[serde(default)]
    pub notify: Notify,
    /// The channel's position at that time: a later message shows a hidden conversation again.
    #[serde(default)]
    #[ts(type = "number")]
    pub channel_seq: Seq,
}

/// A member's preferences as they are stored.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Stored {
    muted: bool,
    muted_until: Option<Millis>,
    pinned: bool,
    hidden_seq: Option<Seq>,
    /// `None` while the member has chosen nothing.
    notify: Option<Notify>,
}

type Key = (ChannelId, UserId);

/// The part of a batch that concerns preferences.
#[derive(Default)]
pub(crate) struct Preferences {
    needed: BTreeSet<Key>,
    stored: BTreeMap<Key, Stored>,
    changed: BTreeSet<Key>,
    /// Whose preferences each change shows.
    shown: Vec<(usize, Key)>,
}

impl Change for SetPreferences {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(self.key(), ledgers);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let position = ledgers.streams.position(self.channel_id)?;
        set(self.key(), at, ledgers, |stored| {
            if let Some(muted) = self.muted {
                stored.muted = muted;
                stored.muted_until = self.muted_until.filter(|_| muted);
            }
            stored.pinned = self.pinned.unwrap_or(stored.pinned);
            stored.hidden_seq = match self.hidden {
                Some(true) => Some(position),
                Some(false) => None,
                None => stored.hidden_seq,
            };
            stored.notify = self.notify.or(stored.notify);
        })
    }
}

impl Change for EndMute {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(self.key(), ledgers);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        set(self.key(), at, ledgers, |stored| {
            if stored.muted_until.is_some_and(|until| until <= self.due_by) {
                stored.muted = false;
                stored.muted_until = None;
            }
        })
    }
}

impl SetPreferences {
    fn key(&self) -> Key {
        (self.channel_id, self.user.clone())
    }
}

impl EndMute {
    fn key(&self) -> Key {
        (self.channel_id, self.user.clone())
    }
}

fn need(key: Key, ledgers: &mut Ledgers) {
    ledgers.streams.need(key.0);
    ledgers.members.need(key.0, &key.1);
    ledgers.preferences.needed.insert(key);
}

/// Changes what is stored, and records the event if anything is different now.
fn set(
    key: Key,
    at: Millis,
    ledgers: &mut Ledgers,
    change: impl FnOnce(&mut Stored),
) -> Result<Committed, Error> {
    let (channel_id, user) = &key;
    let position = ledgers.streams.position(*channel_id)?;
    let member = ledgers.members.row_mut(*channel_id, user);
    member.ok_or(Error::NotFound)?;
    let number = ledgers.change;
    let preferences = &mut ledgers.preferences;
    let stored = preferences.stored.entry(key.clone()).or_default();
    let before = *stored;
    change(stored);
    let after = *stored;
    preferences.shown.push((number, key.clone()));
    if after == before {
        return Ok(Committed::unchanged());
    }
    preferences.changed.insert(key.clone());
    // What is sent is completed after the batch.
    let fact = PreferencesUpdated::Channel(ChannelPreferencesUpdated {
        channel_id: *channel_id,
        muted: after.muted,
        muted_until: after.muted_until,
        pinned: after.pinned,
        hidden: after.hidden_seq.is_some(),
        notify: after.notify.unwrap_or_default(),
        channel_seq: position,
    });
    let streams = &mut ledgers.streams;
    streams.record_for_user(number, at, user, &fact);
    Ok(Committed::default())
}

impl From<PreferencesState> for PreferencesUpdated {
    fn from(state: PreferencesState) -> Self {
        let ChannelPreferences {
            muted,
            muted_until,
            pinned,
            hidden,
            notify,
        } = state.preferences;
        Self::Channel(ChannelPreferencesUpdated {
            channel_id: state.channel_id,
            muted,
            muted_until,
            pinned,
            hidden,
            notify,
            channel_seq: state.channel_seq,
        })
    }
}

impl Ledger for Preferences {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let needed: Vec<&Key> = self.needed.iter().collect();
        for some in needed.chunks(256) {
            let keys = some
                .iter()
                .map(|(id, user)| [id.0.into(), user.as_str().into()]);
            let head = "SELECT channel_id, user_id, muted, muted_until, pinned, hidden_seq, notify \
                        FROM chat_channel_members WHERE ";
            let found = Sql::new(db, head)
                .any(["channel_id", "user_id"], keys)
                .all(db)
                .await?;
            for row in &found {
                let user = UserId::from(column::<String>(row, 1)?);
                let stored = Stored {
                    muted: column(row, 2)?,
                    muted_until: column(row, 3)?,
                    pinned: column(row, 4)?,
                    hidden_seq: column(row, 5)?,
                    notify: column::<Option<String>>(row, 6)?
                        .map(|word| Notify::read(&word))
                        .transpose()?,
                };
                self.stored
                    .insert((ChannelId(column(row, 0)?), user), stored);
            }
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = self.changed.iter().filter_map(|key| {
            let stored = self.stored.get(key)?;
            let row: [Value; 7] = [
                key.0.0.into(),
                key.1.as_str().into(),
                stored.muted.into(),
                stored.muted_until.into(),
                stored.pinned.into(),
                stored.hidden_seq.into(),
                stored.notify.map(Notify::word).into(),
            ];
            Some(row)
        });
        insert(
            db,
            "WITH v(place, who, muted, muted_until, pinned, hidden_seq, notify) AS (VALUES ",
            changed.collect(),
            ") UPDATE chat_channel_members SET muted = v.muted, muted_until = v.muted_until, pinned = v.pinned, \
             hidden_seq = v.hidden_seq, notify = v.notify FROM v WHERE chat_channel_members.channel_id = v.place \
             AND chat_channel_members.user_id = v.who",
        )
        .await?;
        Ok(())
    }

    /// Shows the preferences as they are after the batch: a message may have ended the hiding.
    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let wanted: Vec<Key> = self.shown.iter().map(|(_, key)| key.clone()).collect();
        let states = preferences_on(db, &wanted).await?;
        for (change, key) in self.shown.drain(..) {
            if let (Some(Ok(committed)), Some(state)) = (results.get_mut(change), states.get(&key))
            {
                committed.preferences = Some(*state);
                let events = committed.user_events.iter_mut();
                for event in events.filter(|event| event.name == PreferencesUpdated::NAME) {
                    event.payload = Payload::of(&PreferencesUpdated::from(*state));
                }
            }
        }
        Ok(())
    }

    fn remember(self, memory: &mut Memory) {
        let Some(watch) = &mut memory.watch else {
            return;
        };
        for key in &self.changed {
            if let Some(stored) = self.stored.get(key) {
                let all = stored.notify == Some(Notify::All) && !stored.muted;
                Arc::make_mut(watch).chose(key.0, &key.1, all);
            }
        }
    }
}
