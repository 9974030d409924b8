//! Tickets that are made from messages: the row in Orvale's `user_tickets`, as its staff page fills it, with its number,
//! its history and its files, and the link from the messages.

mod numbers;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::DatabaseTransaction;

use super::{
    Change, Ledger, Ledgers, Memory,
    files::{FileFolders, Holder},
    messages::{MessageUpdated, kept},
    ticket_rows::{Happened, HistoryRow, Written, attach, hold_files, insert_history, text},
    write::insert,
};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    event::{Fact as _, Payload},
    ids::{FileId, MessageId, Millis},
    permission::Account,
    queries::{
        files::StoredFile,
        rows,
        sql::{Sql, column},
        tickets::{Requester, as_seen_by, by_number, columns::Columns, times},
    },
};

/// The status of a new ticket.
const PENDING: &str = "pending";
/// How Orvale tells tickets from the chat from others.
const SOURCE: &str = "chat_sourced";

/// Makes a ticket from messages of one channel. Refused with [`Error::Conflict`] if one of them has a ticket already.
#[derive(Debug)]
pub struct CreateTicket {
    /// The messages; there is at least one.
    pub messages: Vec<MessageRef>,
    /// The problem in one line.
    pub title: String,
    /// The problem in full.
    pub description: String,
    /// The id of the team that works on it.
    pub team: String,
    /// The id of its category.
    pub category: Option<String>,
    /// Its priority.
    pub priority: String,
    /// Who has the problem.
    pub requester: Requester,
    /// Its attachments: files of these messages, or unsent ones of the author.
    pub files: Vec<FileId>,
    /// The folders of files, for Orvale's pages.
    pub folders: FileFolders,
    /// Who makes it.
    pub by: Account,
}

/// A ticket that the batch writes.
struct New {
    change: usize,
    at: Millis,
    messages: Vec<MessageId>,
    ticket: Ticket,
    files: Vec<StoredFile>,
    number: String,
    by: Account,
}

struct Ticket {
    title: String,
    description: String,
    team: String,
    category: Option<String>,
    priority: String,
    requester: Requester,
}

/// The part of a batch for new tickets.
#[derive(Default)]
pub(crate) struct NewTickets {
    needed: BTreeSet<MessageId>,
    /// The numbers of the tickets that were made from messages.
    made: BTreeMap<MessageId, String>,
    columns: BTreeMap<&'static str, Columns>,
    new: Vec<New>,
}

impl Change for CreateTicket {
    fn by(&self) -> By {
        By::from(&self.by.username)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        for message in &self.messages {
            ledgers.streams.need(message.channel_id);
            ledgers.messages.need(message.message_id);
            ledgers.new_tickets.needed.insert(message.message_id);
        }
        ledgers.files.need(self.files.iter().cloned());
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let messages: Vec<_> = self.messages.iter().map(|one| one.message_id).collect();
        let mut shown = Vec::new();
        for message in &self.messages {
            shown.push(rows::message(ledgers.messages.living(*message)?.clone())?);
        }
        ledgers.new_tickets.check(&messages)?;
        let by = &self.by.username;
        let files = ledgers
            .files
            .give(by, &self.files, &messages, &self.folders)?;
        let mut events = Vec::new();
        for message in shown {
            let (id, channel) = (message.id, message.channel_id);
            let message = message.into();
            let name = (MessageUpdated::NAME, kept(id));
            let event = ledgers
                .streams
                .record_current(at, channel, by, name, |_| Payload::Message(message))?;
            events.push(event);
            // With its ticket, once that has a number.
            ledgers.messages.show(ledgers.change, id);
        }
        let made = messages.iter().map(|id| (*id, String::new()));
        ledgers.new_tickets.made.extend(made);
        ledgers.new_tickets.new.push(New {
            change: ledgers.change,
            at,
            messages,
            ticket: self.ticket(),
            files,
            number: String::new(),
            by: self.by.clone(),
        });
        let mut events = events.into_iter();
        let first = events.next().ok_or(Error::NotFound)?;
        Ok(Committed::happened(first).with_notes(events))
    }
}

impl CreateTicket {
    fn ticket(&self) -> Ticket {
        Ticket {
            title: self.title.clone(),
            description: self.description.clone(),
            team: self.team.clone(),
            category: self.category.clone(),
            priority: self.priority.clone(),
            requester: self.requester.clone(),
        }
    }
}

impl New {
    /// The ticket's columns. Those that this version of Orvale does not have are left out.
    fn columns(&self, known: &Columns) -> Vec<(&'static str, Written)> {
        let Ticket { requester, .. } = &self.ticket;
        let (name, by) = (&self.by.display_name, self.by.username.as_str());
        // As the staff page writes it; an older Orvale has none.
        let submitted = match known.has("created_by_staff") {
            true => times::iso(self.at),
            false => times::seconds(self.at),
        };
        let mut columns = vec![
            ("submission_id", text(Some(&self.number))),
            ("user_name", text(Some(&requester.name))),
            ("employee_number", text(Some(&requester.number))),
            ("submitted_by", text(Some(name))),
            ("submitted_by_employee_number", text(Some(by))),
            ("on_behalf", Written::Flag(requester.number != by)),
            ("request_creator_display_name", text(Some(name))),
            ("created_by_staff", text(Some(by))),
            ("ticket_source", text(Some(SOURCE))),
            ("issue_title", text(Some(&self.ticket.title))),
            ("issue_description", text(Some(&self.ticket.description))),
            ("priority", text(Some(&self.ticket.priority))),
            ("status", text(Some(PENDING))),
            ("assigned_team", text(Some(&self.ticket.team))),
            ("category", text(self.ticket.category.as_deref())),
            ("submitted_at", Written::Time(submitted)),
            ("updated_at", Written::Time(times::seconds(self.at))),
        ];
        let details = requester.details.iter();
        columns.extend(details.map(|(name, of)| (*name, text(Some(of)))));
        columns
    }

