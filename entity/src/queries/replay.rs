//! Replays: what happened in a stream after a position, rebuilt from the tables.
//!
//! A fact carries the *current* state of what it is about; see [`crate::event`].

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    counts::{self, Reader},
    rows,
    sql::{Sql, column},
    words::{EventKind, UserEventDetail, UserEventKind, Word},
};
use crate::{
    Database,
    change::ReadState,
    error::Error,
    event::{ChannelEvent, ChannelFact, UserEvent, UserFact},
    ids::{ChannelId, MessageId, Seq, UserId},
    model::{Channel, ChannelRole, Message},
    tables::{channels, events, messages, user_events},
};

/// Up to `limit` events of a channel after position `after`, ascending, without a gap.
///
/// # Errors
/// [`Error::NotFound`] when there is no such channel; [`Error::TooFarBack`] when something after
/// `after` is not there any more, or the channel has never come as far as `after`.
pub async fn channel(
    db: &Database,
    id: ChannelId,
    after: Seq,
    limit: u64,
) -> Result<Vec<ChannelEvent>, Error> {
    // The position first: all up to it is committed, whatever is written between these statements.
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
    let mut facts = message_facts(db, written, &happened).await?;
    let mut replayed = Vec::with_capacity(facts.written.len() + happened.len());
    for row in happened {
        replayed.push(facts.event(row, &channel)?);
    }
    replayed.extend(facts.written);
    replayed.sort_unstable_by_key(|event| event.seq);
    let whole = (after + 1..=up_to).eq(replayed.iter().map(|event| event.seq));
    if whole {
        Ok(replayed)
    } else {
        Err(Error::TooFarBack(after))
    }
}

/// What the facts of one replay are made from.
struct Facts {
    written: Vec<ChannelEvent>,
    /// Messages that later events are about, as they are now.
    current: HashMap<i64, Message>,
}

async fn message_facts(
    db: &Database,
    written: Vec<messages::Model>,
    happened: &[events::Model],
) -> Result<Facts, Error> {
    let updated = happened
        .iter()
        .filter(|row| row.kind == EventKind::MessageUpdated.word());
    let updated: Vec<i64> = updated.filter_map(|row| row.message_id).collect();
    let count = written.len();
    let mut rows = written;
    if !updated.is_empty() {
        let found = messages::Entity::find().filter(messages::Column::Id.is_in(updated));
        rows.extend(found.all(db.reader()).await?);
    }
    let mut all = rows::messages_with_reactions(db.reader(), rows).await?;
    let current = all
        .split_off(count)
        .into_iter()
        .map(|message| (message.id.0, message));
    let received = |message: Message| ChannelEvent {
        channel_id: message.channel_id,
        seq: message.seq,
        at: message.created_at,
        fact: ChannelFact::MessageReceived(message),
    };
    Ok(Facts {
        current: current.collect(),
        written: all.into_iter().map(received).collect(),
    })
}

impl Facts {
    fn event(&mut self, row: events::Model, channel: &Channel) -> Result<ChannelEvent, Error> {
        let place = (row.channel_id, row.seq);
        let missing = || Error::Corrupt(format!("event {} of channel {}", place.1, place.0));
        let message = row.message_id.map(MessageId).ok_or_else(missing);
        let user = row.user_id.map(UserId::from).ok_or_else(missing);
        let detail = row.detail.ok_or_else(missing);
        let by = UserId::from(row.by_user);
        let fact = match EventKind::read(&row.kind)? {
            EventKind::MessageUpdated => {
                let message = self.current.get(&message?.0).cloned();
                ChannelFact::MessageUpdated(message.ok_or_else(missing)?)
            }
            EventKind::MessageDeleted => ChannelFact::MessageDeleted {
                message_id: message?,
                by,
            },
            EventKind::ReactionAdded => ChannelFact::ReactionAdded {
                message_id: message?,
                user: user?,
                emoji: detail?,
            },
            EventKind::ReactionRemoved => ChannelFact::ReactionRemoved {
                message_id: message?,
                user: user?,
                emoji: detail?,
            },
            EventKind::UserJoined => ChannelFact::UserJoined {
                user: user?,
                role: ChannelRole::read(&detail?)?,
                by,
                member_count: channel.member_count,
            },
            EventKind::UserLeft => ChannelFact::UserLeft {
                user: user?,
                by,
                member_count: channel.member_count,
            },
            EventKind::ChannelUpdated => ChannelFact::ChannelUpdated(channel.clone()),
        };
        Ok(ChannelEvent {
            channel_id: channel.id,
            seq: row.seq,
            at: row.created_at,
            fact,
        })
    }
}

/// Up to `limit` events of a user's own stream after position `after`, ascending, without a gap.
/// Read positions are those of now.
///
/// # Errors
/// [`Error::TooFarBack`] when something after `after` is not there any more, or the stream has
/// never come as far as `after`.
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
        .limit(limit)
        .all(db.reader())
        .await?;
    if !(after + 1..=up_to).eq(found.iter().map(|row| row.seq)) {
        return Err(Error::TooFarBack(after));
    }
    let reads = read_states(db, user, &found).await?;
    found
        .into_iter()
        .map(|row| user_event(user, row, &reads))
        .collect()
}

/// Where `user` stands now in the channels whose read position moved, those they left left out.
async fn read_states(
    db: &Database,
    user: &UserId,
    found: &[user_events::Model],
) -> Result<HashMap<ChannelId, ReadState>, Error> {
    let moved = found
        .iter()
        .filter(|row| row.kind == UserEventKind::ReadUpdated.word());
    let mut channels: Vec<i64> = moved.filter_map(|row| row.channel_id).collect();
    channels.sort_unstable();
    channels.dedup();
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
    .list(channels)
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

fn user_event(
    user: &UserId,
    row: user_events::Model,
    reads: &HashMap<ChannelId, ReadState>,
) -> Result<UserEvent, Error> {
    let missing = || Error::Corrupt(format!("event {} of user {user}", row.seq));
    let channel_id = ChannelId(row.channel_id.ok_or_else(missing)?);
    let detail = || {
        let detail = row.detail.as_deref().ok_or_else(missing)?;
        serde_json::from_str::<UserEventDetail>(detail).map_err(|_| missing())
    };
    let fact = match UserEventKind::read(&row.kind)? {
        UserEventKind::ChannelJoined => UserFact::ChannelJoined { channel_id },
        UserEventKind::ChannelLeft => UserFact::ChannelLeft { channel_id },
        UserEventKind::ReadUpdated => {
            let UserEventDetail::LastReadSeq(then) = detail()? else {
                return Err(missing());
            };
            let now = reads.get(&channel_id);
            UserFact::ReadUpdated {
                channel_id,
                last_read_seq: now.map_or(then, |now| now.last_read_seq),
                unread_count: now.map_or(0, |now| now.unread_count),
                mention_count: now.map_or(0, |now| now.mention_count),
                counted_seq: now.map_or(0, |now| now.counted_seq),
            }
        }
        UserEventKind::Mention => {
            let UserEventDetail::Mention { message_seq, from } = detail()? else {
                return Err(missing());
            };
            let message_id = MessageId(row.message_id.ok_or_else(missing)?);
            UserFact::Mentioned {
                channel_id,
                message_id,
                message_seq,
                from,
            }
        }
    };
    Ok(UserEvent {
        user: user.clone(),
        seq: row.seq,
        at: row.created_at,
        fact,
    })
}
