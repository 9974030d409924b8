//! The index of the search.
//!
//! The index is in two parts. New messages are found by reading them, until [`IndexMessages`] moves many of
//! them into the index at once, which costs much less than one by one. Which part a message is in is a matter
//! of its id: the index holds those up to `indexed_to`. A message in the index that is edited or deleted is
//! noted as stale in the same transaction, and read again until it is indexed anew. So the search is
//! complete after every commit, also after a crash, and while the index of an old database is being built.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{BuildHasher as _, BuildHasherDefault, Hasher, RandomState},
};

use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend};
use serde::Serialize;

use super::{
    Change, Ledger, Ledgers, Memory,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{MessageId, Millis},
    model::Message,
    queries::{
        json,
        search::{State, state},
        sql::{Sql, column},
    },
    search::{
        VERSION,
        fold::fold,
        tokens::{Tokens, of_author, of_channel, parts},
    },
};

/// Twice as many known words are in memory at most, nine bytes for each.
const WORDS: usize = 100_000;

/// Moves messages into the index.
#[derive(Debug)]
pub struct IndexMessages {
    /// The maximum number of messages.
    pub limit: u32,
}

/// Empties the index, so that it is built anew.
#[derive(Debug)]
pub struct ResetIndex;

/// What a batch does to the index as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Work {
    #[default]
    None,
    Index(u32),
    Reset,
}

/// A message to index, or to remove from the index: its id, channel and author, and its text unless it is not to be
/// found.
type Row = (i64, i64, String, Option<String>);

/// The part of a batch for the search.
#[derive(Default)]
pub(crate) struct Search {
    work: Work,
    state: Option<State>,
    /// The messages to index.
    rows: Vec<Row>,
    /// The id of the latest of those that are new to the index.
    latest: i64,
    /// Those of them that are in the index already.
    stale: BTreeSet<i64>,
    /// Messages that change with this batch.
    changed: BTreeSet<MessageId>,
    known: Known,
}

/// Words that are in the list of words, by their hashes. Those that texts have seldom are forgotten first.
///
/// A new word with the hash of a known one would not be listed: among a million words, that is expected in one of
/// ninety million servers.
#[derive(Debug, Default)]
pub(crate) struct Known {
    epoch: i64,
    seeds: RandomState,
    recent: Hashes,
    /// Those that were recent before the recent ones became too many.
    earlier: Hashes,
}

type Hashes = HashSet<u64, BuildHasherDefault<Hashed>>;

/// Passes on what is a hash already.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Known {
    fn of_epoch(self, epoch: i64) -> Self {
        match self.epoch == epoch {
            true => self,
            false => Self {
                epoch,
                ..Self::default()
            },
        }
    }

    fn has(&mut self, word: &str) -> bool {
        let hash = self.seeds.hash_one(word);
        if self.recent.contains(&hash) {
            return true;
        }
        let is_known = self.earlier.remove(&hash);
        if is_known {
            self.keep(hash);
        }
        is_known
    }

    fn add(&mut self, word: &str) {
        self.keep(self.seeds.hash_one(word));
    }

    fn keep(&mut self, hash: u64) {
        self.recent.insert(hash);
        if self.recent.len() > WORDS {
            self.earlier = std::mem::take(&mut self.recent);
        }
    }
}

impl Change for IndexMessages {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        if ledgers.search.work == Work::None {
            ledgers.search.work = Work::Index(self.limit);
        }
    }

    fn apply(&self, _: Millis, _: &mut Ledgers) -> Result<Committed, Error> {
        Ok(Committed::unchanged())
    }
}

impl Change for ResetIndex {
    fn by(&self) -> By {
        By::Operator
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.search.work = Work::Reset;
    }

    fn apply(&self, _: Millis, _: &mut Ledgers) -> Result<Committed, Error> {
        Ok(Committed::unchanged())
    }
}

impl Search {
    /// A message has a new text.
    pub(crate) fn edited(&mut self, message: MessageId) {
        self.changed.insert(message);
    }

