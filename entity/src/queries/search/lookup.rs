//! Plans in the language of each database's full-text index.

use std::collections::HashMap;

use sea_orm::DbBackend;

use super::super::sql::{Sql, column};
use crate::{Database, error::Error, search::plan::Plan};

/// The maximum number of words that one part of a word is looked up as. A part of more words than that is so
/// common that reading messages finds it soon.
const WORDS: i64 = 512;

/// What the index is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    /// The index does not help.
    All,
    /// No message in the index can match.
    Nothing,
    /// A query in the database's language.
    Query(String),
}

/// The words that parts of words stand for; `None` if they are too many.
type Words = HashMap<Plan, Option<Vec<String>>>;

/// Returns what to ask the index for.
pub(super) async fn lookup(db: &Database, plan: &Plan) -> Result<Lookup, Error> {
    let mut words = Words::new();
    let mut open = vec![plan];
    while let Some(plan) = open.pop() {
        match plan {
            Plan::And(plans) | Plan::Or(plans) => open.extend(plans),
            Plan::Containing(_) | Plan::Ending(_) if !words.contains_key(plan) => {
                words.insert(plan.clone(), words_of(db, plan).await?);
            }
            _ => {}
        }
    }
    let backend = sea_orm::ConnectionTrait::get_database_backend(db.reader());
    Ok(spell(plan, &words, backend))
}

async fn words_of(db: &Database, plan: &Plan) -> Result<Option<Vec<String>>, Error> {
    let head = "SELECT DISTINCT word FROM chat_search_parts WHERE part ";
    let sql = Sql::new(db.reader(), head);
    let sql = match plan {
        Plan::Ending(end) => sql.add("= ").bind(end.as_str()),
        Plan::Containing(part) => {
            let after = format!("{part}{}", char::MAX);
            sql.add(">= ")
                .bind(part.as_str())
                .add(" AND part < ")
                .bind(after)
        }
        _ => return Ok(None),
    };
    let rows = sql.add(" LIMIT ").bind(WORDS + 1).all(db.reader()).await?;
    if rows.len() as i64 > WORDS {
        return Ok(None);
    }
    rows.iter()
        .map(|row| column(row, 0))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn spell(plan: &Plan, words: &Words, backend: DbBackend) -> Lookup {
    let postgres = backend == DbBackend::Postgres;
    // Tokens are letters and digits, so that they need no escaping.
    let token = |token: &str| match postgres {
        true => format!("'{token}'"),
        false => format!("\"{token}\""),
    };
    match plan {
        Plan::All => Lookup::All,
        Plan::Token(text) => Lookup::Query(token(text)),
        Plan::Prefix(start) if postgres => Lookup::Query(format!("'{start}':*")),
        Plan::Prefix(start) => Lookup::Query(format!("\"{start}\" *")),
        Plan::Containing(_) | Plan::Ending(_) => match words.get(plan) {
            Some(Some(words)) => {
                let words = words.iter().map(|word| Lookup::Query(token(word)));
                either(words, postgres)
            }
            _ => Lookup::All,
        },
        Plan::And(plans) => both(
            plans.iter().map(|plan| spell(plan, words, backend)),
            postgres,
        ),
        Plan::Or(plans) => either(
            plans.iter().map(|plan| spell(plan, words, backend)),
            postgres,
        ),
    }
}

fn both(lookups: impl Iterator<Item = Lookup>, postgres: bool) -> Lookup {
    let mut queries = Vec::new();
    for lookup in lookups {
        match lookup {
            Lookup::All => {}
            Lookup::Nothing => return Lookup::Nothing,
            Lookup::Query(query) => queries.push(query),
        }
    }
    joined(queries, if postgres { " & " } else { " AND " }).unwrap_or(Lookup::All)
}

fn either(lookups: impl Iterator<Item = Lookup>, postgres: bool) -> Lookup {
    let mut queries = Vec::new();
    for lookup in lookups {
        match lookup {
            Lookup::All => return Lookup::All,
            Lookup::Nothing => {}
            Lookup::Query(query) => queries.push(query),
        }
    }
    joined(queries, if postgres { " | " } else { " OR " }).unwrap_or(Lookup::Nothing)
}

fn joined(mut queries: Vec<String>, with: &str) -> Option<Lookup> {
    match queries.len() {
        0 => None,
        1 => queries.pop().map(Lookup::Query),
        _ => Some(Lookup::Query(format!("({})", queries.join(with)))),
    }
}
