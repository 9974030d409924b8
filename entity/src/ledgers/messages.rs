//! Messages: posting, editing and deleting them.
//!
//! This file has the part of a batch; the changes are in the modules.

mod post;
mod previews;
mod revise;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Value};

use post::Columns;
pub use post::{MessageReceived, PostMessage, ThreadReply};
pub(crate) use post::{is_in_channel, received};
pub use previews::{RemovePreviews, ShowPreviews};
pub(crate) use revise::kept;
pub use revise::{DeleteMessage, EditMessage, MessageDeleted, MessageUpdated};

use super::{Ledger, Memory, write};
use crate::{
    change::{Committed, MessageRef},
    error::Error,
    event::{ChannelEvent, Payload},
    ids::{ChannelId, ClientId, MessageId, Seq, UserId},
    model::{Mention, Message},
    queries::{
        messages::seen_from,
        rows,
        sql::{Sql, column},
        words::Word,
    },
    tables::messages,
};

/// How many ids of messages are allocated at a time.
const IDS: i64 = 1_000;

/// A message that the batch edits or deletes, or that something else in the batch is about.
struct Row {
    row: messages::Model,
    changed: bool,
}

/// A message that another one replies to.
#[derive(Clone, Copy)]
struct Answered {
    channel: ChannelId,
    /// False if it is deleted.
    lives: bool,
}

/// The part of a batch that concerns messages.
#[derive(Default)]
pub(crate) struct Messages {
    needed: BTreeSet<MessageId>,
    /// Changes whose answer, and event if it carries one, show a message with all that is attached
    /// to it.
    shown: Vec<(usize, MessageId)>,
    answered: BTreeSet<MessageId>,
    sent: BTreeSet<(ClientId, UserId)>,
    new: i64,
    rows: BTreeMap<MessageId, Row>,
    /// The positions of the messages that threads belong to, of replies that only their threads show.
    roots: HashMap<MessageId, Seq>,
    /// The channels of answered messages.
    places: HashMap<MessageId, Answered>,
    /// Messages by the client id they were sent under, before this batch or in it.
    known: HashMap<(ClientId, UserId), Arc<Message>>,
    ids: std::ops::Range<i64>,
    /// Client ids of the messages that this batch adds.
    stored: Vec<ClientId>,
    /// New messages of words alone, which most are: fewer columns cost less.
    plain: Vec<[Value; 8]>,
    inserts: Vec<[Value; 16]>,
}

impl Messages {
    /// A message is at stake.
    pub(crate) fn need(&mut self, message: MessageId) {
        self.needed.insert(message);
    }

    /// The answer to a change is the message with all that is attached to it, as it is after the
    /// batch.
    pub(crate) fn show(&mut self, change: usize, message: MessageId) {
        self.shown.push((change, message));
    }

    /// The message, if it belongs to the channel it is said to be in.
    pub(crate) fn located(&self, of: MessageRef) -> Result<&messages::Model, Error> {
        let message = self.rows.get(&of.message_id).ok_or(Error::NotFound)?;
        if message.row.channel_id == of.channel_id.0 {
            Ok(&message.row)
        } else {
            Err(Error::NotFound)
        }
    }

    /// The message, if it is not deleted.
    pub(crate) fn living(&self, of: MessageRef) -> Result<&messages::Model, Error> {
        let row = self.located(of)?;
        if row.deleted_at.is_none() {
            Ok(row)
        } else {
            Err(Error::Deleted)
        }
    }

    pub(super) fn change(&mut self, of: MessageRef) -> Result<&mut messages::Model, Error> {
        let message = self.rows.get_mut(&of.message_id).ok_or(Error::NotFound)?;
        message.changed = true;
        Ok(&mut message.row)
    }

