//! Converts rows into the types of [`crate::model`].

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sea_orm::{ConnectionTrait, DbBackend, IdenStatic as _, Iterable as _};

use super::{
    json,
    related::{self, Related},
    sql::{PAGE, Sql, column},
    words::Word,
};
use crate::{
    error::Error,
    ids::{ChannelId, ClientId, MessageId, Millis, UserId},
    model::{
        Channel, ChannelKind, FileInfo, History, LinkPreview, Mention, Message, MessageKind,
        Pinning, TicketEventKind,
    },
    tables::{channels, messages},
};

/// The unique key of a direct conversation: the usernames of its members, sorted. See also [`group_key`].
pub(crate) fn direct_key(members: &[&UserId]) -> String {
    let mut names: Vec<_> = members.iter().map(|user| user.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.join("\n")
}

/// Separates the members in the key of a group that someone has left from the group's id.
const LEFT: &str = "\n\n";

/// The key of a group that someone has left: its remaining members and its id, so that the same people can
/// have another conversation.
pub(crate) fn group_key(members: &[UserId], id: ChannelId) -> String {
    let members: Vec<_> = members.iter().collect();
    format!("{}{LEFT}{id}", direct_key(&members))
}

/// The members named by the key of a direct conversation.
pub(crate) fn direct_members(key: Option<&str>) -> Vec<UserId> {
    let key = key.unwrap_or_default();
    let members = key.split_once(LEFT).map_or(key, |(members, _)| members);
    let names = members.split('\n').filter(|name| !name.is_empty());
    names.map(UserId::from).collect()
}

/// Returns whether the key is that of a group: a direct conversation that began with more than two members,
/// however many are left.
pub(crate) fn is_group(key: Option<&str>) -> bool {
    key.is_some_and(|key| key.contains(LEFT) || key.split('\n').count() > 2)
}

/// Reads of what happens to tickets a channel is told. By default, one that follows its team is told everything.
pub(crate) fn ticket_events(
    follows_team: bool,
    stored: Option<&str>,
) -> Result<Vec<TicketEventKind>, Error> {
    match stored {
        None if follows_team => Ok(TicketEventKind::ALL.to_vec()),
        None => Ok(Vec::new()),
        Some(words) => words
            .split(',')
            .filter(|word| !word.is_empty())
            .map(TicketEventKind::read)
            .collect(),
    }
}

/// Reads the channel in a row.
pub(crate) fn channel(row: channels::Model) -> Result<Channel, Error> {
    Ok(Channel {
        id: ChannelId(row.id),
        kind: ChannelKind::read(&row.kind)?,
        members: direct_members(row.direct_key.as_deref()),
        group: is_group(row.direct_key.as_deref()),
        name: row.name,
        description: row.description,
        created_by: row.created_by.into(),
        team_id: row.team_id,
        active: row.active,
        read_only: row.read_only,
        pinning: Pinning::read(&row.pinning)?,
        history: History::read(&row.history)?,
        hidden_until: row.hidden_until,
        follows_team: row.follows_team,
        ticket_events: ticket_events(row.follows_team, row.ticket_events.as_deref())?,
        ticket: row.ticket_number,
        member_count: row.member_count,
        seq: row.seq,
        last_message_at: row.last_message_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Reads the message in a row, without data from other tables. A deleted one has no content.
pub(crate) fn message(row: messages::Model) -> Result<Message, Error> {
    let deleted = row.deleted_at.is_some();
    let files = row.file_attachment.filter(|_| !deleted);
    let files = files.map(|json| files_in(row.id, &json)).transpose()?;
    let files = files.unwrap_or_default();
    let previews = row.previews.filter(|_| !deleted);
    let mentions = row.mentions.filter(|_| !deleted);
    let system = row.system_event.filter(|_| !deleted);
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
        thread_id: row.thread_id.map(MessageId),
        also_to_channel: row.thread_id.is_some() && row.in_channel,
        thread: None,
        forwarded_from: row.forwarded_from.filter(|_| !deleted).map(MessageId),
        ticket_reference: row.ticket_reference,
        file: files.first().cloned(),
        files,
        previews: previews
            .map(|json| previews_in(row.id, &json))
            .transpose()?
            .unwrap_or_default(),
        // What a later version wrote here may be unknown: its text says it, too.
        system: system.and_then(|json| serde_json::from_str(&json).ok()),
        edited_at: row.edited_at,
        deleted_at: row.deleted_at,
        created_at: row.created_at,
        reactions: Vec::new(),
        pinned_by: None,
        pinned_at: None,
        saved_at: None,
    })
}

/// The text in which the search looks for words: the message's, and the names of its files.
pub(crate) fn searched(message: &Message) -> Cow<'_, str> {
    if message.files.is_empty() {
        return Cow::Borrowed(&message.text);
    }
    let names = message.files.iter().map(|file| file.name.as_str());
    let parts: Vec<&str> = [message.text.as_str()].into_iter().chain(names).collect();
    Cow::Owned(parts.join("\n"))
}

/// Reads the mentions in a column of a message.
pub(crate) fn mentions_in(message: i64, json: &str) -> Result<Vec<Mention>, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Corrupt(format!("mentions of message {message}: {error}")))
}

