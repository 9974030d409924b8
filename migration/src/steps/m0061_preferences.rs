//! How each member wants to see a conversation.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_channel_members` the columns. `hidden_seq` is the channel's position when it was hidden.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE chat_channel_members ADD COLUMN muted BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE chat_channel_members ADD COLUMN pinned BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE chat_channel_members ADD COLUMN hidden_seq BIGINT",
];
