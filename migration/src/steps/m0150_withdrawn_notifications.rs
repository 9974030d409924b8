//! Notifications of reactions that were removed.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds `chat_notifications.withdrawn`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

// True while the reaction that the notification is about is removed: it is not shown then, and the same reaction
// does not notify again.
const STATEMENTS: [&str; 1] =
    ["ALTER TABLE chat_notifications ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT FALSE"];