/// Reads the previews in a column of a message.
pub(crate) fn previews_in(message: i64, json: &str) -> Result<Vec<LinkPreview>, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Corrupt(format!("previews of message {message}: {error}")))
}

/// Reads the files in a column of a message: a list, or the one file of an adopted message.
fn files_in(message: i64, json: &str) -> Result<Vec<FileInfo>, Error> {
    let files = match json.starts_with('[') {
        true => serde_json::from_str(json),
        false => serde_json::from_str(json).map(|file| vec![file]),
    };
    files.map_err(|error| Error::Corrupt(format!("the file of message {message}: {error}")))
}

/// A pin: who pinned a message, and when.
pub(crate) struct Pin {
    pub(crate) channel_id: ChannelId,
    pub(crate) by: UserId,
    pub(crate) at: Millis,
}

/// Reads the pins whose `key`, a column of `chat_pins`, is one of `values`, by message.
pub(crate) async fn pins(
    db: &impl ConnectionTrait,
    key: &str,
    values: Vec<i64>,
) -> Result<BTreeMap<MessageId, Pin>, Error> {
    if values.is_empty() {
        return Ok(BTreeMap::new());
    }
    let head = "SELECT message_id, channel_id, pinned_by, pinned_at FROM chat_pins WHERE ";
    let found = Sql::new(db, head)
        .add(key)
        .add(" IN ")
        .list(values)
        .all(db)
        .await?;
    let pins = found.iter().map(|row| {
        let pin = Pin {
            channel_id: ChannelId(column(row, 1)?),
            by: column::<String>(row, 2)?.into(),
            at: column(row, 3)?,
        };
        Ok((MessageId(column(row, 0)?), pin))
    });
    pins.collect()
}

/// Converts rows into messages, in the same order, with their data from other tables.
pub(crate) async fn messages(
    db: &impl ConnectionTrait,
    rows: Vec<messages::Model>,
) -> Result<Vec<Message>, Error> {
    messages_seen_by(db, rows, None).await
}

/// As [`messages`], with what only `viewer` sees.
pub(crate) async fn messages_seen_by(
    db: &impl ConnectionTrait,
    rows: Vec<messages::Model>,
    viewer: Option<&UserId>,
) -> Result<Vec<Message>, Error> {
    let related = Related::of(db, rows.iter().map(|row| row.id), viewer).await?;
    complete(rows, related)
}

/// Converts rows into messages, in the same order, with what other tables hold of them.
pub(super) fn complete(
    rows: Vec<messages::Model>,
    mut related: Related,
) -> Result<Vec<Message>, Error> {
    let messages = rows.into_iter().map(|row| {
        let mut message = message(row)?;
        related.complete(&mut message);
        Ok(message)
    });
    messages.collect()
}

/// Appends a column with all messages of [`PAGE`] as one value, to be read as [`messages::Model`], and a comma.
pub(super) fn messages_of_page(sql: Sql) -> Sql {
    let columns = all(sql.backend());
    sql.add("(SELECT ")
        .add(&columns)
        .add(PAGE)
        .add("chat_messages WHERE id = message), ")
}

fn all(backend: DbBackend) -> String {
    let columns = messages::Column::iter().map(|column| match (column, backend) {
        (messages::Column::ClientId, DbBackend::Postgres) => "encode(client_id, 'hex')",
        (messages::Column::ClientId, _) => "hex(client_id)",
        // Only the search needs the names of files.
        (messages::Column::FileNames, _) => "NULL",
        (column, _) => column.as_str(),
    });
    json::all_rows(backend, &columns.collect::<Vec<_>>().join(", "))
}

/// Reads the current state of these messages, with the reactions of `viewer` included if there is one.
pub(crate) async fn current_messages(
    db: &impl ConnectionTrait,
    ids: BTreeSet<i64>,
    viewer: Option<&UserId>,
) -> Result<HashMap<MessageId, Arc<Message>>, Error> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    let [elements, end] = json::elements(db.get_database_backend());
    let sql = Sql::new(
        db,
        "WITH page (message) AS MATERIALIZED (SELECT CAST(value AS BIGINT) FROM ",
    )
    .add(elements)
    .bind(format!("[{}]", ids.join(",")))
    .add(end)
    .add(") SELECT ");
    let row = related::select(messages_of_page(sql), viewer)
        .one(db)
        .await?;
    let row = row.ok_or(Error::NotFound)?;
    let found = complete(json::read_rows(&row, 0)?, Related::read(&row, 1, viewer)?)?;
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
        let two = direct_key(&[&bob, &ann]);
        assert_eq!(direct_members(Some(&two)), [ann.clone(), bob.clone()]);
        assert!(!is_group(Some(&two)) && !is_group(None));
        assert!(is_group(Some(&direct_key(&[&ann, &bob, &"cid".into()]))));
        for left in [vec![ann.clone(), bob], vec![ann], vec![]] {
            let key = group_key(&left, ChannelId(7));
            assert_eq!(
                (direct_members(Some(&key)), is_group(Some(&key))),
                (left, true)
            );
        }
        assert!(direct_members(None).is_empty());
    }
}
