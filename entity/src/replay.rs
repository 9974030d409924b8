//! Replays: reads the events of a stream after a position from the log.
//!
//! Most events are replayed as recorded. Those about messages, channels and read positions carry the
//! current state; see [`crate::event`].

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Database,
    change::{PreferencesState, ReadState},
    error::Error,
    event::{ChannelEvent, Fact, Fields, Payload, UserEvent},
    ids::{ChannelId, MessageId, Seq, UserId},
    ledgers::{
        channels::ChannelUpdated,
        members::CHANNEL_JOINED,
        messages::{MessageUpdated, is_in_channel, received},
        notifications::Notification,
        preferences::PreferencesUpdated,
        reads::ReadUpdated,
    },
    model::{Channel, ChannelView, Message},
    queries::{
        self,
        channels::{preferences_on, views_on},
        counts::{self, Reader},
        notifications::unread_among,
        rows,
        sql::{Sql, column},
    },
    tables::{channels, events, messages, user_events},
};

/// Returns up to `limit` events of a channel after position `after`, ascending and without a gap.
///
/// # Errors
/// [`Error::NotFound`] when there is no such channel; [`Error::TooFarBack`] when an event after `after` is
/// no longer stored, or the channel has never reached `after`.
pub async fn channel(
    db: &Database,
    id: ChannelId,
    after: Seq,
    limit: u64,
) -> Result<Vec<ChannelEvent>, Error> {
    // Read the position first: all events up to it are committed, whatever is written meanwhile.
    let row = channels::Entity::find_by_id(id.0)
        .one(db.reader())
        .await?
        .ok_or(Error::NotFound)?;
    let channel = rows::channel(row)?;
    let up_to = channel
        .seq
        .min(after.saturating_add(limit.try_into().unwrap_or(i64::MAX)));
    if after == channel.seq || limit == 0 {
        return Ok(Vec::new());
    }
    if after > channel.seq || after < 0 {
        return Err(Error::TooFarBack(after));
    }
    let written = messages::Entity::find()
        .filter(messages::Column::ChannelId.eq(id.0))
        .filter(messages::Column::Seq.gt(after))
        .filter(messages::Column::Seq.lte(up_to))
        .all(db.reader())
        .await?;
    let happened = events::Entity::find()
        .filter(events::Column::ChannelId.eq(id.0))
        .filter(events::Column::Seq.gt(after))
        .filter(events::Column::Seq.lte(up_to))
        .all(db.reader())
        .await?;
    let written = rows::messages(db.reader(), written).await?;
    let current = current_messages(db, &happened).await?;
    let positions = positions(db, &happened, &written).await?;
    let mut replayed = Vec::with_capacity(written.len() + happened.len());
    for row in happened {
        replayed.push(event(row, &channel, (&current, &positions))?);
    }
    for message in written.into_iter().map(Arc::new) {
        let event = received(message.created_at, &message);
        let seen_from = positions.get(&message.id).copied();
        replayed.push(ChannelEvent {
            about: seen_from.or(event.about),
            ..event
        });
    }
    replayed.sort_unstable_by_key(|event| event.seq);
    let whole = (after + 1..=up_to).eq(replayed.iter().map(|event| event.seq));
    if whole {
        Ok(replayed)
    } else {
        Err(Error::TooFarBack(after))
    }
}

type Positions = HashMap<MessageId, Seq>;
type CurrentMessages = HashMap<MessageId, Arc<Message>>;

/// Reads the current state of the messages that edits are about.
async fn current_messages(
    db: &Database,
    happened: &[events::Model],
) -> Result<CurrentMessages, Error> {
    let updated = happened
        .iter()
        .filter(|row| row.kind == MessageUpdated::NAME);
    let ids = updated
        .map(|row| message_of(&fields(&row.fact)?))
        .collect::<Result<BTreeSet<_>, Error>>()?;
    rows::current_messages(db.reader(), ids, None).await
}

