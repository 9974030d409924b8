//! Editing and deleting messages.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{mentions_column, previews};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    event::{Fact, Fields, Payload},
    ids::{MessageId, Millis, UserId},
    ledgers::{Change, Ledgers, edits::Earlier, files::Holder},
    model::{Mention, Message, MessageKind},
    notify::Addressed,
    queries::{rows, words::Word},
    tables::messages,
    text::{BadText, MessageText},
};

/// Replace a message's text.
#[derive(Debug)]
pub struct EditMessage {
    /// The message.
    pub message: MessageRef,
    /// Who edits it.
    pub by: UserId,
    /// The new text; empty only beside files or a forwarded message.
    pub text: MessageText,
    /// The members that the new text mentions.
    pub mentions: Vec<Mention>,
    /// Whom a message there addresses besides those whom it names. An edit notifies no groups.
    pub addressed: Addressed,
    /// The thread that the message is a reply in.
    pub thread: Option<MessageId>,
}

/// Turn a message into a tombstone: its text, files and reactions are gone, its place stays.
#[derive(Debug)]
pub struct DeleteMessage {
    /// The message.
    pub message: MessageRef,
    /// Who deletes it.
    pub by: UserId,
}

/// `message_updated`: a message was edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageUpdated {
    /// The message as it is now. It keeps its own position.
    pub message: Arc<Message>,
}

/// `message_deleted`: a message was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted {
    /// The message.
    pub message_id: MessageId,
    /// Who deleted it.
    #[ts(type = "string")]
    pub user: UserId,
    /// When it was deleted.
    #[ts(type = "number")]
    pub deleted_at: Millis,
}

impl Change for EditMessage {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers.mentions.need(self.message.message_id);
        ledgers
            .notifications
            .need_edited(self.message.message_id, self.thread);
        for user in self.mentions.iter().filter_map(Mention::person) {
            let channel = self.message.channel_id;
            ledgers.notifications.need_listener(channel, user);
        }
        if let Some(root) = self.thread {
            ledgers.threads.need(root);
            ledgers.messages.need(root);
            for user in self.mentions.iter().filter_map(Mention::person) {
                ledgers.threads.need_follower(root, user);
            }
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.messages.living(self.message)?;
        if self.text.as_str().is_empty() && !shows_without_text(row) {
            return Err(Error::Invalid(BadText::Empty("message").to_string()));
        }
        let changed = row.message_text != self.text.as_str();
        let author = UserId::from(row.user_id.as_str());
        let earlier = Earlier::of(row);
        let before = rows::message(row.clone())?;
        let mentions = mentions_column(&self.mentions)?;
        ledgers
            .messages
            .show(ledgers.change, self.message.message_id);
        if !changed {
            return Ok(Committed::unchanged());
        }
        let row = ledgers.messages.change(self.message)?;
        self.text.as_str().clone_into(&mut row.message_text);
        row.mentions = mentions;
        previews::keep_linked(row)?;
        row.edited_at = Some(at);
        let message = Arc::new(rows::message(row.clone())?);
        let event = ledgers.streams.record_current(
            at,
            self.message.channel_id,
            &author,
            (MessageUpdated::NAME, kept(self.message.message_id)),
            |_| Payload::Message(Arc::clone(&message)),
        )?;
        ledgers.edits.keep(earlier, (event.seq, at));
        ledgers.search.edited(self.message.message_id);
        ledgers.notify_of_edit(at, (&before, &message), &self.addressed);
        if let Some(root) = self.thread {
            ledgers.threads.show(ledgers.change, root);
        }
        Ok(Committed::happened(event))
    }
}

fn shows_without_text(row: &messages::Model) -> bool {
    let kinds = [MessageKind::File, MessageKind::Image].map(|kind| kind.word());
    row.forwarded_from.is_some() || kinds.contains(&row.message_type.as_str())
}

impl Change for DeleteMessage {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers.mentions.need(self.message.message_id);
        ledgers.notifications.need_message(self.message.message_id);
        let holder = Holder::Message(self.message.message_id);
        ledgers.files.need_holder(holder);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.messages.located(self.message)?;
        if row.deleted_at.is_some() {
            return Ok(Committed::unchanged());
        }
        let row = ledgers.messages.change(self.message)?;
        row.deleted_at = Some(at);
        row.message_text.clear();
        row.file_attachment = None;
        row.file_names = None;
        row.mentions = None;
        row.system_event = None;
        row.previews = None;
        let message = rows::message(row.clone())?;
        ledgers.message_deleted(&message);
        ledgers.notifications_of_deleted(at, &message);
        if let Some(root) = message.thread_id {
            ledgers.threads.show(ledgers.change, root);
        }
        let fact = MessageDeleted {
            message_id: self.message.message_id,
            user: self.by.clone(),
            deleted_at: at,
        };
        let event = ledgers
            .streams
            .record(at, self.message.channel_id, &self.by, &fact)?;
        Ok(Committed::happened(event))
    }
}

/// What the log keeps of an event whose readers get the message as it is then.
pub(crate) fn kept(message: MessageId) -> Fields {
    Fields::from_iter([("messageId".to_owned(), message.0.into())])
}
