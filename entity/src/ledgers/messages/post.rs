//! Posting messages, in channels and in threads.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Messages, mentions_column};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    event::{ChannelEvent, Fact, Payload},
    ids::{ChannelId, ClientId, FileId, MessageId, Millis, Seq, UserId},
    ledgers::{Change, Ledgers, files::Holder, members::ChannelJoined},
    model::{ChannelLabel, FileInfo, Mention, Message, MessageKind},
    notify::Addressed,
    queries::words::Word,
    tables::messages,
    text::{MessageText, TicketReference},
};

/// Post a message. Sent twice under one client id, it is kept once.
#[derive(Clone, Debug)]
pub struct PostMessage {
    /// The channel.
    pub channel_id: ChannelId,
    /// The author.
    pub user: UserId,
    /// The UUID that the client gave it, unique for each author.
    pub client_id: Option<ClientId>,
    /// The text.
    pub text: MessageText,
    /// What kind of message it is.
    pub kind: MessageKind,
    /// The thread it is a reply in.
    pub thread: Option<ThreadReply>,
    /// The message it answers.
    pub reply_to_id: Option<MessageId>,
    /// The message it forwards.
    pub forwarded_from: Option<MessageId>,
    /// The ticket it refers to.
    pub ticket_reference: Option<TicketReference>,
    /// Files of its author that it carries.
    pub files: Vec<FileId>,
    /// The members that it mentions.
    pub mentions: Vec<Mention>,
    /// The members whom it addresses without naming them.
    pub addressed: Addressed,
    /// Members to whom the channel becomes visible with this message.
    pub shows_to: Vec<UserId>,
}

/// The thread that a message is a reply in.
#[derive(Clone, Copy, Debug)]
pub struct ThreadReply {
    /// The message that the thread belongs to.
    pub root: MessageId,
    /// True if the reply is shown in the channel, too.
    pub also_to_channel: bool,
}

/// `message_received`: a message was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageReceived {
    /// The message.
    pub message: Arc<Message>,
    /// The channel it was posted in.
    pub channel: ChannelLabel,
}

impl Change for PostMessage {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.channel_id);
        if !self.shows_to.is_empty() {
            ledgers.channels.need(self.channel_id);
        }
        ledgers.notifications.need_post(self);
        ledgers
            .notifications
            .need_unread(&self.user, self.channel_id);
        let messages = &mut ledgers.messages;
        messages.need_id();
        messages.answered.extend(self.reply_to_id);
        if let Some(id) = self.client_id {
            messages.sent.insert((id, self.user.clone()));
        }
        if !self.files.is_empty() {
            ledgers.files.need(self.files.iter().cloned());
        }
        if let Some(source) = self.forwarded_from {
            ledgers.files.need_holder(Holder::Message(source));
        }
        let messages = &mut ledgers.messages;
        if let Some(thread) = self.thread {
            messages.need(thread.root);
            ledgers.threads.need_follower(thread.root, &self.user);
            let named = self.mentions.iter().filter_map(Mention::person);
            let addressed = self.addressed.teams.iter().chain(&self.addressed.direct);
            for user in named.chain(addressed) {
                ledgers.threads.need_follower(thread.root, user);
            }
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        if let Some(id) = self.client_id
            && let Some(first) = ledgers.messages.known.get(&(id, self.user.clone()))
        {
            return self.repeat_of(first);
        }
        self.check_answered(&ledgers.messages)?;
        let root = self.root(ledgers)?;
        let files = self.carried(ledgers)?;
        let columns = Columns::of(self, &files)?;
        let id = ledgers.messages.next_id()?;
        // Of two that were decided before either was kept, only the first shows the channel.
        let shows_to = match self.shows_to.as_slice() {
            [] => &[],
            others if self.is_first(ledgers)? => others,
            _ => &[],
        };
        let seq = match self.is_in_channel() {
            true => ledgers.streams.next_for_message(self.channel_id, at)?,
            false => ledgers.streams.next(self.channel_id)?,
        };
        ledgers.files.hold(Holder::Message(id), &files);
        let message = self.posted(at, (id, seq), files);
        ledgers.messages.insert(&message, columns);
        self.mark_read(at, seq, ledgers);
        let message = Arc::new(message);
        let joined = ChannelJoined::of(self.channel_id);
        let change = ledgers.change;
        if !shows_to.is_empty() {
            ledgers.members.show_before(self.channel_id, seq);
        }
        for user in shows_to {
            ledgers.streams.record_for_user(change, at, user, &joined);
        }
        ledgers.notify_of(at, &message, &self.addressed);
        if let Some((root, author)) = &root {
            let change = ledgers.change;
            ledgers
                .threads
                .reply(change, (*root, author.as_ref()), &message);
        }
        if let Some(id) = self.client_id {
            let key = (id, self.user.clone());
            ledgers.messages.known.insert(key, Arc::clone(&message));
        }
        Ok(Committed::happened(received(at, &message)).with_message(message))
    }
}

