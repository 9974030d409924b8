//! Pinned messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_pins`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "CREATE TABLE chat_pins (
        message_id BIGINT PRIMARY KEY REFERENCES chat_messages (id),
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        pinned_by TEXT NOT NULL,
        pinned_at BIGINT NOT NULL
    )",
    "CREATE INDEX chat_pins_by_channel ON chat_pins (channel_id)",
];
