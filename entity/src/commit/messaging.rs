//! Messages and reactions: posting, editing, deleting, reacting.

use std::collections::HashSet;

use super::state::{EventWords, GivenReaction, MessageState, State};
use crate::{
    change::{Committed, MessageRef, NewMessage},
    error::Error,
    event::{ChannelEvent, ChannelFact, UserEvent, UserFact},
    ids::{ChannelId, MessageId, Millis, UserId},
    model::{Message, REACTION_KINDS},
    queries::words::{EventKind, Word},
};

impl<'a> State<'a> {
    pub(super) fn post(
        &mut self,
        at: Millis,
        new: &'a NewMessage,
        results: &[Result<Committed, Error>],
    ) -> Result<Committed, Error> {
        if let Some(first) = self.sent_before(new, results) {
            return repeat_of(new, first);
        }
        self.check_answered(new)?;
        let file = file_column(new)?;
        let seq = self.next_seq(new.channel_id)?;
        self.last_message.0 += 1;
        let message = written(at, new, self.last_message, seq);
        self.insert_message(&message, file);
        if let Some(channel) = self.channels.get_mut(&new.channel_id) {
            channel.last_message_at = Some(at);
        }
        if let Some(client_id) = &new.client_id {
            self.sent.insert((&new.user, client_id), results.len());
        }
        self.read_own(at, &message);
        let mentioned = self.members_among(new.channel_id, &new.mentions, &new.user);
        let user_events = self.mention(at, &message, mentioned);
        let fact = ChannelFact::MessageReceived(message.clone());
        let channel_event = ChannelEvent {
            channel_id: new.channel_id,
            seq,
            at,
            fact,
        };
        Ok(Committed {
            channel_event: Some(channel_event),
            user_events,
            message: Some(message),
            ..Committed::default()
        })
    }

