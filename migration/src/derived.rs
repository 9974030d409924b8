//! Columns that are derived from others in ways that SQL cannot say alike on both databases.

use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

/// Fills them where they are not yet.
///
/// # Errors
/// The database's own.
pub(crate) async fn fill(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    fold_names(connection).await?;
    place_mentions(connection).await
}

/// Fills `name_key`: SQLite's own `LOWER` knows ASCII only.
async fn fold_names(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let select = Statement::from_string(backend, "SELECT id, name FROM chat_channels");
    for row in connection.query_all_raw(select).await? {
        let (id, name): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let update = match backend {
            DbBackend::Postgres => "UPDATE chat_channels SET name_key = $1 WHERE id = $2",
            _ => "UPDATE chat_channels SET name_key = ? WHERE id = ?",
        };
        let values = [name.to_lowercase().into(), id.into()];
        let update = Statement::from_sql_and_values(backend, update, values);
        connection.execute_raw(update).await?;
    }
    Ok(())
}

/// Finds where messages mention those whom they are known to mention.
async fn place_mentions(connection: &impl ConnectionTrait) -> Result<(), DbErr> {
    let backend = connection.get_database_backend();
    let select = Statement::from_string(
        backend,
        "SELECT m.id, m.message_text, n.user_id FROM chat_mentions n \
         JOIN chat_messages m ON m.id = n.message_id ORDER BY m.id, n.user_id",
    );
    let mut found: Vec<(i64, Vec<serde_json::Value>)> = Vec::new();
    for row in connection.query_all_raw(select).await? {
        let (id, text): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let user: String = row.try_get_by_index(2)?;
        let Some((start, length)) = place(&text, &user) else {
            continue;
        };
        let mention = serde_json::json!({"userId": user, "start": start, "length": length});
        match found.last_mut() {
            Some((last, mentions)) if *last == id => mentions.push(mention),
            _ => found.push((id, vec![mention])),
        }
    }
    for (id, mut mentions) in found {
        mentions.sort_by_key(|mention| mention["start"].as_u64());
        let update = match backend {
            DbBackend::Postgres => "UPDATE chat_messages SET mentions = $1 WHERE id = $2",
            _ => "UPDATE chat_messages SET mentions = ? WHERE id = ?",
        };
        let json = serde_json::Value::Array(mentions).to_string();
        let update = Statement::from_sql_and_values(backend, update, [json.into(), id.into()]);
        connection.execute_raw(update).await?;
    }
    Ok(())
}

/// Where `text` first mentions `user`, and how long that is, in UTF-16 units.
fn place(text: &str, user: &str) -> Option<(usize, usize)> {
    let mention = format!("@{user}");
    let units = |text: &str| text.encode_utf16().count();
    text.match_indices(&mention)
        .find(|(at, _)| {
            let before = text[..*at].chars().next_back();
            let after = text[at + mention.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
        .map(|(at, found)| (units(&text[..at]), units(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_is_found_whole_and_counted_in_utf_16() {
        assert_eq!(place("hi @jane.", "jane"), Some((3, 5)));
        assert_eq!(place("👍 @jane", "jane"), Some((3, 5)));
        assert_eq!(place("@janes, @jane", "jane"), Some((8, 5)));
        assert_eq!(place("mail me@jane", "jane"), None);
    }
}
