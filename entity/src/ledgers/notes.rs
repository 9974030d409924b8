//! System messages: the lines that tell in a channel of what happened to it or to its members.
//!
//! A note is a message of kind `system`, written along with the fact that it tells of, at the channel's next
//! position. No client sends one. It counts as unread for nobody, notifies nobody, and does not move the
//! time of the channel's latest message, unless it tells of a call.

use std::sync::Arc;

use sea_orm::{DatabaseTransaction, Value};

use super::{Ledger, Ledgers, Memory, messages::received, write::insert};
use crate::{
    error::Error,
    event::ChannelEvent,
    ids::{ChannelId, Millis, UserId},
    model::{Message, MessageKind, NotedCall, SystemEvent, SystemNote},
    queries::{calls::StoredCall, words::Word},
};

/// The part of a batch that concerns system messages.
#[derive(Default)]
pub(crate) struct Notes {
    inserts: Vec<[Value; 8]>,
}

impl SystemNote {
    /// Something happened to people.
    pub(crate) fn of_people(event: SystemEvent, users: Vec<UserId>) -> Self {
        Self {
            event,
            user_ids: users,
            from: None,
            to: None,
            to_name: None,
            comment: None,
            ticket: None,
            notice: None,
            last_notice: None,
            count: None,
            call: None,
        }
    }

    /// A call that took place is over, or people missed it.
    pub(crate) fn of_call(event: SystemEvent, call: &StoredCall, users: Vec<UserId>) -> Self {
        let duration = match event {
            SystemEvent::CallEnded => call.duration().unwrap_or_default(),
            _ => 0,
        };
        Self {
            call: Some(NotedCall {
                session_id: call.id,
                call_type: call.call_type,
                duration,
            }),
            ..Self::of_people(event, users)
        }
    }

    /// Something happened that needs no more words.
    pub(crate) fn of_event(event: SystemEvent) -> Self {
        Self::of_people(event, Vec::new())
    }

    /// Somebody commented on a ticket.
    pub(crate) fn of_comment(id: Option<i64>) -> Self {
        Self {
            comment: id,
            ..Self::of_event(SystemEvent::TicketComment)
        }
    }

    /// Somebody's role changed.
    pub(crate) fn of_role(user: &UserId, from: &str, to: &str) -> Self {
        Self {
            user_ids: vec![user.clone()],
            ..Self::of_setting(SystemEvent::RoleChanged, from, to)
        }
    }

