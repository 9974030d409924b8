//! Work on tickets in Orvale's tables: changes of a ticket and comments, each with its rows of `ticket_history`, in
//! Orvale's form and only in columns that its version has.
//!
//! A change names the ticket as its author saw it. If the row has changed since, nothing is written.

mod written;

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend};

use super::{
    Change, Ledger, Ledgers, Memory,
    files::{FileFolders, Holder},
    ticket_rows::{
        Happened, HistoryRow, Written, attach, hold_files, insert_history, insert_row, text,
    },
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{FileId, Millis, UserId},
    model::TicketComment,
    queries::{
        files::StoredFile,
        sql::{Sql, column},
        tickets::{Stored, by_number, columns::Columns, times},
    },
};

/// The status of a ticket that is done.
pub const COMPLETED: &str = "completed";
/// The status of a ticket that needs attention from above.
pub const ESCALATED: &str = "escalated";
/// How Orvale's history names nobody.
const UNASSIGNED: &str = "unassigned";

/// What changes about a ticket; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketChanges {
    /// The status.
    pub status: Option<String>,
    /// The priority.
    pub priority: Option<String>,
    /// The team.
    pub team: Option<String>,
    /// Who works on it: nobody if the inner one is `None`.
    pub assignee: Option<Option<UserId>>,
    /// Why.
    pub reason: Option<String>,
    /// What was done to complete it.
    pub notes: Option<String>,
}

/// Changes a ticket. Refused with [`Error::Conflict`] if it is not as `seen` any more.
#[derive(Debug)]
pub struct ChangeTicket {
    /// The ticket as its author saw it.
    pub seen: Stored,
    /// What changes.
    pub changes: TicketChanges,
    /// Who changes it.
    pub by: UserId,
    /// Their name.
    pub by_name: String,
}

/// Adds a comment to a ticket. Refused with [`Error::Conflict`] if it is not as `seen` any more, since who may read the
/// comment depends on that; with [`Error::NotFound`] if this version of Orvale has no comments, or
/// none that can be internal.
#[derive(Debug)]
pub struct CommentTicket {
    /// The ticket as its author saw it.
    pub seen: Stored,
    /// The text.
    pub text: String,
    /// True if only those may read it who see what is internal.
    pub internal: bool,
    /// The author's files that it carries.
    pub files: Vec<FileId>,
    /// The folders of files, for Orvale's pages.
    pub folders: FileFolders,
    /// Who comments.
    pub by: UserId,
    /// Their name.
    pub by_name: String,
}

/// The part of a batch for work on tickets.
#[derive(Default)]
pub(crate) struct TicketWork {
    needed: BTreeMap<String, Option<Stored>>,
    columns: BTreeMap<&'static str, Columns>,
    updates: Vec<(i64, Vec<(&'static str, Written)>)>,
    comments: Vec<NewComment>,
    history: Vec<Happened>,
}

struct NewComment {
    change: usize,
    ticket: i64,
    comment: TicketComment,
    files: Vec<StoredFile>,
    /// The history row that tells of it, once its id is known.
    history: usize,
}

impl Change for ChangeTicket {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.ticket_work.need(&self.seen);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let work = &mut ledgers.ticket_work;
        work.check(&self.seen)?;
        let mut columns = Vec::new();
        let mut history = Vec::new();
        match self.is_set_again() {
            true => self.write_more(&mut columns, &mut history)?,
            false => self.status(at, &mut columns, &mut history),
        }
        self.priority(&mut columns, &mut history);
        self.assignment(&mut columns, &mut history);
        if columns.is_empty() {
            self.check_reason()?;
            return Ok(Committed::unchanged());
        }
        let updated = self.updated_at(at);
        columns.push(("updated_at", Written::Time(updated.clone())));
        work.changed(&self.seen, &updated);
        work.updates.push((self.seen.id, columns));
        for row in history {
            let (by, by_name) = (self.by.clone(), self.by_name.clone());
            let ticket = self.seen.id;
            work.history.push(Happened {
                ticket,
                by,
                by_name,
                at,
                row,
            });
        }
        Ok(Committed::default())
    }
}

impl ChangeTicket {
    /// Later than before even within a second, so that whoever saw the ticket before notices the change.
    fn updated_at(&self, at: Millis) -> String {
        let before = self.seen.text("updated_at").and_then(times::read);
        let at = before.map_or(at, |before| at.max(before + 1000));
        times::seconds(at)
    }

