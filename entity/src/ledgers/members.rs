//! Members: who is in which channel, and with which role.
//!
//! This file has the part of a batch; `changes` has what changes it, and `facts` what people are told of it.

mod changes;
mod facts;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;

use super::{
    Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::Committed,
    error::Error,
    event::Payload,
    ids::{ChannelId, Millis, Seq, UserId},
    model::{ChannelRole, History},
    queries::{
        channels::views_on,
        foreign,
        sql::{Sql, column},
        words::Word,
    },
    tables::members,
};

pub use changes::{HandOver, RemoveMember, SetMember};
pub use facts::{CHANNEL_JOINED, ChannelJoined, ChannelLeft, UserJoined, UserLeft};

/// A user's membership of a channel, whether they are a member or not.
#[derive(Default)]
struct Member {
    row: Option<members::Model>,
    /// True if they were a member before the batch.
    before: bool,
    /// True if more than the read position differs from the stored row.
    changed: bool,
    /// For a user who is not a member: true if they will be muted when they rejoin.
    silenced: bool,
    /// True if they left in this batch, so that [`Self::silenced`] must be stored.
    left: bool,
}

/// The part of a batch for members.
#[derive(Default)]
pub(crate) struct Members {
    needed: BTreeSet<(ChannelId, UserId)>,
    members: BTreeMap<(ChannelId, UserId), Member>,
    candidates: BTreeSet<UserId>,
    /// The candidates who are active users.
    active: BTreeSet<UserId>,
    /// Channels that become visible with their first message, with its position: new viewers get the channel as
    /// it was before the message, and then the message's own event.
    first_messages: BTreeMap<ChannelId, Seq>,
    /// Channels whose whole history every member sees from now on.
    revealed: BTreeSet<ChannelId>,
}

impl Members {
    /// Registers a membership to be loaded.
    pub(crate) fn need(&mut self, channel: ChannelId, user: &UserId) {
        self.needed.insert((channel, user.clone()));
    }

    /// Registers a user who may become a member, to check that they are active.
    pub(crate) fn need_candidate(&mut self, user: &UserId) {
        self.candidates.insert(user.clone());
    }

    /// Fails unless the candidate is an active user.
    pub(crate) fn check_active(&self, user: &UserId) -> Result<(), Error> {
        if self.active.contains(user) {
            return Ok(());
        }
        Err(Error::Invalid(format!("{user} is not an active user")))
    }

    /// Returns the membership, if there is one.
    pub(crate) fn row_mut(
        &mut self,
        channel: ChannelId,
        user: &UserId,
    ) -> Option<&mut members::Model> {
        let member = self.members.get_mut(&(channel, user.clone()))?;
        member.row.as_mut()
    }

    /// Shows a channel to members who have not seen it, as it was before the message at `seq`.
    pub(crate) fn show_before(&mut self, channel: ChannelId, seq: Seq) {
        self.first_messages.entry(channel).or_insert(seq);
    }

    /// Adds a member who has read everything up to one position, and sees the channel after another. A user who was muted when they left is
    /// muted again.
    pub(crate) fn add(
        &mut self,
        at: Millis,
        (channel, user): (ChannelId, &UserId),
        role: ChannelRole,
        (last_read_seq, history_after): (Seq, Seq),
    ) {
        let member = self.members.entry((channel, user.clone())).or_default();
        member.changed = true;
        member.row = Some(members::Model {
            channel_id: channel.0,
            user_id: user.to_string(),
            role: role.word().to_owned(),
            can_post: !member.silenced,
            joined_at: at,
            last_read_at: at,
            last_read_seq,
            history_after,
            by_team: false,
            by_ticket: false,
        });
    }

    pub(super) fn set_role(&mut self, channel: ChannelId, user: &UserId, role: ChannelRole) {
        if let Some(member) = self.members.get_mut(&(channel, user.clone()))
            && let Some(row) = &mut member.row
        {
            role.word().clone_into(&mut row.role);
            member.changed = true;
        }
    }

