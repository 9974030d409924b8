//! The tickets that were made from messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_ticket_links`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    // A message becomes one ticket at most; a ticket can be made from several messages.
    "CREATE TABLE chat_ticket_links (
        message_id BIGINT NOT NULL PRIMARY KEY,
        ticket_id BIGINT NOT NULL,
        ticket_number TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at BIGINT NOT NULL
    )",
    "CREATE INDEX chat_ticket_links_by_ticket ON chat_ticket_links (ticket_id)",
];