    fn status(
        &self,
        at: Millis,
        columns: &mut Vec<(&'static str, Written)>,
        history: &mut Vec<HistoryRow>,
    ) {
        let before = self.seen.text("status");
        let Some(status) = self.changes.status.as_deref() else {
            return;
        };
        columns.push(("status", text(Some(status))));
        let mut row = HistoryRow {
            action: "status_changed",
            from: before.map(str::to_owned),
            to: Some(status.to_owned()),
            reason: self.changes.reason.clone(),
            ..HistoryRow::default()
        };
        match status {
            ESCALATED => {
                row.action = ESCALATED;
                row.details = self.details(status);
                columns.push(("escalation_reason", text(self.changes.reason.as_deref())));
                columns.push(("escalated_at", Written::Time(times::iso(at))));
            }
            COMPLETED => {
                row.action = COMPLETED;
                row.details = self.details(status);
                columns.push(("completed_at", Written::Time(times::iso(at))));
                columns.push(("completed_by", text(Some(self.by.as_str()))));
                if let Some(notes) = &self.changes.notes {
                    columns.push(("completion_notes", text(Some(notes))));
                }
            }
            _ if before == Some(COMPLETED) => {
                columns.push(("completed_at", text(None)));
                columns.push(("completed_by", text(None)));
            }
            _ => {}
        }
        history.push(row);
    }

    fn priority(&self, columns: &mut Vec<(&'static str, Written)>, history: &mut Vec<HistoryRow>) {
        let before = self.seen.text("priority");
        let Some(priority) = self.changes.priority.as_deref() else {
            return;
        };
        if before == Some(priority) {
            return;
        }
        columns.push(("priority", text(Some(priority))));
        history.push(HistoryRow {
            action: "priority_changed",
            from: before.map(str::to_owned),
            to: Some(priority.to_owned()),
            reason: self.changes.reason.clone(),
            ..HistoryRow::default()
        });
    }

    /// Team and assignee, in one row of the history. A ticket that moves to another team leaves an assignee who is not
    /// of it; one that is reopened leaves an assignee who is gone, or of another team by now, or whose team is inactive.
    fn assignment(
        &self,
        columns: &mut Vec<(&'static str, Written)>,
        history: &mut Vec<HistoryRow>,
    ) {
        let (from, from_team) = (
            self.seen.text("assigned_to"),
            self.seen.text("assigned_team"),
        );
        let to_team = self.changes.team.as_deref().or(from_team);
        let reopened = from_reopened(self.seen.text("status"), self.changes.status.as_deref());
        let leaves = self.seen.assignee_team() != to_team
            || (to_team == from_team && self.seen.is_of_inactive_team());
        let to = match &self.changes.assignee {
            Some(assignee) => assignee.as_ref().map(UserId::as_str),
            None if (to_team != from_team || reopened) && leaves => None,
            None => from,
        };
        if to == from && to_team == from_team {
            return;
        }
        if to != from {
            columns.push(("assigned_to", text(to)));
        }
        if to_team != from_team {
            columns.push(("assigned_team", text(to_team)));
        }
        let [from, to] = [from, to].map(|name| name.unwrap_or(UNASSIGNED));
        let moved = to_team != from_team;
        // In the order in which Orvale writes it.
        let details = format!("{{\"team_changed\":{moved},\"cross_team_assignment\":{moved}}}");
        let reason = format!("Reassigned from {from} to {to}");
        history.push(HistoryRow {
            action: "assigned",
            from: Some(from.to_owned()),
            to: Some(to.to_owned()),
            from_team: from_team.map(str::to_owned),
            to_team: to_team.map(str::to_owned),
            reason: Some(self.changes.reason.clone().unwrap_or(reason)),
            details: Some(details),
        });
    }
}

fn from_reopened(before: Option<&str>, after: Option<&str>) -> bool {
    before == Some(COMPLETED) && after.is_some_and(|after| after != COMPLETED)
}

impl Change for CommentTicket {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.ticket_work.need(&self.seen);
        ledgers.files.need(self.files.iter().cloned());
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let change = ledgers.change;
        ledgers.ticket_work.check_readers(&self.seen)?;
        let columns = &ledgers.ticket_work.columns["ticket_comments"];
        if !columns.has("comment_text") || self.internal && !columns.has("is_internal") {
            return Err(Error::NotFound);
        }
        let files = ledgers
            .files
            .give(&self.by, &self.files, &[], &self.folders)?;
        let row = HistoryRow {
            action: "comment_added",
            ..HistoryRow::default()
        };
        let work = &mut ledgers.ticket_work;
        work.history.push(Happened {
            ticket: self.seen.id,
            by: self.by.clone(),
            by_name: self.by_name.clone(),
            at,
            row,
        });
        work.comments.push(NewComment {
            change,
            ticket: self.seen.id,
            comment: TicketComment {
                id: 0,
                text: self.text.clone(),
                internal: self.internal,
                files: files.iter().map(|stored| stored.file.clone()).collect(),
                author: self.by.clone(),
                author_name: self.by_name.clone(),
                created_at: Some(at / 1000 * 1000),
            },
            files,
            history: work.history.len() - 1,
        });
        Ok(Committed::default())
    }
}

impl TicketWork {
    fn need(&mut self, seen: &Stored) {
        self.needed.insert(seen.number().to_owned(), None);
    }

    fn check(&self, seen: &Stored) -> Result<(), Error> {
        self.check_that(seen, Stored::is_same)
    }

    fn check_readers(&self, seen: &Stored) -> Result<(), Error> {
        self.check_that(seen, |now, seen| now.standing == seen.standing)
    }

    fn check_that(
        &self,
        seen: &Stored,
        is_same: impl Fn(&Stored, &Stored) -> bool,
    ) -> Result<(), Error> {
        match self.needed.get(seen.number()) {
            Some(Some(now)) if is_same(now, seen) => Ok(()),
            Some(Some(_)) => Err(Error::Conflict(
                "someone else has changed this ticket in the meantime".into(),
            )),
            _ => Err(Error::NotFound),
        }
    }

    /// Another change of the batch finds the ticket changed.
    fn changed(&mut self, seen: &Stored, updated_at: &str) {
        if let Some(Some(now)) = self.needed.get_mut(seen.number()) {
            now.set_text("updated_at", updated_at);
        }
    }

    async fn update(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let known = &self.columns["user_tickets"];
        for (id, columns) in std::mem::take(&mut self.updates) {
            let mut sql = Sql::new(db, "UPDATE user_tickets SET ");
            let columns = columns.into_iter().filter(|(name, _)| known.has(name));
            for (index, (name, value)) in columns.enumerate() {
                let comma = if index == 0 { "" } else { ", " };
                sql = sql.add(&format!("{comma}{name} = "));
                sql = value.add_to(sql);
            }
            sql.add(" WHERE id = ").bind(id).run(db).await?;
        }
        Ok(())
    }

    async fn insert_comments(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for new in &mut self.comments {
            let comment = &mut new.comment;
            let at = comment.created_at.unwrap_or_default();
            let columns = vec![
                ("comment_text", text(Some(&comment.text))),
                ("commented_by", text(Some(comment.author.as_str()))),
                ("commented_by_name", text(Some(&comment.author_name))),
                ("is_internal", Written::Flag(comment.internal)),
                ("created_at", Written::Time(times::seconds(at))),
                ("updated_at", Written::Time(times::seconds(at))),
            ];
            let known = &self.columns["ticket_comments"];
            let row = insert_row(db, "ticket_comments", known, new.ticket, columns)
                .add(" RETURNING CAST(id AS BIGINT)")
                .one(db)
                .await?
                .ok_or_else(|| Error::Corrupt("a comment has no id".into()))?;
            comment.id = column(&row, 0)?;
            hold_files(db, Holder::TicketComment(comment.id), &new.files).await?;
            // Everyone who sees the ticket sees its attachments in Orvale.
            if !comment.internal {
                let known = &self.columns["ticket_attachments"];
                let by = (&comment.author, at);
                attach(db, known, new.ticket, &new.files, by).await?;
            }
            let details = serde_json::json!({
                "comment_id": comment.id,
                "is_internal": comment.internal,
            });
            self.history[new.history].row.details = Some(details.to_string());
        }
        Ok(())
    }
}

impl Ledger for TicketWork {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        for table in [
            "user_tickets",
            "ticket_history",
            "ticket_comments",
            "ticket_attachments",
        ] {
            self.columns.insert(table, Columns::of(db, table).await?);
        }
        for (number, stored) in &mut self.needed {
            *stored = by_number(db, number, lock(db)).await?;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        self.update(db).await?;
        self.insert_comments(db).await?;
        let history = std::mem::take(&mut self.history);
        insert_history(db, &self.columns["ticket_history"], history).await
    }

    async fn complete(
        &mut self,
        _: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        for new in self.comments.drain(..) {
            if let Some(Ok(committed)) = results.get_mut(new.change) {
                committed.ticket_comment = Some(Box::new(new.comment));
            }
        }
        Ok(())
    }
}

/// On PostgreSQL, Orvale could change the row between the read and the write.
fn lock(db: &DatabaseTransaction) -> &'static str {
    match db.get_database_backend() {
        DbBackend::Postgres => " FOR UPDATE OF t",
        _ => "",
    }
}