    fn insert(&mut self, message: &Message, columns: Columns) {
        self.stored.extend(message.client_id);
        let plain = [
            message.id.0.into(),
            message.channel_id.0.into(),
            message.seq.into(),
            message.user_id.as_str().into(),
            message.client_id.map(|id| id.bytes().to_vec()).into(),
            message.text.as_str().into(),
            message.kind.word().into(),
            message.created_at.into(),
        ];
        let more = columns.files.is_some()
            || columns.mentions.is_some()
            || message.reply_to_id.is_some()
            || message.thread_id.is_some()
            || message.forwarded_from.is_some()
            || message.ticket_reference.is_some();
        if !more {
            return self.plain.push(plain);
        }
        let [id, channel, seq, user, client_id, text, kind, at] = plain;
        self.inserts.push([
            id,
            channel,
            seq,
            user,
            client_id,
            text,
            kind,
            message.reply_to_id.map(|id| id.0).into(),
            message.ticket_reference.clone().into(),
            columns.files.into(),
            columns.mentions.into(),
            message.thread_id.map(|id| id.0).into(),
            is_in_channel(message).into(),
            message.forwarded_from.map(|id| id.0).into(),
            columns.file_names.into(),
            at,
        ]);
    }

    /// The position from which the message that an event is about is seen; see
    /// [`Located::seen_from`](crate::queries::messages::Located::seen_from).
    pub(crate) fn position_of(&self, event: &ChannelEvent) -> Option<Seq> {
        match &event.payload {
            Payload::Message(message) => {
                let thread = message.thread_id.filter(|_| !is_in_channel(message));
                Some(self.seen_from(thread, message.seq))
            }
            Payload::Fact(fact) => {
                let id = fact.get("messageId")?.as_i64()?;
                let row = &self.rows.get(&MessageId(id))?.row;
                let thread = row.thread_id.filter(|_| !row.in_channel);
                Some(self.seen_from(thread.map(MessageId), row.seq))
            }
            _ => None,
        }
    }

    /// Returns the position from which members see a message at `seq`: that of the message at the beginning of its
    /// thread, if only the `thread` shows it.
    pub(crate) fn seen_from(&self, thread: Option<MessageId>, seq: Seq) -> Seq {
        let Some(root) = thread else { return seq };
        let loaded = self.rows.get(&root).map(|root| root.row.seq);
        loaded
            .or_else(|| self.roots.get(&root).copied())
            .unwrap_or(seq)
    }

    /// A message will be added.
    pub(super) fn need_id(&mut self) {
        self.new += 1;
    }

    pub(super) fn next_id(&mut self) -> Result<MessageId, Error> {
        let id = self.ids.next().ok_or(Error::Overtaken)?;
        Ok(MessageId(id))
    }
}

/// `None` without mentions: most messages have none.
fn mentions_column(mentions: &[Mention]) -> Result<Option<String>, Error> {
    if mentions.is_empty() {
        return Ok(None);
    }
    let json = serde_json::to_string(mentions);
    json.map(Some)
        .map_err(|error| Error::Invalid(format!("mentions: {error}")))
}

impl Messages {
    async fn load_rows(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let found = messages::Entity::find()
            .filter(messages::Column::Id.is_in(self.needed.iter().map(|id| id.0)))
            .all(db)
            .await?;
        let rows = found.into_iter().map(|row| {
            let id = MessageId(row.id);
            let changed = false;
            (id, Row { row, changed })
        });
        self.rows = rows.collect();
        self.load_roots(db).await
    }

    async fn load_roots(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.rows.values().map(|message| &message.row);
        let hidden = rows.filter(|row| !row.in_channel);
        let roots: BTreeSet<i64> = hidden.filter_map(|row| row.thread_id).collect();
        if !roots.is_empty() {
            self.roots = seen_from(db, roots).await?;
        }
        Ok(())
    }

    async fn load_places(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.answered.is_empty() {
            return Ok(());
        }
        let head = "SELECT id, channel_id, deleted_at IS NULL FROM chat_messages WHERE id IN ";
        let found = Sql::new(db, head)
            .list(self.answered.iter().map(|id| id.0))
            .all(db)
            .await?;
        for row in &found {
            let place = Answered {
                channel: ChannelId(column(row, 1)?),
                lives: column(row, 2)?,
            };
            self.places.insert(MessageId(column(row, 0)?), place);
        }
        Ok(())
    }

