//! Tickets, in the tables that this program creates if Orvale's are absent.
//!
//! Orvale's own ticket tables differ between its versions; these changes are for a demonstration.

use sea_orm::{DatabaseTransaction, Value};

use super::{Change, Ledger, Ledgers, Memory, write::insert};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::Millis,
    permission::TicketPermission,
    queries::{sql::Sql, tickets::times},
};

/// The section of new teams.
const SECTION: &str = "ITD";

/// A helpdesk ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// The ticket's reference, such as `HD-250819-138`.
    pub submission_id: String,
    /// The name of the person who has the problem.
    pub user_name: String,
    /// The user who filed it.
    pub submitted_by: String,
    /// The problem in one line.
    pub title: String,
    /// The problem in full.
    pub description: String,
    /// `low`, `medium`, `high` or `urgent`.
    pub priority: String,
    /// `pending`, `open`, `in_progress`, `escalated` or `completed`.
    pub status: String,
    /// The user who is assigned to it.
    pub assigned_to: Option<String>,
    /// The id of the team that works on it.
    pub team: Option<String>,
}

/// Adds a ticket, filed at the time of the change, and notes its number as taken, so that the next one of its team begins
/// alike. Changes nothing if its `submission_id` exists. Fails if Orvale's table has other columns.
#[derive(Debug)]
pub struct AddTicket {
    /// The ticket.
    pub ticket: NewTicket,
    /// Who adds the ticket.
    pub by: By,
}

/// Adds a team. Changes nothing if it exists.
#[derive(Debug)]
pub struct AddTeam {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who adds it.
    pub by: By,
}

/// Grants a role permissions on tickets in Orvale's `role_permissions`; those that it has stay.
#[derive(Debug)]
pub struct GrantTickets {
    /// The role.
    pub role: String,
    /// Its permissions.
    pub permissions: Vec<TicketPermission>,
    /// Who grants them.
    pub by: By,
}

/// The part of a batch for tickets.
#[derive(Default)]
pub(crate) struct Tickets {
    new: Vec<(Millis, [Value; 11])>,
    numbers: Vec<[Value; 4]>,
    teams: Vec<[Value; 3]>,
    granted: Vec<[Value; 2]>,
}

impl Change for AddTicket {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let ticket = &self.ticket;
        let row = [
            ticket.submission_id.as_str().into(),
            ticket.user_name.as_str().into(),
            "".into(),
            ticket.submitted_by.as_str().into(),
            "".into(),
            ticket.title.as_str().into(),
            ticket.description.as_str().into(),
            ticket.priority.as_str().into(),
            ticket.status.as_str().into(),
            ticket.assigned_to.clone().into(),
            ticket.team.clone().into(),
        ];
        ledgers.tickets.new.push((at, row));
        let numbers = ticket.team.as_deref().zip(parts(&ticket.submission_id));
        let numbers = numbers.map(|(team, [prefix, day, sequence])| {
            let sequence = sequence.parse().unwrap_or(0_i64);
            [team.into(), day.into(), sequence.into(), prefix.into()]
        });
        ledgers.tickets.numbers.extend(numbers);
        Ok(Committed::default())
    }
}

/// Returns the prefix, the day and the sequence of a number such as `HD-250819-138`.
fn parts(number: &str) -> Option<[&str; 3]> {
    let (head, sequence) = number.rsplit_once('-')?;
    let (prefix, day) = head.rsplit_once('-')?;
    Some([prefix, day, sequence])
}

impl Change for AddTeam {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = [
            self.id.as_str().into(),
            self.name.as_str().into(),
            SECTION.into(),
        ];
        ledgers.tickets.teams.push(row);
        Ok(Committed::default())
    }
}

impl Change for GrantTickets {
    fn by(&self) -> By {
        self.by.clone()
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let rows = self.permissions.iter();
        let rows = rows.map(|one| [self.role.as_str().into(), one.name().into()]);
        ledgers.tickets.granted.extend(rows);
        Ok(Committed::default())
    }
}

impl Ledger for Tickets {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if !self.teams.is_empty() {
            let section = vec![[SECTION.into(), "IT".into()]];
            let head = "INSERT INTO sections (id, name) VALUES ";
            insert(db, head, section, " ON CONFLICT (id) DO NOTHING").await?;
        }
        insert(
            db,
            "INSERT INTO teams (id, name, section_id) VALUES ",
            std::mem::take(&mut self.teams),
            " ON CONFLICT (id) DO NOTHING",
        )
        .await?;
        for (at, row) in std::mem::take(&mut self.new) {
            // Without a type, so that it fits a column of any type.
            let head = format!(
                "INSERT INTO user_tickets (submitted_at, updated_at, submission_id, user_name, \
                 employee_number, submitted_by, submitted_by_employee_number, issue_title, \
                 issue_description, priority, status, assigned_to, assigned_team) \
                 VALUES ('{0}', '{0}'",
                times::seconds(at)
            );
            let sql = Sql::new(db, &head);
            let sql = row
                .into_iter()
                .fold(sql, |sql, value| sql.add(", ").bind(value));
            sql.add(") ON CONFLICT (submission_id) DO NOTHING")
                .run(db)
                .await?;
        }
        for row in std::mem::take(&mut self.numbers) {
            insert(
                db,
                "INSERT INTO ticket_sequences (team_id, date, last_sequence, prefix) VALUES ",
                vec![row],
                " ON CONFLICT (team_id, date) DO UPDATE SET last_sequence = excluded.last_sequence \
                 WHERE excluded.last_sequence > ticket_sequences.last_sequence",
            )
            .await?;
        }
        insert(
            db,
            "INSERT INTO role_permissions (role_id, permission_id) VALUES ",
            std::mem::take(&mut self.granted),
            " ON CONFLICT (role_id, permission_id) DO NOTHING",
        )
        .await?;
        Ok(())
    }
}
