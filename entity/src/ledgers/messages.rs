//! Messages: posting, editing and deleting them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory, members::ChannelJoined, mentions::Notification, write,
};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    event::{ChannelEvent, Fact, Fields, Payload},
    ids::{ChannelId, ClientId, MessageId, Millis, Seq, UserId},
    model::{ChannelLabel, FileInfo, Mention, Message, MessageKind},
    queries::{
        rows,
        sql::{Sql, column},
        words::Word,
    },
    tables::messages,
    text::{MessageText, TicketReference},
};

/// How many ids of messages are allocated at a time.
const IDS: i64 = 1_000;

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
    /// The ticket it refers to.
    pub ticket_reference: Option<TicketReference>,
    /// The file it carries.
    pub file: Option<FileInfo>,
    /// The members that it mentions.
    pub mentions: Vec<Mention>,
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

/// Replace a message's text.
#[derive(Debug)]
pub struct EditMessage {
    /// The message.
    pub message: MessageRef,
    /// Who edits it.
    pub by: UserId,
    /// The new text.
    pub text: MessageText,
    /// The members that the new text mentions.
    pub mentions: Vec<Mention>,
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

/// `message_received`: a message was posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageReceived {
    /// The message.
    pub message: Arc<Message>,
    /// The channel it was posted in.
    pub channel: ChannelLabel,
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

/// A message that the batch edits or deletes, or that something else in the batch is about.
struct Row {
    row: messages::Model,
    changed: bool,
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
    /// The channels of answered messages.
    places: HashMap<MessageId, ChannelId>,
    /// Messages by the client id they were sent under, before this batch or in it.
    known: HashMap<(ClientId, UserId), Arc<Message>>,
    ids: std::ops::Range<i64>,
    /// Client ids of the messages that this batch adds.
    stored: Vec<ClientId>,
    /// New messages of words alone, which most are: fewer columns cost less.
    plain: Vec<[Value; 8]>,
    inserts: Vec<[Value; 14]>,
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
            Err(Error::NotFound)
        }
    }

    fn change(&mut self, of: MessageRef) -> Result<&mut messages::Model, Error> {
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
        let more = columns.file.is_some()
            || columns.mentions.is_some()
            || message.reply_to_id.is_some()
            || message.thread_id.is_some()
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
            columns.file.into(),
            columns.mentions.into(),
            message.thread_id.map(|id| id.0).into(),
            is_in_channel(message).into(),
            at,
        ]);
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

impl Change for PostMessage {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.channel_id);
        let messages = &mut ledgers.messages;
        messages.need_id();
        messages.answered.extend(self.reply_to_id);
        if let Some(id) = self.client_id {
            messages.sent.insert((id, self.user.clone()));
        }
        if let Some(thread) = self.thread {
            messages.need(thread.root);
            ledgers.threads.need(thread.root);
            ledgers.reads.write_all();
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
        let columns = Columns::of(self)?;
        let id = ledgers.messages.next_id()?;
        // Of two that were decided before either was kept, only the first shows the channel.
        let begins = ledgers.streams.position(self.channel_id)? == 0;
        let shows_to = if begins {
            self.shows_to.as_slice()
        } else {
            &[]
        };
        let seq = match self.is_in_channel() {
            true => ledgers.streams.next_for_message(self.channel_id, at)?,
            false => ledgers.streams.next(self.channel_id)?,
        };
        let message = self.posted(at, id, seq);
        ledgers.messages.insert(&message, columns);
        if self.is_in_channel() {
            self.mark_read(at, seq, ledgers);
        }
        let message = Arc::new(message);
        let joined = ChannelJoined::of(self.channel_id);
        let change = ledgers.change;
        if !shows_to.is_empty() {
            ledgers.members.show_before(self.channel_id, seq);
        }
        for user in shows_to {
            ledgers.streams.record_for_user(change, at, user, &joined);
        }
        notify(at, ledgers, &message);
        if let Some((root, author)) = &root {
            let change = ledgers.change;
            ledgers.threads.reply(change, (*root, author), &message);
        }
        if let Some(id) = self.client_id {
            let key = (id, self.user.clone());
            ledgers.messages.known.insert(key, Arc::clone(&message));
        }
        Ok(Committed::happened(received(at, &message)).with_message(message))
    }
}

impl PostMessage {
    /// Returns whether the message is shown in the channel.
    fn is_in_channel(&self) -> bool {
        self.thread.is_none_or(|thread| thread.also_to_channel)
    }

    /// The message that the thread belongs to, and its author.
    fn root(&self, ledgers: &Ledgers) -> Result<Option<(MessageId, UserId)>, Error> {
        let Some(ThreadReply { root, .. }) = self.thread else {
            return Ok(None);
        };
        let row = ledgers.messages.located(MessageRef {
            channel_id: self.channel_id,
            message_id: root,
        })?;
        if row.thread_id.is_some() {
            let reason =
                "threadId must name the message that a thread belongs to, not a reply in one";
            return Err(Error::Invalid(reason.into()));
        }
        if row.deleted_at.is_some() && !ledgers.threads.exists(root) {
            return Err(Error::NotFound);
        }
        Ok(Some((root, row.user_id.as_str().into())))
    }

    /// Who posts in a channel has read it up to the message.
    fn mark_read(&self, at: Millis, seq: Seq, ledgers: &mut Ledgers) {
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
        if elsewhere || (first.text != self.text.as_str() && !rewritten) {
            let reason = "clientId was used for another message; give each message its own";
            return Err(Error::Conflict(reason.into()));
        }
        Ok(Committed::unchanged().with_message(Arc::clone(first)))
    }

