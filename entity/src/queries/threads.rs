//! Threads: the thread of a message as a user sees it, and the threads that a user follows.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    Listing, json, not_a_cursor, page_size, read_cursor, rows,
    sql::{PAGE, Sql, column},
};
use crate::{
    Database,
    error::Error,
    ids::{ChannelId, MessageId, UserId},
    model::{FollowedThread, Thread, UNREAD_CAP},
};

/// The maximum number of followers whose counts are computed after a change.
const COUNTED_FOLLOWERS: u64 = 200;

/// The condition that the member `m` may see the message that the thread `t` belongs to.
const SEEN: &str = "(m.history_after = 0 OR m.history_after < \
    (SELECT r.seq FROM chat_messages r WHERE r.id = t.root_id))";

/// The replies in the thread `t` that count as unread for its follower `f`. Those that were also sent to the channel
/// count there.
const UNREAD: &str = "SELECT 1 FROM chat_messages x WHERE x.thread_id = t.root_id \
    AND x.seq > f.last_read_seq AND x.user_id <> f.user_id AND x.deleted_at IS NULL \
    AND NOT x.in_channel";

/// The columns of a thread `t` as its follower `f` sees it.
fn columns() -> String {
    format!(
        "t.root_id, t.reply_count, t.last_reply_at, t.last_reply_seq, t.participants, \
         COALESCE(f.following, FALSE), CASE WHEN COALESCE(f.following, FALSE) \
         AND t.last_reply_seq > f.last_read_seq THEN \
         (SELECT COUNT(*) FROM ({UNREAD} LIMIT {UNREAD_CAP}) AS capped) ELSE 0 END"
    )
}

/// Reads the columns of a thread from the column `first` on.
fn read(row: &QueryResult, first: usize) -> Result<(MessageId, Thread), Error> {
    let id = MessageId(column(row, first)?);
    let participants: String = column(row, first + 4)?;
    let thread = Thread {
        reply_count: column(row, first + 1)?,
        last_reply_at: column(row, first + 2)?,
        last_reply_seq: column(row, first + 3)?,
        participants: participants_in(id, &participants)?,
        following: column(row, first + 5)?,
        unread_count: column(row, first + 6)?,
    };
    Ok((id, thread))
}

/// Reads the participants in a column.
pub(crate) fn participants_in(root: MessageId, json: &str) -> Result<Vec<UserId>, Error> {
    serde_json::from_str(json)
        .map_err(|error| Error::Corrupt(format!("participants of thread {root}: {error}")))
}

/// The threads `t` with the member `m` and the follower `f`, if the user whose name follows is one.
const WITH_VIEWER: &str = "chat_threads t LEFT JOIN chat_channel_members m \
    ON m.channel_id = t.channel_id AND m.user_id = ";
/// What comes after the user's name.
const AS_FOLLOWER: &str =
    " LEFT JOIN chat_thread_followers f ON f.root_id = t.root_id AND f.user_id = m.user_id";

/// Appends the query for the threads of the messages of [`PAGE`], as `viewer` sees them, as one value; see
/// [`read_all`].
pub(super) fn seen_by(sql: Sql, viewer: &UserId) -> Sql {
    let all = json::all_rows(sql.backend(), &columns());
    sql.add("SELECT ")
        .add(&all)
        .add(PAGE)
        .add(WITH_VIEWER)
        .bind(viewer.as_str())
        .add(AS_FOLLOWER)
        .add(" WHERE t.root_id = message")
}

/// Reads the threads in a column that [`seen_by`] made.
pub(crate) fn read_all(
    row: &QueryResult,
    index: usize,
) -> Result<HashMap<MessageId, Thread>, Error> {
    type Columns = (
        i64,
        i64,
        Option<i64>,
        Option<i64>,
        String,
        serde_json::Value,
        i64,
    );
    let mut threads = HashMap::new();
    for row in json::read_rows::<Columns>(row, index)? {
        let (root, reply_count, last_reply_at, last_reply_seq, participants, following, unread) =
            row;
        let id = MessageId(root);
        let thread = Thread {
            reply_count,
            last_reply_at,
            last_reply_seq,
            participants: participants_in(id, &participants)?,
            // SQLite stores it as a number.
            following: following == true || following == 1,
            unread_count: unread,
        };
        threads.insert(id, thread);
    }
    Ok(threads)
}

