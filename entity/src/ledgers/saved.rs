//! Saved messages: what each user keeps for later. Only they see it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    ids::{ChannelId, MessageId, Millis, UserId},
    queries::sql::{Sql, column},
};

/// Saves a message. Changes nothing if the user has saved it already.
#[derive(Debug)]
pub struct SaveMessage {
    /// The message.
    pub message: MessageRef,
    /// Who saves it.
    pub user: UserId,
}

/// Removes a message, which may be deleted, from those that the user saved. Changes nothing if it is not
/// among them.
#[derive(Debug)]
pub struct UnsaveMessage {
    /// The message.
    pub message: MessageRef,
    /// Who saved it.
    pub user: UserId,
}

/// `saved_updated`: the user saved a message or removed it from the saved ones, perhaps on another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedUpdated {
    /// The message's channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
    /// When it was saved; null if it is not saved any more.
    #[ts(type = "number | null")]
    pub saved_at: Option<Millis>,
}

type Key = (UserId, MessageId);

/// The part of a batch for saved messages.
#[derive(Default)]
pub(crate) struct Saved {
    needed: BTreeSet<Key>,
    saved: BTreeMap<Key, Millis>,
    changed: BTreeSet<Key>,
}

impl Change for SaveMessage {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(ledgers, self.message, &self.user);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.living(self.message)?;
        let key = (self.user.clone(), self.message.message_id);
        if let Some(saved_at) = ledgers.saved.saved.get(&key) {
            return Ok(Committed {
                saved_at: Some(*saved_at),
                ..Committed::unchanged()
            });
        }
        ledgers.saved.saved.insert(key.clone(), at);
        ledgers.saved.changed.insert(key);
        record(at, ledgers, (self.message, &self.user), Some(at));
        Ok(Committed {
            saved_at: Some(at),
            ..Committed::default()
        })
    }
}

impl Change for UnsaveMessage {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        need(ledgers, self.message, &self.user);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.located(self.message)?;
        let key = (self.user.clone(), self.message.message_id);
        if ledgers.saved.saved.remove(&key).is_none() {
            return Ok(Committed::unchanged());
        }
        ledgers.saved.changed.insert(key);
        record(at, ledgers, (self.message, &self.user), None);
        Ok(Committed::default())
    }
}

fn need(ledgers: &mut Ledgers, message: MessageRef, user: &UserId) {
    ledgers.messages.need(message.message_id);
    let key = (user.clone(), message.message_id);
    ledgers.saved.needed.insert(key);
}

fn record(
    at: Millis,
    ledgers: &mut Ledgers,
    (message, user): (MessageRef, &UserId),
    saved_at: Option<Millis>,
) {
    let fact = SavedUpdated {
        channel_id: message.channel_id,
        message_id: message.message_id,
        saved_at,
    };
    let change = ledgers.change;
    ledgers.streams.record_for_user(change, at, user, &fact);
}

impl Ledger for Saved {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let needed: Vec<&Key> = self.needed.iter().collect();
        for some in needed.chunks(256) {
            let keys = some
                .iter()
                .map(|(user, message)| [user.as_str().into(), message.0.into()]);
            let head = "SELECT user_id, message_id, saved_at FROM chat_saved WHERE ";
            let found = Sql::new(db, head)
                .any(["user_id", "message_id"], keys)
                .all(db)
                .await?;
            for row in &found {
                let user = UserId::from(column::<String>(row, 0)?);
                let key = (user, MessageId(column(row, 1)?));
                self.saved.insert(key, column(row, 2)?);
            }
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = self.changed.iter();
        let keys = changed.map(|(user, message)| [user.as_str().into(), message.0.into()]);
        let columns = ["user_id", "message_id"];
        delete(db, "chat_saved", columns, keys.collect()).await?;
        let new = self.changed.iter().filter_map(|key| {
            let at = self.saved.get(key)?;
            Some([key.0.as_str().into(), key.1.0.into(), (*at).into()])
        });
        let head = "INSERT INTO chat_saved (user_id, message_id, saved_at) VALUES ";
        insert(db, head, new.collect(), "").await?;
        Ok(())
    }
}
