//! From rows to what the engine speaks of.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::words::Word;
use crate::{
    error::Error,
    ids::{ChannelId, ClientId, MessageId, UserId},
    model::{Channel, ChannelKind, FileInfo, Mention, Message, MessageKind, Reaction},
    tables::{channels, messages, reactions},
};

/// One direct conversation has one key: its members' names, sorted.
pub(crate) fn direct_key(members: &[&UserId]) -> String {
    let mut names: Vec<_> = members.iter().map(|user| user.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join("\n")
}

/// The members that a direct conversation's key names.
pub(crate) fn direct_members(key: Option<&str>) -> Vec<UserId> {
    key.map(|key| key.split('\n').map(UserId::from).collect())
        .unwrap_or_default()
}

/// The channel in a row.
pub(crate) fn channel(row: channels::Model) -> Result<Channel, Error> {
    Ok(Channel {
        id: ChannelId(row.id),
        kind: ChannelKind::read(&row.kind)?,
        members: direct_members(row.direct_key.as_deref()),
        name: row.name,
        description: row.description,
        created_by: row.created_by.into(),
        team_id: row.team_id,
        active: row.active,
        read_only: row.read_only,
        member_count: row.member_count,
        seq: row.seq,
        last_message_at: row.last_message_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The message in a row, without what other tables attach to it. A deleted one shows nothing of what
/// it said.
pub(crate) fn message(row: messages::Model) -> Result<Message, Error> {
    let deleted = row.deleted_at.is_some();
    let file = row.file_attachment.filter(|_| !deleted);
    let mentions = row.mentions.filter(|_| !deleted);
    let client_id = row.client_id.as_deref();
    Ok(Message {
        id: MessageId(row.id),
        channel_id: ChannelId(row.channel_id),
        seq: row.seq,
        user_id: row.user_id.into(),
        text: if deleted {
            String::new()
        } else {
            row.message_text
        },
        mentions: mentions
            .map(|json| mentions_in(row.id, &json))
            .transpose()?
            .unwrap_or_default(),
        kind: MessageKind::read(&row.message_type)?,
        client_id: client_id.and_then(ClientId::from_bytes),
        reply_to_id: row.reply_to_id.map(MessageId),
        ticket_reference: row.ticket_reference,
        file: file.map(|json| file_info(row.id, &json)).transpose()?,
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
        created_at: row.created_at,
        reactions: Vec::new(),
    })
}

fn mentions_in(message: i64, json: &str) -> Result<Vec<Mention>, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Corrupt(format!("mentions of message {message}: {error}")))
}

fn file_info(message: i64, json: &str) -> Result<FileInfo, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Corrupt(format!("the file of message {message}: {error}")))
}

/// Single reactions, in the order they were given, by message.
pub(crate) async fn reactions_of(
    db: &impl ConnectionTrait,
    messages: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Vec<reactions::Model>>, Error> {
    let messages: Vec<i64> = messages.into_iter().collect();
    let mut found: HashMap<i64, Vec<reactions::Model>> = HashMap::new();
    if messages.is_empty() {
        return Ok(found);
    }
    let rows = reactions::Entity::find()
        .filter(reactions::Column::MessageId.is_in(messages))
        .order_by_asc(reactions::Column::Id)
        .all(db)
        .await?;
    for row in rows {
        found.entry(row.message_id).or_default().push(row);
    }
    Ok(found)
}

/// Single reactions gathered by kind, both in the order they first appeared.
pub(crate) fn gather<'a>(reactions: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Reaction> {
    let mut kinds: Vec<Reaction> = Vec::new();
    for (emoji, user) in reactions {
        match kinds.iter_mut().find(|kind| kind.emoji == emoji) {
            Some(kind) => kind.users.push(user.into()),
            None => kinds.push(Reaction {
                emoji: emoji.into(),
                users: vec![user.into()],
            }),
        }
    }
    kinds
}

/// Rows of messages as messages, in the same order, with what other tables attach to them.
pub(crate) async fn messages(
    db: &impl ConnectionTrait,
    rows: Vec<messages::Model>,
) -> Result<Vec<Message>, Error> {
    let mut found = rows
        .into_iter()
        .map(message)
        .collect::<Result<Vec<_>, _>>()?;
    let living = found.iter().filter(|message| message.deleted_at.is_none());
    let reactions = reactions_of(db, living.map(|message| message.id.0)).await?;
    for message in &mut found {
        if let Some(own) = reactions.get(&message.id.0) {
            let own = own.iter();
            message.reactions = gather(own.map(|one| (one.emoji.as_str(), one.user_id.as_str())));
        }
    }
    Ok(found)
}

/// The messages with these ids as they are now.
pub(crate) async fn current_messages(
    db: &impl ConnectionTrait,
    ids: BTreeSet<i64>,
) -> Result<HashMap<MessageId, Arc<Message>>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = messages::Entity::find()
        .filter(messages::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let found = messages(db, rows).await?;
    Ok(found
        .into_iter()
        .map(|message| (message.id, Arc::new(message)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direct_conversation_has_one_key_whatever_the_order() {
        let (ann, bob) = (UserId::from("ann"), UserId::from("bob"));
        assert_eq!(direct_key(&[&bob, &ann, &bob]), direct_key(&[&ann, &bob]));
        assert_eq!(direct_members(Some(&direct_key(&[&bob, &ann]))), [ann, bob]);
        assert!(direct_members(None).is_empty());
    }

    #[test]
    fn reactions_keep_the_order_they_came_in() {
        let kinds = gather([("👍", "bob"), ("🎉", "ann"), ("👍", "ann")]);
        assert_eq!(kinds.len(), 2);
        assert_eq!(kinds[0].users, ["bob".into(), "ann".into()]);
    }
}
