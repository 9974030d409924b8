//! Scheduled messages: until they are sent, only their author sees them.
//!
//! Sending one and removing it is one change: after a crash it was sent and is gone, or neither.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory,
    files::Holder,
    notifications::Notification,
    write::{allocate, delete, insert},
};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    ids::{ChannelId, FileId, MessageId, Millis, ScheduledId, UserId},
    model::{FileInfo, Scheduled, ScheduledError},
    notify::NotificationKind,
    queries::scheduled::{self, Stored},
    text::MessageText,
};

/// The maximum number of scheduled messages of one user, failed ones included.
pub const SCHEDULED: i64 = 500;

/// Schedules a message.
#[derive(Debug)]
pub struct ScheduleMessage {
    /// The author.
    pub user: UserId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message whose thread it is a reply in.
    pub thread_id: Option<MessageId>,
    /// The text.
    pub text: MessageText,
    /// Files of its author that are sent with it.
    pub files: Vec<FileId>,
    /// When it is sent.
    pub due_at: Millis,
}

/// Changes a scheduled message; `None` leaves a value unchanged. A new time lets a failed one be tried again.
#[derive(Debug)]
pub struct UpdateScheduled {
    /// The message.
    pub id: ScheduledId,
    /// Its author.
    pub user: UserId,
    /// The text.
    pub text: Option<MessageText>,
    /// Files of its author that are sent with it.
    pub files: Option<Vec<FileId>>,
    /// When it is sent.
    pub due_at: Option<Millis>,
    /// The message whose thread must take the reply, if a new time asks for that.
    pub thread: Option<MessageRef>,
}

/// Removes a scheduled message.
#[derive(Debug)]
pub struct CancelScheduled {
    /// The message.
    pub id: ScheduledId,
    /// Its author.
    pub user: UserId,
}

/// Posts a scheduled message and removes it. Changes nothing if it is not in this version any more.
#[derive(Debug)]
pub struct SendScheduled {
    /// The message.
    pub id: ScheduledId,
    /// The version that is sent.
    pub version: i64,
    /// Its author.
    pub user: UserId,
    /// Posts it.
    pub post: Box<dyn Change>,
}

/// Keeps why a scheduled message was not sent, and tells its author. Changes nothing if it is not in this
/// version any more.
#[derive(Debug)]
pub struct FailScheduled {
    /// The message.
    pub id: ScheduledId,
    /// The version that was not sent.
    pub version: i64,
    /// The reason.
    pub error: ScheduledError,
}

/// `scheduled_updated`: the user's scheduled message changed, was sent, or was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledUpdated {
    /// The scheduled message.
    pub scheduled_id: ScheduledId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// When it is sent, or was to be sent.
    #[ts(type = "number")]
    pub at: Millis,
    /// What became of it.
    pub status: ScheduledStatus,
}

/// What became of a scheduled message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScheduledStatus {
    /// It is to be sent.
    Scheduled,
    /// It was sent.
    Sent,
    /// It was not sent, and is kept with the reason.
    Failed,
    /// Its author cancelled it.
    Cancelled,
}

/// The part of a batch for scheduled messages.
#[derive(Default)]
pub(crate) struct ScheduledMessages {
    needed: BTreeSet<ScheduledId>,
    rows: BTreeMap<ScheduledId, Stored>,
    changed: BTreeSet<ScheduledId>,
    counts: BTreeMap<UserId, i64>,
    new: i64,
    ids: std::ops::Range<i64>,
}

impl ScheduledMessages {
    fn own_mut(&mut self, id: ScheduledId, user: &UserId) -> Result<&mut Stored, Error> {
        let row = self.rows.get_mut(&id).filter(|row| row.user == *user);
        self.changed.insert(id);
        row.ok_or(Error::NotFound)
    }

    /// The message, if it is still to be sent in this version.
    fn pending(&self, id: ScheduledId, version: i64) -> Option<&Stored> {
        let row = self.rows.get(&id)?;
        (row.version == version && row.scheduled.error.is_none()).then_some(row)
    }
}

