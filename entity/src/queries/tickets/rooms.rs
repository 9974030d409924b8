//! The rooms of tickets, and what they have been told.

use std::collections::HashMap;

use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};

use super::{
    Stored,
    columns::Columns,
    lines::{Change, Told},
    published::{latest_published, published_after},
    states::people,
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, UserId},
    model::{ChannelRole, SystemNote},
    queries::{
        sql::{Sql, column},
        words::Word,
    },
    text::{BadText, CHANNEL_NAME_CHARACTERS, ChannelName},
};

/// The status of a ticket whose room is archived.
const COMPLETED: &str = "completed";

/// What a room has been told of its ticket, in Orvale's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// The status.
    pub status: String,
    /// The priority.
    pub priority: String,
    /// The id of the team; empty for none.
    pub team: String,
    /// Who works on it; empty for nobody.
    pub assignee: String,
    /// The latest row of the ticket's history.
    pub history: i64,
    /// The ticket's latest comment.
    pub comment: i64,
    /// The latest event that tells of a comment that became public.
    pub published: i64,
    /// The problem in one line, by which the room is named.
    pub title: String,
    /// True if Orvale has deleted the ticket.
    pub deleted: bool,
    /// The ticket's number, for when it is gone. A room has no use for it.
    #[serde(skip)]
    pub number: String,
    /// The people who see the ticket because it is their own, likewise.
    #[serde(skip)]
    pub people: String,
}

impl Seen {
    /// A ticket as it is now.
    ///
    /// # Errors
    /// Any database error.
    pub async fn read(db: &Database, ticket: &Stored) -> Result<Self, Error> {
        let latest = [
            latest(db, "ticket_history", &[ticket.id]).await?,
            latest(db, "ticket_comments", &[ticket.id]).await?,
        ];
        let published = latest_published(db, &[ticket.id]).await?;
        Ok(Self::of(ticket, &latest, &published))
    }

    /// A ticket as it is now, without what only its room is told.
    pub(super) fn without_room(ticket: &Stored, latest: &[HashMap<i64, i64>; 2]) -> Self {
        Self {
            title: String::new(),
            number: ticket.number().to_owned(),
            people: people(|name| ticket.text(name)),
            ..Self::of(ticket, latest, &HashMap::new())
        }
    }

    fn of(ticket: &Stored, latest: &[HashMap<i64, i64>; 2], published: &HashMap<i64, i64>) -> Self {
        let text = |name| ticket.text(name).unwrap_or_default().to_owned();
        let [history, comment] = latest
            .each_ref()
            .map(|latest| latest.get(&ticket.id).copied().unwrap_or_default());
        Self {
            status: text("status"),
            priority: text("priority"),
            team: text("assigned_team"),
            assignee: text("assigned_to"),
            history,
            comment,
            published: published.get(&ticket.id).copied().unwrap_or_default(),
            title: text("issue_title"),
            ..Self::default()
        }
    }

    /// Returns this state with history and comment marks no lower than `before`'s: rows that are deleted may return.
    pub(super) fn after(self, before: Option<&Self>) -> Self {
        let before = before.map_or((0, 0), |before| (before.history, before.comment));
        Self {
            history: self.history.max(before.0),
            comment: self.comment.max(before.1),
            ..self
        }
    }

    /// Returns whether the room is archived.
    #[must_use]
    pub fn sleeps(&self) -> bool {
        self.deleted || self.status == COMPLETED
    }

    /// As it is stored.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what is stored.
    pub(crate) fn parse(stored: Option<&str>) -> Self {
        let read = stored.and_then(|text| serde_json::from_str(text).ok());
        read.unwrap_or_default()
    }
}

/// The number and the title, as far as they fit.
fn room_name(number: &str, title: &str) -> Result<ChannelName, BadText> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let full = format!("{number} {title}");
    let short: String = full.chars().take(CHANNEL_NAME_CHARACTERS).collect();
    let name = ChannelName::parse(short.trim().to_owned());
    name.or_else(|_| ChannelName::parse(number.to_owned()))
}

