//! The streams: positions, and the log of what happened in each channel and to each user.
//!
//! A channel's position is taken by an update that names the position it follows. It fails when
//! another writer has moved the channel on, so two writers can never both take a position. A user's
//! positions are allocated by the database.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use sea_orm::{DatabaseTransaction, Value};

use super::{Ledger, Memory, write::insert};
use crate::{
    change::Committed,
    error::Error,
    event::{ChannelEvent, Fact, Fields, Payload, UserEvent},
    ids::{ChannelId, Millis, Seq, UserId},
    queries::{channels::positions_on, sql::Sql, sql::column},
};

/// The part of a batch that concerns streams.
#[derive(Default)]
pub(crate) struct Streams {
    needed: BTreeSet<ChannelId>,
    positions: BTreeMap<ChannelId, Position>,
    events: Vec<[Value; 6]>,
    /// Events of users' own streams, and which change of the batch each belongs to.
    user_events: Vec<(usize, Recorded)>,
}

/// A channel's position in this batch.
#[derive(Clone, Copy)]
struct Position {
    /// The position before the batch.
    before: Seq,
    now: Seq,
    /// When the channel's latest message was posted, if this batch has one.
    last_message_at: Option<Millis>,
}

/// An event of a user's own stream. It has no position before the database allocates one.
struct Recorded {
    event: UserEvent,
    /// The fact as it is kept.
    kept: Fields,
    /// Its position, for others who need it.
    position: Arc<OnceLock<Seq>>,
}

impl Streams {
    /// A position of the channel will be taken or looked at.
    pub(crate) fn need(&mut self, id: ChannelId) {
        self.needed.insert(id);
    }

    /// A channel that this batch creates begins at position 0.
    pub(crate) fn begin(&mut self, id: ChannelId) {
        self.positions.insert(id, Position::at(0));
    }

    /// The channel's latest position.
    pub(crate) fn position(&self, id: ChannelId) -> Result<Seq, Error> {
        let position = self.positions.get(&id).ok_or(Error::NotFound)?;
        Ok(position.now)
    }

    /// Takes the channel's next position.
    pub(crate) fn next(&mut self, id: ChannelId) -> Result<Seq, Error> {
        let position = self.positions.get_mut(&id).ok_or(Error::NotFound)?;
        position.now += 1;
        Ok(position.now)
    }

    /// Takes the next position for a message posted at `at`.
    pub(crate) fn next_for_message(&mut self, id: ChannelId, at: Millis) -> Result<Seq, Error> {
        let seq = self.next(id)?;
        self.spoken_in(id, at);
        Ok(seq)
    }

    /// The channel's latest position is that of something that counts as its latest message.
    pub(crate) fn spoken_in(&mut self, id: ChannelId, at: Millis) {
        if let Some(position) = self.positions.get_mut(&id) {
            position.last_message_at = Some(at);
        }
    }

    /// When this batch posted the channel's latest message, if it did.
    pub(crate) fn last_message_at(&self, id: ChannelId) -> Option<Millis> {
        self.positions.get(&id)?.last_message_at
    }

    /// Records that something happened in a channel, at its next position.
    pub(crate) fn record<F: Fact>(
        &mut self,
        at: Millis,
        channel_id: ChannelId,
        by: &UserId,
        fact: &F,
    ) -> Result<ChannelEvent, Error> {
        let payload = Payload::of(fact);
        let kept = match &payload {
            Payload::Fact(fields) => fields.clone(),
            _ => Fields::new(),
        };
        self.record_current(at, channel_id, by, (F::NAME, kept), |_| payload)
    }

