//! Who was reminded of a ticket that is due, and whether it was overdue.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_ticket_reminders` whether the ticket was overdue, and who worked on it.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

// NULL: reminded before this was stored, and whoever works on it now counts as reminded.
const STATEMENTS: [&str; 2] = [
    "ALTER TABLE chat_ticket_reminders ADD COLUMN late BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE chat_ticket_reminders ADD COLUMN assignee TEXT",
];
