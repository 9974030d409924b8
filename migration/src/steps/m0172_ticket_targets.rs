//! By when tickets are to be completed, and of which ones people have been reminded.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_ticket_targets` and `chat_ticket_reminders`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    // One row, with the settings as JSON.
    "CREATE TABLE chat_ticket_targets (
        id BIGINT NOT NULL PRIMARY KEY,
        settings TEXT NOT NULL,
        changed_by TEXT NOT NULL,
        changed_at BIGINT NOT NULL
    )",
    // When a ticket was due of which people have been reminded.
    "CREATE TABLE chat_ticket_reminders (
        ticket_id BIGINT NOT NULL PRIMARY KEY,
        due_at BIGINT NOT NULL
    )",
];
