//! Mutes of conversations that end by themselves.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds `chat_channel_members.muted_until`: when the member's mute ends, or nothing if it does not end by itself.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "ALTER TABLE chat_channel_members ADD COLUMN muted_until BIGINT",
    "CREATE INDEX chat_mutes_by_time ON chat_channel_members (muted_until) WHERE muted_until IS NOT NULL",
];
