//! Candidates: the messages that may match, from the newest to the oldest, each checked.

use std::collections::BTreeSet;

use sea_orm::{DbBackend, QueryResult};

use super::super::{
    not_a_cursor,
    sql::{Sql, column},
};
use super::{
    Sort, State,
    lookup::{Lookup, lookup},
    scope::Scope,
};
use crate::{
    Database,
    error::Error,
    search::{
        Matcher, Rank, VERSION,
        plan::{self, Plan},
    },
};

/// How much one page may read, where reading past a message costs 1.
const BUDGET: i64 = 300_000;
/// What checking a message costs.
const CHECK: i64 = 10;
/// The number of ids in one statement that reads messages in their order.
const WINDOW: i64 = 20_000;
/// The numbers of messages in the first and in a later statement that asks the index.
const FIRST: i64 = 64;
const LATER: i64 = 1_024;
/// The number of changed messages in one statement.
const STALE: usize = 500;

/// Where the next page starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// The index of the rank.
    rank: usize,
    /// The page has messages with lower ids.
    below: i64,
}

impl Position {
    /// Reads a cursor; without one, returns the start.
    pub(super) fn read(cursor: Option<&str>) -> Result<Self, Error> {
        let Some(cursor) = cursor else {
            return Ok(Self {
                rank: 0,
                below: i64::MAX,
            });
        };
        let numbers = cursor.split_once('.');
        numbers
            .and_then(|(rank, below)| {
                let rank = rank.parse().ok().filter(|rank| *rank < Rank::ALL.len())?;
                let below = below.parse().ok().filter(|below| *below > 0)?;
                Some(Self { rank, below })
            })
            .ok_or_else(not_a_cursor)
    }

    /// The cursor.
    pub(super) fn written(self) -> String {
        format!("{}.{}", self.rank, self.below)
    }
}

/// The messages of a page.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) ids: Vec<i64>,
    pub(super) next: Option<Position>,
}

/// Where a search looks for messages.
pub(super) struct Candidates<'a> {
    db: &'a Database,
    backend: DbBackend,
    scope: &'a Scope,
    matcher: &'a Matcher,
    /// The index holds messages up to this id.
    indexed_to: i64,
    /// The id of the latest message.
    latest: i64,
    /// The messages in the index that have changed since.
    stale: BTreeSet<i64>,
}

/// A page that is being filled.
struct Page {
    /// The rank to take; any if the newest come first.
    rank: Option<Rank>,
    /// The index of the rank.
    place: usize,
    wanted: usize,
    budget: i64,
    ids: Vec<i64>,
}

impl Page {
    /// Adds the matching messages of `rows`, which are in descending order of their ids. Returns where the next
    /// page starts once this one is full.
    fn take(&mut self, matcher: &Matcher, rows: &[Row]) -> Option<Position> {
        for row in rows {
            self.budget -= CHECK;
            let rank = matcher.rank(&row.text);
            if rank.is_none() || self.rank.is_some_and(|wanted| rank != Some(wanted)) {
                continue;
            }
            if self.ids.len() == self.wanted {
                return Some(self.at(row.id + 1));
            }
            self.ids.push(row.id);
        }
        None
    }

    /// The start of the next page, if this one has read enough.
    fn exhausted(&self, below: i64) -> Option<Position> {
        (self.budget < 0).then(|| self.at(below))
    }

    fn at(&self, below: i64) -> Position {
        Position {
            rank: self.place,
            below,
        }
    }
}

struct Row {
    id: i64,
    text: String,
}

impl<'a> Candidates<'a> {
    pub(super) async fn new(
        db: &'a Database,
        scope: &'a Scope,
        matcher: &'a Matcher,
        state: State,
    ) -> Result<Self, Error> {
        let reader = db.reader();
        let usable = state.version == VERSION;
        // Read before the index: what is indexed meanwhile is found in both.
        let stale = Sql::new(reader, "SELECT message_id FROM chat_search_stale")
            .all(reader)
            .await?;
        let latest = Sql::new(reader, "SELECT MAX(id) FROM chat_messages")
            .one(reader)
            .await?;
        let latest: Option<i64> = latest.map(|row| column(&row, 0)).transpose()?.flatten();
        Ok(Self {
            db,
            backend: reader.get_database_backend(),
            scope,
            matcher,
            indexed_to: if usable { state.indexed_to } else { 0 },
            latest: latest.unwrap_or_default(),
            stale: stale
                .iter()
                .map(|row| column(row, 0))
                .collect::<Result<_, _>>()?,
        })
    }

    /// Fills a page with the messages of each rank in turn.
    pub(super) async fn page(
        &self,
        sort: Sort,
        ranks: &[Rank],
        start: Position,
        limit: usize,
    ) -> Result<Found, Error> {
        let mut page = Page {
            rank: None,
            place: start.rank,
            wanted: limit,
            budget: BUDGET,
            ids: Vec::new(),
        };
        let mut below = start.below;
        for (place, rank) in ranks.iter().enumerate().skip(start.rank) {
            page.place = place;
            page.rank = (sort == Sort::Relevance).then_some(*rank);
            let next = self.of_rank(*rank, below, &mut page).await?;
            if next.is_some() {
                return Ok(Found {
                    ids: page.ids,
                    next,
                });
            }
            below = i64::MAX;
        }
        Ok(Found {
            ids: page.ids,
            next: None,
        })
    }

