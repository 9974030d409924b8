//! Reads what a batch touches, each kind of thing in one statement, and only what the batch needs:
//! a batch of plain messages reads nothing once the sequences are known.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    Repeats, Sequences,
    state::{ChannelState, GivenReaction, Inserts, MemberState, MessageState, State},
};
use crate::{
    change::{Change, NewChannel, NewMessage, What},
    error::Error,
    ids::{ChannelId, MessageId, Seq, UserId},
    model::ChannelKind,
    queries::{
        channels::positions_on,
        foreign,
        rows::{direct_key, reactions_of},
        sql::{Sql, column},
        words::Word,
    },
    tables::{channels, members, mentions, messages, reactions},
};

/// What the changes of a batch touch.
#[derive(Default)]
struct Needs<'a> {
    /// Channels whose position is taken.
    positions: HashSet<ChannelId>,
    /// Channels whose settings or members are at stake.
    channels: HashSet<ChannelId>,
    messages: HashSet<MessageId>,
    /// Messages whose mentions are at stake.
    mentions: HashSet<MessageId>,
    answered: HashSet<MessageId>,
    members: HashSet<(ChannelId, &'a UserId)>,
    streams: HashSet<&'a UserId>,
    /// Who is to become a member.
    candidates: HashSet<&'a UserId>,
    directs: HashSet<String>,
    /// Whether a channel is created.
    creates: bool,
    /// Whether a channel gets a name, or its old one back.
    names: bool,
}

impl<'a> Needs<'a> {
    fn of(changes: &'a [Change]) -> Self {
        let mut needs = Self::default();
        for change in changes {
            needs.add(&change.what);
        }
        needs
    }

    fn add(&mut self, what: &'a What) {
        match what {
            What::PostMessage(new) => self.add_post(new),
            What::EditMessage {
                message, mentions, ..
            } => {
                self.positions.insert(message.channel_id);
                self.messages.insert(message.message_id);
                self.mentions.insert(message.message_id);
                self.add_mentioned(message.channel_id, mentions);
            }
            What::DeleteMessage { message, .. } => {
                self.positions.insert(message.channel_id);
                self.messages.insert(message.message_id);
                self.mentions.insert(message.message_id);
            }
            What::AddReaction { message, .. } | What::RemoveReaction { message, .. } => {
                self.positions.insert(message.channel_id);
                self.messages.insert(message.message_id);
            }
            What::CreateChannel(new) => self.add_channel(new),
            What::UpdateChannel(update) => {
                self.channels.insert(update.channel_id);
                self.names |= update.name.is_some() || update.active == Some(true);
            }
            What::SetMember {
                channel_id, user, ..
            } => {
                self.channels.insert(*channel_id);
                self.candidates.insert(user);
                self.members.insert((*channel_id, user));
                self.streams.insert(user);
            }
            What::RemoveMember {
                channel_id, user, ..
            } => {
                self.channels.insert(*channel_id);
                self.members.insert((*channel_id, user));
                self.streams.insert(user);
            }
            What::MarkRead {
                channel_id, user, ..
            } => {
                self.positions.insert(*channel_id);
                self.members.insert((*channel_id, user));
                self.streams.insert(user);
            }
        }
    }

    fn add_post(&mut self, new: &'a NewMessage) {
        self.positions.insert(new.channel_id);
        self.answered.extend(new.reply_to_id);
        self.add_mentioned(new.channel_id, &new.mentions);
    }

    fn add_mentioned(&mut self, channel_id: ChannelId, users: &'a [UserId]) {
        self.members
            .extend(users.iter().map(|user| (channel_id, user)));
        self.streams.extend(users);
    }

    fn add_channel(&mut self, new: &'a NewChannel) {
        self.creates = true;
        self.names |= new.kind != ChannelKind::Direct;
        let users: Vec<&UserId> = new.members.iter().map(|(user, _)| user).collect();
        if new.kind == ChannelKind::Direct {
            self.directs.insert(direct_key(&users));
        }
        self.candidates.extend(&users);
        self.streams.extend(&users);
    }
}