impl Stored {
    /// Returns the name of the ticket's room.
    ///
    /// # Errors
    /// [`BadText`] if the number cannot be part of a name.
    pub fn room_name(&self) -> Result<ChannelName, BadText> {
        room_name(self.number(), &self.title())
    }
}

impl Outdated {
    fn change(&self) -> Change<'_> {
        Change {
            ticket: &self.ticket,
            before: Some(&self.before),
            now: &self.now,
        }
    }

    /// Returns the room's new name, if the ticket's title changed and nobody has given the room another name.
    #[must_use]
    pub fn new_name(&self) -> Option<ChannelName> {
        if self.before.title.is_empty() || self.before.title == self.now.title {
            return None;
        }
        let number = self.ticket.number();
        let before = room_name(number, &self.before.title).ok()?;
        let now = room_name(number, &self.now.title).ok()?;
        (before.as_str() == self.name && before != now).then_some(now)
    }
}

/// A member of a ticket's room who is there because they see the ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomMember {
    /// The room.
    pub channel_id: ChannelId,
    /// The member.
    pub user: UserId,
    /// The ticket's number.
    pub number: String,
}

/// Returns the members of all rooms who are there because they see the ticket.
///
/// # Errors
/// Any database error.
pub async fn members_by_ticket(db: &Database) -> Result<Vec<RoomMember>, Error> {
    let sql = "SELECT m.channel_id, m.user_id, c.ticket_number FROM chat_channel_members m \
               JOIN chat_channels c ON c.id = m.channel_id \
               WHERE m.by_ticket AND c.ticket_number IS NOT NULL";
    let rows = Sql::new(db.reader(), sql).all(db.reader()).await?;
    let read = |row: &QueryResult| {
        Ok(RoomMember {
            channel_id: ChannelId(column(row, 0)?),
            user: column::<String>(row, 1)?.into(),
            number: column(row, 2)?,
        })
    };
    rows.iter().map(read).collect()
}

/// Returns the room of a ticket, if it has one.
///
/// # Errors
/// Any database error.
pub async fn room(db: &Database, number: &str) -> Result<Option<ChannelId>, Error> {
    let head = "SELECT id FROM chat_channels WHERE ticket_number = ";
    let reader = db.reader();
    let found = Sql::new(reader, head).bind(number).one(reader).await?;
    found.map(|row| column(&row, 0).map(ChannelId)).transpose()
}

/// A room whose ticket is not as it has been told.
#[derive(Clone, Debug)]
pub struct Outdated {
    /// The room.
    pub channel_id: ChannelId,
    /// True if it is not archived.
    pub active: bool,
    /// Its name.
    pub name: String,
    /// What it knows.
    pub before: Seen,
    /// What is.
    pub now: Seen,
    /// The lines that tell of it, each with its author.
    pub lines: Vec<(UserId, SystemNote)>,
    /// Its members.
    pub members: Vec<(UserId, ChannelRole)>,
    /// The ticket.
    pub ticket: Stored,
}

