//! `create_ticket`: make a ticket of Orvale's from messages.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use entity::{
    ids::{ChannelId, FileId, MessageId},
    ledgers::{self, files::FileFolders},
    model::{MessageKind, PRIORITIES, TicketCard},
    permission::{Action, may_create_tickets},
    queries::{
        messages::Located,
        tickets::{self, Requester},
    },
    text::{MessageText, TicketTitle},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Asked, ChannelCommand, Decided, Lookup, Rate, Target, send_message::checked_files};
use crate::{
    channels::{Decision, Room},
    protocol::Failure,
};

/// The maximum number of messages of a ticket.
const MESSAGES: usize = 50;

/// `create_ticket`.
#[derive(Clone, Debug)]
pub struct CreateTicket {
    /// The message.
    pub message_id: MessageId,
    /// The ticket.
    pub ticket: NewTicket,
}

/// A ticket that is made from a message.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewTicket {
    /// The problem in one line, at most 200 characters.
    pub title: String,
    /// The problem in full, at most 5,000 characters.
    pub description: String,
    /// The id of an active team.
    pub team: String,
    /// The id of an active category.
    #[serde(default)]
    pub category: Option<String>,
    /// `low`, `medium`, `high` or `urgent`.
    pub priority: String,
    /// The username of the person who has the problem; the message's author by default.
    #[serde(default)]
    pub requester: Option<String>,
    /// More messages of the same channel that the ticket is made from.
    #[serde(default)]
    pub message_ids: Vec<MessageId>,
    /// The ticket's attachments, at most 10: files of these messages, or unsent ones of the caller.
    #[serde(default)]
    pub file_ids: Vec<FileId>,
}

/// The messages and the form that comes with them.
#[derive(Debug)]
pub struct Form {
    message: MessageId,
    more: Vec<MessageId>,
    ticket: NewTicket,
}

/// A form whose words are valid.
#[derive(Debug)]
struct Checked {
    title: TicketTitle,
    description: MessageText,
    requester: Requester,
    files: Vec<FileId>,
}

/// What was looked up for a new ticket.
#[derive(Debug)]
pub struct Found {
    messages: Vec<Located>,
    /// The refusal of the form is for those alone who may create tickets.
    checked: Result<Checked, Failure>,
    folders: FileFolders,
    /// Set when there is a new ticket.
    changed: Arc<AtomicBool>,
}

impl Form {
    async fn checked(&self, lookup: &Lookup<'_>, messages: &[Located]) -> Result<Checked, Failure> {
        let ticket = &self.ticket;
        let title = TicketTitle::parse(&ticket.title)?;
        let description =
            MessageText::parse_field("ticket description", ticket.description.clone())?;
        let files = checked_files(Some(ticket.file_ids.clone()))?;
        if !PRIORITIES.contains(&ticket.priority.as_str()) {
            let known = PRIORITIES.join(", ");
            return Err(Failure::invalid(format!(
                "priority must be one of: {known}"
            )));
        }
        if messages.iter().any(|one| one.kind == MessageKind::System) {
            let reason = "a ticket cannot be made from a system message";
            return Err(Failure::invalid(reason));
        }
        let db = lookup.database;
        if !tickets::is_active_team(db, &ticket.team).await? {
            return Err(Failure::invalid("team must be the id of an active team"));
        }
        if let Some(category) = &ticket.category
            && !tickets::is_category(db, category).await?
        {
            let reason = "category must be the id of an active category";
            return Err(Failure::invalid(reason));
        }
        let author = messages.first().map(|message| message.author.as_str());
        let requester = ticket.requester.as_deref().or(author).unwrap_or_default();
        let requester = match tickets::requester(db, requester).await? {
            Some(requester) => requester,
            // Whoever wrote the message is gone: it is still their problem.
            None if ticket.requester.is_none() => Requester {
                username: requester.to_owned(),
                name: requester.to_owned(),
                number: requester.to_owned(),
                details: Vec::new(),
            },
            None => {
                let reason = "requester must be the username of an active user";
                return Err(Failure::invalid(reason));
            }
        };
        Ok(Checked {
            title,
            description,
            requester,
            files,
        })
    }
}

impl Target for Form {
    type Found = Found;

    fn messages(found: &Found) -> Vec<&Located> {
        found.messages.iter().collect()
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, Found), Failure> {
        let mut ids = self.more.clone();
        ids.retain(|id| *id != self.message);
        ids.sort_unstable();
        ids.dedup();
        if ids.len() >= MESSAGES {
            let reason = format!("a ticket can be made from at most {MESSAGES} messages");
            return Err(Failure::invalid(reason));
        }
        let mut messages = Vec::new();
        for id in [self.message].into_iter().chain(ids) {
            messages.push(lookup.message(id).await?);
        }
        if !tickets::exist(lookup.database).await? {
            return Err(Failure::not_found());
        }
        let channel = messages[0].message.channel_id;
        let checked = self.checked(lookup, &messages).await;
        let found = Found {
            messages,
            checked,
            folders: FileFolders::clone(lookup.folders),
            changed: Arc::clone(lookup.tickets_changed),
        };
        Ok((channel, found))
    }
}

impl ChannelCommand for CreateTicket {
    const NAME: &'static str = "create_ticket";
    const RATE: Rate = Rate::Write;
    type Reply = TicketCard;
    type Target = Form;

    fn target(&self) -> Form {
        Form {
            message: self.message_id,
            more: self.ticket.message_ids.clone(),
            ticket: self.ticket.clone(),
        }
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Form>) -> Decided<TicketCard> {
        room.check(asked.caller, Action::Read)?;
        may_create_tickets(asked.caller)?;
        let Found {
            messages,
            checked,
            folders,
            changed,
        } = asked.found;
        let checked = checked?;
        let change = ledgers::new_tickets::CreateTicket {
            messages: messages.iter().map(|found| found.message).collect(),
            title: checked.title.into(),
            description: checked.description.into(),
            team: self.ticket.team,
            category: self.ticket.category,
            priority: self.ticket.priority,
            requester: checked.requester,
            files: checked.files,
            folders,
            by: asked.caller.clone(),
        };
        Ok(Decision::keep(change, move |kept| {
            changed.store(true, Ordering::Relaxed);
            let card = kept.ticket.ok_or_else(Failure::internal)?;
            Ok(*card)
        }))
    }
}