    /// Removes a member; returns false if they were not one.
    fn remove(&mut self, channel: ChannelId, user: &UserId) -> bool {
        match self.members.get_mut(&(channel, user.clone())) {
            Some(member) => match member.row.take() {
                Some(row) => {
                    member.silenced = !row.can_post;
                    (member.changed, member.left) = (true, true);
                    true
                }
                None => false,
            },
            None => false,
        }
    }

    fn can_post(&self, channel: ChannelId, user: &UserId) -> bool {
        let member = self.members.get(&(channel, user.clone()));
        let row = member.and_then(|member| member.row.as_ref());
        row.is_none_or(|row| row.can_post)
    }

    fn history_after(&self, channel: ChannelId, user: &UserId) -> Seq {
        let member = self.members.get(&(channel, user.clone()));
        let row = member.and_then(|member| member.row.as_ref());
        row.map_or(0, |row| row.history_after)
    }

    /// Marks a member as one who belongs to the channel's team.
    pub(super) fn mark_team(&mut self, channel: ChannelId, user: &UserId) {
        if let Some(member) = self.members.get_mut(&(channel, user.clone()))
            && let Some(row) = &mut member.row
        {
            (row.by_team, member.changed) = (true, true);
        }
    }

    /// Marks a member as one who is there because they see the channel's ticket.
    pub(super) fn mark_ticket(&mut self, channel: ChannelId, user: &UserId) {
        if let Some(member) = self.members.get_mut(&(channel, user.clone()))
            && let Some(row) = &mut member.row
        {
            (row.by_ticket, member.changed) = (true, true);
        }
    }

    /// Shows every member the whole history of a channel.
    pub(crate) fn reveal(&mut self, channel: ChannelId) {
        self.revealed.insert(channel);
        for ((id, _), member) in &mut self.members {
            if let Some(row) = member.row.as_mut().filter(|_| *id == channel) {
                row.history_after = 0;
            }
        }
    }

    /// Reads which candidates were muted when they left.
    async fn load_silenced(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let returning = self
            .needed
            .iter()
            .filter(|key| self.candidates.contains(&key.1) && !self.members.contains_key(*key));
        let keys: Vec<_> = returning
            .map(|(id, user)| [id.0.into(), user.as_str().into()])
            .collect();
        for some in keys.chunks(256) {
            let head = "SELECT channel_id, user_id FROM chat_silences WHERE ";
            let found = Sql::new(db, head)
                .any(["channel_id", "user_id"], some.iter().cloned())
                .all(db)
                .await?;
            for row in &found {
                let user = UserId::from(column::<String>(row, 1)?);
                let key = (ChannelId(column(row, 0)?), user);
                self.members.entry(key).or_default().silenced = true;
            }
        }
        Ok(())
    }

    /// Stores whether those who left were muted.
    async fn write_silenced(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let left = || self.members.iter().filter(|(_, member)| member.left);
        let key = |((id, user), _): (&(ChannelId, UserId), _)| [id.0.into(), user.as_str().into()];
        let (columns, all) = (["channel_id", "user_id"], left().map(key).collect());
        delete(db, "chat_silences", columns, all).await?;
        let silenced = left().filter(|(_, member)| member.silenced);
        let head = "INSERT INTO chat_silences (channel_id, user_id) VALUES ";
        insert(db, head, silenced.map(key).collect(), "").await?;
        Ok(())
    }

    async fn load_active(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let candidates: Vec<&UserId> = self.candidates.iter().collect();
        for some in candidates.chunks(1_000) {
            let rows = Sql::new(db, "SELECT ")
                .add(&foreign::text(db, "username"))
                .add(" FROM users WHERE ")
                .add(&foreign::active(db, "active"))
                .add(" AND username IN ")
                .list(some.iter().map(|user| user.as_str()))
                .all(db)
                .await?;
            for row in &rows {
                self.active.insert(column::<String>(row, 0)?.into());
            }
        }
        Ok(())
    }
}