/// Reads what `changes` need; what `sequences` know is not read again.
pub(super) async fn load<'a>(
    db: &impl ConnectionTrait,
    sequences: &Sequences,
    changes: &'a [Change],
    repeats: &'a Repeats,
) -> Result<State<'a>, Error> {
    let needs = Needs::of(changes);
    let last_message = match sequences.last_message {
        Some(last) => last,
        None => MessageId(largest_id(db, "chat_messages").await?),
    };
    let last_channel = if needs.creates {
        largest_id(db, "chat_channels").await?
    } else {
        0
    };
    Ok(State {
        repeats,
        sent: HashMap::new(),
        channels: load_channels(db, sequences, &needs).await?,
        messages: load_messages(db, &needs).await?,
        members: load_members(db, &needs).await?,
        answered: load_answered(db, &needs).await?,
        streams: load_streams(db, sequences, &needs).await?,
        streams_moved: HashSet::new(),
        active_users: load_active(db, &needs).await?,
        directs: load_directs(db, &needs).await?,
        names: load_names(db, &needs).await?,
        last_message,
        last_channel: ChannelId(last_channel),
        inserts: Inserts::default(),
        reads: HashMap::new(),
        readers: Vec::new(),
        views: Vec::new(),
    })
}

/// The names that are taken, folded. Private channels take none: whoever asks must not learn of them.
async fn load_names(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashMap<String, ChannelId>, Error> {
    if !needs.names {
        return Ok(HashMap::new());
    }
    let sql = "SELECT id, name FROM chat_channels WHERE active AND type = ";
    let public = ChannelKind::Public.word();
    let found = Sql::new(db, sql).bind(public).all(db).await?;
    let taken = found.iter().map(|row| {
        let name: String = column(row, 1)?;
        Ok((name.to_lowercase(), ChannelId(column(row, 0)?)))
    });
    taken.collect()
}

async fn largest_id(db: &impl ConnectionTrait, table: &str) -> Result<i64, Error> {
    let found = Sql::new(db, &format!("SELECT MAX(id) FROM {table}"))
        .one(db)
        .await?;
    Ok(found
        .map(|row| column::<Option<i64>>(&row, 0))
        .transpose()?
        .flatten()
        .unwrap_or(0))
}

async fn load_channels(
    db: &impl ConnectionTrait,
    sequences: &Sequences,
    needs: &Needs<'_>,
) -> Result<HashMap<ChannelId, ChannelState>, Error> {
    let mut known = HashMap::with_capacity(needs.positions.len());
    let mut unknown = Vec::new();
    for id in needs.positions.difference(&needs.channels) {
        match sequences.channels.get(id) {
            Some(seq) => {
                known.insert(
                    *id,
                    ChannelState {
                        seq: *seq,
                        ..ChannelState::default()
                    },
                );
            }
            None => unknown.push(*id),
        }
    }
    for (id, seq) in positions_on(db, &unknown).await? {
        known.insert(
            id,
            ChannelState {
                seq,
                ..ChannelState::default()
            },
        );
    }
    if !needs.channels.is_empty() {
        let rows = channels::Entity::find()
            .filter(channels::Column::Id.is_in(needs.channels.iter().map(|id| id.0)))
            .all(db)
            .await?;
        for row in rows {
            let state = ChannelState {
                seq: row.seq,
                ..ChannelState::default()
            };
            known.insert(
                ChannelId(row.id),
                ChannelState {
                    row: Some(row),
                    ..state
                },
            );
        }
    }
    Ok(known)
}

async fn load_messages(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashMap<MessageId, MessageState>, Error> {
    if needs.messages.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = || needs.messages.iter().map(|id| id.0);
    let rows = messages::Entity::find()
        .filter(messages::Column::Id.is_in(ids()))
        .all(db)
        .await?;
    let mut reactions = reactions_of(db, ids()).await?;
    let mut mentioned = load_mentions(db, needs).await?;
    let states = rows.into_iter().map(|row| {
        let given = reactions.remove(&row.id).unwrap_or_default();
        let mentioned = mentioned.remove(&row.id).unwrap_or_default();
        let state = MessageState {
            changed: false,
            reactions: given.into_iter().map(given_reaction).collect(),
            reactions_gone: Vec::new(),
            mentioned_before: mentioned.clone(),
            mentioned,
            row,
        };
        (MessageId(state.row.id), state)
    });
    Ok(states.collect())
}

fn given_reaction(row: reactions::Model) -> GivenReaction {
    GivenReaction {
        id: Some(row.id),
        user: row.user_id.into(),
        emoji: row.emoji,
        at: row.created_at,
    }
}

async fn load_mentions(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashMap<i64, HashSet<UserId>>, Error> {
    let mut found: HashMap<i64, HashSet<UserId>> = HashMap::new();
    if needs.mentions.is_empty() {
        return Ok(found);
    }
    let rows = mentions::Entity::find()
        .filter(mentions::Column::MessageId.is_in(needs.mentions.iter().map(|id| id.0)))
        .all(db)
        .await?;
    for row in rows {
        found
            .entry(row.message_id)
            .or_default()
            .insert(row.user_id.into());
    }
    Ok(found)
}

async fn load_members(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashMap<(ChannelId, UserId), MemberState>, Error> {
    if needs.members.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<members::Model> = Sql::new(db, "WITH v(place, who) AS (VALUES ")
        .rows(
            needs
                .members
                .iter()
                .map(|(id, user)| [id.0.into(), user.as_str().into()]),
        )
        .add(
            ") SELECT t.* FROM v JOIN chat_channel_members t \
             ON t.channel_id = v.place AND t.user_id = v.who",
        )
        .models(db)
        .await?;
    let found = rows.into_iter().map(|row| {
        let key = (
            ChannelId(row.channel_id),
            UserId::from(row.user_id.as_str()),
        );
        (
            key,
            MemberState {
                row: Some(row),
                before: true,
                changed: false,
            },
        )
    });
    Ok(found.collect())
}

async fn load_answered(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashMap<MessageId, ChannelId>, Error> {
    if needs.answered.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Sql::new(db, "SELECT id, channel_id FROM chat_messages WHERE id IN ")
        .list(needs.answered.iter().map(|id| id.0))
        .all(db)
        .await?;
    rows.iter()
        .map(|row| Ok((MessageId(column(row, 0)?), ChannelId(column(row, 1)?))))
        .collect()
}

async fn load_streams(
    db: &impl ConnectionTrait,
    sequences: &Sequences,
    needs: &Needs<'_>,
) -> Result<HashMap<UserId, Seq>, Error> {
    let mut known = HashMap::with_capacity(needs.streams.len());
    let mut unknown = Vec::new();
    for user in &needs.streams {
        match sequences.users.get(*user) {
            Some(seq) => {
                known.insert((*user).clone(), *seq);
            }
            None => unknown.push(user.as_str()),
        }
    }
    if unknown.is_empty() {
        return Ok(known);
    }
    let rows = Sql::new(db, "SELECT user_id, seq FROM chat_users WHERE user_id IN ")
        .list(unknown)
        .all(db)
        .await?;
    for row in &rows {
        known.insert(column::<String>(row, 0)?.into(), column(row, 1)?);
    }
    Ok(known)
}

async fn load_active(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashSet<UserId>, Error> {
    if needs.candidates.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = Sql::new(db, "SELECT ")
        .add(&foreign::text(db, "username"))
        .add(" FROM users WHERE ")
        .add(&foreign::active(db, "active"))
        .add(" AND username IN ")
        .list(needs.candidates.iter().map(|user| user.as_str()))
        .all(db)
        .await?;
    rows.iter()
        .map(|row| Ok(column::<String>(row, 0)?.into()))
        .collect()
}

async fn load_directs(
    db: &impl ConnectionTrait,
    needs: &Needs<'_>,
) -> Result<HashMap<String, ChannelId>, Error> {
    if needs.directs.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = Sql::new(
        db,
        "SELECT direct_key, id FROM chat_channels WHERE direct_key IN ",
    )
    .list(needs.directs.iter().map(String::as_str))
    .all(db)
    .await?;
    rows.iter()
        .map(|row| Ok((column(row, 0)?, ChannelId(column(row, 1)?))))
        .collect()
}
