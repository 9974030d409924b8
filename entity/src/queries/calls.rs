//! Calls: those that go on, one by its id, and the history.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    Listing, cursor_number, page_size, read_cursor,
    sql::{Sql, column},
    words::Word,
};
use crate::{
    Database,
    error::Error,
    ids::{CallId, ChannelId, Millis, UserId},
    model::{
        Call, CallDevice, CallDirection, CallMode, CallParticipant, CallQuality, CallRecord,
        CallStatus, CallType, ChannelKind, ChannelLabel,
    },
};

/// What became of somebody who was asked to a call, or joined it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonState {
    /// It rings at theirs.
    Ringing,
    /// They are in it.
    In,
    /// They were in it.
    Left,
    /// They declined.
    Declined,
    /// They neither answered nor declined.
    Missed,
}

/// Somebody in a call as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredPerson {
    /// The user.
    pub user: UserId,
    /// What became of them; unknown in calls of earlier servers.
    pub state: Option<PersonState>,
    /// When they joined first.
    pub joined_at: Option<Millis>,
    /// When they left.
    pub left_at: Option<Millis>,
    /// How good their connection was last.
    pub quality: Option<CallQuality>,
    /// Their devices while they are in it.
    pub devices: Vec<CallDevice>,
}

/// A call as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCall {
    /// The call.
    pub id: CallId,
    /// Its conversation; unknown in some calls of earlier servers.
    pub channel_id: Option<ChannelId>,
    /// Who called.
    pub caller: UserId,
    /// What it began with.
    pub call_type: CallType,
    /// How far it is.
    pub status: CallStatus,
    /// When it began to ring.
    pub started_at: Millis,
    /// When somebody answered.
    pub answered_at: Option<Millis>,
    /// When it ended.
    pub ended_at: Option<Millis>,
    /// How long people talked, in seconds, as earlier servers stored it.
    pub stored_duration: Option<i64>,
    /// Why it ended.
    pub end_reason: Option<String>,
    /// Everyone who was asked or joined, by username.
    pub people: Vec<StoredPerson>,
}

impl StoredCall {
    /// Returns how long people talked, in seconds, once it is over.
    #[must_use]
    pub fn duration(&self) -> Option<i64> {
        let talked = || Some((self.ended_at? - self.answered_at?).max(0) / 1000);
        self.stored_duration.or_else(talked)
    }

    /// Returns what is stored of a user.
    #[must_use]
    pub fn person(&self, user: &UserId) -> Option<&StoredPerson> {
        self.people.iter().find(|person| person.user == *user)
    }

    /// Returns whether people talked in it, and it is over.
    #[must_use]
    pub fn took_place(&self) -> bool {
        self.answered_at.is_some() && self.ended_at.is_some()
    }

    /// Returns everyone who was in it, by username.
    #[must_use]
    pub fn joined(&self) -> Vec<UserId> {
        let people = self.people.iter();
        let joined = people.filter(|person| person.joined_at.is_some());
        joined.map(|person| person.user.clone()).collect()
    }

    /// Returns whether a user was called, and neither joined nor declined.
    #[must_use]
    pub fn missed_by(&self, user: &UserId) -> bool {
        let over = !self.status.is_live() && self.caller != *user;
        let person = self.person(user).filter(|_| over);
        person.is_some_and(|person| match person.state {
            Some(state) => state == PersonState::Missed,
            None => person.joined_at.is_none() && self.end_reason.as_deref() != Some("declined"),
        })
    }

    /// Returns the call as it is shown.
    #[must_use]
    pub fn shown(self, mode: CallMode) -> Call {
        let duration = self.duration();
        let (mut participants, mut ringing) = (Vec::new(), Vec::new());
        for person in self.people {
            match person.state {
                Some(PersonState::In) => participants.push(CallParticipant {
                    user: person.user,
                    devices: person.devices,
                }),
                Some(PersonState::Ringing) => ringing.push(person.user),
                _ => {}
            }
        }
        Call {
            session_id: self.id,
            channel_id: self.channel_id,
            call_type: self.call_type,
            status: self.status,
            mode,
            caller: self.caller,
            participants,
            ringing,
            started_at: self.started_at,
            answered_at: self.answered_at,
            ring_until: None,
            ended_at: self.ended_at,
            duration,
            end_reason: self.end_reason,
        }
    }

    /// Returns the call as it is in the history of a user.
    fn record(self, user: &UserId, channel: Option<ChannelLabel>) -> CallRecord {
        let direction = match self.caller == *user {
            true => CallDirection::Outgoing,
            false => CallDirection::Incoming,
        };
        CallRecord {
            direction,
            missed: self.missed_by(user),
            duration: self.duration(),
            quality: self.person(user).and_then(|person| person.quality),
            joined: self.joined(),
            participants: self.people.into_iter().map(|person| person.user).collect(),
            session_id: self.id,
            channel_id: self.channel_id,
            channel,
            call_type: self.call_type,
            status: self.status,
            caller: self.caller,
            started_at: self.started_at,
            answered_at: self.answered_at,
            ended_at: self.ended_at,
            end_reason: self.end_reason,
        }
    }
}

