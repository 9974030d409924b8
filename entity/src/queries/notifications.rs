//! Notifications: what a user was notified of, the latest first.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, QueryResult};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Listing, cursor_number,
    messages::seen_from,
    page_size, read_cursor,
    readable::Readable,
    rows,
    sql::{Sql, column},
    words::Word,
};
use crate::{
    Database,
    error::Error,
    ids::{Millis, Seq, UserId},
    model::{Message, UNREAD_CAP},
    notify::{Notification, NotificationKind},
    permission::Account,
};

/// The columns of a notification `n`.
pub(crate) const COLUMNS: &str = "n.user_id, n.seq, n.fact, n.is_read, n.created_at, n.withdrawn";

/// The condition that the user `n.user_id` may see a notification: those of a channel that they lost are hidden, and
/// those from before they could see it.
const VISIBLE: &str = "(n.channel_id IS NULL OR n.kind IN ('reminder', 'scheduled_failed') OR EXISTS \
    (SELECT 1 FROM chat_channel_members m WHERE m.channel_id = n.channel_id AND m.user_id = n.user_id \
    AND (n.message_seq IS NULL OR m.history_after < CASE WHEN n.thread_id IS NULL THEN n.message_seq \
    ELSE (SELECT r.seq FROM chat_messages r WHERE r.id = n.thread_id) END)))";

/// What tells the rows of a list apart: the message of reactions, negative, or the position of anything else.
const ROW: &str = "DISTINCT CASE WHEN n.kind = 'reaction' THEN -n.message_id ELSE n.seq END";

/// A stored notification.
pub(crate) struct StoredNotification {
    pub(crate) user: UserId,
    pub(crate) seq: Seq,
    /// With `read`.
    pub(crate) notification: Notification,
    pub(crate) at: Millis,
    /// True if it is not shown, because its reaction was removed.
    pub(crate) withdrawn: bool,
}

/// Reads [`COLUMNS`].
pub(crate) fn read(row: &QueryResult) -> Result<StoredNotification, Error> {
    let user = UserId::from(column::<String>(row, 0)?);
    let seq = column(row, 1)?;
    let notification: Notification = serde_json::from_str(&column::<String>(row, 2)?)
        .map_err(|error| Error::Corrupt(format!("notification {seq} of {user}: {error}")))?;
    Ok(StoredNotification {
        seq,
        notification: Notification {
            read: Some(column(row, 3)?),
            ..notification
        },
        at: column(row, 4)?,
        withdrawn: column(row, 5)?,
        user,
    })
}

/// A notification in the list of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ListedNotification {
    /// The position of its event in the user's own stream.
    pub seq: Seq,
    /// When it was sent.
    pub at: Millis,
    /// What it is.
    #[serde(flatten)]
    pub notification: Notification,
    /// The message as it is now. Absent if the user may no longer see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<Message>>,
}

/// A page of a user's notifications.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    /// The notifications, the latest first.
    pub notifications: Listing<ListedNotification>,
    /// How many are unread, counted up to [`UNREAD_CAP`]. Reactions to the same message count as one.
    pub unread: i64,
}

/// Returns a page of what a user was notified of; of all kinds if none are given.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn list(
    db: &Database,
    account: &Account,
    kinds: &[NotificationKind],
    cursor: Option<&str>,
    limit: u64,
) -> Result<Centre, Error> {
    let before = match cursor {
        None => Seq::MAX,
        Some(_) => cursor_number(&read_cursor(cursor)?[0])?,
    };
    let limit = page_size(limit);
    let user = &account.username;
    let found = of_user(db.reader(), COLUMNS, user, kinds)
        .add(" AND n.seq < ")
        .bind(before)
        .add(" ORDER BY n.seq DESC LIMIT ")
        .bind(limit.cast_signed() + 1)
        .all(db.reader())
        .await?;
    let mut listed = Vec::with_capacity(found.len());
    for row in &found {
        let StoredNotification {
            seq,
            notification,
            at,
            ..
        } = read(row)?;
        listed.push(ListedNotification {
            seq,
            at,
            notification,
            message: None,
        });
    }
    add_messages(db, account, &mut listed).await?;
    Ok(Centre {
        notifications: Listing::of(listed, limit, |one| [one.seq.to_string(), String::new()]),
        unread: unread_on(db.reader(), user, kinds).await?,
    })
}