    fn check_answered(&self, messages: &Messages) -> Result<(), Error> {
        match self.reply_to_id {
            Some(id) if messages.places.get(&id) != Some(&self.channel_id) => Err(Error::Invalid(
                "replyToId must name a message of this channel".into(),
            )),
            _ => Ok(()),
        }
    }

    /// The message as it begins.
    fn posted(&self, at: Millis, id: MessageId, seq: Seq) -> Message {
        Message {
            id,
            channel_id: self.channel_id,
            seq,
            user_id: self.user.clone(),
            text: self.text.as_str().to_owned(),
            mentions: self.mentions.clone(),
            kind: self.kind,
            client_id: self.client_id,
            reply_to_id: self.reply_to_id,
            thread_id: self.thread.map(|thread| thread.root),
            also_to_channel: self.thread.is_some_and(|thread| thread.also_to_channel),
            thread: None,
            ticket_reference: self.ticket_reference.as_ref().map(ToString::to_string),
            file: self.file.clone(),
            system: None,
            edited_at: None,
            deleted_at: None,
            created_at: at,
            reactions: Vec::new(),
            pinned_by: None,
            pinned_at: None,
        }
    }
}

/// Columns that hold JSON.
struct Columns {
    file: Option<String>,
    mentions: Option<String>,
}

impl Columns {
    fn of(new: &PostMessage) -> Result<Self, Error> {
        let file = new.file.as_ref().map(serde_json::to_string).transpose();
        Ok(Self {
            file: file.map_err(|error| Error::Invalid(format!("file: {error}")))?,
            mentions: mentions_column(&new.mentions)?,
        })
    }
}

/// Returns whether a message is shown in its channel, and not only in a thread.
pub(super) fn is_in_channel(message: &Message) -> bool {
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
    }
}

/// Notifies those whom a message mentions and did not mention before, its author left out.
fn notify(at: Millis, ledgers: &mut Ledgers, message: &Message) {
    let mut users: Vec<UserId> = Vec::new();
    for mention in &message.mentions {
        if mention.user_id != message.user_id && !users.contains(&mention.user_id) {
            users.push(mention.user_id.clone());
        }
    }
    let fact = Notification::of_mention(message);
    let change = ledgers.change;
    let new = ledgers.mentions.set(message, users);
    if let Some(root) = message.thread_id {
        ledgers.threads.mention(root, &new, message.seq);
    }
    for user in new {
        ledgers.streams.record_for_user(change, at, &user, &fact);
    }
}

impl Change for EditMessage {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers.mentions.need(self.message.message_id);
        if let Some(root) = self.thread {
            ledgers.threads.need(root);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.messages.living(self.message)?;
        let changed = row.message_text != self.text.as_str();
        let author = UserId::from(row.user_id.as_str());
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
        row.edited_at = Some(at);
        let message = Arc::new(rows::message(row.clone())?);
        let event = ledgers.streams.record_current(
            at,
            self.message.channel_id,
            &author,
            (MessageUpdated::NAME, kept(self.message.message_id)),
            |_| Payload::Message(Arc::clone(&message)),
        )?;
        notify(at, ledgers, &message);
        if let Some(root) = self.thread {
            ledgers.threads.show(ledgers.change, root);
        }
        Ok(Committed::happened(event))
    }
}

impl Change for DeleteMessage {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        ledgers.mentions.need(self.message.message_id);
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
        row.mentions = None;
        row.system_event = None;
        let message = rows::message(row.clone())?;
        ledgers.message_deleted(&message);
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

/// What the log keeps of an event that shows a message.
fn kept(message: MessageId) -> Fields {
    Fields::from_iter([("messageId".to_owned(), message.0.into())])
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
        Ok(())
    }

    async fn load_places(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.answered.is_empty() {
            return Ok(());
        }
        let found = Sql::new(db, "SELECT id, channel_id FROM chat_messages WHERE id IN ")
            .list(self.answered.iter().map(|id| id.0))
            .all(db)
            .await?;
        for row in &found {
            self.places
                .insert(MessageId(column(row, 0)?), ChannelId(column(row, 1)?));
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
             in_channel, created_at) VALUES ",
            std::mem::take(&mut self.inserts),
            "",
        )
        .await?;
        let changed = self.rows.values().filter(|message| message.changed);
        write::insert(
            db,
            "WITH v(id, message_text, file_attachment, mentions, system_event, edited_at, deleted_at) \
             AS (VALUES ",
            changed.map(|message| changed_values(&message.row)).collect(),
            ") UPDATE chat_messages SET message_text = v.message_text, \
             file_attachment = v.file_attachment, mentions = v.mentions, \
             system_event = v.system_event, edited_at = v.edited_at, deleted_at = v.deleted_at \
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
                if let Some(event) = &mut committed.channel_event
                    && let Payload::Message(shown) = &mut event.payload
                {
                    *shown = Arc::clone(message);
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

fn changed_values(row: &messages::Model) -> [Value; 7] {
    [
        row.id.into(),
        row.message_text.as_str().into(),
        row.file_attachment.clone().into(),
        row.mentions.clone().into(),
        row.system_event.clone().into(),
        row.edited_at.into(),
        row.deleted_at.into(),
    ]
}
