//! Read positions: how far each member has read each channel.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Change, Ledger, Ledgers, Memory, posted::Posted, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    event::{Fact, Payload},
    ids::{ChannelId, Millis, Seq, UserId},
    queries::counts::{self, Reader},
};

/// How much later than a mark the last position may be dated, because both are of the same moment.
const SAME_MOMENT: Millis = 1_000;

/// Move a read position.
#[derive(Debug)]
pub struct MarkRead {
    /// The channel.
    pub channel_id: ChannelId,
    /// The reader.
    pub user: UserId,
    /// The position up to which they have read.
    pub seq: Seq,
    /// Which way the position may move.
    pub direction: Direction,
    /// The number of the ticket whose room the channel is: reading the room reads the notifications about it.
    pub ticket: Option<String>,
}

/// Which way a read position may move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Onwards only: two devices may report in any order.
    Forward,
    /// Either way: "mark as unread".
    Any,
}

/// `read_updated`: the user's read position moved, perhaps on another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadUpdated {
    /// The channel.
    pub channel_id: ChannelId,
    /// The position up to which the user has read.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// Messages of others after it, capped.
    #[serde(default)]
    #[ts(type = "number")]
    pub unread_count: i64,
    /// Those of them that mention the user, capped.
    #[serde(default)]
    #[ts(type = "number")]
    pub mention_count: i64,
    /// The channel's position at the time of counting: later messages are not counted.
    #[serde(default)]
    #[ts(type = "number")]
    pub counted_seq: Seq,
}

/// The part of a batch that concerns read positions.
#[derive(Default)]
pub(crate) struct Reads {
    moved: BTreeMap<(ChannelId, UserId), (Seq, Millis)>,
    /// Where authors' positions may wait; `None` where each is written with its message.
    posted: Option<Posted>,
    /// Where authors posted last in this batch, whatever they marked after that.
    own: BTreeMap<(ChannelId, UserId), Seq>,
    /// Positions of authors that this batch leaves unwritten.
    waiting: BTreeMap<(ChannelId, UserId), (Seq, Millis)>,
    /// Whether this batch writes all positions that wait.
    writes_all: bool,
    /// Members who left.
    gone: Vec<(ChannelId, UserId)>,
    /// Readers whose counts are asked for, and by which change.
    readers: Vec<(usize, Reader)>,
    counted: Vec<(usize, crate::change::ReadState)>,
}

impl Reads {
    /// Moves someone's position without asking for counts.
    pub(crate) fn set(&mut self, channel: ChannelId, user: &UserId, seq: Seq, at: Millis) {
        let key = (channel, user.clone());
        self.waiting.remove(&key);
        self.moved.insert(key, (seq, at));
        if let Some(posted) = &self.posted {
            posted.note_written(at);
        }
    }

    /// Returns whether this batch sets someone's position.
    pub(super) fn has_set(&self, channel: ChannelId, user: &UserId) -> bool {
        self.moved.contains_key(&(channel, user.clone()))
    }

    /// Moves someone's position to `seq`, or to where they have posted later in this batch. Returns the position if it
    /// was behind.
    pub(super) fn set_if_behind(
        &mut self,
        channel: ChannelId,
        user: &UserId,
        seq: Seq,
        at: Millis,
    ) -> Option<Seq> {
        let key = (channel, user.clone());
        let seq = self.own.get(&key).copied().map_or(seq, |own| own.max(seq));
        let set = self.waiting.get(&key).or_else(|| self.moved.get(&key));
        if set.is_some_and(|(set, _)| *set >= seq) {
            return None;
        }
        self.set(channel, user, seq, at);
        Some(seq)
    }

    /// Moves the position of someone who posted at `seq`.
    pub(super) fn posted(&mut self, channel: ChannelId, user: &UserId, seq: Seq, at: Millis) {
        let key = (channel, user.clone());
        self.own.insert(key.clone(), seq);
        if self
            .posted
            .as_ref()
            .is_some_and(|posted| posted.may_wait(at))
        {
            self.waiting.insert(key, (seq, at));
        } else {
            self.set(channel, user, seq, at);
        }
    }

    /// Writes all positions that wait, those of this batch included.
    pub(super) fn write_all(&mut self) {
        self.writes_all = true;
    }

    /// Forgets the position of someone who is no longer a member.
    pub(crate) fn forget(&mut self, channel: ChannelId, user: &UserId) {
        let key = (channel, user.clone());
        self.moved.remove(&key);
        self.waiting.remove(&key);
        self.own.remove(&key);
        self.gone.push(key);
    }
}

impl Reads {
    /// Decides which positions this batch writes. Those that it leaves are added to the ones that wait
    /// before the commit, so that nobody reads a message without its author's position. Those that are
    /// written are removed after it.
    fn settle_waiting(&mut self) {
        let Some(posted) = &self.posted else { return };
        if self.writes_all {
            let mut all = posted.all();
            all.retain(|key, _| !self.gone.contains(key));
            all.append(&mut self.moved);
            all.append(&mut self.waiting);
            for (_, at) in all.values() {
                posted.note_written(*at);
            }
            self.moved = all;
        }
        posted.add(&self.waiting);
    }
}