    /// A setting changed. An empty text counts as none.
    pub(crate) fn of_setting(event: SystemEvent, from: &str, to: &str) -> Self {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            from: some(from),
            to: some(to),
            ..Self::of_event(event)
        }
    }

    /// Something happened to a ticket, said in a team's channel: more is said to those who may see the ticket.
    pub(crate) fn of_notice(event: SystemEvent, ticket: &str, notice: i64) -> Self {
        Self {
            ticket: Some(ticket.to_owned()),
            notice: Some(notice),
            ..Self::of_event(event)
        }
    }

    /// Much happened to tickets, said in a team's channel.
    #[must_use]
    pub fn of_notices(count: i64, (first, last): (i64, i64)) -> Self {
        Self {
            notice: Some(first),
            last_notice: Some(last),
            count: Some(count),
            ..Self::of_event(SystemEvent::TicketDigest)
        }
    }

    /// The note in English, for clients that do not know its event.
    fn text(&self, by: &UserId) -> String {
        let people = listed(&self.user_ids);
        let to = self.to.as_deref().unwrap_or_default();
        let from = self.from.as_deref().unwrap_or_default();
        if let Some(ticket) = &self.ticket {
            return of_ticket(self.event, by, ticket);
        }
        match self.event {
            SystemEvent::Joined => format!("{people} joined."),
            SystemEvent::Left => format!("{people} left."),
            SystemEvent::Added => format!("{by} added {people}."),
            SystemEvent::Removed => format!("{by} removed {people}."),
            SystemEvent::Renamed => format!("{by} renamed the channel from {from} to {to}."),
            SystemEvent::TopicChanged if to.is_empty() => format!("{by} removed the topic."),
            SystemEvent::TopicChanged => format!("{by} changed the topic to: {to}"),
            SystemEvent::PostingChanged => format!("{by} let {} post.", allowed(to)),
            SystemEvent::PinningChanged => format!("{by} let {} pin messages.", allowed(to)),
            SystemEvent::HistoryChanged => format!("{by} let new members see {}.", seen(to)),
            SystemEvent::TypeChanged => format!("{by} made the channel {to}."),
            SystemEvent::OwnershipTransferred => {
                format!("{by} handed over the ownership to {people}.")
            }
            SystemEvent::RoleChanged => format!("{by} made {people} {}.", role(to)),
            SystemEvent::InviteCreated => format!("{by} created an invite link."),
            SystemEvent::InviteRevoked => format!("{by} revoked an invite link."),
            SystemEvent::Converted => format!("{by} turned the group into the channel {to}."),
            SystemEvent::Archived => format!("{by} archived the channel."),
            SystemEvent::Unarchived => format!("{by} unarchived the channel."),
            SystemEvent::TicketStatus => format!("{by} changed the ticket's status to {to}."),
            SystemEvent::TicketPriority => format!("{by} changed the ticket's priority to {to}."),
            SystemEvent::TicketTeam if to.is_empty() => {
                format!("{by} removed the ticket from its team.")
            }
            SystemEvent::TicketTeam => {
                let team = self.to_name.as_deref().unwrap_or(to);
                format!("{by} moved the ticket to the team {team}.")
            }
            SystemEvent::TicketAssignee if to.is_empty() => {
                format!("{by} assigned the ticket to nobody.")
            }
            SystemEvent::TicketAssignee => format!("{by} assigned the ticket to {to}."),
            SystemEvent::TicketComment => format!("{by} commented on the ticket."),
            SystemEvent::TicketDeleted => "The ticket was deleted.".to_owned(),
            SystemEvent::TicketCreated => format!("{by} created a ticket."),
            SystemEvent::MissedCall => format!("{people} missed a call from {by}."),
            SystemEvent::CallEnded => self.of_ended(by),
            SystemEvent::TicketDigest => {
                let count = self.count.unwrap_or_default();
                format!("There are {count} changes of tickets.")
            }
        }
    }

    /// A call that took place: who called, and how long they talked with whom.
    fn of_ended(&self, by: &UserId) -> String {
        let others = self.user_ids.iter().filter(|user| *user != by);
        let others: Vec<UserId> = others.cloned().collect();
        let duration = self.call.map_or(0, |call| call.duration);
        format!(
            "{by} called. {} with {}.",
            lasted(duration),
            listed(&others)
        )
    }
}

/// A length of time in English, in its two largest units.
fn lasted(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds} s"),
        (0, _) => format!("{minutes} min"),
        (_, 0) => format!("{hours} h"),
        _ => format!("{hours} h {minutes} min"),
    }
}

/// A line of a team's channel. It says nothing of the ticket that its number does not.
fn of_ticket(event: SystemEvent, by: &UserId, ticket: &str) -> String {
    match event {
        SystemEvent::TicketStatus => format!("{by} changed the status of {ticket}."),
        SystemEvent::TicketPriority => format!("{by} changed the priority of {ticket}."),
        SystemEvent::TicketTeam => format!("{by} moved {ticket} to another team."),
        SystemEvent::TicketAssignee => format!("{by} changed who works on {ticket}."),
        SystemEvent::TicketComment => format!("{by} commented on {ticket}."),
        _ => format!("{by} created {ticket}."),
    }
}

fn allowed(to: &str) -> &'static str {
    if to == "admins" {
        "only admins"
    } else {
        "everyone"
    }
}

fn role(to: &str) -> &'static str {
    match to {
        "owner" => "an owner",
        "admin" => "an admin",
        _ => "a member",
    }
}

fn seen(to: &str) -> &'static str {
    match to {
        "all" => "the whole history",
        "from_now_on" => "the messages from here on",
        _ => "only what is written after they join",
    }
}

/// Names in an English sentence.
fn listed(users: &[UserId]) -> String {
    match users {
        [] => String::new(),
        [one] => one.to_string(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(UserId::as_str).collect();
            format!("{} and {last}", first.join(", "))
        }
    }
}

