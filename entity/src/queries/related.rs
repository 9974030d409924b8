//! What other tables hold of messages: pins, reactions, threads, and when the reader saved them. One statement reads
//! all of it, and a page's statement reads it with the messages.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{
    json,
    sql::{PAGE, Sql},
    threads,
};
use crate::{
    error::Error,
    ids::{MessageId, Millis, UserId},
    model::{Message, REACTION_USERS, Reaction, Thread},
};

/// What other tables hold of some messages.
#[derive(Default)]
pub(super) struct Related {
    pins: HashMap<MessageId, (UserId, Millis)>,
    reactions: HashMap<MessageId, Vec<Reaction>>,
    threads: HashMap<MessageId, Thread>,
    saved: HashMap<MessageId, Millis>,
}

/// The columns of every reaction: with the count of its emoji, the id of the emoji's first reaction, and its number
/// among them. Between both parts is [`PAGE`].
const GIVEN: [&str; 2] = [
    "SELECT message_id, emoji, user_id, COUNT(*) OVER kind AS total, MIN(id) OVER kind AS first, \
     ROW_NUMBER() OVER (PARTITION BY message_id, emoji ORDER BY id) AS nth",
    "message_reactions WHERE message_id = message WINDOW kind AS (PARTITION BY message_id, emoji)",
];

impl Related {
    /// Reads what belongs to the messages with these ids. Without a viewer, it has neither threads nor when they
    /// were saved.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        ids: impl ExactSizeIterator<Item = i64>,
        viewer: Option<&UserId>,
    ) -> Result<Self, Error> {
        if ids.len() == 0 {
            return Ok(Self::default());
        }
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        let [elements, end] = json::elements(db.get_database_backend());
        let page = Sql::new(db, "WITH page (message) AS MATERIALIZED ")
            .add("(SELECT CAST(value AS BIGINT) FROM ")
            .add(elements)
            .bind(format!("[{}]", ids.join(",")))
            .add(end)
            .add(") SELECT ");
        match select(page, viewer).one(db).await? {
            Some(row) => Self::read(&row, 0, viewer),
            None => Ok(Self::default()),
        }
    }

    /// Reads the columns of [`select`], from the column `start` on.
    pub(super) fn read(
        row: &QueryResult,
        start: usize,
        viewer: Option<&UserId>,
    ) -> Result<Self, Error> {
        let pins = json::read_rows::<(i64, String, i64)>(row, start)?;
        let pins = pins.into_iter();
        let mut related = Self {
            pins: pins
                .map(|(id, by, at)| (MessageId(id), (by.into(), at)))
                .collect(),
            reactions: reactions(json::read_rows(row, start + 1)?),
            ..Self::default()
        };
        if viewer.is_some() {
            related.threads = threads::read_all(row, start + 2)?;
            let saved = json::read_rows::<(i64, i64)>(row, start + 3)?.into_iter();
            related.saved = saved.map(|(id, at)| (MessageId(id), at)).collect();
        }
        Ok(related)
    }

    /// Adds what belongs to a message. A tombstone keeps its thread.
    pub(super) fn complete(&mut self, message: &mut Message) {
        let id = message.id;
        message.thread = self.threads.remove(&id).map(Box::new);
        message.saved_at = self.saved.get(&id).copied();
        if message.deleted_at.is_some() {
            return;
        }
        if let Some((by, at)) = self.pins.remove(&id) {
            (message.pinned_by, message.pinned_at) = (Some(by), Some(at));
        }
        message.reactions = self.reactions.remove(&id).unwrap_or_default();
    }
}

/// Appends the columns with what belongs to the messages of `page`; see [`Related::read`].
pub(super) fn select(sql: Sql, viewer: Option<&UserId>) -> Sql {
    let backend = sql.backend();
    let all = |columns| json::all_rows(backend, columns);
    let sql = sql
        .add("(SELECT ")
        .add(&all("message_id, pinned_by, pinned_at"))
        .add(PAGE)
        .add("chat_pins WHERE message_id = message), (SELECT ")
        .add(&all("message_id, emoji, user_id, total, first, nth"))
        .add(" FROM (")
        .add(GIVEN[0])
        .add(PAGE)
        .add(GIVEN[1])
        .add(") r WHERE nth <= ")
        .bind(REACTION_USERS)
        .add(" OR user_id = ")
        .bind(viewer.map(|user| user.as_str().to_owned()))
        .add(")");
    let Some(viewer) = viewer else {
        return sql;
    };
    threads::seen_by(sql.add(", ("), viewer)
        .add("), (SELECT ")
        .add(&all("message_id, saved_at"))
        .add(PAGE)
        .add("chat_saved WHERE user_id = ")
        .bind(viewer.as_str())
        .add(" AND message_id = message)")
}

/// A reaction: its message, emoji and user, the count of its emoji, the id of the emoji's first reaction, and its
/// number among them.
type Given = (i64, String, String, i64, i64, i64);

/// The reactions of each message: the emoji and their users, in the order in which they were added. For each emoji,
/// the first [`REACTION_USERS`] users are named, and the viewer.
fn reactions(mut given: Vec<Given>) -> HashMap<MessageId, Vec<Reaction>> {
    given.sort_unstable_by_key(|(message, .., first, nth)| (*message, *first, *nth));
    let mut kinds: HashMap<MessageId, Vec<Reaction>> = HashMap::new();
    for (message, emoji, user, count, ..) in given {
        let of_message = kinds.entry(MessageId(message)).or_default();
        match of_message.last_mut().filter(|kind| kind.emoji == emoji) {
            Some(kind) => kind.users.push(user.into()),
            None => of_message.push(Reaction {
                emoji,
                users: vec![user.into()],
                count,
            }),
        }
    }
    kinds
}