impl Change for MarkRead {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.channel_id);
        ledgers.members.need(self.channel_id, &self.user);
        ledgers
            .notifications
            .need_unread(&self.user, self.channel_id);
        if self.ticket_read().is_some() {
            ledgers.notifications.need_all_unread(&self.user);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let latest = ledgers.streams.position(self.channel_id)?;
        let member = ledgers.members.row_mut(self.channel_id, &self.user);
        let member = member.ok_or(Error::NotFound)?;
        if !(0..=latest).contains(&self.seq) {
            let reason = format!("seq must be a number from 0 to {latest}, the channel's position");
            return Err(Error::Invalid(reason));
        }
        // What a member may not see cannot be unread.
        let seq = self.seq.max(member.history_after);
        let moves = match self.direction {
            Direction::Forward => seq > member.last_read_seq,
            Direction::Any => seq != member.last_read_seq,
        };
        // After a crash, it must be later than the messages that the member posted before.
        let read_at = match member.last_read_at - at {
            0..SAME_MOMENT => member.last_read_at + 1,
            _ => at,
        };
        if moves {
            member.last_read_seq = seq;
            member.last_read_at = read_at;
        }
        let reader = Reader {
            user: self.user.clone(),
            channel_id: self.channel_id,
            last_read_seq: member.last_read_seq,
            up_to: latest,
        };
        let change = ledgers.change;
        ledgers.reads.readers.push((change, reader));
        ledgers.read_messages(at, &self.user, (self.channel_id, None), self.seq);
        // Clients also repeat a position, to learn the counts.
        if let Some(ticket) = self.ticket_read().filter(|_| moves) {
            ledgers.read_notifications(at, &self.user, |_, fact| {
                fact.ticket.as_deref() == Some(ticket)
            });
        }
        if !moves {
            return Ok(Committed::unchanged());
        }
        ledgers.reads.set(self.channel_id, &self.user, seq, read_at);
        let fact = ReadUpdated {
            channel_id: self.channel_id,
            last_read_seq: seq,
            unread_count: 0,
            mention_count: 0,
            counted_seq: latest,
        };
        ledgers
            .streams
            .record_for_user(change, at, &self.user, &fact);
        Ok(Committed::default())
    }
}

impl MarkRead {
    /// The ticket about which the user now knows all.
    fn ticket_read(&self) -> Option<&str> {
        let reads_on = self.direction == Direction::Forward;
        self.ticket.as_deref().filter(|_| reads_on)
    }
}

impl Ledger for Reads {
    async fn load(&mut self, _: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        self.posted.clone_from(&memory.posted);
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        self.settle_waiting();
        let rows = self.moved.iter().map(|((id, user), (seq, at))| {
            [
                id.0.into(),
                user.as_str().into(),
                (*seq).into(),
                (*at).into(),
            ]
        });
        insert(
            db,
            "WITH v(place, who, seq, at) AS (VALUES ",
            rows.collect(),
            ") UPDATE chat_channel_members SET last_read_seq = v.seq, last_read_at = v.at FROM v \
             WHERE chat_channel_members.channel_id = v.place \
             AND chat_channel_members.user_id = v.who",
        )
        .await?;
        Ok(())
    }

    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        if self.readers.is_empty() {
            return Ok(());
        }
        let (changes, readers): (Vec<_>, Vec<_>) = self.readers.drain(..).unzip();
        for (change, read) in changes
            .into_iter()
            .zip(counts::of_readers(db, &readers).await?)
        {
            self.counted.push((change, read));
            if let Some(Ok(committed)) = results.get_mut(change) {
                committed.read = Some(read);
                for event in &mut committed.user_events {
                    event.count(&read);
                }
            }
        }
        Ok(())
    }

    fn remember(self, _: &mut Memory) {
        if let Some(posted) = &self.posted {
            let settled = self.moved.keys().chain(&self.gone);
            posted.remove(settled.filter(|key| !self.waiting.contains_key(*key)));
            posted.committed();
        }
    }
}

impl crate::event::UserEvent {
    /// Fills in what is left unread. It is counted after the batch is written.
    fn count(&mut self, read: &crate::change::ReadState) {
        if self.name == ReadUpdated::NAME {
            self.payload = Payload::of(&ReadUpdated::from(*read));
        }
    }
}

impl From<crate::change::ReadState> for ReadUpdated {
    fn from(read: crate::change::ReadState) -> Self {
        Self {
            channel_id: read.channel_id,
            last_read_seq: read.last_read_seq,
            unread_count: read.unread_count,
            mention_count: read.mention_count,
            counted_seq: read.counted_seq,
        }
    }
}