impl Ledgers {
    fn need_root(&mut self, root: Option<MessageRef>) {
        if let Some(root) = root {
            self.messages.need(root.message_id);
            self.threads.need(root.message_id);
        }
    }

    fn record_scheduled(&mut self, at: Millis, row: &Stored, status: ScheduledStatus) {
        let fact = ScheduledUpdated {
            scheduled_id: row.scheduled.id,
            channel_id: row.scheduled.channel_id,
            at: row.scheduled.at,
            status,
        };
        let change = self.change;
        self.streams.record_for_user(change, at, &row.user, &fact);
    }
}

fn shown(scheduled: Scheduled) -> Committed {
    Committed {
        scheduled: Some(Box::new(scheduled)),
        ..Committed::default()
    }
}

impl Change for ScheduleMessage {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.scheduled.new += 1;
        ledgers.scheduled.counts.insert(self.user.clone(), 0);
        ledgers.files.need(self.files.iter().cloned());
        ledgers.need_root(self.root());
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        if let Some(root) = self.root() {
            ledgers.root(root)?;
        }
        let files = ledgers.files.claim(&self.user, &self.files)?;
        let part = &mut ledgers.scheduled;
        let count = part.counts.entry(self.user.clone()).or_default();
        if *count >= SCHEDULED {
            let reason = format!("at most {SCHEDULED} messages can be scheduled; cancel one first");
            return Err(Error::Conflict(reason));
        }
        *count += 1;
        let id = ScheduledId(part.ids.next().ok_or(Error::Overtaken)?);
        let scheduled = Scheduled {
            id,
            channel_id: self.channel_id,
            thread_id: self.thread_id,
            message: self.text.as_str().to_owned(),
            files,
            at: self.due_at,
            created_at: at,
            updated_at: at,
            error: None,
        };
        let row = Stored {
            user: self.user.clone(),
            scheduled: scheduled.clone(),
            version: 1,
        };
        part.rows.insert(id, row.clone());
        part.changed.insert(id);
        let holder = Holder::Scheduled(id);
        ledgers.files.hold(holder, &row.scheduled.files);
        ledgers.record_scheduled(at, &row, ScheduledStatus::Scheduled);
        Ok(shown(scheduled))
    }
}

impl ScheduleMessage {
    fn root(&self) -> Option<MessageRef> {
        let channel_id = self.channel_id;
        self.thread_id.map(|message_id| MessageRef {
            message_id,
            channel_id,
        })
    }
}

impl Change for UpdateScheduled {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.scheduled.needed.insert(self.id);
        if let Some(files) = &self.files {
            ledgers.files.need_holder(Holder::Scheduled(self.id));
            ledgers.files.need(files.iter().cloned());
        }
        ledgers.need_root(self.thread);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        if let Some(root) = self.thread {
            ledgers.root(root)?;
        }
        let files = self.taken(at, ledgers)?;
        let row = ledgers.scheduled.own_mut(self.id, &self.user)?;
        row.version += 1;
        let scheduled = &mut row.scheduled;
        scheduled.updated_at = at;
        if let Some(text) = &self.text {
            text.as_str().clone_into(&mut scheduled.message);
        }
        if let Some(files) = files {
            scheduled.files = files;
        }
        if let Some(due_at) = self.due_at {
            scheduled.at = due_at;
            scheduled.error = None;
        }
        let row = row.clone();
        let status = match row.scheduled.error {
            None => ScheduledStatus::Scheduled,
            Some(_) => ScheduledStatus::Failed,
        };
        ledgers.record_scheduled(at, &row, status);
        Ok(shown(row.scheduled))
    }
}

