//! What happened to tickets: the states in which they were seen last, and the events that teams are told of.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use sea_orm::{DatabaseTransaction, Value};

use super::{
    Change, Ledger, Ledgers, Memory,
    notifications::Notification,
    write::{allocate, delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{Millis, UserId},
    queries::{
        sql::{Sql, column},
        tickets::{
            GONE, LATEST, NewTicketEvent, Recorded, Rows, STATE, States, columns::Columns,
            states_on, texts,
        },
        words::Word,
    },
};

/// What a newer state of a ticket replaces.
const REPLACED: &str = "status = excluded.status, priority = excluded.priority, \
                        team = excluded.team, assignee = excluded.assignee, \
                        ticket_number = excluded.ticket_number, \
                        history = excluded.history, comment = excluded.comment";

/// Begins to watch the tickets: what happened before is told to nobody.
#[derive(Debug)]
pub struct WatchTickets {
    /// How far Orvale's history and comments are.
    pub rows: Rows,
}

/// Stores the numbers and people of tickets whose states a former version stored without.
#[derive(Debug)]
pub struct CompleteStates {
    /// The keys of the tickets, as [`incomplete`](crate::queries::tickets::incomplete) returned them.
    pub tickets: RangeInclusive<i64>,
}

/// Keeps the states of tickets that Orvale has deleted apart from the others, in case they return, without the people whom they
/// concerned. Their search index stays.
#[derive(Debug)]
pub struct ForgetTickets {
    /// Their keys.
    pub tickets: Vec<i64>,
}

/// Stores how tickets are now, and what happened to them since, and notifies people of it.
#[derive(Debug)]
pub struct RecordTickets {
    /// The tickets.
    pub tickets: Vec<Recorded>,
}

/// Stores that comments, which had been internal, are public.
#[derive(Debug)]
pub struct PublishComments {
    /// The ids of the comments.
    pub comments: Vec<i64>,
    /// An event for each of them.
    pub events: Vec<NewTicketEvent>,
    /// Whom to notify.
    pub notices: Vec<(UserId, Notification)>,
}

/// The part of a batch for what happened to tickets.
#[derive(Default)]
pub(crate) struct TicketEvents {
    begin: Option<Rows>,
    complete: Option<RangeInclusive<i64>>,
    gone: BTreeSet<i64>,
    /// The numbers of the tickets whose states are needed, by key.
    needed: BTreeMap<i64, String>,
    states: States,
    changed: BTreeSet<i64>,
    wanted: i64,
    ids: std::ops::Range<i64>,
    new: Vec<(i64, Millis, NewTicketEvent)>,
    /// The comments that may be hidden, each with whether it is.
    hidden: BTreeMap<i64, bool>,
    published: Vec<i64>,
    hide: BTreeSet<i64>,
}

impl TicketEvents {
    /// Remembers comments that are internal.
    pub(super) fn hide(&mut self, comments: &[i64]) {
        self.hide.extend(comments);
    }

    fn add(&mut self, at: Millis, events: &[NewTicketEvent]) -> Result<(), Error> {
        for event in events {
            let id = self.ids.next();
            let id = id.ok_or_else(|| Error::Corrupt("too few ids of events".into()))?;
            self.new.push((id, at, event.clone()));
        }
        Ok(())
    }
}

fn count(events: usize) -> i64 {
    i64::try_from(events).unwrap_or(i64::MAX)
}

impl Change for WatchTickets {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.ticket_events.begin = Some(self.rows);
        Ok(Committed::default())
    }
}

impl Change for CompleteStates {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.ticket_events.complete = Some(self.tickets.clone());
        Ok(Committed::default())
    }
}

impl Change for ForgetTickets {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.ticket_events.gone.extend(&self.tickets);
        Ok(Committed::default())
    }
}

