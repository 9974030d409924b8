//! `schedule_message`, `update_scheduled`, `cancel_scheduled`: messages that are sent later.

use entity::{
    change::MessageRef,
    ids::{ChannelId, FileId, MessageId, Millis, ScheduledId},
    ledgers,
    model::Scheduled,
    permission::{Account, Action, Permission, may},
    text::MessageText,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Asked, ChannelCommand, Command, Decided, Lookup, Rate, Route, Target,
    send_message::{Named, Place, checked_files},
};
use crate::{
    channels::{Decide, Decision, Room},
    clock,
    protocol::{
        Failure, Reply,
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
    /// True if the user has confirmed that it notifies many people.
    #[serde(default)]
    pub confirmed: Option<bool>,
}

/// `update_scheduled`: what is left out stays.
#[derive(Clone, Debug)]
pub struct UpdateScheduled {
    /// The scheduled message.
    pub id: ScheduledId,
    /// The new text, time or files.
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
    /// True to send it now, by the server's clock, instead of at a time.
    #[serde(default)]
    pub now: Option<bool>,
    /// The files that it carries.
    #[serde(default)]
    pub file_ids: Option<Vec<FileId>>,
    /// True if the user has confirmed that a new text notifies many people.
    #[serde(default)]
    pub confirmed: Option<bool>,
}

/// `cancel_scheduled`.
#[derive(Clone, Debug)]
pub struct CancelScheduled {
    /// The scheduled message.
    pub id: ScheduledId,
}

impl ChannelCommand for ScheduleMessage {
    const NAME: &'static str = "schedule_message";
    const RATE: Rate = Rate::Message;
    type Reply = ScheduledReply;
    type Target = Place;

    fn target(&self) -> Place {
        Place {
            channel_id: self.channel_id,
            reply_to_id: None,
            thread_id: self.thread_id,
            has_mention: self.message.contains('@'),
            asks: None,
        }
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Place>) -> Decided<ScheduledReply> {
        room.check(asked.caller, Action::Post)?;
        let files = checked_files(self.file_ids)?;
        if !files.is_empty() {
            room.check(asked.caller, Action::SendFile)?;
        }
        let root = asked.found.thread.as_ref();
        if root.is_some_and(|root| root.thread.is_some()) {
            return Err(Failure::invalid(
                "threadId must name the message that a thread belongs to, not a reply in one",
            ));
        }
        let text = text_beside(self.message, !files.is_empty())?;
        let confirmed = self.confirmed.unwrap_or(false);
        check_reach(room, asked.caller, &asked.found, (&text, confirmed))?;
        let change = ledgers::scheduled::ScheduleMessage {
            user: asked.caller.username.clone(),
            channel_id: self.channel_id,
            thread_id: self.thread_id,
            text,
            files,
            due_at: in_time(self.at, asked.now)?,
        };
        Ok(Decision::keep(change, |kept| reply(kept.scheduled)))
    }
}

/// Checks that the user has confirmed a text, if it would notify many people were it sent now.
fn check_reach(
    room: &Room,
    caller: &Account,
    found: &Named,
    (text, confirmed): (&MessageText, bool),
) -> Result<(), Failure> {
    let mentions = room.mentions(text, found.root(), found.people.known());
    found.people.addressed(&mentions, room, caller, confirmed)?;
    Ok(())
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
        let channel = known.channel_id;
        if self.changes.at.is_some() || self.changes.now == Some(true) {
            lookup.permit(caller, channel, Action::Post).await?;
        }
        let mentions_anew = self
            .changes
            .message
            .as_ref()
            .is_some_and(|text| text.contains('@') && *text != known.message);
        let place = Place {
            channel_id: channel,
            reply_to_id: None,
            thread_id: known.thread_id,
            has_mention: mentions_anew,
            asks: None,
        };
        let confirmed = self.changes.confirmed.unwrap_or(false);
        let change = self.change(caller, known)?;
        // Who may not post there now can still change the text: it notifies nobody before they may.
        if !mentions_anew || lookup.permit(caller, channel, Action::Post).await.is_err() {
            return Ok(Route::store(change, |kept| reply(kept.scheduled)));
        }
        let (_, found) = place.find(lookup).await?;
        let reworded = Reworded {
            change,
            found,
            confirmed,
        };
        Ok(Route::channel(channel, reworded))
    }
}

impl ScheduledChanges {
    /// The new time, if there is one.
    fn due_at(&self, now: Millis) -> Result<Option<Millis>, Failure> {
        match (self.at, self.now.unwrap_or(false)) {
            (Some(_), true) => Err(Failure::invalid("give either at or now")),
            (None, true) => Ok(Some(now)),
            (at, false) => at.map(|at| in_time(at, now)).transpose(),
        }
    }
}

impl UpdateScheduled {
    fn change(
        self,
        caller: &Account,
        known: Scheduled,
    ) -> Result<ledgers::scheduled::UpdateScheduled, Failure> {
        let due_at = self.changes.due_at(clock::now())?;
        let ScheduledChanges {
            message, file_ids, ..
        } = self.changes;
        let files = file_ids.map(|ids| checked_files(Some(ids))).transpose()?;
        let with_files = match &files {
            Some(files) => !files.is_empty(),
            None => !known.files.is_empty(),
        };
        let message = message.or((!with_files).then_some(known.message));
        let text = message.map(|text| text_beside(text, with_files));
        Ok(ledgers::scheduled::UpdateScheduled {
            id: self.id,
            user: caller.username.clone(),
            text: text.transpose()?,
            files,
            due_at,
            thread: due_at.and(known.thread_id).map(|message_id| MessageRef {
                message_id,
                channel_id: known.channel_id,
            }),
        })
    }
}

/// A change of a scheduled message's text, on its way to the channel that knows whom the text mentions.
#[derive(Debug)]
struct Reworded {
    change: ledgers::scheduled::UpdateScheduled,
    found: Named,
    confirmed: bool,
}

impl Decide for Reworded {
    fn changes_rules(&self) -> bool {
        false
    }

    fn decide(self: Box<Self>, room: &mut Room, caller: &Account, _: Millis) -> Decided<Reply> {
        if let Some(text) = &self.change.text {
            check_reach(room, caller, &self.found, (text, self.confirmed))?;
        }
        Ok(Decision::keep(self.change, |kept| reply(kept.scheduled)).into_any())
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
    ahead("at", at, now)
}

/// Checks that the field `name` has a time in the future, at most a year ahead.
pub(super) fn ahead(name: &str, at: Millis, now: Millis) -> Result<Millis, Failure> {
    if at > now && at <= now.saturating_add(MOST_AHEAD) {
        return Ok(at);
    }
    Err(Failure::invalid(format!(
        "{name} must be in the future, at most 365 days ahead"
    )))
}