    fn sent_before<'r>(
        &'r self,
        new: &'a NewMessage,
        results: &'r [Result<Committed, Error>],
    ) -> Option<&'r Message> {
        let client_id = new.client_id.as_deref()?;
        if let Some(index) = self.sent.get(&(&new.user, client_id)) {
            return results.get(*index)?.as_ref().ok()?.message.as_ref();
        }
        if self.repeats.is_empty() {
            return None;
        }
        self.repeats.get(&(new.user.clone(), client_id.to_owned()))
    }

    fn check_answered(&self, new: &NewMessage) -> Result<(), Error> {
        match new.reply_to_id {
            Some(id) if self.answered.get(&id) != Some(&new.channel_id) => Err(Error::Invalid(
                "the message that is answered is not in this channel".into(),
            )),
            _ => Ok(()),
        }
    }

    fn insert_message(&mut self, message: &Message, file: Option<String>) {
        self.inserts.messages.push([
            message.id.0.into(),
            message.channel_id.0.into(),
            message.seq.into(),
            message.user_id.as_str().into(),
            message.client_id.clone().into(),
            message.text.as_str().into(),
            message.kind.word().into(),
            message.reply_to_id.map(|id| id.0).into(),
            message.ticket_reference.clone().into(),
            file.into(),
            message.created_at.into(),
        ]);
    }

    /// Who writes has read what stands above.
    fn read_own(&mut self, at: Millis, message: &Message) {
        let key = (message.channel_id, message.user_id.clone());
        if let Some(row) = self
            .members
            .get_mut(&key)
            .and_then(|member| member.row.as_mut())
        {
            row.last_read_seq = message.seq;
            row.last_read_at = at;
        }
        self.reads.insert(key, (message.seq, at));
    }

    /// Those of `named` who are members, without the author, in their order.
    fn members_among(
        &self,
        channel_id: ChannelId,
        named: &[UserId],
        author: &UserId,
    ) -> Vec<UserId> {
        let mut seen = HashSet::new();
        named
            .iter()
            .filter(|user| *user != author && seen.insert(*user))
            .filter(|user| {
                let member = self.members.get(&(channel_id, (*user).clone()));
                member.is_some_and(|member| member.row.is_some())
            })
            .cloned()
            .collect()
    }

    /// Keeps that a new message mentions someone, and tells them.
    fn mention(&mut self, at: Millis, message: &Message, whom: Vec<UserId>) -> Vec<UserEvent> {
        whom.into_iter()
            .map(|user| {
                self.inserts.mentions.push([
                    user.as_str().into(),
                    message.channel_id.0.into(),
                    message.seq.into(),
                    message.id.0.into(),
                ]);
                self.user_event(at, &user, mention_of(message))
            })
            .collect()
    }

    pub(super) fn edit(
        &mut self,
        at: Millis,
        of: MessageRef,
        text: &str,
        mentions: &[UserId],
    ) -> Result<Committed, Error> {
        let state = self.living(of)?;
        if state.row.message_text == text {
            return Ok(unchanged(state.now()?));
        }
        let author = UserId::from(state.row.user_id.as_str());
        text.clone_into(&mut state.row.message_text);
        state.row.edited_at = Some(at);
        state.changed = true;
        let mentioned = self.members_among(of.channel_id, mentions, &author);
        let state = self.living(of)?;
        let before = std::mem::replace(&mut state.mentioned, mentioned.iter().cloned().collect());
        let message = state.now()?;
        let said = about(EventKind::MessageUpdated, of.message_id);
        let shown = message.clone();
        let fact = |_: &Self| Ok(ChannelFact::MessageUpdated(shown));
        let channel_event = self.event(at, of.channel_id, &author, said, fact)?;
        let newly = mentioned.into_iter().filter(|user| !before.contains(user));
        let user_events = newly
            .map(|user| self.user_event(at, &user, mention_of(&message)))
            .collect();
        Ok(Committed {
            channel_event: Some(channel_event),
            user_events,
            message: Some(message),
            ..Committed::default()
        })
    }

    pub(super) fn delete(
        &mut self,
        at: Millis,
        of: MessageRef,
        by: &UserId,
    ) -> Result<Committed, Error> {
        let state = self.located(of)?;
        if state.row.deleted_at.is_some() {
            return Ok(unchanged(state.now()?));
        }
        state.row.deleted_at = Some(at);
        state.row.message_text.clear();
        state.row.file_attachment = None;
        state.changed = true;
        let gone = state.reactions.drain(..).filter_map(|given| given.id);
        state.reactions_gone.extend(gone);
        state.mentioned.clear();
        let message = state.now()?;
        let said = about(EventKind::MessageDeleted, of.message_id);
        let fact = |_: &Self| {
            Ok(ChannelFact::MessageDeleted {
                message_id: of.message_id,
                by: by.clone(),
            })
        };
        let event = self.event(at, of.channel_id, by, said, fact)?;
        Ok(Committed {
            channel_event: Some(event),
            message: Some(message),
            ..Committed::default()
        })
    }

    pub(super) fn react(
        &mut self,
        at: Millis,
        of: MessageRef,
        user: &UserId,
        emoji: &str,
    ) -> Result<Committed, Error> {
        let state = self.living(of)?;
        let given = &mut state.reactions;
        if given
            .iter()
            .any(|one| one.emoji == emoji && one.user == *user)
        {
            return Ok(unchanged(state.now()?));
        }
        let kinds: HashSet<&str> = given.iter().map(|one| one.emoji.as_str()).collect();
        if kinds.len() >= REACTION_KINDS && !kinds.contains(emoji) {
            let reason = format!("a message has at most {REACTION_KINDS} kinds of reactions");
            return Err(Error::Invalid(reason));
        }
        given.push(GivenReaction {
            id: None,
            user: user.clone(),
            emoji: emoji.to_owned(),
            at,
        });
        let message = state.now()?;
        let said = EventWords {
            user: Some(user),
            detail: Some(emoji),
            ..about(EventKind::ReactionAdded, of.message_id)
        };
        let fact = |_: &Self| {
            let (message_id, user, emoji) = (of.message_id, user.clone(), emoji.to_owned());
            Ok(ChannelFact::ReactionAdded {
                message_id,
                user,
                emoji,
            })
        };
        let event = self.event(at, of.channel_id, user, said, fact)?;
        Ok(Committed {
            channel_event: Some(event),
            message: Some(message),
            ..Committed::default()
        })
    }

    pub(super) fn unreact(
        &mut self,
        at: Millis,
        of: MessageRef,
        user: &UserId,
        emoji: &str,
    ) -> Result<Committed, Error> {
        let state = self.located(of)?;
        let given = &state.reactions;
        let Some(index) = given
            .iter()
            .position(|one| one.emoji == emoji && one.user == *user)
        else {
            return Ok(unchanged(state.now()?));
        };
        let gone = state.reactions.remove(index);
        state.reactions_gone.extend(gone.id);
        let message = state.now()?;
        let said = EventWords {
            user: Some(user),
            detail: Some(emoji),
            ..about(EventKind::ReactionRemoved, of.message_id)
        };
        let fact = |_: &Self| {
            let (message_id, user, emoji) = (of.message_id, user.clone(), emoji.to_owned());
            Ok(ChannelFact::ReactionRemoved {
                message_id,
                user,
                emoji,
            })
        };
        let event = self.event(at, of.channel_id, user, said, fact)?;
        Ok(Committed {
            channel_event: Some(event),
            message: Some(message),
            ..Committed::default()
        })
    }

    /// The message, where it stands where it is said to.
    fn located(&mut self, of: MessageRef) -> Result<&mut MessageState, Error> {
        let state = self
            .messages
            .get_mut(&of.message_id)
            .ok_or(Error::NotFound)?;
        if state.row.channel_id == of.channel_id.0 {
            Ok(state)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The message, if it is not deleted.
    fn living(&mut self, of: MessageRef) -> Result<&mut MessageState, Error> {
        let state = self.located(of)?;
        if state.row.deleted_at.is_none() {
            Ok(state)
        } else {
            Err(Error::NotFound)
        }
    }
}

/// The answer to a message sent again: the first one, if it is the same. What has been edited or
/// deleted since cannot be compared, and is taken for the same.
fn repeat_of(new: &NewMessage, first: &Message) -> Result<Committed, Error> {
    let rewritten = first.edited_at.is_some() || first.deleted_at.is_some();
    if first.channel_id != new.channel_id || (first.text != new.text && !rewritten) {
        let reason = "this clientId was used for another message";
        return Err(Error::Conflict(reason.into()));
    }
    Ok(unchanged(first.clone()))
}

fn file_column(new: &NewMessage) -> Result<Option<String>, Error> {
    let file = new.file.as_ref().map(serde_json::to_string).transpose();
    file.map_err(|error| Error::Invalid(format!("the file: {error}")))
}

fn unchanged(message: Message) -> Committed {
    Committed {
        message: Some(message),
        repeated: true,
        ..Committed::default()
    }
}

fn written(at: Millis, new: &NewMessage, id: MessageId, seq: i64) -> Message {
    Message {
        id,
        channel_id: new.channel_id,
        seq,
        user_id: new.user.clone(),
        text: new.text.clone(),
        kind: new.kind,
        client_id: new.client_id.clone(),
        reply_to_id: new.reply_to_id,
        ticket_reference: new.ticket_reference.clone(),
        file: new.file.clone(),
        edited_at: None,
        deleted_at: None,
        created_at: at,
        reactions: Vec::new(),
    }
}

fn mention_of(message: &Message) -> UserFact {
    UserFact::Mentioned {
        channel_id: message.channel_id,
        message_id: message.id,
        message_seq: message.seq,
        from: message.user_id.clone(),
    }
}

fn about(kind: EventKind, message: MessageId) -> EventWords<'static> {
    EventWords {
        kind,
        message: Some(message),
        user: None,
        detail: None,
    }
}