const SELECT: &str = "SELECT s.id, s.channel_id, s.initiator_user_id, s.call_type, s.status, \
    s.started_at, s.answered_at, s.ended_at, s.duration_seconds, s.end_reason, c.name, c.type \
    FROM call_sessions s LEFT JOIN chat_channels c ON c.id = s.channel_id WHERE ";

type Found = (StoredCall, Option<ChannelLabel>);

fn read(row: &QueryResult) -> Result<Found, Error> {
    let channel_id = column::<Option<i64>>(row, 1)?.map(ChannelId);
    let kind: Option<String> = column(row, 11)?;
    let channel = match (channel_id, kind) {
        (Some(id), Some(kind)) => Some(ChannelLabel {
            id,
            name: column(row, 10)?,
            kind: ChannelKind::read(&kind)?,
        }),
        _ => None,
    };
    let call = StoredCall {
        id: CallId(column(row, 0)?),
        channel_id,
        caller: column::<String>(row, 2)?.into(),
        call_type: CallType::read(&column::<String>(row, 3)?)?,
        status: CallStatus::read(&column::<String>(row, 4)?)?,
        started_at: column(row, 5)?,
        answered_at: column(row, 6)?,
        ended_at: column(row, 7)?,
        stored_duration: column(row, 8)?,
        end_reason: column(row, 9)?,
        people: Vec::new(),
    };
    Ok((call, channel))
}

fn read_person(row: &QueryResult) -> Result<(CallId, StoredPerson), Error> {
    let state: String = column(row, 5)?;
    let quality: Option<String> = column(row, 4)?;
    let devices: Option<String> = column(row, 6)?;
    let devices = devices.map(|json| serde_json::from_str(&json)).transpose();
    let person = StoredPerson {
        user: column::<String>(row, 1)?.into(),
        joined_at: column(row, 2)?,
        left_at: column(row, 3)?,
        quality: quality.and_then(|word| CallQuality::read(&word).ok()),
        state: match state.as_str() {
            "" => None,
            word => Some(PersonState::read(word)?),
        },
        devices: devices
            .map_err(|error| Error::Corrupt(format!("call_participants.devices: {error}")))?
            .unwrap_or_default(),
    };
    Ok((CallId(column(row, 0)?), person))
}

async fn with_people(db: &impl ConnectionTrait, rows: &[QueryResult]) -> Result<Vec<Found>, Error> {
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if found.is_empty() {
        return Ok(found);
    }
    let rows = Sql::new(
        db,
        "SELECT call_session_id, user_id, joined_at, left_at, connection_quality, state, devices \
         FROM call_participants WHERE call_session_id IN ",
    )
    .list(found.iter().map(|(call, _)| call.id.0))
    .add(" ORDER BY user_id")
    .all(db)
    .await?;
    let mut people: BTreeMap<CallId, Vec<StoredPerson>> = BTreeMap::new();
    for row in &rows {
        let (call, person) = read_person(row)?;
        people.entry(call).or_default().push(person);
    }
    for (call, _) in &mut found {
        call.people = people.remove(&call.id).unwrap_or_default();
    }
    Ok(found)
}

/// Returns the calls that go on, the earliest first.
///
/// # Errors
/// Any database error.
pub async fn live(db: &Database) -> Result<Vec<StoredCall>, Error> {
    let db = db.reader();
    let rows = Sql::new(db, SELECT)
        .add("s.ended_at IS NULL AND s.status IN ('ringing', 'active') ORDER BY s.id")
        .all(db)
        .await?;
    let found = with_people(db, &rows).await?;
    Ok(found.into_iter().map(|(call, _)| call).collect())
}

/// Returns a call.
///
/// # Errors
/// Any database error.
pub async fn get(db: &Database, id: CallId) -> Result<Option<StoredCall>, Error> {
    let db = db.reader();
    let rows = Sql::new(db, SELECT)
        .add("s.id = ")
        .bind(id.0)
        .all(db)
        .await?;
    let found = with_people(db, &rows).await?;
    Ok(found.into_iter().map(|(call, _)| call).next())
}

/// Returns the name and type of a conversation.
///
/// # Errors
/// Any database error.
pub async fn label(db: &Database, channel: ChannelId) -> Result<Option<ChannelLabel>, Error> {
    let db = db.reader();
    let found = Sql::new(db, "SELECT name, type FROM chat_channels WHERE id = ")
        .bind(channel.0)
        .one(db)
        .await?;
    let Some(row) = found else { return Ok(None) };
    Ok(Some(ChannelLabel {
        id: channel,
        name: column(&row, 0)?,
        kind: ChannelKind::read(&column::<String>(&row, 1)?)?,
    }))
}

