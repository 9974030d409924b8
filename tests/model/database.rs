//! What the database counts by itself: each derived number agrees with the rows that it is derived from.

use entity::Database;
use sea_orm::{ConnectionTrait as _, Statement};

use crate::support::{history::Kept, state::State};

/// Queries that find what is wrong, one line each.
const WRONG: &[&str] = &[
    "SELECT 'position of channel ' || c.id FROM chat_channels c WHERE c.seq <> \
     (SELECT COUNT(*) FROM chat_messages x WHERE x.channel_id = c.id) \
     + (SELECT COUNT(*) FROM chat_events x WHERE x.channel_id = c.id)",
    "SELECT 'position ' || m.seq || ' twice in channel ' || m.channel_id FROM chat_messages m \
     JOIN chat_events e ON e.channel_id = m.channel_id AND e.seq = m.seq",
    "SELECT 'member count of channel ' || c.id FROM chat_channels c WHERE c.member_count <> \
     (SELECT COUNT(*) FROM chat_channel_members x WHERE x.channel_id = c.id)",
    "SELECT 'last message of channel ' || c.id FROM chat_channels c \
     WHERE COALESCE(c.last_message_at, 0) <> COALESCE((SELECT MAX(x.created_at) FROM chat_messages x \
     WHERE x.channel_id = c.id AND x.in_channel \
     AND (x.message_type <> 'system' OR x.system_event LIKE '%\"missed_call\"%' \
     OR x.system_event LIKE '%\"call_ended\"%')), 0)",
    "SELECT 'replies of thread ' || t.root_id || ': ' || t.reply_count FROM chat_threads t WHERE t.reply_count <> \
     (SELECT COUNT(*) FROM chat_messages x WHERE x.thread_id = t.root_id AND x.deleted_at IS NULL)",
    "SELECT 'last reply of thread ' || t.root_id FROM chat_threads t WHERE COALESCE(t.last_reply_seq, 0) <> \
     COALESCE((SELECT MAX(x.seq) FROM chat_messages x WHERE x.thread_id = t.root_id AND x.deleted_at IS NULL), 0)",
    "SELECT 'reply without a thread: ' || m.id FROM chat_messages m WHERE m.thread_id IS NOT NULL \
     AND NOT EXISTS (SELECT 1 FROM chat_threads t WHERE t.root_id = m.thread_id AND t.channel_id = m.channel_id)",
    "SELECT 'reaction to deleted message ' || m.id FROM chat_messages m \
     JOIN message_reactions x ON x.message_id = m.id WHERE m.deleted_at IS NOT NULL",
    "SELECT 'pin of deleted message ' || m.id FROM chat_messages m \
     JOIN chat_pins x ON x.message_id = m.id WHERE m.deleted_at IS NOT NULL",
    "SELECT 'mention in deleted message ' || m.id FROM chat_messages m \
     JOIN chat_mentions x ON x.message_id = m.id WHERE m.deleted_at IS NOT NULL",
    "SELECT 'notification of deleted message ' || m.id FROM chat_messages m \
     JOIN chat_notifications x ON x.message_id = m.id WHERE m.deleted_at IS NOT NULL AND x.kind <> 'reminder'",
    "SELECT 'position of ' || u.user_id FROM chat_users u \
     WHERE u.seq < COALESCE((SELECT MAX(x.seq) FROM chat_user_events x WHERE x.user_id = u.user_id), 0)",
    "SELECT 'uses of invite ' || i.id FROM chat_invites i WHERE i.uses > i.max_uses",
    "SELECT 'read position of ' || m.user_id || ' in channel ' || c.id FROM chat_channel_members m \
     JOIN chat_channels c ON c.id = m.channel_id WHERE m.last_read_seq > c.seq",
    "SELECT 'client id of ' || x.user_id FROM (SELECT user_id FROM chat_messages \
     WHERE client_id IS NOT NULL GROUP BY user_id, client_id HAVING COUNT(*) > 1) AS x",
];

/// The maximum of unread counts.
const CAP: i64 = 100;

async fn strings(database: &Database, query: &str) -> Vec<String> {
    let reader = database.reader();
    let statement = Statement::from_string(reader.get_database_backend(), query);
    let rows = reader.query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

async fn number(database: &Database, query: &str) -> i64 {
    let reader = database.reader();
    let statement = Statement::from_string(reader.get_database_backend(), query);
    let row = reader.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Returns what is wrong in the database.
pub async fn wrong(database: &Database) -> Vec<String> {
    let mut found = Vec::new();
    for query in WRONG {
        let lines = strings(database, query).await;
        found.extend(lines.into_iter().map(|line| format!("database: {line}")));
    }
    found
}

/// Returns where the counts of a user's client differ from a count of the messages.
pub async fn miscounted(database: &Database, state: &State) -> Vec<String> {
    let mut found = Vec::new();
    let user = &state.user;
    for (channel, held) in &state.channels {
        let read = &held.standing["lastReadSeq"];
        let unread = format!(
            "SELECT COUNT(*) FROM chat_messages m WHERE m.channel_id = {channel} AND m.seq > {read} \
             AND m.user_id <> '{user}' AND m.deleted_at IS NULL AND m.message_type <> 'system' \
             AND (m.thread_id IS NULL OR m.in_channel)"
        );
        let mentions = format!(
            "SELECT COUNT(*) FROM chat_messages m JOIN chat_mentions x ON x.message_id = m.id \
             WHERE m.channel_id = {channel} AND m.seq > {read} AND x.user_id = '{user}' \
             AND m.user_id <> '{user}' AND x.in_channel AND (m.thread_id IS NULL OR m.in_channel)"
        );
        for (counter, query) in [("unreadCount", unread), ("mentionCount", mentions)] {
            let counted = number(database, &query).await.min(CAP);
            if held.standing[counter] != counted {
                let has = &held.standing[counter];
                found.push(format!(
                    "database: {counter} of {user} in channel {channel} is {counted}, not {has}"
                ));
            }
        }
        for (root, thread) in &held.threads {
            let counted = unread_replies(database, user, *root).await.min(CAP);
            if thread["unreadCount"] != counted {
                let has = &thread["unreadCount"];
                found.push(format!(
                    "database: unreadCount of {user} in thread {root} is {counted}, not {has}"
                ));
            }
        }
    }
    found
}

/// Counts the replies that a user has not read in a thread that they follow.
async fn unread_replies(database: &Database, user: &str, root: i64) -> i64 {
    let query = format!(
        "SELECT COUNT(*) FROM chat_messages m JOIN chat_thread_followers f ON f.root_id = m.thread_id \
         WHERE m.thread_id = {root} AND f.user_id = '{user}' AND f.following AND m.seq > f.last_read_seq \
         AND m.user_id <> '{user}' AND m.deleted_at IS NULL AND NOT m.in_channel"
    );
    number(database, &query).await
}

/// Returns the acknowledged messages that are not stored once, in their place.
pub async fn lost(database: &Database, acknowledged: &[Kept]) -> Vec<String> {
    let mut found = Vec::new();
    for Kept {
        id,
        channel,
        seq,
        user,
        ..
    } in acknowledged
    {
        let query = format!(
            "SELECT COUNT(*) FROM chat_messages WHERE id = {id} AND channel_id = {channel} \
             AND seq = {seq} AND user_id = '{user}'"
        );
        if number(database, &query).await != 1 {
            found.push(format!(
                "database: message {id} was acknowledged and is lost"
            ));
        }
    }
    found
}