/// Returns the rooms of these tickets that have not been told how they are.
///
/// # Errors
/// Any database error.
pub async fn outdated(db: &Database, tickets: Vec<Stored>) -> Result<Vec<Outdated>, Error> {
    let numbers: Vec<&str> = tickets.iter().map(Stored::number).collect();
    let mut rooms = HashMap::new();
    for some in numbers.chunks(256) {
        let head = "SELECT id, active, ticket_number, ticket_seen, name FROM chat_channels \
                    WHERE ticket_number IN ";
        let sql = Sql::new(db.reader(), head).list(some.iter().copied());
        for row in sql.all(db.reader()).await? {
            let number: String = column(&row, 2)?;
            rooms.insert(number, row);
        }
    }
    let with_room = |ticket: Stored| Some((rooms.remove(ticket.number())?, ticket));
    let found: Vec<(QueryResult, Stored)> = tickets.into_iter().filter_map(with_room).collect();
    let ids: Vec<i64> = found.iter().map(|(_, ticket)| ticket.id).collect();
    let latest = [
        latest(db, "ticket_history", &ids).await?,
        latest(db, "ticket_comments", &ids).await?,
    ];
    let published = latest_published(db, &ids).await?;
    let mut outdated = Vec::new();
    for (row, ticket) in found {
        let kept: Option<String> = column(&row, 3)?;
        let before = Seen::parse(kept.as_deref());
        let now = Seen::of(&ticket, &latest, &published).after(Some(&before));
        if before == now {
            continue;
        }
        outdated.push(Outdated {
            channel_id: ChannelId(column(&row, 0)?),
            active: column(&row, 1)?,
            name: column(&row, 4)?,
            lines: Vec::new(),
            members: Vec::new(),
            before,
            now,
            ticket,
        });
    }
    describe(db, &mut outdated).await?;
    Ok(outdated)
}

/// Adds lines and members.
async fn describe(db: &Database, rooms: &mut [Outdated]) -> Result<(), Error> {
    let changes: Vec<Change> = rooms.iter().map(Outdated::change).collect();
    let told = Told::read(db, &changes).await?;
    let late = rooms.iter().filter_map(|room| {
        let is_new = room.before.published < room.now.published;
        is_new.then_some((room.ticket.id, room.before.published))
    });
    let mut published = published_after(db, &late.collect::<Vec<_>>()).await?;
    let ids: Vec<ChannelId> = rooms.iter().map(|room| room.channel_id).collect();
    let mut members = members(db, &ids).await?;
    for room in rooms {
        room.lines = told.lines(&room.change());
        room.lines
            .extend(published.remove(&room.ticket.id).unwrap_or_default());
        room.members = members.remove(&room.channel_id).unwrap_or_default();
    }
    Ok(())
}

/// The latest row of each ticket in a table of Orvale's.
pub(super) async fn latest(
    db: &Database,
    table: &str,
    ids: &[i64],
) -> Result<HashMap<i64, i64>, Error> {
    let reader = db.reader();
    let mut latest = HashMap::new();
    if ids.is_empty() || !Columns::of(reader, table).await?.has("ticket_id") {
        return Ok(latest);
    }
    for some in ids.chunks(256) {
        let head = format!(
            "SELECT CAST(ticket_id AS BIGINT), CAST(MAX(id) AS BIGINT) FROM {table} WHERE ticket_id IN "
        );
        let sql = Sql::new(reader, &head).list(some.iter().copied());
        for row in sql.add(" GROUP BY ticket_id").all(reader).await? {
            latest.insert(column(&row, 0)?, column(&row, 1)?);
        }
    }
    Ok(latest)
}

/// Returns the members of a room.
///
/// # Errors
/// Any database error.
pub async fn members_of(db: &Database, id: ChannelId) -> Result<Vec<UserId>, Error> {
    let members = members(db, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(members.into_iter().map(|(user, _)| user).collect())
}

type Members = Vec<(UserId, ChannelRole)>;

async fn members(db: &Database, rooms: &[ChannelId]) -> Result<HashMap<ChannelId, Members>, Error> {
    let mut members: HashMap<ChannelId, Members> = HashMap::new();
    for some in rooms.chunks(256) {
        let head =
            "SELECT channel_id, user_id, role FROM chat_channel_members WHERE channel_id IN ";
        let sql = Sql::new(db.reader(), head).list(some.iter().map(|id| id.0));
        for row in sql.all(db.reader()).await? {
            let role = ChannelRole::read(&column::<String>(&row, 2)?)?;
            let user = column::<String>(&row, 1)?.into();
            let room = members.entry(ChannelId(column(&row, 0)?)).or_default();
            room.push((user, role));
        }
    }
    Ok(members)
}