/// Returns the first `most` members of a conversation, by username: those of them in `among`, or all.
///
/// # Errors
/// Any database error.
pub async fn members(
    db: &Database,
    channel: ChannelId,
    among: Option<&[UserId]>,
    most: u64,
) -> Result<Vec<UserId>, Error> {
    let db = db.reader();
    let mut select = Sql::new(
        db,
        "SELECT user_id FROM chat_channel_members WHERE channel_id = ",
    )
    .bind(channel.0);
    if let Some(among) = among {
        select = select
            .add(" AND user_id IN ")
            .list(among.iter().map(UserId::as_str));
    }
    let rows = select
        .add(" ORDER BY user_id LIMIT ")
        .bind(most.cast_signed())
        .all(db)
        .await?;
    rows.iter()
        .map(|row| Ok(column::<String>(row, 0)?.into()))
        .collect()
}

/// Whose calls a history has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of one user.
    Of(UserId),
    /// Those of one conversation, as a user sees them who is a member of it.
    In(ChannelId, UserId),
    /// Everybody's, as a user sees them.
    All(UserId),
}

/// What else the calls of a history have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// They are of this conversation.
    pub channel_id: Option<ChannelId>,
    /// Somebody else was asked or joined.
    pub with: Option<UserId>,
    /// They began in this way.
    pub call_type: Option<CallType>,
    /// They are this far; `missed` also gives those that the user missed.
    pub status: Option<CallStatus>,
    /// They began at this time or later.
    pub since: Option<Millis>,
    /// They began before this time.
    pub until: Option<Millis>,
}

/// Returns a page of the history, the latest call first.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn history(
    db: &Database,
    whose: &Whose,
    filter: &CallFilter,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<CallRecord>, Error> {
    let limit = page_size(limit);
    let (Whose::Of(user) | Whose::In(_, user) | Whose::All(user)) = whose;
    let mut page = Sql::new(db.reader(), SELECT);
    page = match whose {
        Whose::Of(user) => page
            .add("(s.initiator_user_id = ")
            .bind(user.as_str())
            .add(" OR EXISTS (SELECT 1 FROM call_participants p WHERE p.call_session_id = s.id AND p.user_id = ")
            .bind(user.as_str())
            .add("))"),
        // A call that began before what one sees of the conversation is as hidden as its messages.
        Whose::In(channel, user) => page
            .add("s.channel_id = ")
            .bind(channel.0)
            .add(
                " AND (s.started_at > COALESCE((SELECT x.created_at FROM chat_messages x \
                 JOIN chat_channel_members m ON m.channel_id = x.channel_id AND x.seq <= m.history_after \
                 WHERE m.channel_id = s.channel_id AND m.user_id = ",
            )
            .bind(user.as_str())
            .add(
                " ORDER BY x.seq DESC LIMIT 1), -1) OR EXISTS (SELECT 1 FROM call_participants p \
                 WHERE p.call_session_id = s.id AND p.user_id = ",
            )
            .bind(user.as_str())
            .add("))"),
        Whose::All(_) => page.add("TRUE"),
    };
    page = filtered(page, filter, user);
    if cursor.is_some() {
        let [at, id] = read_cursor(cursor)?;
        let (at, id) = (cursor_number(&at)?, cursor_number(&id)?);
        page = page
            .add(" AND (s.started_at, s.id) < (")
            .bind(at)
            .add(", ")
            .bind(id)
            .add(")");
    }
    let rows = page
        .add(" ORDER BY s.started_at DESC, s.id DESC LIMIT ")
        .bind(limit.cast_signed() + 1)
        .all(db.reader())
        .await?;
    let found = with_people(db.reader(), &rows).await?;
    let items = found
        .into_iter()
        .map(|(call, channel)| call.record(user, channel))
        .collect();
    Ok(Listing::of(items, limit, |item: &CallRecord| {
        [item.started_at.to_string(), item.session_id.to_string()]
    }))
}

fn filtered(mut page: Sql, filter: &CallFilter, user: &UserId) -> Sql {
    if let Some(channel) = filter.channel_id {
        page = page.add(" AND s.channel_id = ").bind(channel.0);
    }
    if let Some(with) = &filter.with {
        page = page
            .add(" AND (s.initiator_user_id = ")
            .bind(with.as_str())
            .add(" OR EXISTS (SELECT 1 FROM call_participants w WHERE w.call_session_id = s.id AND w.user_id = ")
            .bind(with.as_str())
            .add("))");
    }
    if let Some(call_type) = filter.call_type {
        page = page.add(" AND s.call_type = ").bind(call_type.word());
    }
    if let Some(since) = filter.since {
        page = page.add(" AND s.started_at >= ").bind(since);
    }
    if let Some(until) = filter.until {
        page = page.add(" AND s.started_at < ").bind(until);
    }
    match filter.status {
        Some(CallStatus::Missed) => page
            .add(" AND (s.status = 'missed' OR EXISTS (SELECT 1 FROM call_participants q WHERE q.call_session_id = s.id AND q.state = 'missed' AND q.user_id = ")
            .bind(user.as_str())
            .add("))"),
        Some(status) => page.add(" AND s.status = ").bind(status.word()),
        None => page,
    }
}
