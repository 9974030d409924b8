//! Writes what a batch came to, each kind of row in one statement.

use sea_orm::{ConnectionTrait, Value};

use super::state::{ChannelState, MessageState, State};
use crate::{error::Error, queries::sql::Sql, tables::channels};

/// Rows in one statement; SQLite takes 32,766 values in one.
const ROWS: usize = 256;

/// Writes it all. What refers to others comes after them.
pub(super) async fn write(db: &impl ConnectionTrait, state: &mut State<'_>) -> Result<(), Error> {
    let inserts = std::mem::take(&mut state.inserts);
    write_channels(db, state).await?;
    write_members(db, state).await?;
    insert(
        db,
        "INSERT INTO chat_messages (id, channel_id, seq, user_id, client_id, message_text, \
         message_type, reply_to_id, ticket_reference, file_attachment, created_at) VALUES ",
        inserts.messages,
        "",
    )
    .await?;
    write_messages(db, state).await?;
    write_reactions(db, state).await?;
    write_mentions(db, state, inserts.mentions).await?;
    insert(
        db,
        "INSERT INTO chat_events (channel_id, seq, kind, by_user, message_id, user_id, detail, \
         created_at) VALUES ",
        inserts.events,
        "",
    )
    .await?;
    write_reads(db, state).await?;
    insert(
        db,
        "INSERT INTO chat_user_events (user_id, seq, kind, channel_id, message_id, detail, \
         created_at) VALUES ",
        inserts.user_events,
        "",
    )
    .await?;
    write_streams(db, state).await
}

/// `head`, the rows, `tail`; nothing where there are none.
async fn insert<const N: usize>(
    db: &impl ConnectionTrait,
    head: &str,
    rows: Vec<[Value; N]>,
    tail: &str,
) -> Result<(), Error> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        Sql::new(db, head)
            .rows(rows.by_ref().take(ROWS))
            .add(tail)
            .run(db)
            .await?;
    }
    Ok(())
}

/// Deletes the rows of `table` whose `columns` equal one of `keys`.
async fn delete<const N: usize>(
    db: &impl ConnectionTrait,
    table: &str,
    columns: [&str; N],
    keys: Vec<[Value; N]>,
) -> Result<(), Error> {
    let head = format!("DELETE FROM {table} WHERE ");
    let mut keys = keys.into_iter().peekable();
    while keys.peek().is_some() {
        Sql::new(db, &head)
            .any(columns, keys.by_ref().take(ROWS))
            .run(db)
            .await?;
    }
    Ok(())
}

async fn write_channels(db: &impl ConnectionTrait, state: &State<'_>) -> Result<(), Error> {
    let rows = |wanted: fn(&ChannelState) -> bool| {
        let wanted = state
            .channels
            .values()
            .filter(move |channel| wanted(channel));
        wanted.filter_map(|channel| channel.row.as_ref())
    };
    insert(
        db,
        "INSERT INTO chat_channels (id, name, description, type, created_by, team_id, active, \
         read_only, direct_key, seq, member_count, created_at, updated_at) VALUES ",
        rows(|channel| channel.new).map(new_channel).collect(),
        "",
    )
    .await?;
    insert(
        db,
        "WITH v(id, name, description, active, read_only, member_count, updated_at) AS (VALUES ",
        rows(|channel| channel.changed && !channel.new)
            .map(changed_channel)
            .collect(),
        ") UPDATE chat_channels SET name = v.name, description = v.description, \
         active = v.active, read_only = v.read_only, member_count = v.member_count, \
         updated_at = v.updated_at FROM v WHERE chat_channels.id = v.id",
    )
    .await?;
    let moved = state.channels.iter().filter(|(_, channel)| channel.moved);
    insert(
        db,
        "WITH v(id, seq, latest) AS (VALUES ",
        moved
            .map(|(id, channel)| {
                [
                    id.0.into(),
                    channel.seq.into(),
                    channel.last_message_at.into(),
                ]
            })
            .collect(),
        ") UPDATE chat_channels SET seq = v.seq, \
         last_message_at = COALESCE(v.latest, chat_channels.last_message_at) \
         FROM v WHERE chat_channels.id = v.id",
    )
    .await
}

fn new_channel(row: &channels::Model) -> [Value; 13] {
    [
        row.id.into(),
        row.name.as_str().into(),
        row.description.as_str().into(),
        row.kind.as_str().into(),
        row.created_by.as_str().into(),
        row.team_id.clone().into(),
        row.active.into(),
        row.read_only.into(),
        row.direct_key.clone().into(),
        row.seq.into(),
        row.member_count.into(),
        row.created_at.into(),
        row.updated_at.into(),
    ]
}

fn changed_channel(row: &channels::Model) -> [Value; 7] {
    [
        row.id.into(),
        row.name.as_str().into(),
        row.description.as_str().into(),
        row.active.into(),
        row.read_only.into(),
        row.member_count.into(),
        row.updated_at.into(),
    ]
}