    async fn load_rows(
        &mut self,
        db: &DatabaseTransaction,
        limit: u32,
        after: i64,
    ) -> Result<(), Error> {
        let stale = Sql::new(
            db,
            "SELECT message_id FROM chat_search_stale ORDER BY message_id LIMIT ",
        )
        .bind(limit)
        .all(db)
        .await?;
        for row in &stale {
            self.stale.insert(column(row, 0)?);
        }
        let new = select_rows(db).add("> ").bind(after);
        let new = new.add(" ORDER BY id LIMIT ").bind(limit).add(") m");
        let new = new.one(db).await?.ok_or(Error::NotFound)?;
        self.rows = json::read_rows(&new, 0)?;
        self.latest = self.rows.iter().map(|row| row.0).max().unwrap_or(after);
        if self.stale.is_empty() {
            return Ok(());
        }
        // One that was edited before it was indexed is left to its turn.
        let indexed = self.stale.range(..=after).copied();
        let stale = select_rows(db).add("IN ").list(indexed).add(") m");
        let stale = stale.one(db).await?.ok_or(Error::NotFound)?;
        self.rows.extend(json::read_rows::<Row>(&stale, 0)?);
        Ok(())
    }

    async fn write_index(&mut self, db: &DatabaseTransaction, state: &State) -> Result<(), Error> {
        let moved = Sql::new(db, "UPDATE chat_search_state SET indexed_to = ")
            .bind(self.latest)
            .add(" WHERE indexed_to = ")
            .bind(state.indexed_to)
            .add(" AND epoch = ")
            .bind(state.epoch)
            .run(db)
            .await?;
        if moved != 1 {
            return Err(Error::Overtaken);
        }
        let stale = || {
            self.stale
                .iter()
                .map(|id| [(*id).into()])
                .collect::<Vec<_>>()
        };
        self.remove_stale(db).await?;
        delete(db, "chat_search_stale", ["message_id"], stale()).await?;
        let mut words: BTreeSet<String> = BTreeSet::new();
        let mut rows = BTreeMap::new();
        self.rows.sort_unstable_by_key(|row| row.0);
        let mut places: HashMap<(i64, &str), String> = HashMap::new();
        for (id, channel, user, text) in &self.rows {
            let Some(text) = text else { continue };
            let place = places.entry((*channel, user)).or_insert_with(|| {
                let (channel, author) = (of_channel(*channel), of_author(user));
                format!("{channel} {author}")
            });
            let folded = fold(text);
            let tokens = Tokens::of(&folded);
            let mut list = String::with_capacity(place.len() + 2 * folded.len());
            list += place;
            for token in tokens.words.iter().chain(&tokens.others) {
                list.push(' ');
                list += token;
            }
            rows.insert(*id, list);
            for word in tokens.words {
                if !self.known.has(word) && !words.contains(word) {
                    words.insert(word.to_owned());
                }
            }
        }
        insert_tokens(db, rows).await?;
        self.add_words(db, words).await
    }

    /// Removes messages from the index, one by one: SQLite reads a whole index to find several.
    async fn remove_stale(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let delete = match db.get_database_backend() {
            DbBackend::Postgres => "DELETE FROM chat_search_index WHERE message_id = ",
            _ => "DELETE FROM chat_search_index WHERE rowid = ",
        };
        for id in &self.stale {
            Sql::new(db, delete).bind(*id).run(db).await?;
        }
        Ok(())
    }

    /// Adds those of the words that are new to the lists of words. None of them is known.
    async fn add_words(
        &mut self,
        db: &DatabaseTransaction,
        words: BTreeSet<String>,
    ) -> Result<(), Error> {
        if words.is_empty() {
            return Ok(());
        }
        let [elements, end] = json::elements(db.get_database_backend());
        let unlisted = Sql::new(db, "SELECT value FROM ")
            .add(elements)
            .bind(written(&words)?)
            .add(end)
            .add(" WHERE NOT EXISTS (SELECT 1 FROM chat_search_words WHERE word = value)")
            .all(db)
            .await?;
        let new = unlisted.iter().map(|row| column::<String>(row, 0));
        let new: Vec<String> = new.collect::<Result<_, _>>()?;
        let kept = " ON CONFLICT DO NOTHING";
        let rows = new.iter().map(|word| [word.as_str().into()]).collect();
        let head = "INSERT INTO chat_search_words (word) VALUES ";
        insert(db, head, rows, kept).await?;
        let mut rows: Vec<(&str, &str)> = Vec::new();
        for word in &new {
            rows.extend(parts(word).map(|part| (part, word.as_str())));
        }
        rows.sort_unstable();
        let rows = rows
            .into_iter()
            .map(|(part, word)| [part.into(), word.into()]);
        let head = "INSERT INTO chat_search_parts (part, word) VALUES ";
        insert(db, head, rows.collect(), kept).await?;
        for word in &words {
            self.known.add(word);
        }
        Ok(())
    }

