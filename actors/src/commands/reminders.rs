//! `set_reminder`, `cancel_reminder`: be notified of a message at a later time, on all devices of the caller.

use entity::{
    change::MessageRef,
    ids::{MessageId, Millis},
    ledgers,
    permission::{Account, Action, Permission, may},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Asked, ChannelCommand, Command, Decided, Lookup, Rate, Route, scheduled::in_time};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::ReminderReply},
};

/// `set_reminder`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetReminder {
    /// The message.
    pub message_id: MessageId,
    /// When to remind: in the future, at most 365 days ahead. A reminder that the user has of the message is moved.
    #[ts(type = "number")]
    pub at: Millis,
}

/// When to remind, in the body of a request over REST.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct ReminderTime {
    /// In the future, at most 365 days ahead.
    pub at: Millis,
}

/// `cancel_reminder`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CancelReminder {
    /// The message; it may be deleted, or the caller may no longer see it.
    pub message_id: MessageId,
}

impl ChannelCommand for SetReminder {
    const NAME: &'static str = "set_reminder";
    const RATE: Rate = Rate::Write;
    type Reply = ReminderReply;
    type Target = MessageId;

    fn target(&self) -> MessageId {
        self.message_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, MessageId>) -> Decided<ReminderReply> {
        room.check(asked.caller, Action::Read)?;
        let message = asked.found.message;
        let due_at = in_time(self.at, asked.now)?;
        let change = ledgers::reminders::SetReminder {
            message,
            user: asked.caller.username.clone(),
            due_at,
        };
        Ok(Decision::keep(change, move |_| {
            Ok(reply(message, Some(due_at)))
        }))
    }
}

impl Command for CancelReminder {
    const NAME: &'static str = "cancel_reminder";
    const RATE: Rate = Rate::Write;
    type Reply = ReminderReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ReminderReply>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let message = match lookup.reminder(caller, self.message_id).await? {
            Some(message) => message,
            None => visible(caller, lookup, self.message_id).await?,
        };
        let change = ledgers::reminders::CancelReminder {
            message,
            user: caller.username.clone(),
        };
        Ok(Route::store(change, move |_| Ok(reply(message, None))))
    }
}

/// Returns a message that the caller may see.
async fn visible(
    caller: &Account,
    lookup: &Lookup<'_>,
    id: MessageId,
) -> Result<MessageRef, Failure> {
    let located = lookup.message(id).await?;
    let channel = located.message.channel_id;
    let permit = lookup.permit(caller, channel, Action::Read).await?;
    match permit.sees(located.seen_from) {
        true => Ok(located.message),
        false => Err(Failure::not_found()),
    }
}

fn reply(message: MessageRef, at: Option<Millis>) -> ReminderReply {
    ReminderReply {
        channel_id: message.channel_id,
        message_id: message.message_id,
        at,
    }
}
