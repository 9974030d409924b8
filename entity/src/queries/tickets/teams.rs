//! The channels of teams, and what they are to be told of their teams' tickets.

use std::collections::{BTreeSet, HashMap};

use sea_orm::QueryResult;

use super::{Stored, find_all, stored::ORVALE};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, Millis, UserId},
    model::{SystemEvent, SystemNote, TicketEventKind, TicketNotice},
    permission::{Account, Permit},
    queries::{
        rows,
        sql::{Sql, column},
        words::Word,
    },
};

/// The maximum number of notices that are described at a time.
const MOST: i64 = 200;
const EVENT: &str = "SELECT id, ticket_number, event, by_user, from_value, to_value, created_at \
                     FROM chat_ticket_events WHERE ";

/// A channel that is told of the tickets of its team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamChannel {
    /// The channel.
    pub id: ChannelId,
    /// The id of its team.
    pub team: String,
    /// Of what it is told.
    pub events: Vec<TicketEventKind>,
    /// The latest event that it has been told of; `None` if it has never been told anything.
    pub told: Option<i64>,
}

/// What a channel has not been told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// The number of events.
    pub count: i64,
    /// The first and the last of them.
    pub span: (i64, i64),
    /// When the last one was noticed.
    pub latest_at: Millis,
}

/// Returns the active channels that are told of tickets.
///
/// # Errors
/// Any database error.
pub async fn team_channels(db: &Database) -> Result<Vec<TeamChannel>, Error> {
    let sql = "SELECT id, team_id, follows_team, ticket_events, tickets_told FROM chat_channels \
               WHERE team_id IS NOT NULL AND active ORDER BY id";
    let found = Sql::new(db.reader(), sql).all(db.reader()).await?;
    let mut channels = Vec::with_capacity(found.len());
    for row in &found {
        let stored: Option<String> = column(row, 3)?;
        let channel = TeamChannel {
            id: ChannelId(column(row, 0)?),
            team: column(row, 1)?,
            events: rows::ticket_events(column(row, 2)?, stored.as_deref())?,
            told: column(row, 4)?,
        };
        if !channel.events.is_empty() {
            channels.push(channel);
        }
    }
    Ok(channels)
}

/// Returns the latest event of any ticket; 0 if there is none.
///
/// # Errors
/// Any database error.
pub async fn latest_event(db: &Database) -> Result<i64, Error> {
    let sql = "SELECT COALESCE(MAX(id), 0) FROM chat_ticket_events";
    let row = Sql::new(db.reader(), sql).one(db.reader()).await?;
    row.map_or(Ok(0), |row| column(&row, 0))
}

/// Returns what a channel has not been told of, if anything.
///
/// # Errors
/// Any database error.
pub async fn pending(db: &Database, channel: &TeamChannel) -> Result<Option<Pending>, Error> {
    let head =
        "SELECT COUNT(*), MIN(id), MAX(id), MAX(created_at) FROM chat_ticket_events WHERE id > ";
    let sql = Sql::new(db.reader(), head).bind(channel.told.unwrap_or_default());
    let row = of_channel(sql, channel).one(db.reader()).await?;
    let Some(row) = row else { return Ok(None) };
    let count: i64 = column(&row, 0)?;
    if count == 0 {
        return Ok(None);
    }
    Ok(Some(Pending {
        count,
        span: (column(&row, 1)?, column(&row, 2)?),
        latest_at: column(&row, 3)?,
    }))
}

/// Returns the lines that tell a channel of what is pending, each with its author. They say nothing that a ticket's
/// number does not: not every member may see the ticket.
///
/// # Errors
/// Any database error.
pub async fn untold(
    db: &Database,
    channel: &TeamChannel,
    pending: &Pending,
) -> Result<Vec<(UserId, SystemNote)>, Error> {
    let found = events(db, channel, pending.span, pending.count).await?;
    let numbers: BTreeSet<String> = found.iter().map(|one| one.number.clone()).collect();
    let tickets = find_all(db, &numbers).await?;
    let tickets: HashMap<&str, &Stored> = tickets.iter().map(|one| (one.number(), one)).collect();
    let line = |one: TicketNotice| {
        let event = match one.event {
            TicketEventKind::Created => SystemEvent::TicketCreated,
            TicketEventKind::Status | TicketEventKind::Escalated => SystemEvent::TicketStatus,
            TicketEventKind::Priority => SystemEvent::TicketPriority,
            TicketEventKind::Assignee => SystemEvent::TicketAssignee,
            TicketEventKind::Team => SystemEvent::TicketTeam,
            TicketEventKind::Comment => SystemEvent::TicketComment,
        };
        // Who has the problem is not said to everyone.
        let ticket = tickets.get(one.number.as_str());
        let by = match ticket {
            Some(ticket) if !ticket.is_requester(&one.by) => one.by,
            _ => ORVALE.into(),
        };
        (by, SystemNote::of_notice(event, &one.number, one.id))
    };
    Ok(found.into_iter().map(line).collect())
}

/// Returns what the notices of a channel say, as far as `account` may see the tickets.
///
/// # Errors
/// Any database error.
pub async fn details(
    db: &Database,
    account: &Account,
    permit: &Permit,
    span: (i64, i64),
) -> Result<Vec<TicketNotice>, Error> {
    let head = "SELECT team_id FROM chat_channels WHERE team_id IS NOT NULL AND id = ";
    let row = Sql::new(db.reader(), head)
        .bind(permit.channel_id().0)
        .one(db.reader())
        .await?;
    let Some(row) = row else {
        return Ok(Vec::new());
    };
    let channel = TeamChannel {
        id: permit.channel_id(),
        team: column(&row, 0)?,
        events: TicketEventKind::ALL.to_vec(),
        told: None,
    };
    let mut found = events(db, &channel, span, MOST).await?;
    let numbers: BTreeSet<String> = found.iter().map(|one| one.number.clone()).collect();
    let tickets = find_all(db, &numbers).await?;
    let seen = tickets.iter().filter(|one| one.standing.sees(account));
    let titles: HashMap<&str, String> = seen.map(|one| (one.number(), one.title())).collect();
    found.retain_mut(|one| match titles.get(one.number.as_str()) {
        Some(title) => {
            title.clone_into(&mut one.title);
            true
        }
        None => false,
    });
    Ok(found)
}

/// The events of this span that a channel is told of, at most `most`.
async fn events(
    db: &Database,
    channel: &TeamChannel,
    (first, last): (i64, i64),
    most: i64,
) -> Result<Vec<TicketNotice>, Error> {
    let sql = Sql::new(db.reader(), EVENT)
        .add("id >= ")
        .bind(first)
        .add(" AND id <= ")
        .bind(last);
    let rows = of_channel(sql, channel)
        .add(" ORDER BY id LIMIT ")
        .bind(most)
        .all(db.reader())
        .await?;
    rows.iter().map(read).collect()
}

fn of_channel(sql: Sql, channel: &TeamChannel) -> Sql {
    let words = channel.events.iter().map(|event| event.word());
    sql.add(" AND (team = ")
        .bind(channel.team.as_str())
        .add(" OR former_team = ")
        .bind(channel.team.as_str())
        .add(") AND event IN ")
        .list(words)
}

fn read(row: &QueryResult) -> Result<TicketNotice, Error> {
    Ok(TicketNotice {
        id: column(row, 0)?,
        number: column(row, 1)?,
        title: String::new(),
        event: TicketEventKind::read(&column::<String>(row, 2)?)?,
        by: column::<String>(row, 3)?.into(),
        from: column(row, 4)?,
        to: column(row, 5)?,
        at: column(row, 6)?,
    })
}