/// Returns the threads of these messages as `viewer` sees them; those without replies have none.
pub(crate) async fn of_messages(
    db: &impl ConnectionTrait,
    roots: impl IntoIterator<Item = i64>,
    viewer: &UserId,
) -> Result<HashMap<MessageId, Thread>, Error> {
    let found = Sql::new(db, "SELECT ")
        .add(&columns())
        .add(" FROM ")
        .add(WITH_VIEWER)
        .bind(viewer.as_str())
        .add(AS_FOLLOWER)
        .add(" WHERE t.root_id IN ")
        .list(roots)
        .all(db)
        .await?;
    found.iter().map(|row| read(row, 0)).collect()
}

/// Returns threads as these users, who are members, see them; one statement.
pub(crate) async fn of_viewers(
    db: &impl ConnectionTrait,
    viewers: &BTreeSet<(MessageId, UserId)>,
) -> Result<HashMap<(MessageId, UserId), Thread>, Error> {
    let mut seen = HashMap::with_capacity(viewers.len());
    let viewers: Vec<_> = viewers.iter().collect();
    for some in viewers.chunks(1_000) {
        let rows = some
            .iter()
            .map(|(root, user)| [root.0.into(), user.as_str().into()]);
        let found = Sql::new(db, "WITH v(root, who) AS (VALUES ")
            .rows(rows)
            .add(") SELECT v.who, ")
            .add(&columns())
            .add(
                " FROM v JOIN chat_threads t ON t.root_id = v.root \
                 LEFT JOIN chat_thread_followers f ON f.root_id = t.root_id AND f.user_id = v.who",
            )
            .all(db)
            .await?;
        for row in &found {
            let user = UserId::from(column::<String>(row, 0)?);
            let (root, thread) = read(row, 1)?;
            seen.insert((root, user), thread);
        }
    }
    Ok(seen)
}

/// How the followers of a thread see it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Followers {
    /// Those who read it last, with the thread as each sees it.
    pub(crate) counted: Vec<(UserId, Thread)>,
    /// The others, whose counts are not computed.
    pub(crate) others: Vec<UserId>,
}

/// Returns how the followers who are members see a thread.
pub(crate) async fn of_followers(
    db: &impl ConnectionTrait,
    root: MessageId,
) -> Result<Followers, Error> {
    let members = format!(
        " JOIN chat_channel_members m ON m.channel_id = t.channel_id AND m.user_id = f.user_id \
         WHERE f.following AND {SEEN} AND t.root_id = "
    );
    let latest = " ORDER BY f.last_read_seq DESC, f.user_id LIMIT ";
    let counted = Sql::new(db, "SELECT f.user_id, ")
        .add(&columns())
        .add(" FROM chat_threads t JOIN chat_thread_followers f ON f.root_id = t.root_id")
        .add(&members)
        .bind(root.0)
        .add(latest)
        .bind(COUNTED_FOLLOWERS.cast_signed())
        .all(db)
        .await?;
    let mut followers = Followers::default();
    for row in &counted {
        let user = UserId::from(column::<String>(row, 0)?);
        followers.counted.push((user, read(row, 1)?.1));
    }
    if (counted.len() as u64) < COUNTED_FOLLOWERS {
        return Ok(followers);
    }
    let others = Sql::new(
        db,
        "SELECT f.user_id FROM chat_threads t JOIN chat_thread_followers f ON f.root_id = t.root_id",
    )
    .add(&members)
    .bind(root.0)
    .add(latest)
    .bind(i64::MAX)
    .add(" OFFSET ")
    .bind(COUNTED_FOLLOWERS.cast_signed())
    .all(db)
    .await?;
    for row in &others {
        followers.others.push(column::<String>(row, 0)?.into());
    }
    Ok(followers)
}

/// The threads `t` of the follower `f` whose name comes next, with their channels `c` and the follower as a member `m`.
const OF_FOLLOWER: &str = " JOIN chat_threads t ON t.root_id = f.root_id \
    JOIN chat_channels c ON c.id = t.channel_id \
    JOIN chat_channel_members m ON m.channel_id = t.channel_id AND m.user_id = f.user_id \
    WHERE f.user_id = ";

