//! The members of tickets' rooms who are there because they see the ticket.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Marks these members: they leave when they do not see the ticket any more. Those whom a member added stay.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE chat_channel_members ADD COLUMN by_ticket BOOLEAN NOT NULL DEFAULT FALSE",
    // Who was added is not known of earlier members.
    "UPDATE chat_channel_members SET by_ticket = TRUE WHERE channel_id IN \
     (SELECT id FROM chat_channels WHERE ticket_number IS NOT NULL)",
    "CREATE INDEX chat_members_by_ticket ON chat_channel_members (user_id) WHERE by_ticket",
];