impl Change for RecordTickets {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        let part = &mut ledgers.ticket_events;
        for one in &self.tickets {
            part.needed.insert(one.ticket_id, one.number.clone());
            part.wanted += count(one.events.len());
        }
        ledgers.notifications.need_person();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        for one in &self.tickets {
            let part = &mut ledgers.ticket_events;
            // Recorded meanwhile.
            let states = &mut part.states.seen;
            if states.get(&one.ticket_id) != one.before.as_ref() {
                continue;
            }
            states.insert(one.ticket_id, one.now.clone());
            part.changed.insert(one.ticket_id);
            part.add(at, &one.events)?;
            for (user, notification) in &one.notices {
                ledgers.notify(at, user, notification.clone());
            }
        }
        Ok(Committed::default())
    }
}

impl Change for PublishComments {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        let part = &mut ledgers.ticket_events;
        part.hidden
            .extend(self.comments.iter().map(|id| (*id, false)));
        part.wanted += count(self.events.len());
        ledgers.notifications.need_person();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let part = &mut ledgers.ticket_events;
        let is_hidden = |id: &i64| part.hidden.get(id) == Some(&true);
        if !self.comments.iter().all(is_hidden) {
            return Ok(Committed::unchanged());
        }
        for id in &self.comments {
            part.hidden.insert(*id, false);
        }
        part.published.extend(&self.comments);
        part.add(at, &self.events)?;
        for (user, notification) in &self.notices {
            ledgers.notify(at, user, notification.clone());
        }
        Ok(Committed::default())
    }
}

impl TicketEvents {
    async fn write_states(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let changed = std::mem::take(&mut self.changed);
        let rows = changed.iter().filter_map(|id| {
            let state = self.states.seen.get(id)?;
            Some([
                (*id).into(),
                state.status.as_str().into(),
                state.priority.as_str().into(),
                state.team.as_str().into(),
                state.assignee.as_str().into(),
                state.number.as_str().into(),
                state.people.as_str().into(),
                state.history.into(),
                state.comment.into(),
            ])
        });
        insert(
            db,
            &format!("INSERT INTO chat_ticket_states (ticket_id, {STATE}) VALUES "),
            rows.collect(),
            &format!(" ON CONFLICT (ticket_id) DO UPDATE SET {REPLACED}, people = excluded.people"),
        )
        .await?;
        let returned = changed.intersection(&self.states.returned);
        let numbers = returned.filter_map(|id| Some([self.needed.get(id)?.as_str().into()]));
        delete(db, "chat_ticket_gone", ["ticket_number"], numbers.collect()).await
    }

    async fn forget(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let gone: Vec<i64> = std::mem::take(&mut self.gone).into_iter().collect();
        if gone.is_empty() || Columns::of_tickets(db).await?.is_none() {
            return Ok(());
        }
        // Without those that are back meanwhile.
        let is_gone = " AND NOT EXISTS (SELECT 1 FROM user_tickets t \
                       WHERE t.id = chat_ticket_states.ticket_id)";
        for some in gone.chunks(256) {
            // Of those with one number, the latest.
            let keep = format!(
                "INSERT INTO chat_ticket_gone ({GONE}) SELECT {GONE} FROM chat_ticket_states \
                 WHERE ticket_id IN (SELECT MAX(ticket_id) FROM chat_ticket_states \
                 WHERE ticket_number IS NOT NULL AND ticket_id IN "
            );
            Sql::new(db, &keep)
                .list(some.iter().copied())
                .add(is_gone)
                .add(&format!(
                    " GROUP BY ticket_number) ON CONFLICT (ticket_number) DO UPDATE SET {REPLACED}"
                ))
                .run(db)
                .await?;
            Sql::new(db, "DELETE FROM chat_ticket_states WHERE ticket_id IN ")
                .list(some.iter().copied())
                .add(is_gone)
                .run(db)
                .await?;
        }
        Ok(())
    }
}

fn values((id, at, event): (i64, Millis, NewTicketEvent)) -> [Value; 11] {
    [
        id.into(),
        event.ticket_id.into(),
        event.number.into(),
        event.team.into(),
        event.former_team.into(),
        event.kind.word().into(),
        event.by.as_str().into(),
        event.from.into(),
        event.to.into(),
        event.late.into(),
        at.into(),
    ]
}

