//! Reminders.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_reminders`: a row for each reminder that is not due yet.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE chat_reminders (
        user_id TEXT NOT NULL,
        message_id BIGINT NOT NULL REFERENCES chat_messages (id),
        due_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (user_id, message_id)
    )",
    "CREATE INDEX chat_reminders_by_time ON chat_reminders (due_at, user_id, message_id)",
    "CREATE INDEX chat_reminders_by_user ON chat_reminders (user_id, due_at, message_id)",
];