/// Adds the messages that the user may see.
async fn add_messages(
    db: &Database,
    account: &Account,
    listed: &mut [ListedNotification],
) -> Result<(), Error> {
    let ids: BTreeSet<i64> = listed
        .iter()
        .filter_map(|one| one.notification.message_id)
        .map(|id| id.0)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let seen_from = seen_from(db.reader(), ids.iter().copied()).await?;
    let mut readable = Readable::new(db, account);
    let messages = rows::current_messages(db.reader(), ids, Some(&account.username)).await?;
    for one in listed {
        let message = one.notification.message_id.and_then(|id| messages.get(&id));
        let Some(message) = message else { continue };
        let permit = readable.permit(message.channel_id).await?;
        let seq = seen_from.get(&message.id).copied().unwrap_or_default();
        if permit.is_some_and(|permit| permit.sees(seq)) {
            one.message = Some(Box::new(Message::clone(message)));
        }
    }
    Ok(())
}

/// Returns how many notifications of `user` are unread, counted up to [`UNREAD_CAP`]. Reactions to the same message
/// count as one: lists show them as one.
pub(crate) async fn unread_on(
    db: &impl ConnectionTrait,
    user: &UserId,
    kinds: &[NotificationKind],
) -> Result<i64, Error> {
    let capped = Sql::new(db, "SELECT COUNT(*) FROM (");
    let row = append(capped, ROW, user, kinds)
        .add(&format!(" AND NOT n.is_read LIMIT {UNREAD_CAP}) AS capped"))
        .one(db)
        .await?;
    row.map_or(Ok(0), |row| column(&row, 0))
}

fn of_user(
    db: &impl ConnectionTrait,
    what: &str,
    user: &UserId,
    kinds: &[NotificationKind],
) -> Sql {
    append(Sql::new(db, ""), what, user, kinds)
}

fn append(sql: Sql, what: &str, user: &UserId, kinds: &[NotificationKind]) -> Sql {
    let sql = sql
        .add("SELECT ")
        .add(what)
        .add(" FROM chat_notifications n WHERE n.user_id = ")
        .bind(user.as_str())
        .add(" AND NOT n.withdrawn AND ")
        .add(VISIBLE);
    if kinds.is_empty() {
        return sql;
    }
    let words = kinds.iter().map(|kind| kind.word());
    sql.add(" AND n.kind IN ").list(words)
}

/// Returns which of these notifications of `user` are unread.
pub(crate) async fn unread_among(
    db: &impl ConnectionTrait,
    user: &UserId,
    seqs: impl Iterator<Item = Seq>,
) -> Result<BTreeSet<Seq>, Error> {
    let found = Sql::new(
        db,
        "SELECT seq FROM chat_notifications WHERE NOT is_read AND NOT withdrawn AND user_id = ",
    )
    .bind(user.as_str())
    .add(" AND seq IN ")
    .list(seqs)
    .all(db)
    .await?;
    found.iter().map(|row| column(row, 0)).collect()
}

/// Notifications of a user that can be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldNotifications {
    /// The user.
    pub user: UserId,
    /// The position of the last of them.
    pub up_to: Seq,
}

/// Returns the notifications that are older than `before`, or that come before a user's latest `kept`.
///
/// # Errors
/// Any database error.
pub async fn excess(
    db: &Database,
    before: Millis,
    kept: u32,
) -> Result<Vec<OldNotifications>, Error> {
    let first = "(SELECT n.created_at FROM chat_notifications n WHERE n.user_id = u.user_id \
                 ORDER BY n.seq LIMIT 1)";
    let found = Sql::new(
        db.reader(),
        "SELECT user_id, expired, surplus FROM (SELECT u.user_id, \
         CASE WHEN ",
    )
    .add(first)
    .add(" < ")
    .bind(before)
    .add(
        " THEN (SELECT MAX(n.seq) FROM chat_notifications n WHERE n.user_id = u.user_id \
             AND n.created_at < ",
    )
    .bind(before)
    .add(
        ") END AS expired, (SELECT n.seq FROM chat_notifications n \
             WHERE n.user_id = u.user_id ORDER BY n.seq DESC LIMIT 1 OFFSET ",
    )
    .bind(i64::from(kept))
    .add(
        ") AS surplus FROM chat_users u) AS old \
             WHERE expired IS NOT NULL OR surplus IS NOT NULL",
    )
    .all(db.reader())
    .await?;
    found
        .iter()
        .map(|row| {
            let (expired, surplus): (Option<Seq>, Option<Seq>) = (column(row, 1)?, column(row, 2)?);
            Ok(OldNotifications {
                user: column::<String>(row, 0)?.into(),
                up_to: expired.max(surplus).unwrap_or_default(),
            })
        })
        .collect()
}
