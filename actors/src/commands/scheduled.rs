//! `schedule_message`, `update_scheduled`, `cancel_scheduled`: messages that are sent later.

use entity::{
    ids::{ChannelId, FileId, MessageId, Millis, ScheduledId},
    ledgers,
    model::Scheduled,
    permission::{Account, Action, Permission, may},
    text::MessageText,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route, send_message::checked_files};
use crate::{
    clock,
    protocol::{
        Failure,
        reply::{Done, ScheduledReply},
    },
};

/// The furthest that a message can be scheduled ahead.
const MOST_AHEAD: Millis = 365 * 24 * 60 * 60 * 1000;

/// `schedule_message`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleMessage {
    /// The channel to post in.
    pub channel_id: ChannelId,
    /// The text.
    pub message: String,
    /// When it is sent: in the future, at most 365 days ahead.
    pub at: Millis,
    /// The message whose thread it is a reply in.
    #[serde(default)]
    pub thread_id: Option<MessageId>,
    /// The files that it carries.
    #[serde(default)]
    pub file_ids: Option<Vec<FileId>>,
}

/// `update_scheduled`: what is left out stays.
#[derive(Clone, Debug)]
pub struct UpdateScheduled {
    /// The scheduled message.
    pub id: ScheduledId,
    /// What changes.
    pub changes: ScheduledChanges,
}

/// Changes of a scheduled message; what is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledChanges {
    /// The text.
    #[serde(default)]
    pub message: Option<String>,
    /// When it is sent: in the future, at most 365 days ahead. One that was not sent is tried again then.
    #[serde(default)]
    pub at: Option<Millis>,
    /// The files that it carries.
    #[serde(default)]
    pub file_ids: Option<Vec<FileId>>,
}

/// `cancel_scheduled`.
#[derive(Clone, Debug)]
pub struct CancelScheduled {
    /// The scheduled message.
    pub id: ScheduledId,
}

impl Command for ScheduleMessage {
    const NAME: &'static str = "schedule_message";
    const RATE: Rate = Rate::Message;
    type Reply = ScheduledReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ScheduledReply>, Failure> {
        let sends_files = self.file_ids.as_ref().is_some_and(|ids| !ids.is_empty());
        let action = if sends_files {
            Action::SendFile
        } else {
            Action::Post
        };
        lookup.permit(caller, self.channel_id, action).await?;
        if let Some(root) = self.thread_id {
            let permit = lookup.permit(caller, self.channel_id, Action::Read).await?;
            let root = lookup.message(root).await?;
            if root.message.channel_id != self.channel_id || !permit.sees(root.seen_from) {
                return Err(Failure::not_found());
            }
            if root.thread.is_some() {
                return Err(Failure::invalid(
                    "threadId must name the message that a thread belongs to, not a reply in one",
                ));
            }
        }
        let files = checked_files(self.file_ids)?;
        let change = ledgers::scheduled::ScheduleMessage {
            user: caller.username.clone(),
            channel_id: self.channel_id,
            thread_id: self.thread_id,
            text: text_beside(self.message, !files.is_empty())?,
            files,
            due_at: in_time(self.at, clock::now())?,
        };
        Ok(Route::store(change, |kept| reply(kept.scheduled)))
    }
}

impl Command for UpdateScheduled {
    const NAME: &'static str = "update_scheduled";
    const RATE: Rate = Rate::Write;
    type Reply = ScheduledReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ScheduledReply>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let known = lookup.scheduled(caller, self.id).await?;
        let ScheduledChanges {
            message,
            at,
            file_ids,
        } = self.changes;
        let files = file_ids.map(|ids| checked_files(Some(ids))).transpose()?;
        let with_files = match &files {
            Some(files) => !files.is_empty(),
            None => !known.files.is_empty(),
        };
        let message = message.or((!with_files).then(|| known.message.clone()));
        if at.is_some() {
            lookup
                .permit(caller, known.channel_id, Action::Post)
                .await?;
        }
        let change = ledgers::scheduled::UpdateScheduled {
            id: self.id,
            user: caller.username.clone(),
            text: message
                .map(|text| text_beside(text, with_files))
                .transpose()?,
            files,
            due_at: at.map(|at| in_time(at, clock::now())).transpose()?,
        };
        Ok(Route::store(change, |kept| reply(kept.scheduled)))
    }
}

impl Command for CancelScheduled {
    const NAME: &'static str = "cancel_scheduled";
    const RATE: Rate = Rate::Write;
    type Reply = Done;

    async fn route(self, caller: &Account, lookup: &Lookup<'_>) -> Result<Route<Done>, Failure> {
        may(caller, Permission::AccessChannels)?;
        lookup.scheduled(caller, self.id).await?;
        let change = ledgers::scheduled::CancelScheduled {
            id: self.id,
            user: caller.username.clone(),
        };
        Ok(Route::store(change, |_| Ok(Done {})))
    }
}

fn reply(scheduled: Option<Box<Scheduled>>) -> Result<ScheduledReply, Failure> {
    let scheduled = *scheduled.ok_or_else(Failure::internal)?;
    Ok(ScheduledReply { scheduled })
}

/// The text of a message; one with files needs none.
fn text_beside(text: String, has_files: bool) -> Result<MessageText, Failure> {
    Ok(match has_files {
        true => MessageText::parse_comment(text)?,
        false => MessageText::parse(text)?,
    })
}

/// Checks a time in the future, at which a message is sent or a reminder is due.
pub(super) fn in_time(at: Millis, now: Millis) -> Result<Millis, Failure> {
    if at > now && at <= now.saturating_add(MOST_AHEAD) {
        return Ok(at);
    }
    Err(Failure::invalid(
        "at must be in the future, at most 365 days ahead",
    ))
}
