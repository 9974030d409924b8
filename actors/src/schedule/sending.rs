//! The command with which the schedule sends a message: `send_message` in its author's name, and what removes
//! it from the schedule.

use entity::{ids::ScheduledId, ledgers, queries::scheduled::Stored};

use crate::{
    channels::{Decision, Room},
    commands::{Asked, ChannelCommand, Decided, Rate, SendMessage},
    protocol::{Failure, reply::Done},
};

/// Sends a message that is due.
#[derive(Debug)]
pub(super) struct SendScheduled {
    id: ScheduledId,
    version: i64,
    message: SendMessage,
}

impl SendScheduled {
    pub(super) fn of(due: &Stored) -> Self {
        let scheduled = &due.scheduled;
        let message = SendMessage {
            channel_id: scheduled.channel_id,
            client_id: client_id(due).to_string(),
            message: scheduled.message.clone(),
            kind: None,
            reply_to_id: None,
            forwarded_from: None,
            thread_id: scheduled.thread_id,
            also_to_channel: None,
            ticket_reference: None,
            file_ids: Some(scheduled.files.iter().map(|file| file.id.clone()).collect()),
            // Nobody is there to be asked.
            confirmed: Some(true),
        };
        Self {
            id: scheduled.id,
            version: due.version,
            message,
        }
    }
}

/// The same for each attempt, and different for each scheduled message.
fn client_id(due: &Stored) -> uuid::Uuid {
    let mut rest = [0; 10];
    rest[2..].copy_from_slice(&due.scheduled.id.0.to_be_bytes());
    let created_at = due.scheduled.created_at.unsigned_abs();
    uuid::Builder::from_unix_timestamp_millis(created_at, &rest).into_uuid()
}

impl ChannelCommand for SendScheduled {
    const NAME: &'static str = "send_scheduled";
    const RATE: Rate = Rate::Message;
    type Reply = Done;
    type Target = <SendMessage as ChannelCommand>::Target;

    fn target(&self) -> Self::Target {
        self.message.target()
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Self::Target>) -> Decided<Done> {
        let user = asked.caller.username.clone();
        let Self {
            id,
            version,
            message,
        } = self;
        let Decision::Keep(post, _) = message.decide(room, asked)? else {
            return Err(Failure::internal());
        };
        let change = ledgers::scheduled::SendScheduled {
            id,
            version,
            user,
            post,
        };
        Ok(Decision::keep(change, |_| Ok(Done {})))
    }
}
