//! What new members see of a channel's history.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_channels` the setting and the position up to which new members see nothing, and
/// `chat_channel_members` the position after which each member sees the channel.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE chat_channels ADD COLUMN history TEXT NOT NULL DEFAULT 'all'",
    "ALTER TABLE chat_channels ADD COLUMN hidden_until BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE chat_channel_members ADD COLUMN history_after BIGINT NOT NULL DEFAULT 0",
];
