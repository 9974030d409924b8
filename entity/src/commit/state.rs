//! What a batch touches, as it stands after the changes applied so far.
//!
//! Positions and ids are taken here and become the next commit's only through
//! [`State::remember`], after the transaction. Which statements write it all is `write`'s to say.

use std::collections::{HashMap, HashSet};

use sea_orm::Value;

use super::{Repeats, Sequences};
use crate::{
    change::{Change, Committed, What},
    error::Error,
    event::{ChannelEvent, ChannelFact, UserEvent, UserFact},
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{Channel, Message},
    queries::{
        counts::Reader,
        rows,
        words::{EventKind, UserEventDetail, UserEventKind, Word},
    },
    tables::{channels, members, messages},
};

/// A channel that the batch touches.
#[derive(Default)]
pub(super) struct ChannelState {
    /// Its latest position.
    pub(super) seq: Seq,
    /// Whether that is another than in the database.
    pub(super) moved: bool,
    /// When its latest message was written, where this batch has one.
    pub(super) last_message_at: Option<Millis>,
    /// Its row, where settings or members are at stake.
    pub(super) row: Option<channels::Model>,
    /// Whether the row is another than in the database, its position apart.
    pub(super) changed: bool,
    /// Whether this batch creates it.
    pub(super) new: bool,
}

/// A message that the batch edits, deletes or reacts to.
pub(super) struct MessageState {
    pub(super) row: messages::Model,
    pub(super) changed: bool,
    /// In the order they were given.
    pub(super) reactions: Vec<GivenReaction>,
    /// Keys of reactions that are no more.
    pub(super) reactions_gone: Vec<i64>,
    /// Whom it mentioned before the batch.
    pub(super) mentioned_before: HashSet<UserId>,
    pub(super) mentioned: HashSet<UserId>,
}

/// One reaction of one user.
pub(super) struct GivenReaction {
    /// Its key; `None` where this batch adds it.
    pub(super) id: Option<i64>,
    pub(super) user: UserId,
    pub(super) emoji: String,
    pub(super) at: Millis,
}

/// One user's membership in one channel, present or not.
#[derive(Default)]
pub(super) struct MemberState {
    pub(super) row: Option<members::Model>,
    /// Whether they were a member before the batch.
    pub(super) before: bool,
    /// Whether more than the read position is another than in the database.
    pub(super) changed: bool,
}

/// Rows to be inserted, in the order of the changes.
#[derive(Default)]
pub(super) struct Inserts {
    pub(super) messages: Vec<[Value; 11]>,
    pub(super) mentions: Vec<[Value; 4]>,
    pub(super) events: Vec<[Value; 8]>,
    pub(super) user_events: Vec<[Value; 7]>,
}

/// The batch, and everything it touches.
pub(super) struct State<'a> {
    pub(super) repeats: &'a Repeats,
    /// Messages of this batch: who sent them under which client id, and which change it was.
    pub(super) sent: HashMap<(&'a UserId, &'a str), usize>,
    pub(super) channels: HashMap<ChannelId, ChannelState>,
    pub(super) messages: HashMap<MessageId, MessageState>,
    pub(super) members: HashMap<(ChannelId, UserId), MemberState>,
    /// Where answered messages stand.
    pub(super) answered: HashMap<MessageId, ChannelId>,
    /// Positions of users' own streams.
    pub(super) streams: HashMap<UserId, Seq>,
    pub(super) streams_moved: HashSet<UserId>,
    /// Those of the users who are to become members that are active.
    pub(super) active_users: HashSet<UserId>,
    /// Direct conversations by key.
    pub(super) directs: HashMap<String, ChannelId>,
    /// Names of active public channels, folded, where a name is at stake.
    pub(super) names: HashMap<String, ChannelId>,
    pub(super) last_message: MessageId,
    pub(super) last_channel: ChannelId,
    pub(super) inserts: Inserts,
    /// Read positions to be set.
    pub(super) reads: HashMap<(ChannelId, UserId), (Seq, Millis)>,
    /// Changes whose reader's counts are still to be counted.
    pub(super) readers: Vec<(usize, Reader)>,
    /// Changes whose channel is still to be shown.
    pub(super) views: Vec<(usize, ChannelId, UserId)>,
}

impl<'a> State<'a> {
    /// Applies one change; `results` are those of the changes before it in the batch.
    pub(super) fn apply(
        &mut self,
        change: &'a Change,
        results: &[Result<Committed, Error>],
    ) -> Result<Committed, Error> {
        let at = change.at;
        match &change.what {
            What::PostMessage(new) => self.post(at, new, results),
            What::EditMessage {
                message,
                text,
                mentions,
            } => self.edit(at, *message, text, mentions),
            What::DeleteMessage { message, by } => self.delete(at, *message, by),
            What::AddReaction {
                message,
                user,
                emoji,
            } => self.react(at, *message, user, emoji),
            What::RemoveReaction {
                message,
                user,
                emoji,
            } => self.unreact(at, *message, user, emoji),
            What::CreateChannel(new) => self.create_channel(at, new, results.len()),
            What::UpdateChannel(update) => self.update_channel(at, update),
            What::SetMember {
                channel_id,
                user,
                role,
                by,
            } => self.set_member(at, (*channel_id, user), *role, by),
            What::RemoveMember {
                channel_id,
                user,
                by,
            } => self.remove_member(at, (*channel_id, user), by),
            What::MarkRead {
                channel_id,
                user,
                seq,
                back,
            } => self.mark_read(at, (*channel_id, user), (*seq, *back), results.len()),
        }
    }

