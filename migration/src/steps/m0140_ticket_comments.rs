//! Orvale's comments on tickets, for an engine that stands alone.
//!
//! Orvale's older versions have none. An Orvale that is to be updated must find no table of that name, so this step
//! creates it only in a database without Orvale's own settings.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `ticket_comments` in a database of our own.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let orvale = manager.has_table("portal_settings").await?;
        if orvale || manager.has_table("ticket_comments").await? {
            return Ok(());
        }
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "CREATE TABLE ticket_comments (
        id {auto_key},
        ticket_id {integer} NOT NULL,
        comment_text TEXT NOT NULL,
        commented_by VARCHAR(100) NOT NULL,
        commented_by_name VARCHAR(255),
        created_at {timestamp} DEFAULT {now},
        updated_at {timestamp} DEFAULT {now},
        is_internal BOOLEAN DEFAULT TRUE,
        FOREIGN KEY (ticket_id) REFERENCES user_tickets(id) ON DELETE CASCADE
    )",
    "CREATE INDEX idx_ticket_comments_ticket_id ON ticket_comments(ticket_id)",
];
