//! What is remembered of a ticket for when it is gone.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_ticket_states` the ticket's number, and the people who see it because it is their own.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

// NULL: not stored yet.
const STATEMENTS: [&str; 2] = [
    "ALTER TABLE chat_ticket_states ADD COLUMN ticket_number TEXT",
    "ALTER TABLE chat_ticket_states ADD COLUMN people TEXT",
];