    /// What the history says of it: Orvale's older versions say less.
    fn history(&self, tickets: &Columns) -> HistoryRow {
        let action = "created";
        let ticket = &self.ticket;
        if !tickets.has("created_by_staff") {
            let details = json([("initial_status", PENDING), ("submission_id", &self.number)]);
            return HistoryRow {
                action,
                to: Some(PENDING.to_owned()),
                to_team: Some(ticket.team.clone()),
                details: Some(details),
                ..HistoryRow::default()
            };
        }
        let to = json([
            ("status", PENDING),
            ("priority", &ticket.priority),
            ("category", ticket.category.as_deref().unwrap_or_default()),
            ("assigned_team", &ticket.team),
            ("assigned_to", ""),
        ]);
        let details = json([
            ("created_by_staff", self.by.username.as_str()),
            ("ticket_source", SOURCE),
            ("original_user", &ticket.requester.username),
            ("internal_notes", ""),
        ]);
        HistoryRow {
            action,
            to: Some(to),
            details: Some(details),
            ..HistoryRow::default()
        }
    }
}

/// An object with its fields in the order in which Orvale's pages write them.
fn json<const N: usize>(fields: [(&str, &str); N]) -> String {
    let fields = fields.map(|(name, text)| {
        let text = serde_json::Value::from(text);
        format!("\"{name}\":{text}")
    });
    format!("{{{}}}", fields.join(","))
}

impl NewTickets {
    fn check(&self, messages: &[MessageId]) -> Result<(), Error> {
        let made = messages.iter().find_map(|id| self.made.get(id));
        match made {
            None => Ok(()),
            Some(number) if number.is_empty() => Err(Error::Conflict(
                "a ticket is being made from this message".into(),
            )),
            Some(number) => Err(Error::Conflict(format!(
                "the ticket {number} was made from this message"
            ))),
        }
    }

    async fn insert(&self, db: &DatabaseTransaction, new: &New) -> Result<(), Error> {
        let known = &self.columns["user_tickets"];
        let columns = new.columns(known).into_iter();
        let (names, values): (Vec<_>, Vec<_>) = columns.filter(|(name, _)| known.has(name)).unzip();
        let head = format!("INSERT INTO user_tickets ({}) VALUES (", names.join(", "));
        let mut sql = Sql::new(db, &head);
        for (index, value) in values.into_iter().enumerate() {
            sql = value.add_to(sql.add(if index == 0 { "" } else { ", " }));
        }
        let row = sql
            .add(") RETURNING CAST(id AS BIGINT)")
            .one(db)
            .await?
            .ok_or_else(|| Error::Corrupt("a ticket has no id".into()))?;
        let ticket: i64 = column(&row, 0)?;
        let happened = Happened {
            ticket,
            by: new.by.username.clone(),
            by_name: new.by.display_name.clone(),
            at: new.at,
            row: new.history(known),
        };
        insert_history(db, &self.columns["ticket_history"], vec![happened]).await?;
        hold_files(db, Holder::Ticket(ticket), &new.files).await?;
        let attachments = &self.columns["ticket_attachments"];
        let by = (&new.by.username, new.at);
        attach(db, attachments, ticket, &new.files, by).await?;
        link(db, ticket, new).await
    }
}

/// The link back, from the messages to their ticket.
async fn link(db: &DatabaseTransaction, ticket: i64, new: &New) -> Result<(), Error> {
    let rows = new.messages.iter().map(|message| {
        [
            message.0.into(),
            ticket.into(),
            new.number.as_str().into(),
            new.by.username.as_str().into(),
            new.at.into(),
        ]
    });
    let head = "INSERT INTO chat_ticket_links (message_id, ticket_id, ticket_number, created_by, \
                created_at) VALUES ";
    insert(db, head, rows.collect(), "").await?;
    Sql::new(db, "UPDATE chat_messages SET ticket_reference = ")
        .bind(new.number.as_str())
        .add(" WHERE id IN ")
        .list(new.messages.iter().map(|message| message.0))
        .run(db)
        .await?;
    Ok(())
}

impl Ledger for NewTickets {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        for table in ["user_tickets", "ticket_history", "ticket_attachments"] {
            self.columns.insert(table, Columns::of(db, table).await?);
        }
        let head = "SELECT message_id, ticket_number FROM chat_ticket_links WHERE message_id IN ";
        let found = Sql::new(db, head)
            .list(self.needed.iter().map(|id| id.0))
            .all(db)
            .await?;
        for row in &found {
            let message = MessageId(column(row, 0)?);
            self.made.insert(message, column(row, 1)?);
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for mut new in std::mem::take(&mut self.new) {
            new.number = numbers::take(db, &new.ticket.team, new.at).await?;
            self.insert(db, &new).await?;
            self.new.push(new);
        }
        Ok(())
    }

    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        for new in self.new.drain(..) {
            let stored = by_number(db, &new.number, "").await?;
            let Some(Ok(committed)) = results.get_mut(new.change) else {
                continue;
            };
            let stored = stored.ok_or_else(|| Error::Corrupt("a ticket is gone".into()))?;
            let card = as_seen_by(db, &new.by, &stored).await?;
            committed.ticket = Some(Box::new(card));
        }
        Ok(())
    }
}