impl PostMessage {
    /// The files of its author, and those of the message that it forwards.
    fn carried(&self, ledgers: &Ledgers) -> Result<Vec<FileInfo>, Error> {
        let mut files = ledgers.files.claim(&self.user, &self.files)?;
        if let Some(source) = self.forwarded_from {
            files.extend(ledgers.files.of(Holder::Message(source)));
        }
        Ok(files)
    }

    fn kind(&self, files: &[FileInfo]) -> MessageKind {
        match self.kind {
            MessageKind::Text if files.is_empty() => MessageKind::Text,
            MessageKind::Text => {
                let mut files = files.iter();
                let are_images = files.all(|file| file.mime_type.starts_with("image/"));
                if are_images {
                    MessageKind::Image
                } else {
                    MessageKind::File
                }
            }
            kind => kind,
        }
    }

    /// Returns whether the channel has no message yet. Its position tells nothing: members may have left.
    fn is_first(&self, ledgers: &Ledgers) -> Result<bool, Error> {
        let earlier = ledgers.channels.had_messages(self.channel_id)?;
        Ok(!earlier && ledgers.streams.last_message_at(self.channel_id).is_none())
    }

    /// Returns whether the message is shown in the channel.
    fn is_in_channel(&self) -> bool {
        self.thread.is_none_or(|thread| thread.also_to_channel)
    }

    /// The message that the thread belongs to, and its author, if a person wrote it.
    fn root(&self, ledgers: &Ledgers) -> Result<Option<(MessageId, Option<UserId>)>, Error> {
        let Some(ThreadReply { root, .. }) = self.thread else {
            return Ok(None);
        };
        let row = ledgers.root(MessageRef {
            channel_id: self.channel_id,
            message_id: root,
        })?;
        let is_written = row.message_type != MessageKind::System.word();
        let author = is_written.then(|| row.user_id.as_str().into());
        Ok(Some((root, author)))
    }

    /// Who posts in a channel or a thread has read it up to the message, and so has who was notified there.
    fn mark_read(&self, at: Millis, seq: Seq, ledgers: &mut Ledgers) {
        let channel = self.channel_id;
        if let Some(ThreadReply { root, .. }) = self.thread {
            ledgers.read_messages(at, &self.user, (channel, Some(root)), seq);
        }
        if !self.is_in_channel() {
            return;
        }
        ledgers.read_messages(at, &self.user, (channel, None), seq);
        ledgers.reads.posted(self.channel_id, &self.user, seq, at);
        if let Some(row) = ledgers.members.row_mut(self.channel_id, &self.user) {
            row.last_read_seq = seq;
            row.last_read_at = at;
        }
    }

    /// The answer to a message that is sent again: the first one, if it is the same. What has been
    /// edited or deleted since cannot be compared and counts as the same.
    fn repeat_of(&self, first: &Arc<Message>) -> Result<Committed, Error> {
        let rewritten = first.edited_at.is_some() || first.deleted_at.is_some();
        let elsewhere = first.channel_id != self.channel_id
            || first.thread_id != self.thread.map(|thread| thread.root);
        let differs = first.text != self.text.as_str()
            || first.forwarded_from != self.forwarded_from
            || !self.carries_those_of(first);
        if elsewhere || (differs && !rewritten) {
            let reason = "clientId was used for another message; give each message its own";
            return Err(Error::Conflict(reason.into()));
        }
        Ok(Committed::unchanged().with_message(Arc::clone(first)))
    }