/// A page of the threads that a user follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// The threads, those with unread replies first unless the channel is muted or archived, then the latest reply first.
    pub threads: Listing<FollowedThread>,
    /// The number of followed threads with unread replies in channels that are neither muted nor archived.
    pub unread: i64,
}

/// Returns a page of the threads that `user` follows in channels that they are a member of.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn inbox(
    db: &Database,
    user: &UserId,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Inbox, Error> {
    let position = read_position(cursor)?;
    let limit = page_size(limit);
    // The number of unread replies is computed for the threads on the page only; for the others, whether there are any.
    let mut page = Sql::new(
        db.reader(),
        "WITH s (root_id, last_reply_at, unread, user_id, last_read_seq, following, quiet) AS MATERIALIZED \
         (SELECT t.root_id, COALESCE(t.last_reply_at, 0), \
         CASE WHEN c.active AND NOT m.muted AND t.last_reply_seq > f.last_read_seq AND EXISTS (",
    )
    .add(UNREAD)
    .add(
        ") THEN 1 ELSE 0 END, f.user_id, f.last_read_seq, f.following, m.muted OR NOT c.active \
         FROM chat_thread_followers f",
    )
    .add(OF_FOLLOWER)
    .bind(user.as_str())
    .add(" AND f.following AND t.reply_count > 0 AND ")
    .add(SEEN)
    .add("), p AS (SELECT * FROM s");
    if let Some([unread, at, root]) = position {
        page = page
            .add(" WHERE (unread, last_reply_at, root_id) < (")
            .bind(unread)
            .add(", ")
            .bind(at)
            .add(", ")
            .bind(root)
            .add(")");
    }
    let found = page
        .add(" ORDER BY unread DESC, last_reply_at DESC, root_id DESC LIMIT ")
        .bind(limit.cast_signed() + 1)
        .add(") SELECT ")
        .add(&columns())
        .add(", t.channel_id, f.quiet, (SELECT COALESCE(SUM(unread), 0) FROM s)")
        .add(" FROM p f JOIN chat_threads t ON t.root_id = f.root_id")
        .add(" ORDER BY f.unread DESC, f.last_reply_at DESC, f.root_id DESC")
        .all(db.reader())
        .await?;
    let unread = found.first().map_or(Ok(0), |row| column(row, 9))?;
    let threads = with_messages(db, user, &found).await?;
    let threads = Listing::of(threads, limit, |(item, quiet): &(FollowedThread, bool)| {
        let thread = &item.thread;
        let unread = i64::from(thread.unread_count > 0 && !quiet);
        let at = thread.last_reply_at.unwrap_or_default();
        [format!("{unread}.{at}"), item.thread_id.to_string()]
    });
    let threads = Listing {
        items: threads.items.into_iter().map(|(item, _)| item).collect(),
        next: threads.next,
    };
    Ok(Inbox { threads, unread })
}

/// Reads a cursor: whether the last thread has unread replies, the time of its last reply, and its id.
fn read_position(cursor: Option<&str>) -> Result<Option<[i64; 3]>, Error> {
    if cursor.is_none() {
        return Ok(None);
    }
    let [rank, root] = read_cursor(cursor)?;
    let numbers = rank.split_once('.').and_then(|(unread, at)| {
        Some([unread.parse().ok()?, at.parse().ok()?, root.parse().ok()?])
    });
    let numbers =
        numbers.filter(|[unread, at, root]| (0..=1).contains(unread) && *at >= 0 && *root > 0);
    numbers.map(Some).ok_or_else(not_a_cursor)
}

/// Returns the threads in these rows with their messages, and whether their channels are muted or archived.
async fn with_messages(
    db: &Database,
    user: &UserId,
    found: &[QueryResult],
) -> Result<Vec<(FollowedThread, bool)>, Error> {
    let ids = found.iter().map(|row| column(row, 0));
    let ids = ids.collect::<Result<_, Error>>()?;
    let messages = rows::current_messages(db.reader(), ids, Some(user)).await?;
    let mut threads = Vec::with_capacity(found.len());
    for row in found {
        let (thread_id, thread) = read(row, 0)?;
        if let Some(message) = messages.get(&thread_id) {
            let followed = FollowedThread {
                thread_id,
                channel_id: ChannelId(column(row, 7)?),
                message: message.as_ref().clone(),
                thread,
            };
            threads.push((followed, column(row, 8)?));
        }
    }
    Ok(threads)
}
