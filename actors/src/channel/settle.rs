//! After the commit: the channel learns what became of its changes, answers, and tells everyone.

use entity::{
    Error,
    change::{Committed, MessageRef},
    event::{ChannelEvent, ChannelFact},
    ids::{MessageId, UserId},
    permission::Membership,
    queries,
};

use super::state::ChannelState;
use crate::{
    messages::PresenceMsg,
    protocol::{
        Failure, Reply,
        reply::{
            ChannelReply, DeletedReply, Done, LeftReply, MessageReply, ReactionReply, ReadReply,
        },
    },
    reply::ReplyTo,
    store::Kept,
};

/// A request that waits for its commit.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) reply: ReplyTo,
    pub(super) answer: Answer,
}

/// How a request is answered once it is kept.
#[derive(Debug)]
pub(super) enum Answer {
    Message,
    Deleted(MessageRef),
    Reaction(MessageId, String),
    /// With the channel as this user sees it.
    Channel(UserId),
    Left,
    Read,
}

/// A commit failed in a way that leaves open what was kept: the state must be read anew.
pub(super) struct Unsure;

impl ChannelState {
    /// Learns, answers and announces.
    pub(super) fn settle(&mut self, kept: Vec<Kept>) -> Result<(), Unsure> {
        let mut events = Vec::with_capacity(kept.len());
        let mut unsure = Ok(());
        for kept in kept {
            let Some(pending) = self.pending.pop_front() else {
                break;
            };
            match kept {
                Ok(mut committed) => {
                    if let Some(event) = committed.channel_event.take() {
                        self.apply(&event);
                        events.push(event);
                    }
                    self.answer(pending, committed);
                }
                Err(error) => {
                    if !is_about_the_request(&error) {
                        unsure = Err(Unsure);
                    }
                    pending.reply.send(Err(error.into()));
                }
            }
        }
        if !events.is_empty() {
            self.announce(&events);
        }
        if self.pending.is_empty() {
            self.rules_are_changing = false;
        }
        unsure
    }

    fn apply(&mut self, event: &ChannelEvent) {
        let Some(room) = &mut self.room else { return };
        room.channel.seq = event.seq;
        match &event.fact {
            ChannelFact::MessageReceived(_) => room.channel.last_message_at = Some(event.at),
            ChannelFact::UserJoined {
                user,
                role,
                member_count,
                ..
            } => {
                room.channel.member_count = *member_count;
                let can_post = room.members.get(user).is_none_or(|member| member.can_post);
                let new = room.members.insert(
                    user.clone(),
                    Membership {
                        role: *role,
                        can_post,
                    },
                );
                if new.is_none() {
                    self.welcome(user, event);
                }
            }
            ChannelFact::UserLeft {
                user, member_count, ..
            } => {
                room.channel.member_count = *member_count;
                room.members.remove(user);
                self.see_off(user);
            }
            ChannelFact::ChannelUpdated(channel) => room.channel = channel.clone(),
            ChannelFact::MessageUpdated(_)
            | ChannelFact::MessageDeleted { .. }
            | ChannelFact::ReactionAdded { .. }
            | ChannelFact::ReactionRemoved { .. } => {}
        }
    }

    fn welcome(&self, user: &UserId, event: &ChannelEvent) {
        let directory = &self.core().directory;
        directory.listen_everywhere(user, self.id(), event.seq);
        directory.to_presence(PresenceMsg::Joined {
            user: user.clone(),
            channel: self.id(),
        });
    }

    fn see_off(&self, user: &UserId) {
        let directory = &self.core().directory;
        directory.unlisten_everywhere(user, self.id());
        directory.to_presence(PresenceMsg::Left {
            user: user.clone(),
            channel: self.id(),
        });
    }

    fn answer(&self, pending: Pending, committed: Committed) {
        let Pending { reply, answer } = pending;
        let channel_id = self.id();
        let answer = match answer {
            Answer::Channel(user) => return self.answer_with_view(reply, user),
            Answer::Message => committed
                .message
                .map(|message| Reply::Message(MessageReply { message }))
                .ok_or_else(Failure::internal),
            Answer::Deleted(MessageRef {
                channel_id,
                message_id,
            }) => Ok(Reply::Deleted(DeletedReply {
                message_id,
                channel_id,
            })),
            Answer::Reaction(message_id, emoji) => {
                Ok(Reply::Reaction(ReactionReply { message_id, emoji }))
            }
            Answer::Left => Ok(Reply::Left(LeftReply { channel_id })),
            Answer::Read => Ok(committed.read.map_or(Reply::Done(Done {}), |read| {
                Reply::Read(ReadReply {
                    channel_id: read.channel_id,
                    last_read_seq: read.last_read_seq,
                    unread_count: read.unread_count,
                    mention_count: read.mention_count,
                    counted_seq: read.counted_seq,
                })
            })),
        };
        reply.send(answer);
    }

    /// The channel as one user sees it is in the database; reading it holds up nobody here.
    fn answer_with_view(&self, reply: ReplyTo, user: UserId) {
        let (database, id) = (self.core().database.clone(), self.id());
        tokio::spawn(async move {
            let view = queries::channels::view(&database, id, &user).await;
            reply.send(match view {
                Ok(Some(channel)) => Ok(Reply::Channel(ChannelReply {
                    channel,
                    existed: true,
                })),
                Ok(None) => Err(Failure::not_found()),
                Err(error) => Err(error.into()),
            });
        });
    }
}

/// Whether an error says that the request was wrong, and nothing about the commit as a whole.
fn is_about_the_request(error: &Error) -> bool {
    matches!(
        error,
        Error::NotFound | Error::Conflict(_) | Error::Invalid(_)
    )
}
