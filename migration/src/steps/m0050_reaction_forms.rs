//! One reaction where the same emoji was given with and without the sign that asks for colour.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DbBackend, Statement},
};

use crate::emoji::recommended;

/// Brings the emoji of all reactions into the form in which they are kept from now on.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let backend = connection.get_database_backend();
        let run = |sqlite: &str, values: &[&str]| {
            let sql = match backend {
                DbBackend::Postgres => numbered(sqlite),
                _ => sqlite.to_owned(),
            };
            let values = values.iter().map(|value| Value::from(*value));
            Statement::from_sql_and_values(backend, sql, values)
        };
        let kinds = connection
            .query_all_raw(run("SELECT DISTINCT emoji FROM message_reactions", &[]))
            .await?;
        for row in kinds {
            let old: String = row.try_get_by_index(0)?;
            let new = recommended(&old);
            if new != old {
                connection.execute_raw(run(DELETE, &[&old, new])).await?;
                connection.execute_raw(run(UPDATE, &[new, &old])).await?;
            }
        }
        Ok(())
    }
}

/// Whoever gave both keeps the one in the new form.
const DELETE: &str = "DELETE FROM message_reactions WHERE emoji = ? AND EXISTS (
    SELECT 1 FROM message_reactions r WHERE r.message_id = message_reactions.message_id
    AND r.user_id = message_reactions.user_id AND r.emoji = ?)";
const UPDATE: &str = "UPDATE message_reactions SET emoji = ? WHERE emoji = ?";

/// PostgreSQL numbers its parameters.
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    (1..)
        .zip(parts)
        .fold(first, |sql, (number, part)| format!("{sql}${number}{part}"))
}
