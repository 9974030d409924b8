//! Columns that are derived from others in ways that SQL cannot say alike on both databases.

use std::collections::BTreeMap;

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization as _;

use crate::mentions::places;

/// Fills them where they are not yet.
///
/// # Errors
/// The database's own.
pub(crate) async fn fill(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    fold_names(connection).await?;
    place_mentions(connection).await
}

/// Fills `name_key`: SQLite's own `LOWER` knows ASCII only.
///
/// # Errors
/// The database's own.
pub(crate) async fn fold_names(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let select = Statement::from_string(backend, "SELECT id, name FROM chat_channels");
    for row in connection.query_all_raw(select).await? {
        let (id, name): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let update = match backend {
            DbBackend::Postgres => "UPDATE chat_channels SET name_key = $1 WHERE id = $2",
            _ => "UPDATE chat_channels SET name_key = ? WHERE id = ?",
        };
        let values = [name_key(&name).into(), id.into()];
        let update = Statement::from_sql_and_values(backend, update, values);
        connection.execute_raw(update).await?;
    }
    Ok(())
}

/// The name in lower case, and with the compatibility forms of letters as these letters.
fn name_key(name: &str) -> String {
    let lower = name.nfkc().flat_map(char::to_lowercase);
    lower.collect::<String>().nfkc().collect()
}

/// Finds where messages mention those whom they are known to mention.
async fn place_mentions(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let select = Statement::from_string(
        backend,
        "SELECT m.id, m.message_text, n.user_id FROM chat_mentions n \
         JOIN chat_messages m ON m.id = n.message_id ORDER BY m.id",
    );
    let mut messages: BTreeMap<i64, (String, Vec<String>)> = BTreeMap::new();
    for row in connection.query_all_raw(select).await? {
        let (id, text): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (_, users) = messages.entry(id).or_insert((text, Vec::new()));
        users.push(row.try_get_by_index(2)?);
    }
    for (id, (text, users)) in messages {
        let Some(mentions) = mentions(&text, &users) else {
            continue;
        };
        let update = match backend {
            DbBackend::Postgres => "UPDATE chat_messages SET mentions = $1 WHERE id = $2",
            _ => "UPDATE chat_messages SET mentions = ? WHERE id = ?",
        };
        let update = Statement::from_sql_and_values(backend, update, [mentions.into(), id.into()]);
        connection.execute_raw(update).await?;
    }
    Ok(())
}

/// The JSON of a text's mentions; `None` where there are none.
fn mentions(text: &str, users: &[String]) -> Option<String> {
    let mentions: Vec<_> = places(text, users)
        .iter()
        .map(|at| json!({"userId": at.user, "start": at.start, "length": at.length}))
        .collect();
    (!mentions.is_empty()).then(|| Value::Array(mentions).to_string())
}