    async fn of_rank(
        &self,
        rank: Rank,
        below: i64,
        page: &mut Page,
    ) -> Result<Option<Position>, Error> {
        let words = self.matcher.wanted().iter();
        let plans = words.map(|word| plan::plan(word, rank));
        let plan = Plan::all(plans.chain([self.scope.plan()]));
        let lookup = lookup(self.db, &plan).await?;
        let floor = match lookup {
            Lookup::All => 0,
            _ => self.indexed_to,
        };
        if let Some(next) = self.read(below, floor, page).await? {
            return Ok(Some(next));
        }
        let below = below.min(floor + 1);
        match &lookup {
            Lookup::All => Ok(None),
            Lookup::Nothing => Ok(self.take_stale(below, 0, page, Vec::new()).await?),
            Lookup::Query(query) => self.ask(query, below, page).await,
        }
    }

    /// Reads messages in their order, those above `floor`.
    async fn read(
        &self,
        below: i64,
        floor: i64,
        page: &mut Page,
    ) -> Result<Option<Position>, Error> {
        let mut below = below.min(self.latest + 1);
        while below > floor + 1 {
            let low = floor.max(below - 1 - WINDOW);
            let sql = self
                .select("FROM chat_messages m WHERE m.id < ")
                .bind(below);
            let sql = sql.add(" AND m.id > ").bind(low).add(" AND");
            let sql = self.scope.restrict(sql);
            let sql = Scope::containing(sql, self.backend, self.matcher.wanted());
            let rows = self.rows(sql.add(" ORDER BY m.id DESC")).await?;
            if let Some(next) = page.take(self.matcher, &rows) {
                return Ok(Some(next));
            }
            page.budget -= below - low;
            below = low + 1;
            if let Some(next) = page.exhausted(below).filter(|_| below > 1) {
                return Ok(Some(next));
            }
        }
        Ok(None)
    }

    /// Asks the index for messages below an id.
    async fn ask(
        &self,
        query: &str,
        mut below: i64,
        page: &mut Page,
    ) -> Result<Option<Position>, Error> {
        let mut limit = FIRST;
        loop {
            let sql = match self.backend {
                DbBackend::Postgres => self
                    .select(
                        "FROM chat_search_index s JOIN chat_messages m ON m.id = s.message_id \
                         WHERE s.tokens @@ CAST(",
                    )
                    .bind(query)
                    .add(" AS tsquery) AND s.message_id < "),
                _ => self
                    .select(
                        "FROM chat_search_index s CROSS JOIN chat_messages m ON m.id = s.rowid \
                         WHERE s.chat_search_index MATCH ",
                    )
                    .bind(query)
                    .add(" AND s.rowid < "),
            };
            let order = match self.backend {
                DbBackend::Postgres => " ORDER BY s.message_id DESC LIMIT ",
                _ => " ORDER BY s.rowid DESC LIMIT ",
            };
            let sql = self.scope.restrict(sql.bind(below).add(" AND"));
            let rows = self.rows(sql.add(order).bind(limit)).await?;
            let more = rows.len() as i64 == limit;
            let low = rows.last().filter(|_| more).map_or(0, |row| row.id);
            if let Some(next) = self.take_stale(below, low, page, rows).await? {
                return Ok(Some(next));
            }
            if !more {
                return Ok(None);
            }
            below = low;
            if let Some(next) = page.exhausted(below) {
                return Ok(Some(next));
            }
            limit = LATER;
        }
    }

    /// Takes `rows` from the index and the messages between them that have changed since they were indexed.
    async fn take_stale(
        &self,
        below: i64,
        low: i64,
        page: &mut Page,
        mut rows: Vec<Row>,
    ) -> Result<Option<Position>, Error> {
        let stale: Vec<i64> = self.stale.range(low..below).copied().collect();
        for some in stale.chunks(STALE) {
            let sql = self.select("FROM chat_messages m WHERE m.id IN ");
            let sql = self
                .scope
                .restrict(sql.list(some.iter().copied()).add(" AND"));
            rows.extend(self.rows(sql).await?);
        }
        rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
        rows.dedup_by_key(|row| row.id);
        Ok(page.take(self.matcher, &rows))
    }

    fn select(&self, from: &str) -> Sql {
        Sql::new(
            self.db.reader(),
            "SELECT m.id, m.message_text || COALESCE('\n' || m.file_names, '') ",
        )
        .add(from)
    }

    async fn rows(&self, sql: Sql) -> Result<Vec<Row>, Error> {
        let rows = sql.all(self.db.reader()).await?;
        let read = |row: &QueryResult| {
            Ok(Row {
                id: column(row, 0)?,
                text: column(row, 1)?,
            })
        };
        rows.iter().map(read).collect()
    }
}
