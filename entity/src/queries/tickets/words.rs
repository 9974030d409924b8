//! By what tickets are found, and what is stored of it.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, QueryResult};

use super::columns::Columns;
use crate::{
    Database,
    error::Error,
    queries::{
        pattern, patterns,
        sql::{Sql, column},
    },
    search::fold::fold,
};

/// The maximum number of tickets that are looked at a time.
const MOST: i64 = 2_000;

/// The tickets after a position, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unindexed {
    /// The folded texts that are not stored yet.
    pub words: Vec<(i64, String)>,
    /// The last ticket that was looked at; `None` if there is no further one.
    pub last: Option<i64>,
}

/// Returns what is to be stored of the tickets with a key above `after`, the first 2,000.
///
/// # Errors
/// Any database error.
pub async fn unindexed_after(db: &Database, after: i64) -> Result<Unindexed, Error> {
    let reader = db.reader();
    let Some(columns) = Columns::of_tickets(reader).await? else {
        return Ok(Unindexed::default());
    };
    let sql = Sql::new(reader, &select(reader, &columns))
        .add("t.id > ")
        .bind(after)
        .add(" ORDER BY t.id LIMIT ")
        .bind(MOST);
    let rows = sql.all(reader).await?;
    let last = rows.last().map(|row| column(row, 0)).transpose()?;
    Ok(Unindexed {
        words: unlike(&rows)?,
        last,
    })
}

/// Returns what is to be stored of these tickets.
///
/// # Errors
/// Any database error.
pub async fn unindexed(db: &Database, tickets: &[i64]) -> Result<Vec<(i64, String)>, Error> {
    let reader = db.reader();
    let Some(columns) = Columns::of_tickets(reader).await? else {
        return Ok(Vec::new());
    };
    let mut words = Vec::new();
    for some in tickets.chunks(256) {
        let sql = Sql::new(reader, &select(reader, &columns)).add("t.id IN ");
        words.extend(unlike(&sql.list(some.iter().copied()).all(reader).await?)?);
    }
    Ok(words)
}

fn select(db: &impl ConnectionTrait, columns: &Columns) -> String {
    format!(
        "SELECT CAST(t.id AS BIGINT), {}, w.searched FROM user_tickets t \
         LEFT JOIN chat_ticket_words w ON w.ticket_id = t.id WHERE ",
        text(db, columns)
    )
}

/// What is searched, as Orvale has it.
fn text(db: &impl ConnectionTrait, columns: &Columns) -> String {
    let searched = ["submission_id", "issue_title", "user_name"];
    let searched = searched.map(|name| format!("COALESCE({}, '')", columns.text(db, name)));
    searched.join(" || ' ' || ")
}

/// Those that are not stored like this. A text that cannot be read is empty.
fn unlike(rows: &[QueryResult]) -> Result<Vec<(i64, String)>, Error> {
    let mut words = Vec::new();
    for row in rows {
        let text: String = row.try_get_by_index(1).unwrap_or_default();
        let (text, stored) = (fold(&text), column::<Option<String>>(row, 2)?);
        if stored.as_ref() != Some(&text) {
            words.push((column(row, 0)?, text));
        }
    }
    Ok(words)
}

/// The maximum number of words that a ticket is found by; further ones narrow nothing down.
const MOST_WORDS: usize = 16;

/// The words of a query, each once.
fn words(query: &str) -> impl Iterator<Item = &str> {
    let words: BTreeSet<&str> = query.split_whitespace().collect();
    words.into_iter().take(MOST_WORDS)
}

/// Adds the condition that a ticket is found by each word of `query`, in any order: by what is stored, or by Orvale's row if it
/// is newer than all that is stored.
pub(super) fn found_by(
    mut sql: Sql,
    db: &impl ConnectionTrait,
    columns: &Columns,
    query: &str,
) -> Sql {
    sql = sql.add(" AND t.id IN (SELECT w.ticket_id FROM chat_ticket_words w WHERE 1 = 1");
    for word in words(&fold(query)) {
        sql = sql
            .add(" AND w.searched LIKE ")
            .bind(pattern(word))
            .add(" ESCAPE '\\'");
    }
    sql = sql.add(
        " UNION ALL SELECT CAST(t.id AS BIGINT) FROM user_tickets t WHERE t.id > \
         (SELECT COALESCE(MAX(ticket_id), 0) FROM chat_ticket_words)",
    );
    let text = format!("LOWER({})", text(db, columns));
    for word in words(query) {
        let [one, other] = patterns(word);
        sql = sql
            .add(&format!(" AND ({text} LIKE "))
            .bind(one)
            .add(&format!(" ESCAPE '\\' OR {text} LIKE "))
            .bind(other)
            .add(" ESCAPE '\\')");
    }
    sql.add(")")
}