impl UpdateScheduled {
    /// Replaces the files that the message holds, if they change.
    fn taken(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Option<Vec<FileInfo>>, Error> {
        let Some(files) = &self.files else {
            return Ok(None);
        };
        ledgers.scheduled.own_mut(self.id, &self.user)?;
        let holder = Holder::Scheduled(self.id);
        ledgers.files.lender = Some(holder);
        let claimed = ledgers.files.claim(&self.user, files);
        ledgers.files.lender = None;
        let files = claimed?;
        ledgers.files.release(holder, at);
        ledgers.files.hold(holder, &files);
        Ok(Some(files))
    }
}

impl Change for CancelScheduled {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.scheduled.needed.insert(self.id);
        ledgers.files.need_holder(Holder::Scheduled(self.id));
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.scheduled.own_mut(self.id, &self.user)?.clone();
        ledgers.scheduled.rows.remove(&self.id);
        ledgers.files.release(Holder::Scheduled(self.id), at);
        ledgers.record_scheduled(at, &row, ScheduledStatus::Cancelled);
        Ok(Committed::default())
    }
}

impl Change for SendScheduled {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.scheduled.needed.insert(self.id);
        ledgers.files.need_holder(Holder::Scheduled(self.id));
        self.post.needs(ledgers);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let Some(row) = ledgers.scheduled.pending(self.id, self.version).cloned() else {
            return Ok(Committed::unchanged());
        };
        let holder = Holder::Scheduled(self.id);
        ledgers.files.lender = Some(holder);
        let posted = self.post.apply(at, ledgers);
        ledgers.files.lender = None;
        let posted = posted?;
        ledgers.files.release(holder, at);
        ledgers.scheduled.rows.remove(&self.id);
        ledgers.scheduled.changed.insert(self.id);
        ledgers.record_scheduled(at, &row, ScheduledStatus::Sent);
        Ok(posted)
    }
}

impl Change for FailScheduled {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.scheduled.needed.insert(self.id);
        ledgers.notifications.need_person();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let pending = ledgers.scheduled.pending(self.id, self.version);
        let Some(mut row) = pending.cloned() else {
            return Ok(Committed::unchanged());
        };
        row.scheduled.error = Some(self.error.clone());
        row.version += 1;
        ledgers.scheduled.rows.insert(self.id, row.clone());
        ledgers.scheduled.changed.insert(self.id);
        ledgers.record_scheduled(at, &row, ScheduledStatus::Failed);
        let notification = Notification {
            scheduled_id: Some(self.id.0),
            channel_id: Some(row.scheduled.channel_id),
            ..Notification::of(NotificationKind::ScheduledFailed)
        };
        ledgers.notify(at, &row.user, notification);
        Ok(Committed::default())
    }
}

impl Ledger for ScheduledMessages {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if !self.needed.is_empty() {
            for row in scheduled::by_ids(db, self.needed.iter().copied()).await? {
                self.rows.insert(row.scheduled.id, row);
            }
        }
        for (user, count) in &mut self.counts {
            *count = scheduled::count(db, user).await?;
        }
        if self.new > 0 {
            self.ids = allocate(db, "chat_scheduled", self.new).await?;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = self.changed.iter().map(|id| [id.0.into()]);
        delete(db, "chat_scheduled", ["id"], changed.collect()).await?;
        let rows = self.changed.iter().filter_map(|id| self.rows.get(id));
        let rows = rows.map(|row| {
            let Scheduled {
                id,
                channel_id,
                thread_id,
                message,
                files: _,
                at,
                created_at,
                updated_at,
                error,
            } = &row.scheduled;
            let error = error.as_ref();
            [
                id.0.into(),
                row.user.as_str().into(),
                channel_id.0.into(),
                thread_id.map(|id| id.0).into(),
                message.as_str().into(),
                (*at).into(),
                (*created_at).into(),
                (*updated_at).into(),
                row.version.into(),
                error.map(|error| error.code.clone()).into(),
                error.map(|error| error.message.clone()).into(),
            ]
        });
        insert(
            db,
            "INSERT INTO chat_scheduled (id, user_id, channel_id, thread_id, message_text, due_at, \
             created_at, updated_at, version, error_code, error_message) VALUES ",
            rows.collect(),
            "",
        )
        .await?;
        Ok(())
    }
}