    /// Hands what is known now to the next commit.
    pub(super) fn remember(self, sequences: &mut Sequences) {
        sequences.last_message = Some(self.last_message);
        let moved = self
            .channels
            .into_iter()
            .map(|(id, channel)| (id, channel.seq));
        sequences.channels.extend(moved);
        sequences.users.extend(self.streams);
    }

    /// Takes the channel's next position.
    pub(super) fn next_seq(&mut self, id: ChannelId) -> Result<Seq, Error> {
        let channel = self.channels.get_mut(&id).ok_or(Error::NotFound)?;
        channel.seq += 1;
        channel.moved = true;
        Ok(channel.seq)
    }

    /// The row of a channel, for what concerns its settings or members.
    pub(super) fn channel_row(&mut self, id: ChannelId) -> Result<&mut channels::Model, Error> {
        self.channels
            .get_mut(&id)
            .and_then(|channel| channel.row.as_mut())
            .ok_or(Error::NotFound)
    }

    /// The channel as it stands now.
    pub(super) fn channel_now(&self, id: ChannelId) -> Result<Channel, Error> {
        let state = self.channels.get(&id).ok_or(Error::NotFound)?;
        let mut row = state.row.clone().ok_or(Error::NotFound)?;
        row.seq = state.seq;
        row.last_message_at = state.last_message_at.or(row.last_message_at);
        rows::channel(row)
    }

    /// Records that something happened in a channel, at its next position.
    pub(super) fn event(
        &mut self,
        at: Millis,
        channel_id: ChannelId,
        by: &UserId,
        said: EventWords<'_>,
        fact: impl FnOnce(&Self) -> Result<ChannelFact, Error>,
    ) -> Result<ChannelEvent, Error> {
        let seq = self.next_seq(channel_id)?;
        let fact = fact(self)?;
        self.inserts.events.push([
            channel_id.0.into(),
            seq.into(),
            said.kind.word().into(),
            by.as_str().into(),
            said.message.map(|id| id.0).into(),
            said.user.map(UserId::as_str).into(),
            said.detail.into(),
            at.into(),
        ]);
        Ok(ChannelEvent {
            channel_id,
            seq,
            at,
            fact,
        })
    }

    /// Records that something happened to one user, at their stream's next position.
    pub(super) fn user_event(&mut self, at: Millis, user: &UserId, fact: UserFact) -> UserEvent {
        let stream = self.streams.entry(user.clone()).or_default();
        *stream += 1;
        let seq = *stream;
        self.streams_moved.insert(user.clone());
        let (kind, channel_id, message_id, detail) = words_of(&fact);
        self.inserts.user_events.push([
            user.as_str().into(),
            seq.into(),
            kind.word().into(),
            channel_id.0.into(),
            message_id.map(|id| id.0).into(),
            detail
                .map(|detail| serde_json::json!(detail).to_string())
                .into(),
            at.into(),
        ]);
        UserEvent {
            user: user.clone(),
            seq,
            at,
            fact,
        }
    }
}

/// What a row of `chat_events` says besides where, when and by whom.
pub(super) struct EventWords<'e> {
    pub(super) kind: EventKind,
    pub(super) message: Option<MessageId>,
    pub(super) user: Option<&'e UserId>,
    pub(super) detail: Option<&'e str>,
}

fn words_of(
    fact: &UserFact,
) -> (
    UserEventKind,
    ChannelId,
    Option<MessageId>,
    Option<UserEventDetail>,
) {
    match fact {
        UserFact::ChannelJoined { channel_id } => {
            (UserEventKind::ChannelJoined, *channel_id, None, None)
        }
        UserFact::ChannelLeft { channel_id } => {
            (UserEventKind::ChannelLeft, *channel_id, None, None)
        }
        UserFact::ReadUpdated {
            channel_id,
            last_read_seq,
            ..
        } => {
            let detail = UserEventDetail::LastReadSeq(*last_read_seq);
            (UserEventKind::ReadUpdated, *channel_id, None, Some(detail))
        }
        UserFact::Mentioned {
            channel_id,
            message_id,
            message_seq,
            from,
        } => {
            let detail = UserEventDetail::Mention {
                message_seq: *message_seq,
                from: from.clone(),
            };
            (
                UserEventKind::Mention,
                *channel_id,
                Some(*message_id),
                Some(detail),
            )
        }
    }
}

impl MessageState {
    /// The message as it stands now.
    pub(super) fn now(&self) -> Result<Message, Error> {
        let reactions = rows::gather(
            self.reactions
                .iter()
                .map(|given| (given.emoji.as_str(), given.user.as_str())),
        );
        rows::message(self.row.clone(), reactions)
    }
}