    /// Records an event whose readers get the current state of what `kept` names. `payload` is
    /// asked for that state once the position is taken.
    pub(crate) fn record_current(
        &mut self,
        at: Millis,
        channel_id: ChannelId,
        by: &UserId,
        (name, kept): (&'static str, Fields),
        payload: impl FnOnce(Seq) -> Payload,
    ) -> Result<ChannelEvent, Error> {
        let seq = self.next(channel_id)?;
        let payload = payload(seq);
        self.events.push([
            channel_id.0.into(),
            seq.into(),
            name.into(),
            by.as_str().into(),
            Value::from(serde_json::Value::Object(kept).to_string()),
            at.into(),
        ]);
        Ok(ChannelEvent {
            channel_id,
            seq,
            at,
            name: Cow::Borrowed(name),
            payload,
            about: None,
        })
    }

    /// Records that something happened to one user because of change number `change`.
    pub(crate) fn record_for_user<F: Fact>(
        &mut self,
        change: usize,
        at: Millis,
        user: &UserId,
        fact: &F,
    ) {
        self.record_numbered(change, at, user, fact);
    }

    /// The same; returns the place of the event's position, which is known once the streams are written.
    pub(crate) fn record_numbered<F: Fact>(
        &mut self,
        change: usize,
        at: Millis,
        user: &UserId,
        fact: &F,
    ) -> Arc<OnceLock<Seq>> {
        let payload = Payload::of(fact);
        let kept = match &payload {
            Payload::Fact(fields) => fields.clone(),
            _ => Fields::new(),
        };
        let event = UserEvent {
            user: user.clone(),
            seq: 0,
            at,
            name: Cow::Borrowed(F::NAME),
            payload,
        };
        let position = Arc::new(OnceLock::new());
        let recorded = Recorded {
            event,
            kept,
            position: Arc::clone(&position),
        };
        self.user_events.push((change, recorded));
        position
    }

    /// Takes back an event of this batch, which nobody has received.
    pub(crate) fn retract(&mut self, position: &Arc<OnceLock<Seq>>) {
        let events = &mut self.user_events;
        events.retain(|(_, recorded)| !Arc::ptr_eq(&recorded.position, position));
    }

    /// Replaces the fact of an event of this batch.
    pub(crate) fn replace<F: Fact>(&mut self, position: &Arc<OnceLock<Seq>>, fact: &F) {
        for (_, recorded) in &mut self.user_events {
            if Arc::ptr_eq(&recorded.position, position) {
                recorded.event.payload = Payload::of(fact);
            }
        }
    }

    /// Replaces what an event of this batch says, also to those who read it from the log later.
    pub(crate) fn amend<F: Fact>(&mut self, position: &Arc<OnceLock<Seq>>, fact: &F) {
        let recorded = self.user_events.iter_mut().rev();
        let mut recorded = recorded.map(|(_, recorded)| recorded);
        if let Some(recorded) = recorded.find(|it| Arc::ptr_eq(&it.position, position)) {
            recorded.event.payload = Payload::of(fact);
            if let Payload::Fact(fields) = &recorded.event.payload {
                recorded.kept = fields.clone();
            }
        }
    }

    async fn move_channels(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let moved = self
            .positions
            .iter()
            .filter(|(_, position)| position.now > position.before);
        let rows: Vec<_> = moved
            .map(|(id, position)| {
                [
                    id.0.into(),
                    position.before.into(),
                    position.now.into(),
                    position.last_message_at.into(),
                ]
            })
            .collect();
        let expected = rows.len() as u64;
        let changed = insert(
            db,
            "WITH v(id, past, seq, latest) AS (VALUES ",
            rows,
            ") UPDATE chat_channels SET seq = v.seq, \
             last_message_at = COALESCE(v.latest, chat_channels.last_message_at) \
             FROM v WHERE chat_channels.id = v.id AND chat_channels.seq = v.past",
        )
        .await?;
        if changed == expected {
            Ok(())
        } else {
            Err(Error::Overtaken)
        }
    }

    /// Allocates positions for the events of users' own streams, in the order of the changes.
    async fn move_users(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let mut counts: BTreeMap<UserId, i64> = BTreeMap::new();
        for (_, Recorded { event, .. }) in &self.user_events {
            *counts.entry(event.user.clone()).or_default() += 1;
        }
        let mut next = BTreeMap::new();
        let counts: Vec<_> = counts.into_iter().collect();
        for some in counts.chunks(256) {
            let rows = some
                .iter()
                .map(|(user, count)| [user.as_str().into(), (*count).into()]);
            let moved = Sql::new(db, "INSERT INTO chat_users (user_id, seq) VALUES ")
                .rows(rows)
                .add(
                    " ON CONFLICT (user_id) DO UPDATE SET seq = chat_users.seq + excluded.seq \
                     RETURNING user_id, seq",
                )
                .all(db)
                .await?;
            for row in &moved {
                next.insert(UserId::from(column::<String>(row, 0)?), column(row, 1)?);
            }
            for (user, count) in some {
                let latest: &mut Seq = next.get_mut(user).ok_or(Error::NotFound)?;
                *latest -= count;
            }
        }
        for (
            _,
            Recorded {
                event, position, ..
            },
        ) in &mut self.user_events
        {
            let latest = next.get_mut(&event.user).ok_or(Error::NotFound)?;
            *latest += 1;
            event.seq = *latest;
            // Nobody else sets it.
            let _ = position.set(*latest);
        }
        Ok(())
    }
}

impl Position {
    fn at(seq: Seq) -> Self {
        Self {
            before: seq,
            now: seq,
            last_message_at: None,
        }
    }
}

impl Ledger for Streams {
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        let mut unknown = Vec::new();
        for id in &self.needed {
            match memory.position(*id) {
                Some(seq) => drop(self.positions.insert(*id, Position::at(seq))),
                None => unknown.push(*id),
            }
        }
        for (id, seq) in positions_on(db, &unknown).await? {
            self.positions.insert(id, Position::at(seq));
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        self.move_channels(db).await?;
        insert(
            db,
            "INSERT INTO chat_events (channel_id, seq, kind, by_user, fact, created_at) VALUES ",
            std::mem::take(&mut self.events),
            "",
        )
        .await?;
        if self.user_events.is_empty() {
            return Ok(());
        }
        self.move_users(db).await?;
        let rows = self
            .user_events
            .iter_mut()
            .map(|(_, Recorded { event, kept, .. })| {
                [
                    event.user.as_str().into(),
                    event.seq.into(),
                    event.name.as_ref().into(),
                    Value::from(serde_json::Value::Object(std::mem::take(kept)).to_string()),
                    event.at.into(),
                ]
            });
        insert(
            db,
            "INSERT INTO chat_user_events (user_id, seq, kind, fact, created_at) VALUES ",
            rows.collect(),
            "",
        )
        .await?;
        Ok(())
    }

    async fn complete(
        &mut self,
        _: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        for (change, Recorded { event, .. }) in self.user_events.drain(..) {
            if let Some(Ok(committed)) = results.get_mut(change) {
                committed.user_events.push(event);
            }
        }
        Ok(())
    }

    fn remember(self, memory: &mut Memory) {
        for (id, position) in self.positions {
            memory.moved(id, position.now);
        }
    }
}
