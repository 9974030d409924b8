//! What people were notified of.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_notifications`: a row for each notification, at the position of its event in the user's own
/// stream. `thread_id` is set for a reply that is shown in its thread alone.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE chat_notifications (
        user_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        kind TEXT NOT NULL,
        channel_id BIGINT,
        message_id BIGINT,
        message_seq BIGINT,
        thread_id BIGINT,
        fact TEXT NOT NULL,
        is_read BOOLEAN NOT NULL DEFAULT FALSE,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (user_id, seq)
    ){clustered}",
    "CREATE INDEX chat_notifications_by_message ON chat_notifications (message_id)
        WHERE message_id IS NOT NULL",
    "CREATE INDEX chat_notifications_unread ON chat_notifications (user_id, channel_id)
        WHERE NOT is_read",
];