impl Ledgers {
    /// Returns the position after which someone who joins a channel now sees it.
    pub(crate) fn history_of_newcomers(&self, id: ChannelId) -> Result<Seq, Error> {
        match self.channels.history(id)? {
            (History::All, hidden_until) => Ok(hidden_until),
            (History::SinceJoining, _) => self.streams.position(id),
        }
    }
}

impl Ledger for Members {
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        self.load_active(db).await?;
        let needed: Vec<_> = self.needed.iter().cloned().collect();
        for some in needed.chunks(1_000) {
            let rows = some
                .iter()
                .map(|(id, user)| [id.0.into(), user.as_str().into()]);
            let found: Vec<members::Model> = Sql::new(db, "WITH v(place, who) AS (VALUES ")
                .rows(rows)
                .add(
                    ") SELECT t.* FROM v JOIN chat_channel_members t \
                     ON t.channel_id = v.place AND t.user_id = v.who",
                )
                .models(db)
                .await?;
            for mut row in found {
                let key = (
                    ChannelId(row.channel_id),
                    UserId::from(row.user_id.as_str()),
                );
                let posted = memory.posted.as_ref();
                if let Some(position) = posted.and_then(|posted| posted.get(key.0, &key.1)) {
                    (row.last_read_seq, row.last_read_at) = position;
                }
                let member = Member {
                    row: Some(row),
                    before: true,
                    ..Member::default()
                };
                self.members.insert(key, member);
            }
        }
        self.load_silenced(db).await
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = || self.members.iter().filter(|(_, member)| member.changed);
        let gone = changed().filter(|(_, member)| member.row.is_none() && member.before);
        let gone = gone.map(|((id, user), _)| [id.0.into(), user.as_str().into()]);
        delete(
            db,
            "chat_channel_members",
            ["channel_id", "user_id"],
            gone.collect(),
        )
        .await?;
        for channel in &self.revealed {
            Sql::new(
                db,
                "UPDATE chat_channel_members SET history_after = 0 WHERE channel_id = ",
            )
            .bind(channel.0)
            .add(" AND history_after > 0")
            .run(db)
            .await?;
        }
        let present = changed().filter_map(|(_, member)| member.row.as_ref());
        insert(
            db,
            "INSERT INTO chat_channel_members (channel_id, user_id, role, can_post, joined_at, \
             last_read_at, last_read_seq, history_after, by_team, by_ticket) VALUES ",
            present.map(values).collect(),
            " ON CONFLICT (channel_id, user_id) DO UPDATE SET role = excluded.role, \
             can_post = excluded.can_post, joined_at = excluded.joined_at, \
             last_read_at = excluded.last_read_at, last_read_seq = excluded.last_read_seq, \
             history_after = excluded.history_after, by_team = excluded.by_team, by_ticket = excluded.by_ticket",
        )
        .await?;
        self.write_silenced(db).await
    }

    /// Adds the channel to the event of each user who joined one.
    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        let mut joined: Vec<_> = results
            .iter_mut()
            .flatten()
            .flat_map(|committed| &mut committed.user_events)
            .filter_map(|event| {
                let fact = event.fact::<ChannelJoined>()?;
                Some((fact.channel_id, event))
            })
            .collect();
        let wanted: Vec<_> = joined
            .iter()
            .map(|(id, event)| (*id, event.user.clone()))
            .collect();
        let mut views = views_on(db, &wanted).await?;
        for (id, event) in &mut joined {
            if let Some(mut view) = views.remove(&(*id, event.user.clone())) {
                if let Some(seq) = self.first_messages.get(id) {
                    view.channel.seq = seq - 1;
                    view.channel.last_message_at = None;
                    (view.unread_count, view.mention_count) = (0, 0);
                }
                event.payload = Payload::Joined(Box::new(view));
            }
        }
        Ok(())
    }
}

fn values(row: &members::Model) -> [sea_orm::Value; 10] {
    [
        row.channel_id.into(),
        row.user_id.as_str().into(),
        row.role.as_str().into(),
        row.can_post.into(),
        row.joined_at.into(),
        row.last_read_at.into(),
        row.last_read_seq.into(),
        row.history_after.into(),
        row.by_team.into(),
        row.by_ticket.into(),
    ]
}