impl Ledgers {
    /// Adds a system message at the channel's next position. Its id was asked for with
    /// [`need_id`](super::messages::Messages::need_id).
    pub(crate) fn note(
        &mut self,
        at: Millis,
        channel_id: ChannelId,
        by: &UserId,
        note: SystemNote,
    ) -> Result<ChannelEvent, Error> {
        let kept = serde_json::to_string(&note)
            .map_err(|error| Error::Invalid(format!("system: {error}")))?;
        let message = Message {
            id: self.messages.next_id()?,
            channel_id,
            seq: self.streams.next(channel_id)?,
            user_id: by.clone(),
            text: note.text(by),
            mentions: Vec::new(),
            kind: MessageKind::System,
            client_id: None,
            reply_to_id: None,
            thread_id: None,
            also_to_channel: false,
            thread: None,
            forwarded_from: None,
            ticket_reference: None,
            file: None,
            files: Vec::new(),
            previews: Vec::new(),
            system: Some(Box::new(note)),
            edited_at: None,
            deleted_at: None,
            created_at: at,
            reactions: Vec::new(),
            pinned_by: None,
            pinned_at: None,
            saved_at: None,
        };
        self.notes.inserts.push([
            message.id.0.into(),
            channel_id.0.into(),
            message.seq.into(),
            by.as_str().into(),
            message.text.as_str().into(),
            message.kind.word().into(),
            kept.into(),
            at.into(),
        ]);
        Ok(received(at, &Arc::new(message)))
    }
}

impl Ledger for Notes {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        insert(
            db,
            "INSERT INTO chat_messages (id, channel_id, seq, user_id, message_text, message_type, \
             system_event, created_at) VALUES ",
            std::mem::take(&mut self.inserts),
            "",
        )
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::CallId, model::CallType};

    #[test]
    fn a_note_is_an_english_sentence() {
        let [ann, bob, dan, eve] = ["ann", "bob", "dan", "eve"].map(UserId::from);
        let people = |event, users| SystemNote::of_people(event, users).text(&ann);
        let setting = |event, from, to| SystemNote::of_setting(event, from, to).text(&ann);
        let call = |joined: &[&UserId], duration| {
            let call = NotedCall {
                session_id: CallId(7),
                call_type: CallType::Audio,
                duration,
            };
            let joined = joined.iter().copied().cloned().collect();
            let note = SystemNote::of_people(SystemEvent::CallEnded, joined);
            let call = Some(call);
            SystemNote { call, ..note }.text(&ann)
        };
        for (text, expected) in [
            (
                people(SystemEvent::Joined, vec![ann.clone()]),
                "ann joined.",
            ),
            (people(SystemEvent::Left, vec![ann.clone()]), "ann left."),
            (
                people(SystemEvent::Added, vec![bob.clone(), eve.clone()]),
                "ann added bob and eve.",
            ),
            (people(SystemEvent::Removed, vec![bob]), "ann removed bob."),
            (
                setting(SystemEvent::Renamed, "net", "network"),
                "ann renamed the channel from net to network.",
            ),
            (
                setting(SystemEvent::TopicChanged, "Old", "New"),
                "ann changed the topic to: New",
            ),
            (
                setting(SystemEvent::TopicChanged, "Old", ""),
                "ann removed the topic.",
            ),
            (
                setting(SystemEvent::PostingChanged, "members", "admins"),
                "ann let only admins post.",
            ),
            (
                setting(SystemEvent::PinningChanged, "admins", "members"),
                "ann let everyone pin messages.",
            ),
            (
                SystemNote::of_role(&eve, "member", "admin").text(&ann),
                "ann made eve an admin.",
            ),
            (call(&[&ann, &eve], 59), "ann called. 59 s with eve."),
            (
                call(&[&ann, &dan, &eve], 725),
                "ann called. 12 min with dan and eve.",
            ),
            (call(&[&ann, &eve], 3_600), "ann called. 1 h with eve."),
            (
                call(&[&ann, &eve], 3_960),
                "ann called. 1 h 6 min with eve.",
            ),
            (
                SystemNote::of_event(SystemEvent::InviteCreated).text(&ann),
                "ann created an invite link.",
            ),
        ] {
            assert_eq!(text, expected);
        }
    }
}
