//! Pins: the messages pinned in a channel, for everyone in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    Database,
    change::{By, Committed, MessageRef},
    error::Error,
    ids::{ChannelId, MessageId, Millis, UserId},
    model::{Message, PinnedMessage},
    permission::Permit,
    queries::{
        messages::seen_from,
        rows::{self, Pin},
    },
};

/// The maximum number of pinned messages in a channel.
pub const PINS: usize = 100;

/// Pins a message. Changes nothing if it is already pinned.
#[derive(Debug)]
pub struct PinMessage {
    /// The message.
    pub message: MessageRef,
    /// Who pins it.
    pub by: UserId,
}

/// Unpins a message. Changes nothing if it is not pinned.
#[derive(Debug)]
pub struct UnpinMessage {
    /// The message.
    pub message: MessageRef,
    /// Who unpins it.
    pub by: UserId,
}

/// `message_pinned`: a message was pinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessagePinned {
    /// The message.
    pub message_id: MessageId,
    /// Who pinned it.
    #[ts(type = "string")]
    pub pinned_by: UserId,
    /// When it was pinned.
    #[ts(type = "number")]
    pub pinned_at: Millis,
}

/// `message_unpinned`: a message was unpinned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageUnpinned {
    /// The message.
    pub message_id: MessageId,
    /// Who unpinned it.
    #[ts(type = "string")]
    pub unpinned_by: UserId,
}

/// The part of a batch for pins.
#[derive(Default)]
pub(crate) struct Pins {
    needed: BTreeSet<ChannelId>,
    /// All pins of the needed channels.
    pinned: BTreeMap<MessageId, Pin>,
    changed: BTreeSet<MessageId>,
}

impl Pins {
    fn pin(&mut self, message: MessageRef, by: &UserId, at: Millis) -> Result<(), Error> {
        let channel_id = message.channel_id;
        let of_channel = self.pinned.values().filter(|p| p.channel_id == channel_id);
        if of_channel.count() >= PINS {
            let reason = format!(
                "a channel can have at most {PINS} pinned messages. Unpin another one first"
            );
            return Err(Error::Conflict(reason));
        }
        let by = by.clone();
        let pin = Pin { channel_id, by, at };
        self.pinned.insert(message.message_id, pin);
        self.changed.insert(message.message_id);
        Ok(())
    }

    fn unpin(&mut self, message: MessageId) -> bool {
        let was_pinned = self.pinned.remove(&message).is_some();
        self.changed.insert(message);
        was_pinned
    }
}

impl Change for PinMessage {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers.pins.needed.insert(self.message.channel_id);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.living(self.message)?;
        let MessageRef {
            channel_id,
            message_id,
        } = self.message;
        let pinned = ledgers.pins.pinned.contains_key(&message_id);
        if !pinned {
            ledgers.pins.pin(self.message, &self.by, at)?;
        }
        ledgers.messages.show(ledgers.change, message_id);
        if pinned {
            return Ok(Committed::unchanged());
        }
        let fact = MessagePinned {
            message_id,
            pinned_by: self.by.clone(),
            pinned_at: at,
        };
        let event = ledgers.streams.record(at, channel_id, &self.by, &fact)?;
        Ok(Committed::happened(event))
    }
}

impl Change for UnpinMessage {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers.pins.needed.insert(self.message.channel_id);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.living(self.message)?;
        let MessageRef {
            channel_id,
            message_id,
        } = self.message;
        ledgers.messages.show(ledgers.change, message_id);
        if !ledgers.pins.unpin(message_id) {
            return Ok(Committed::unchanged());
        }
        let fact = MessageUnpinned {
            message_id,
            unpinned_by: self.by.clone(),
        };
        let event = ledgers.streams.record(at, channel_id, &self.by, &fact)?;
        Ok(Committed::happened(event))
    }
}

impl Ledger for Pins {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let channels = self.needed.iter().map(|id| id.0).collect();
        self.pinned = rows::pins(db, "channel_id", channels).await?;
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        self.unpin(message.id);
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = self.changed.iter().map(|message| [message.0.into()]);
        delete(db, "chat_pins", ["message_id"], changed.collect()).await?;
        let new = self
            .changed
            .iter()
            .filter_map(|message| Some((message, self.pinned.get(message)?)));
        let new = new.map(|(message, pin)| {
            [
                message.0.into(),
                pin.channel_id.0.into(),
                pin.by.as_str().into(),
                pin.at.into(),
            ]
        });
        let head = "INSERT INTO chat_pins (message_id, channel_id, pinned_by, pinned_at) VALUES ";
        insert(db, head, new.collect(), "").await?;
        Ok(())
    }
}

/// Returns the pinned messages of the permit's channel, the most recently pinned first.
///
/// # Errors
/// Any database error.
pub async fn list(db: &Database, permit: &Permit) -> Result<Vec<PinnedMessage>, Error> {
    let pins = rows::pins(db.reader(), "channel_id", vec![permit.channel_id().0]).await?;
    let ids: BTreeSet<i64> = pins.keys().map(|id| id.0).collect();
    let seen_from = seen_from(db.reader(), ids.iter().copied()).await?;
    let messages: HashMap<_, _> =
        rows::current_messages(db.reader(), ids, Some(permit.user())).await?;
    let mut pins: Vec<_> = pins.into_iter().collect();
    pins.sort_by_key(|(message, pin)| std::cmp::Reverse((pin.at, *message)));
    let listed = pins.into_iter().filter_map(|(id, pin)| {
        let message = messages.get(&id)?;
        // A message may have been deleted since the pins were read.
        let seen = seen_from.get(&id).is_some_and(|seq| permit.sees(*seq));
        (message.deleted_at.is_none() && seen).then(|| PinnedMessage {
            message: message.as_ref().clone(),
            pinned_by: pin.by,
            pinned_at: pin.at,
        })
    });
    Ok(listed.collect())
}