    async fn write_stale(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        let rows = self.changed.iter().map(|message| [message.0.into()]);
        let head = "INSERT INTO chat_search_stale (message_id) VALUES ";
        insert(db, head, rows.collect(), " ON CONFLICT DO NOTHING").await?;
        Ok(())
    }
}

/// Begins the query for messages as one value, with a condition on their ids.
fn select_rows(db: &DatabaseTransaction) -> Sql {
    let all = json::all_rows(
        db.get_database_backend(),
        "id, channel_id, user_id, CASE WHEN deleted_at IS NULL AND message_type <> 'system' \
         THEN message_text || COALESCE('\n' || file_names, '') END",
    );
    Sql::new(db, "SELECT ")
        .add(&all)
        .add(" FROM (SELECT * FROM chat_messages WHERE id ")
}

async fn insert_tokens(
    db: &DatabaseTransaction,
    tokens: BTreeMap<i64, String>,
) -> Result<(), Error> {
    if db.get_database_backend() == DbBackend::Postgres {
        let rows = tokens
            .into_iter()
            .map(|(id, list)| [id.into(), list.into()]);
        let rows = rows.collect();
        let head = "INSERT INTO chat_search_index (message_id, tokens) \
            SELECT v.id, array_to_tsvector(string_to_array(v.tokens, ' ')) FROM (VALUES ";
        insert(
            db,
            head,
            rows,
            ") AS v (id, tokens) ON CONFLICT (message_id) DO UPDATE SET tokens = EXCLUDED.tokens",
        )
        .await?;
        return Ok(());
    }
    if tokens.is_empty() {
        return Ok(());
    }
    // One value takes half as long as the parameters of many rows.
    Sql::new(
        db,
        "INSERT INTO chat_search_index (rowid, tokens) \
         SELECT CAST(key AS INTEGER), value FROM json_each(",
    )
    .bind(written(&tokens)?)
    .add(")")
    .run(db)
    .await?;
    Ok(())
}

fn written(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value)
        .map_err(|error| Error::Corrupt(format!("rows that were written as JSON: {error}")))
}

/// Empties the index and the lists of words.
async fn reset(db: &DatabaseTransaction) -> Result<(), Error> {
    let empty: &[&str] = match db.get_database_backend() {
        DbBackend::Postgres => {
            &["TRUNCATE chat_search_index, chat_search_words, chat_search_parts, chat_search_stale"]
        }
        _ => &[
            "INSERT INTO chat_search_index (chat_search_index) VALUES ('delete-all')",
            "DELETE FROM chat_search_words",
            "DELETE FROM chat_search_parts",
            "DELETE FROM chat_search_stale",
        ],
    };
    for statement in empty {
        Sql::new(db, statement).run(db).await?;
    }
    Sql::new(
        db,
        "UPDATE chat_search_state SET epoch = epoch + 1, indexed_to = 0, version = ",
    )
    .bind(VERSION)
    .run(db)
    .await?;
    Ok(())
}

impl Ledger for Search {
    async fn load(&mut self, db: &DatabaseTransaction, memory: &mut Memory) -> Result<(), Error> {
        let Work::Index(limit) = self.work else {
            return Ok(());
        };
        let state = state(db).await?;
        self.known = std::mem::take(&mut memory.words).of_epoch(state.epoch);
        // The index of another version is emptied first.
        if state.version == VERSION {
            self.load_rows(db, limit, state.indexed_to).await?;
        }
        self.state = Some(state);
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        self.changed.insert(message.id);
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        match self.state.take() {
            Some(state) if state.version != VERSION => reset(db).await?,
            Some(state) if !self.rows.is_empty() || !self.stale.is_empty() => {
                self.write_index(db, &state).await?;
            }
            _ if self.work == Work::Reset => reset(db).await?,
            _ => {}
        }
        self.write_stale(db).await
    }

    fn remember(self, memory: &mut Memory) {
        if self.work != Work::None {
            memory.words = self.known;
        }
    }
}