/// Reads from which positions the messages are seen that events are about, and replies that only their threads show.
async fn positions(
    db: &Database,
    happened: &[events::Model],
    written: &[Message],
) -> Result<Positions, Error> {
    let replies = written.iter().filter(|message| !is_in_channel(message));
    let mut ids: BTreeSet<i64> = replies.map(|message| message.id.0).collect();
    for row in happened {
        ids.extend(message_of(&fields(&row.fact)?).ok());
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    queries::messages::seen_from(db.reader(), ids).await
}

fn message_of(fact: &Fields) -> Result<i64, Error> {
    let id = fact.get("messageId").and_then(serde_json::Value::as_i64);
    id.ok_or_else(|| Error::Corrupt("an event's fact has no messageId".into()))
}

fn channel_of(fact: &Fields) -> Option<ChannelId> {
    fact.get("channelId")?.as_i64().map(ChannelId)
}

fn fields(fact: &str) -> Result<Fields, Error> {
    serde_json::from_str(fact).map_err(|error| Error::Corrupt(format!("an event's fact: {error}")))
}

fn event(
    row: events::Model,
    channel: &Channel,
    (current, positions): (&CurrentMessages, &Positions),
) -> Result<ChannelEvent, Error> {
    let fact = fields(&row.fact)?;
    let about = message_of(&fact).ok();
    let payload = match row.kind.as_str() {
        MessageUpdated::NAME => {
            let message = current.get(&MessageId(message_of(&fact)?));
            Payload::Message(message.cloned().ok_or(Error::NotFound)?)
        }
        ChannelUpdated::NAME => Payload::Channel(Box::new(channel.clone())),
        _ => Payload::Fact(fact),
    };
    Ok(ChannelEvent {
        channel_id: channel.id,
        seq: row.seq,
        at: row.created_at,
        name: row.kind.into(),
        payload,
        about: about.and_then(|id| positions.get(&MessageId(id)).copied()),
    })
}

/// Returns up to `limit` events of a user's own stream after position `after`, ascending. Read positions
/// and joined channels are current; for a channel that was left again the event has no data.
///
/// # Errors
/// [`Error::TooFarBack`] when an event after `after` is no longer stored, or the stream has never reached
/// `after`.
pub async fn user(
    db: &Database,
    user: &UserId,
    after: Seq,
    limit: u64,
) -> Result<Vec<UserEvent>, Error> {
    let stream = Sql::new(db.reader(), "SELECT seq FROM chat_users WHERE user_id = ")
        .bind(user.as_str())
        .one(db.reader())
        .await?;
    let latest: Seq = stream.map(|row| column(&row, 0)).transpose()?.unwrap_or(0);
    let up_to = latest.min(after.saturating_add(limit.try_into().unwrap_or(i64::MAX)));
    if after > latest || after < 0 {
        return Err(Error::TooFarBack(after));
    }
    if up_to == after {
        return Ok(Vec::new());
    }
    let found = user_events::Entity::find()
        .filter(user_events::Column::UserId.eq(user.as_str()))
        .filter(user_events::Column::Seq.gt(after))
        .filter(user_events::Column::Seq.lte(up_to))
        .order_by_asc(user_events::Column::Seq)
        .all(db.reader())
        .await?;
    if !(after + 1..=up_to).eq(found.iter().map(|row| row.seq)) {
        return Err(Error::TooFarBack(after));
    }
    let current = Current::of(db, user, &found).await?;
    found
        .into_iter()
        .map(|row| current.event(user, row))
        .collect()
}

/// Reads the current state of what a user's events are about.
struct Current {
    reads: HashMap<ChannelId, ReadState>,
    views: HashMap<(ChannelId, UserId), ChannelView>,
    preferences: HashMap<(ChannelId, UserId), PreferencesState>,
    /// The positions of notifications that are unread.
    unread: BTreeSet<Seq>,
}

impl Current {
    async fn of(db: &Database, user: &UserId, found: &[user_events::Model]) -> Result<Self, Error> {
        let joined = channels_of(found, CHANNEL_JOINED)?;
        let joined: Vec<_> = joined.into_iter().map(|id| (id, user.clone())).collect();
        let mut views = views_on(db.reader(), &joined).await?;
        views.retain(|_, view| view.role.is_some());
        let preferred = channels_of(found, PreferencesUpdated::NAME)?;
        let preferred: Vec<_> = preferred.into_iter().map(|id| (id, user.clone())).collect();
        let notified = found.iter().filter(|row| row.kind == Notification::NAME);
        let notified: Vec<Seq> = notified.map(|row| row.seq).collect();
        let unread = match notified.is_empty() {
            true => BTreeSet::new(),
            false => unread_among(db.reader(), user, notified.into_iter()).await?,
        };
        Ok(Self {
            unread,
            preferences: preferences_on(db.reader(), &preferred).await?,
            reads: read_states(db, user, found).await?,
            views,
        })
    }

    fn event(&self, user: &UserId, row: user_events::Model) -> Result<UserEvent, Error> {
        let mut fact = fields(&row.fact)?;
        if row.kind == Notification::NAME && !self.unread.contains(&row.seq) {
            // Read meanwhile, or gone: nobody shall be called for it.
            fact.insert("read".into(), true.into());
            fact.insert("silent".into(), true.into());
        }
        let id = channel_of(&fact);
        let payload = match row.kind.as_str() {
            CHANNEL_JOINED => id
                .and_then(|id| self.views.get(&(id, user.clone())))
                .map(|view| Payload::Joined(Box::new(view.clone()))),
            ReadUpdated::NAME => id
                .and_then(|id| self.reads.get(&id))
                .map(|read| Payload::of(&ReadUpdated::from(*read))),
            PreferencesUpdated::NAME => id
                .and_then(|id| self.preferences.get(&(id, user.clone())))
                .map(|state| Payload::of(&PreferencesUpdated::from(*state))),
            _ => None,
        };
        Ok(UserEvent {
            user: user.clone(),
            seq: row.seq,
            at: row.created_at,
            name: row.kind.into(),
            payload: payload.unwrap_or(Payload::Fact(fact)),
        })
    }
}

/// Returns the channels that events of one kind are about, each once.
fn channels_of(found: &[user_events::Model], kind: &str) -> Result<BTreeSet<ChannelId>, Error> {
    let mut channels = BTreeSet::new();
    for row in found.iter().filter(|row| row.kind == kind) {
        channels.extend(channel_of(&fields(&row.fact)?));
    }
    Ok(channels)
}

/// Reads the current read positions of `user` in the channels where they moved, without channels that the
/// user has left.
async fn read_states(
    db: &Database,
    user: &UserId,
    found: &[user_events::Model],
) -> Result<HashMap<ChannelId, ReadState>, Error> {
    let channels = channels_of(found, ReadUpdated::NAME)?;
    if channels.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Sql::new(
        db.reader(),
        "SELECT m.channel_id, m.last_read_seq, c.seq FROM chat_channel_members m \
         JOIN chat_channels c ON c.id = m.channel_id WHERE m.user_id = ",
    )
    .bind(user.as_str())
    .add(" AND m.channel_id IN ")
    .list(channels.iter().map(|id| id.0))
    .all(db.reader())
    .await?;
    let readers = rows.iter().map(|row| {
        Ok(Reader {
            user: user.clone(),
            channel_id: ChannelId(column(row, 0)?),
            last_read_seq: column(row, 1)?,
            up_to: column(row, 2)?,
        })
    });
    let readers = readers.collect::<Result<Vec<_>, Error>>()?;
    let states = counts::of_readers(db.reader(), &readers).await?;
    Ok(states
        .into_iter()
        .map(|state| (state.channel_id, state))
        .collect())
}