    /// Returns whether both carry the same files of their author.
    fn carries_those_of(&self, first: &Message) -> bool {
        let own = first.files.iter().map(|file| &file.id);
        own.take(self.files.len()).eq(&self.files)
            && (self.forwarded_from.is_some() || first.files.len() == self.files.len())
    }

    fn check_answered(&self, messages: &Messages) -> Result<(), Error> {
        let Some(id) = self.reply_to_id else {
            return Ok(());
        };
        match messages.places.get(&id) {
            Some(place) if place.channel == self.channel_id && place.lives => Ok(()),
            Some(place) if place.channel == self.channel_id => Err(Error::Deleted),
            _ => Err(Error::Invalid(
                "replyToId must name a message of this channel".into(),
            )),
        }
    }

    /// The message as it begins.
    fn posted(&self, at: Millis, (id, seq): (MessageId, Seq), files: Vec<FileInfo>) -> Message {
        Message {
            id,
            channel_id: self.channel_id,
            seq,
            user_id: self.user.clone(),
            text: self.text.as_str().to_owned(),
            mentions: self.mentions.clone(),
            kind: self.kind(&files),
            client_id: self.client_id,
            reply_to_id: self.reply_to_id,
            thread_id: self.thread.map(|thread| thread.root),
            also_to_channel: self.thread.is_some_and(|thread| thread.also_to_channel),
            thread: None,
            forwarded_from: self.forwarded_from,
            ticket_reference: self.ticket_reference.as_ref().map(ToString::to_string),
            file: files.first().cloned(),
            files,
            previews: Vec::new(),
            system: None,
            edited_at: None,
            deleted_at: None,
            created_at: at,
            reactions: Vec::new(),
            pinned_by: None,
            pinned_at: None,
            saved_at: None,
        }
    }
}

impl Ledgers {
    /// The message that replies in its thread belong to. One that is deleted takes them only if it has replies.
    pub(in crate::ledgers) fn root(&self, of: MessageRef) -> Result<&messages::Model, Error> {
        let row = self.messages.located(of)?;
        if row.thread_id.is_some() {
            let reason =
                "threadId must name the message that a thread belongs to, not a reply in one";
            return Err(Error::Invalid(reason.into()));
        }
        if row.deleted_at.is_some() && !self.threads.exists(of.message_id) {
            return Err(Error::Deleted);
        }
        Ok(row)
    }
}

/// Columns that few messages fill.
pub(super) struct Columns {
    pub(super) files: Option<String>,
    pub(super) file_names: Option<String>,
    pub(super) mentions: Option<String>,
}

impl Columns {
    fn of(new: &PostMessage, files: &[FileInfo]) -> Result<Self, Error> {
        let names: Vec<_> = files.iter().map(|file| file.name.as_str()).collect();
        let any = !files.is_empty();
        let files = any.then(|| serde_json::to_string(files)).transpose();
        Ok(Self {
            files: files.map_err(|error| Error::Invalid(format!("files: {error}")))?,
            file_names: any.then(|| names.join("\n")),
            mentions: mentions_column(&new.mentions)?,
        })
    }
}

/// Returns whether a message is shown in its channel, and not only in a thread.
pub(crate) fn is_in_channel(message: &Message) -> bool {
    message.thread_id.is_none() || message.also_to_channel
}

/// The event of a message that was posted.
pub(crate) fn received(at: Millis, message: &Arc<Message>) -> ChannelEvent {
    ChannelEvent {
        channel_id: message.channel_id,
        seq: message.seq,
        at,
        name: MessageReceived::NAME.into(),
        payload: Payload::Message(Arc::clone(message)),
        about: Some(message.seq),
    }
}