    /// Finds the messages that were sent before under the client ids of this batch.
    async fn load_known(
        &mut self,
        db: &DatabaseTransaction,
        memory: &mut Memory,
    ) -> Result<(), Error> {
        if self.sent.is_empty() {
            return Ok(());
        }
        let now = memory.now;
        memory.recent.begin(db, now).await?;
        let looked_up = self
            .sent
            .iter()
            .filter(|(id, _)| !memory.recent.is_new(*id));
        let sent: Vec<_> = looked_up
            .map(|(id, user)| [id.bytes().to_vec().into(), user.as_str().into()])
            .collect();
        if sent.is_empty() {
            return Ok(());
        }
        let found: Vec<messages::Model> = Sql::new(db, "WITH v(sent_as, sender) AS (VALUES ")
            .rows(sent)
            .add(
                ") SELECT t.* FROM v JOIN chat_messages t \
                 ON t.client_id = v.sent_as AND t.user_id = v.sender",
            )
            .models(db)
            .await?;
        for message in rows::messages(db, found).await? {
            if let Some(id) = message.client_id {
                let key = (id, message.user_id.clone());
                self.known.insert(key, Arc::new(message));
            }
        }
        Ok(())
    }

    async fn allocate(
        &mut self,
        db: &DatabaseTransaction,
        memory: &mut Memory,
    ) -> Result<(), Error> {
        self.ids = memory.messages.clone();
        if self.ids.end - self.ids.start < self.new {
            self.ids = write::allocate(db, "chat_messages", self.new.max(IDS)).await?;
        }
        Ok(())
    }
}

impl Ledger for Messages {
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        self.load_rows(db).await?;
        self.load_places(db).await?;
        self.load_known(db, memory).await?;
        self.allocate(db, memory).await
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        write::insert(
            db,
            "INSERT INTO chat_messages (id, channel_id, seq, user_id, client_id, message_text, \
             message_type, created_at) VALUES ",
            std::mem::take(&mut self.plain),
            "",
        )
        .await?;
        write::insert(
            db,
            "INSERT INTO chat_messages (id, channel_id, seq, user_id, client_id, message_text, \
             message_type, reply_to_id, ticket_reference, file_attachment, mentions, thread_id, \
             in_channel, forwarded_from, file_names, created_at) VALUES ",
            std::mem::take(&mut self.inserts),
            "",
        )
        .await?;
        let changed = self.rows.values().filter(|message| message.changed);
        write::insert(
            db,
            "WITH v(id, message_text, file_attachment, file_names, mentions, system_event, edited_at, \
             deleted_at, previews) AS (VALUES ",
            changed.map(|message| changed_values(&message.row)).collect(),
            ") UPDATE chat_messages SET message_text = v.message_text, \
             file_attachment = v.file_attachment, file_names = v.file_names, mentions = v.mentions, \
             system_event = v.system_event, edited_at = v.edited_at, deleted_at = v.deleted_at, \
             previews = v.previews \
             FROM v WHERE chat_messages.id = v.id",
        )
        .await?;
        Ok(())
    }

    /// Shows messages with all that is attached to them, as it is after the batch.
    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        if self.shown.is_empty() {
            return Ok(());
        }
        let ids: BTreeSet<i64> = self.shown.iter().map(|(_, id)| id.0).collect();
        let current = rows::current_messages(db, ids, None).await?;
        for (change, id) in self.shown.drain(..) {
            if let (Some(Ok(committed)), Some(message)) =
                (results.get_mut(change), current.get(&id))
            {
                committed.message = Some(Arc::clone(message));
                let events = committed.channel_event.iter_mut();
                for event in events.chain(&mut committed.notes) {
                    if let Payload::Message(shown) = &mut event.payload
                        && shown.id == id
                    {
                        *shown = Arc::clone(message);
                    }
                }
            }
        }
        Ok(())
    }

    fn remember(self, memory: &mut Memory) {
        memory.messages = self.ids;
        memory.recent.add(self.stored);
    }
}

fn changed_values(row: &messages::Model) -> [Value; 9] {
    [
        row.id.into(),
        row.message_text.as_str().into(),
        row.file_attachment.clone().into(),
        row.file_names.clone().into(),
        row.mentions.clone().into(),
        row.system_event.clone().into(),
        row.edited_at.into(),
        row.deleted_at.into(),
        row.previews.clone().into(),
    ]
}
