//! The rooms of tickets.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_channels` the ticket whose room a channel is, and what the room has been told of it.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE chat_channels ADD COLUMN ticket_number TEXT",
    "ALTER TABLE chat_channels ADD COLUMN ticket_seen TEXT",
    "CREATE UNIQUE INDEX chat_channels_by_ticket ON chat_channels (ticket_number) \
     WHERE ticket_number IS NOT NULL",
];
