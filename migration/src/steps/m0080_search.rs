//! The index of messages for the search.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// Creates the index and its lists of words, all of them empty: a server fills them while it runs.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let statements = match connection.get_database_backend() {
            DbBackend::Postgres => POSTGRES.as_slice(),
            _ => SQLITE.as_slice(),
        };
        for statement in COMMON.iter().chain(statements) {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}

const COMMON: [&str; 3] = [
    // Messages up to `indexed_to` are in the index, except for those that have changed since.
    "CREATE TABLE chat_search_state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        version BIGINT NOT NULL,
        epoch BIGINT NOT NULL,
        indexed_to BIGINT NOT NULL
    )",
    "INSERT INTO chat_search_state (id, version, epoch, indexed_to) VALUES (1, 0, 0, 0)",
    "CREATE TABLE chat_search_stale (message_id BIGINT PRIMARY KEY)",
];

const SQLITE: [&str; 3] = [
    "CREATE VIRTUAL TABLE chat_search_index USING fts5(
        tokens, content='', contentless_delete=1, detail=none, tokenize='ascii')",
    "CREATE TABLE chat_search_words (word TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE chat_search_parts (
        part TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (part, word)) WITHOUT ROWID",
];

// Words are compared by their bytes, whatever the database's language is.
const POSTGRES: [&str; 4] = [
    "CREATE TABLE chat_search_index (message_id BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL)",
    "CREATE INDEX chat_search_index_tokens ON chat_search_index USING GIN (tokens)",
    "CREATE TABLE chat_search_words (word TEXT COLLATE \"C\" PRIMARY KEY)",
    "CREATE TABLE chat_search_parts (
        part TEXT COLLATE \"C\" NOT NULL, word TEXT COLLATE \"C\" NOT NULL, PRIMARY KEY (part, word))",
];
