//! Which tokens "log out everywhere" ends, by counting instead of comparing times.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_users` a token epoch and creates `chat_known_tokens`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE chat_users ADD COLUMN token_epoch BIGINT NOT NULL DEFAULT 0",
    // Tokens of Orvale's, which name no epoch: the one in which each was first seen.
    "CREATE TABLE chat_known_tokens (
        token_hash TEXT PRIMARY KEY,
        epoch BIGINT NOT NULL,
        expires_at BIGINT NOT NULL
    )",
    "CREATE INDEX idx_chat_known_tokens_expires_at ON chat_known_tokens (expires_at)",
];