impl Ledger for TicketEvents {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        let needed = self
            .needed
            .iter()
            .map(|(id, number)| (*id, number.as_str()));
        self.states = states_on(db, &needed.collect::<Vec<_>>()).await?;
        if self.wanted > 0 {
            self.ids = allocate(db, "chat_ticket_events", self.wanted).await?;
        }
        let comments: Vec<i64> = self.hidden.keys().copied().collect();
        for some in comments.chunks(256) {
            let head = "SELECT comment_id FROM chat_ticket_hidden WHERE comment_id IN ";
            let sql = Sql::new(db, head).list(some.iter().copied());
            for row in sql.all(db).await? {
                self.hidden.insert(column(&row, 0)?, true);
            }
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        if let Some(rows) = self.begin.take() {
            begin(db, rows).await?;
        }
        if let Some(tickets) = self.complete.take() {
            complete(db, tickets).await?;
        }
        self.forget(db).await?;
        self.write_states(db).await?;
        insert(
            db,
            "INSERT INTO chat_ticket_events (id, ticket_id, ticket_number, team, former_team, event, \
             by_user, from_value, to_value, late, created_at) VALUES ",
            std::mem::take(&mut self.new).into_iter().map(values).collect(),
            "",
        )
        .await?;
        let published = std::mem::take(&mut self.published);
        let keys = published.into_iter().map(|id| [id.into()]).collect();
        delete(db, "chat_ticket_hidden", ["comment_id"], keys).await?;
        let hide = std::mem::take(&mut self.hide);
        insert(
            db,
            "INSERT INTO chat_ticket_hidden (comment_id) VALUES ",
            hide.into_iter().map(|id| [id.into()]).collect(),
            " ON CONFLICT (comment_id) DO NOTHING",
        )
        .await?;
        Ok(())
    }
}

/// Adds to the states of some tickets what a former version did not store.
async fn complete(db: &DatabaseTransaction, tickets: RangeInclusive<i64>) -> Result<(), Error> {
    let Some(columns) = Columns::of_tickets(db).await? else {
        return Ok(());
    };
    let [.., number, people] = texts(db, &columns);
    let sql = format!(
        "UPDATE chat_ticket_states SET (ticket_number, people) = \
         (SELECT {number}, {people} FROM user_tickets t WHERE t.id = chat_ticket_states.ticket_id) \
         WHERE ticket_number IS NULL AND EXISTS \
         (SELECT 1 FROM user_tickets t WHERE t.id = chat_ticket_states.ticket_id) \
         AND ticket_id >= "
    );
    Sql::new(db, &sql)
        .bind(*tickets.start())
        .add(" AND ticket_id <= ")
        .bind(*tickets.end())
        .run(db)
        .await?;
    Ok(())
}

/// Stores the states of all tickets, and which comments are internal.
async fn begin(db: &DatabaseTransaction, rows: Rows) -> Result<(), Error> {
    let Some(columns) = Columns::of_tickets(db).await? else {
        return Ok(());
    };
    let states = texts(db, &columns).join(", ");
    let head = format!(
        "INSERT INTO chat_ticket_states (ticket_id, {STATE}) SELECT CAST(t.id AS BIGINT), {states}, "
    );
    Sql::new(db, &head)
        .add(&format!("{}, {}", rows.history, rows.comments))
        .add(" FROM user_tickets t WHERE t.submission_id IS NOT NULL ON CONFLICT (ticket_id) DO NOTHING")
        .run(db)
        .await?;
    let columns = Columns::of(db, "ticket_comments").await?;
    if columns.has("ticket_id") {
        let sql = format!(
            "INSERT INTO chat_ticket_hidden (comment_id) SELECT CAST(t.id AS BIGINT) \
             FROM ticket_comments t WHERE NOT {} AND t.id <= {} ORDER BY t.id DESC LIMIT {LATEST} \
             ON CONFLICT (comment_id) DO NOTHING",
            columns.is_no(db, "is_internal"),
            rows.comments,
        );
        Sql::new(db, &sql).run(db).await?;
    }
    Sql::new(
        db,
        "INSERT INTO chat_ticket_notices (id, history, comments, watched) VALUES (1, ",
    )
    .bind(rows.history)
    .add(", ")
    .bind(rows.comments)
    .add(", TRUE) ON CONFLICT (id) DO UPDATE SET watched = TRUE")
    .run(db)
    .await?;
    Ok(())
}