async fn write_members(db: &impl ConnectionTrait, state: &State<'_>) -> Result<(), Error> {
    let changed = || state.members.iter().filter(|(_, member)| member.changed);
    let gone = changed().filter(|(_, member)| member.row.is_none() && member.before);
    delete(
        db,
        "chat_channel_members",
        ["channel_id", "user_id"],
        gone.map(|((id, user), _)| [id.0.into(), user.as_str().into()])
            .collect(),
    )
    .await?;
    let present = changed().filter_map(|(_, member)| member.row.as_ref());
    insert(
        db,
        "INSERT INTO chat_channel_members (channel_id, user_id, role, can_post, joined_at, \
         last_read_at, last_read_seq) VALUES ",
        present
            .map(|row| {
                [
                    row.channel_id.into(),
                    row.user_id.as_str().into(),
                    row.role.as_str().into(),
                    row.can_post.into(),
                    row.joined_at.into(),
                    row.last_read_at.into(),
                    row.last_read_seq.into(),
                ]
            })
            .collect(),
        " ON CONFLICT (channel_id, user_id) DO UPDATE SET role = excluded.role, \
         can_post = excluded.can_post, joined_at = excluded.joined_at, \
         last_read_at = excluded.last_read_at, last_read_seq = excluded.last_read_seq",
    )
    .await
}

async fn write_messages(db: &impl ConnectionTrait, state: &State<'_>) -> Result<(), Error> {
    let changed = state.messages.values().filter(|message| message.changed);
    insert(
        db,
        "WITH v(id, message_text, file_attachment, edited_at, deleted_at) AS (VALUES ",
        changed
            .map(|message| {
                let row = &message.row;
                [
                    row.id.into(),
                    row.message_text.as_str().into(),
                    row.file_attachment.clone().into(),
                    row.edited_at.into(),
                    row.deleted_at.into(),
                ]
            })
            .collect(),
        ") UPDATE chat_messages SET message_text = v.message_text, \
         file_attachment = v.file_attachment, edited_at = v.edited_at, \
         deleted_at = v.deleted_at FROM v WHERE chat_messages.id = v.id",
    )
    .await
}

async fn write_reactions(db: &impl ConnectionTrait, state: &State<'_>) -> Result<(), Error> {
    let gone = state
        .messages
        .values()
        .flat_map(|message| &message.reactions_gone);
    delete(
        db,
        "message_reactions",
        ["id"],
        gone.map(|id| [(*id).into()]).collect(),
    )
    .await?;
    let given = state.messages.iter().flat_map(|(id, message)| {
        let new = message.reactions.iter().filter(|given| given.id.is_none());
        new.map(move |given| {
            [
                id.0.into(),
                given.user.as_str().into(),
                given.emoji.as_str().into(),
                given.at.into(),
            ]
        })
    });
    insert(
        db,
        "INSERT INTO message_reactions (message_id, user_id, emoji, created_at) VALUES ",
        given.collect(),
        "",
    )
    .await
}

async fn write_mentions(
    db: &impl ConnectionTrait,
    state: &State<'_>,
    mut new: Vec<[Value; 4]>,
) -> Result<(), Error> {
    let row_of = |message: &MessageState, user: &str| -> [Value; 4] {
        let row = &message.row;
        [
            user.into(),
            row.channel_id.into(),
            row.seq.into(),
            row.id.into(),
        ]
    };
    let mut gone = Vec::new();
    for message in state.messages.values() {
        let no_more = message.mentioned_before.difference(&message.mentioned);
        gone.extend(no_more.map(|user| {
            let [user, channel, seq, _] = row_of(message, user.as_str());
            [user, channel, seq]
        }));
        let now = message.mentioned.difference(&message.mentioned_before);
        new.extend(now.map(|user| row_of(message, user.as_str())));
    }
    delete(db, "chat_mentions", ["user_id", "channel_id", "seq"], gone).await?;
    insert(
        db,
        "INSERT INTO chat_mentions (user_id, channel_id, seq, message_id) VALUES ",
        new,
        "",
    )
    .await
}

async fn write_reads(db: &impl ConnectionTrait, state: &State<'_>) -> Result<(), Error> {
    let reads = state.reads.iter().map(|((id, user), (seq, at))| {
        [
            id.0.into(),
            user.as_str().into(),
            (*seq).into(),
            (*at).into(),
        ]
    });
    insert(
        db,
        "WITH v(place, who, seq, at) AS (VALUES ",
        reads.collect(),
        ") UPDATE chat_channel_members SET last_read_seq = v.seq, last_read_at = v.at FROM v \
         WHERE chat_channel_members.channel_id = v.place \
         AND chat_channel_members.user_id = v.who",
    )
    .await
}

async fn write_streams(db: &impl ConnectionTrait, state: &State<'_>) -> Result<(), Error> {
    let moved = state
        .streams
        .iter()
        .filter(|(user, _)| state.streams_moved.contains(*user));
    insert(
        db,
        "INSERT INTO chat_users (user_id, seq) VALUES ",
        moved
            .map(|(user, seq)| [user.as_str().into(), (*seq).into()])
            .collect(),
        " ON CONFLICT (user_id) DO UPDATE SET seq = excluded.seq",
    )
    .await
}
